"""Makes the pictures of docs/images: real screens and pages of the emulator's sample users.

The animated ones are in `recordings.py`.
Needs tmux, Chromium and its driver. Usage: make screenshots
"""

import contextlib
import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pictured import THEME, steady
from recordings import record_all
from rich.console import Console
from rich.style import Style
from rich.text import Span, Text
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from tests.program import Program
from tests.terminal.tmux import Tmux
from tests.waiting import until

from aws_sso.emulator.organization import Account, Organization
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.emulator.server import serving
from aws_sso.emulator.world import World

IMAGES = Path(__file__).parent.parent / "docs" / "images"
COLUMNS, ROWS = 104, 24
PAGE = """<!doctype html><meta charset="utf-8"><body style="background:{background}">
<pre style="font:14px/1.35 'DejaVu Sans Mono',monospace;color:{foreground};background:{background};
padding:10px;margin:0;display:inline-block">{code}</pre>"""
ACCOUNTS = [
    ("111100000001", "Shop Production", ["Admin", "Developer", "ReadOnly"]),
    ("111100000002", "Shop Staging", ["Admin", "Developer", "ReadOnly"]),
    ("222200000001", "Payments Production", ["Admin", "ReadOnly", "DatabaseAdmin"]),
    ("333300000001", "Data Platform", ["DataEngineer", "DataScientist", "ReadOnly"]),
    ("444400000001", "Networking", ["NetworkAdmin", "ReadOnly"]),
    ("444400000004", "Management", ["Billing", "OrganizationAdmin"]),
]
TAGS = """\
    Accounts:
      111100000001: {Tags: {Env: prod, Team: Checkout, Color: red}}
      111100000002: {Tags: {Env: staging, Team: Checkout, Color: yellow}}
      222200000001: {Tags: {Env: prod, Team: Money Movers, Color: red}}
"""


def organization() -> Organization:
    return Organization.of(
        [Account(number, name, f"aws+{number[-4:]}@example.com", roles)
         for number, name, roles in ACCOUNTS]
    )  # fmt: skip


def without_reverse(style: str | Style) -> str | Style:
    """Return a style with its colors turned round: rich's HTML knows no reverse video."""
    if isinstance(style, str) or not style.reverse:
        return style
    front = style.color if style.color and not style.color.is_default else "white"
    back = style.bgcolor if style.bgcolor and not style.bgcolor.is_default else "black"
    return Style(color=back, bgcolor=front, bold=style.bold)


def picture(browser: Chrome, terminal: Tmux, home: Path, name: str) -> None:
    """Save what a terminal in a home shows, as a browser shows it."""
    lines = [steady(line, home) for line in terminal.screen("-e", "-N", "-J")]
    text = Text.from_ansi("\n".join(lines))
    text.spans = [Span(one.start, one.end, without_reverse(one.style)) for one in text.spans]
    browser.set_window_size(1100, 1400)
    console = Console(record=True, width=COLUMNS + 1, file=io.StringIO())
    console.print(text, soft_wrap=True)
    page = console.export_html(theme=THEME, inline_styles=True, code_format=PAGE)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".html") as file:
        file.write(page)
        file.flush()
        browser.get(f"file://{file.name}")
        target = IMAGES / f"{name}.png"
        browser.find_element(By.TAG_NAME, "pre").screenshot(str(target))
    print(target)


def picker(browser: Chrome, program: Program, folder: Path) -> None:
    text = program.config.read_text(encoding="utf-8")
    program.configure(text.replace("AuthWorkflow", TAGS + "AuthWorkflow", 1))
    program.succeeds("login")
    for profile in ("333300000001:DataEngineer", "111100000002:Developer"):
        program.succeeds("eval", "--shell", "bash", "-p", profile)
    program.environ["AWS_ENDPOINT_URL_STS"] = program.environ["AWS_ENDPOINT_URL_SSO"]
    terminal = Tmux(folder, program.environ, COLUMNS, ROWS)
    try:
        terminal.line("clear; aws-sso exec")
        terminal.shows("16/16")
        picture(browser, terminal, program.home, "picker")
        terminal.types("prd adm")
        terminal.comes_to(lambda lines: "16/16" not in lines[0], "a search")
        picture(browser, terminal, program.home, "picker-search")
        terminal.keys("C-u", "Tab")
        terminal.shows("  tags")
        picture(browser, terminal, program.home, "picker-tags")
        terminal.keys("C-c")
        terminal.resize(COLUMNS, 50)
        terminal.line("clear; aws-sso --help")
        terminal.shows("Without a command, lists roles")
        picture(browser, terminal, program.home, "help")
        terminal.resize(COLUMNS, 20)
        terminal.line("clear; aws-sso doctor")
        terminal.shows(" ok, ")
        picture(browser, terminal, program.home, "doctor")
        terminal.line("clear; aws-sso list")
        terminal.shows("session valid for")
        picture(browser, terminal, program.home, "list")
    finally:
        terminal.end()


def wizard(browser: Chrome, program: Program, folder: Path) -> None:
    program.config.unlink()
    terminal = Tmux(folder, program.environ, COLUMNS, 12)
    try:
        terminal.line("clear; aws-sso setup wizard -b none --no-sign-in")
        terminal.shows("Start URL")
        terminal.line("d-0000000000")
        terminal.shows("How should profiles be named?")
        picture(browser, terminal, program.home, "wizard")
        terminal.keys("C-c")
    finally:
        terminal.end()


def sign_in_page(browser: Chrome, program: Program, folder: Path) -> None:
    note = folder / "url"
    command = folder / "note-url"
    command.write_text(
        f'#!/bin/sh\nprintf "%s" "$1" > {note}.tmp\nmv {note}.tmp {note}\n', encoding="utf-8"
    )
    command.chmod(0o755)
    program.add_setting(f"UrlExecCommand: [{command}, '%s']")
    process = program.start("login", "--force")
    try:
        until(note.exists, "a page")
        browser.get(note.read_text(encoding="utf-8"))
        browser.find_element(By.ID, "allow").click()
        until(lambda: "Signed in" in browser.title, "the end of the sign-in")
        browser.set_window_size(860, 560)
        browser.save_screenshot(str(IMAGES / "signed-in.png"))
        print(IMAGES / "signed-in.png")
    finally:
        process.wait(30)


@contextlib.contextmanager
def chromium() -> Iterator[Chrome]:
    options = ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1100,900"):
        options.add_argument(argument)
    driver = Chrome(options, Service("/usr/bin/chromedriver"))
    try:
        yield driver
    finally:
        driver.quit()


def main() -> int:
    IMAGES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as made,
        serving(lambda url: World(url, organization())) as world,
        chromium() as browser,
    ):
        folder = Path(made)
        program = Program.in_new_home(folder, RunningIdentityCenter(world))
        sign_in_page(browser, program, folder)
        program = Program.in_new_home(
            Path(tempfile.mkdtemp(dir=folder)), RunningIdentityCenter(world)
        )
        picker(browser, program, folder)
        (folder / "wizard").mkdir()
        wizard(browser, program, folder / "wizard")
    record_all()
    return 0


if __name__ == "__main__":
    sys.exit(main())
