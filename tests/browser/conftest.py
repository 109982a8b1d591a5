"""Real browsers, without a screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service

from tests import parts


def messages_of(chromium: Chrome) -> list[dict[str, object]]:
    """Return what its pages and their requests were reported for, and forget it."""
    log = chromium.get_log("browser")  # type: ignore[no-untyped-call]  # selenium leaves it so
    found: list[dict[str, object]] = log
    return found


@pytest.fixture
def chromium(running_chromium: Chrome) -> Chrome:
    """A headless Chromium, with nothing in its log of pages seen before."""
    messages_of(running_chromium)
    return running_chromium


@pytest.fixture(scope="session")
def running_chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    """A headless Chromium with a profile of its own."""
    options = ChromeOptions()
    options.binary_location = parts.program("chromium")
    for argument in (
        "--headless=new",
        "--no-sandbox",  # it refuses root otherwise
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=900,600",
        f"--user-data-dir={tmp_path_factory.mktemp('chromium')}",
    ):
        options.add_argument(argument)
    driver = Chrome(options, Service(parts.program("chromedriver")))
    driver.set_page_load_timeout(60)
    yield driver
    driver.quit()


def command_that_notes(folder: Path) -> tuple[str, Path]:
    """Return a URL command, as config.yaml has it, and the file in which it puts its URL."""
    program, note = folder / "note-url", folder / "url"
    program.write_text(
        f'#!/bin/sh\nprintf "%s" "$1" > {note}.tmp\nmv {note}.tmp {note}\n', encoding="utf-8"
    )
    program.chmod(0o755)
    return f"[{program}, '%s']", note
