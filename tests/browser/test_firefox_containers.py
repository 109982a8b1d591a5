"""A console in a container of a real Firefox: name, color and icon as asked."""

import json
import os
import shutil
import signal
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Queue
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from aws_sso.domain.console.containers import ICONS
from aws_sso.domain.roles.color import COLORS
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests import parts
from tests.program import Program

EXTENSION = Path(__file__).parent / "container_extension"
NAME = "containers@example.com"
PREFERENCES = {
    "xpinstall.signatures.required": False,
    "extensions.autoDisableScopes": 0,
    "privacy.userContext.enabled": True,
    "security.external_protocol_requires_permission": False,
    "network.protocol-handler.external-default": True,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.disabledForTesting": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "browser.startup.page": 0,
}


@pytest.fixture
def reports() -> Iterator[tuple[int, "Queue[dict[str, Any]]"]]:
    """A port on which the extension tells what it saw, and what it told."""
    told: Queue[dict[str, Any]] = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1], told
    server.shutdown()
    server.server_close()


@pytest.fixture
def firefox(tmp_path: Path, reports: tuple[int, "Queue[dict[str, Any]]"]) -> Iterator[Path]:
    """A program that opens a URL in a Firefox with a profile of its own, and the extension."""
    profile = tmp_path / "profile"
    (profile / "extensions").mkdir(parents=True)
    lines = [f'user_pref("{key}", {json.dumps(value)});\n' for key, value in PREFERENCES.items()]
    (profile / "user.js").write_text("".join(lines), encoding="utf-8")
    with zipfile.ZipFile(profile / "extensions" / f"{NAME}.xpi", "w") as packed:
        for file in EXTENSION.iterdir():
            packed.writestr(
                file.name, file.read_text(encoding="utf-8").replace("REPORT_PORT", str(reports[0]))
            )
    program, pid = tmp_path / "firefox", tmp_path / "pid"
    real = parts.program("firefox-esr")
    program.write_text(
        f"#!/bin/sh\necho $$ > {pid}\n"
        f'exec {real} --headless --no-remote --profile {profile} "$@"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)
    yield program
    if pid.exists():
        os.kill(int(pid.read_text(encoding="utf-8")), signal.SIGTERM)
    shutil.rmtree(profile, ignore_errors=True)


@pytest.mark.parametrize(
    ("action", "tags", "look"),
    [
        ("open-url-in-container", "{Color: Orange, Icon: cart}", ("orange", "cart")),
        ("granted-containers", "{}", None),
    ],
)
def test_a_console_opens_in_a_container(
    action: str,
    tags: str,
    look: tuple[str, str] | None,
    signed_in: Program,
    firefox: Path,
    reports: tuple[int, "Queue[dict[str, Any]]"],
    identity_center: RunningIdentityCenter,
) -> None:
    """Named for the profile whatever is in it; an address that works once leads to the console."""
    name = 'Prüfung 100% = "a/b" + c #1?'
    accounts = f"""\
    Accounts:
      111122223333: {{Roles: {{Admin: {{Profile: '{name}', Tags: {tags}}}}}}}
"""
    text = signed_in.config.read_text(encoding="utf-8").replace(
        "AuthWorkflow", accounts + "AuthWorkflow", 1
    )
    kept = [line for line in text.splitlines() if not line.startswith("Url")]
    signed_in.configure("\n".join(kept) + "\n")
    signed_in.add_setting(f"Browser: {firefox}")
    signed_in.add_setting("UrlOneTime: always")
    ran = signed_in.run("console", "-p", name, "--destination", "s3", "-u", action)
    assert ran.code == 0, ran.all
    seen = reports[1].get(timeout=90)
    assert seen["name"] == name
    assert look is None or (seen["color"], seen["icon"]) == look
    assert seen["color"] in COLORS
    assert seen["icon"] in ICONS
    query = parse_qs(urlsplit(seen["url"]).query)
    assert query["Action"] == ["login"]
    assert query["SigninToken"][0] in identity_center.world.signin_tokens
    assert query["Destination"] == ["https://console.aws.amazon.com/s3/home?region=us-east-1"]
