"""What the tests do with a block of each language: run it, or read it as its program would."""

import configparser
import json
import plistlib
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from aws_sso.domain.settings import keys as settings_keys
from tests import parts
from tests.documentation.pages import Block, Command, blocks, commands, read_yaml
from tests.documentation.reader import reader
from tests.program import Program

NOT_RUN = {
    "git pull": "changes the checkout",
    "pipx install": "tests/scenarios/test_package.py installs the wheel",
    "docker run": "needs a container engine",
    "bwrap": "needs namespaces, which a container may not make",
    "ssh -L": "needs a second machine; tests/scenarios/test_session.py uses --redirect-port",
    "ssh -R": "needs a second machine",
    "setup wizard$": "asks questions; tests/terminal/test_wizard.py answers them",
    "exec --elevate +#": "needs a shell with a role; tests/scenarios/test_stepping_up.py",
}
"""Patterns of commands that are not typed, and why."""
CONFIG_KEYS = {key.name for key in settings_keys.TOP_KEYS}


def shaped(expected: str, home: Path) -> "re.Pattern[str]":
    """Return what a printed line looks like: `…` is anything, minutes and seconds are any."""
    expected = re.sub(r"\] \$$", "] <0", expected.strip())  # a prompt, before ours
    pattern = re.escape(expected).replace("…", ".*")
    pattern = re.sub(r"\b\d+((?:\\ )?[smh])\b", r"\\d+\1", pattern)
    return re.compile("^ *" + pattern.replace("/home/you", re.escape(str(home))), re.M)


def follows(command: Command, code: int, shown: str, home: Path, next_one: str) -> None:
    """Check what a command did: its exit code, and the lines that the page shows, in order."""
    here = f"{command.block.place}: $ {command.typed}\n{shown}"
    assert code == 0 or next_one == "echo $?", f"exit code {code}: {here}"
    at = 0
    for line in command.prints:
        found = shaped(line, home).search(shown, at)
        assert found, f"the page has {line!r} next: {here}"
        at = found.end()


def console(block: Block, home: Program) -> None:
    """Type the commands."""
    with reader(home) as person:
        typed = [*commands(block)]
        assert typed, f"{block.place}: nothing to type"
        for command, after in zip(typed, [*typed[1:], None], strict=True):
            if not any(re.search(pattern, command.typed) for pattern in NOT_RUN):
                code, shown = person.types(command)
                follows(command, code, shown, home.home, after.typed if after else "")


def script(block: Block, home: Program) -> None:
    """Run it by the shell of its name."""
    options = {"zsh": ["-f"], "fish": ["--no-config"]}.get(block.language, [])
    quiet(block, home, [parts.program(block.language), *options, "-c", block.text])


def quiet(block: Block, home: Program, command: list[str]) -> str:
    """Run a command that succeeds without a word on stderr, and return what it prints."""
    ran = home.run_command(command, folder=home.home / "work")
    assert (ran.code, ran.err) == (0, ""), f"{block.place}: {ran.all}"
    return ran.out


def python(block: Block, home: Program) -> None:
    """Run it after the page's blocks before it; tests by pytest."""
    before = (b for b in blocks(block.page) if b.line <= block.line)
    code = "".join(b.text for b in before if b.language == "python")
    if "def test_" in code:
        (home.home / "work" / "test_example.py").write_text(code, encoding="utf-8")
        quiet(block, home, [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"])
    else:
        quiet(block, home, [sys.executable, "-c", AWAITING, code])


AWAITING = """
import ast, asyncio, sys
code = compile(sys.argv[1], "example", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
if waiting := eval(code, {}):
    asyncio.run(waiting)
"""
"""Runs code that may await outside of functions."""


def json_text(block: Block, home: Program) -> None:
    """Run the commands that it configures, or compare it with a file of the program's."""
    content = json.loads(block.text)
    match [*content]:
        case ["mcpServers"]:
            for server in content["mcpServers"].values():
                assert " as arn:aws:sts::" in quiet(
                    block, home, [server["command"], *server["args"]]
                )
        case ["awsCredentialExport"]:
            printed = quiet(block, home, ["sh", "-c", content["awsCredentialExport"]])
            assert json.loads(printed)["Credentials"]["SessionToken"]
        case ["version", "instances"]:
            cached = json.loads((home.folder / "cache.json").read_text(encoding="utf-8"))
            assert shape(content) == shape(cached)
        case ["Version", "Statement"]:
            (home.home / "deploy.json").write_text(block.text, encoding="utf-8")
        case ["records", "wrapped"]:
            pass  # tests/unit/test_vault_format.py reads them
        case other:
            pytest.fail(f"{block.place}: nothing knows JSON with {other}")


def shape(content: object) -> object:
    """Return the keys and kinds in JSON; those of a map from ids to alike values are left out."""
    if isinstance(content, dict):
        shapes = {key: shape(value) for key, value in content.items()}
        by_id = all(key[0].isupper() or key[0].isdigit() for key in shapes)
        return [*shapes.values()][:1] if by_id else shapes
    if isinstance(content, list):
        return [shape(value) for value in content[:1]]
    return type(content).__name__


def yaml_text(block: Block, home: Program) -> None:
    """Add it to config.yaml, or see what other programs would get from it."""
    content = read_yaml(block.text)
    if content.keys() <= CONFIG_KEYS:
        settings = read_yaml(home.config.read_text(encoding="utf-8"))
        home.configure(yaml.safe_dump(merged(settings, content)))
        home.succeeds("login")
        assert "warning: " not in home.succeeds("list").err, block.place
    elif "services" in content:
        (printed,) = (
            yaml.safe_load("\n".join(command.prints))["environment"]
            for other in blocks(block.page)
            if other.language == "console"
            for command in commands(other)
            if command.typed.endswith("--format compose")
        )
        for service in content["services"].values():
            # In the container, the token file is where the service mounts it.
            (mounted,) = (mount.split(":")[1] for mount in service["volumes"])
            expected = printed | {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": mounted}
            assert service["environment"] == expected, block.place
    elif "users" in content:
        for user in content["users"]:
            command = user["user"]["exec"]
            variables = {one["name"]: one["value"] for one in command["env"]}
            home.succeeds("config", "--force")
            printed = quiet(block, home.having(**variables), [command["command"], *command["args"]])
            assert json.loads(printed)["apiVersion"] == command["apiVersion"]
    else:
        pytest.fail(f"{block.place}: nothing knows YAML with {[*content]}")


def merged(settings: Any, more: Any) -> Any:
    """Return settings with those of a fragment in their places."""
    if isinstance(settings, dict) and isinstance(more, dict):
        return settings | {key: merged(settings.get(key), value) for key, value in more.items()}
    return more


def unit(block: Block, home: Program) -> None:
    """Start what a unit of systemd starts, and reload and stop it as systemd does."""
    unit = configparser.ConfigParser(interpolation=None)
    unit.read_string(block.text)
    served(unit["Service"]["ExecStart"].replace("%h", str(home.home)).split(), home)
    assert unit["Service"]["ExecReload"] == "/bin/kill -HUP $MAINPID"


def agent(block: Block, home: Program) -> None:
    """Start what launchd would start."""
    content = plistlib.loads(block.text.encode())
    assert content["KeepAlive"]
    served(
        [word.replace("/Users/you", str(home.home)) for word in content["ProgramArguments"]], home
    )


def served(command: list[str], home: Program) -> None:
    """Start a credential server, reload it, and end it."""
    running = subprocess.Popen(command, env=home.environ, stderr=subprocess.PIPE, encoding="utf-8")
    assert running.stderr is not None
    try:
        assert "serving credentials on" in running.stderr.readline()
        running.send_signal(signal.SIGHUP)
    finally:
        running.terminate()
        running.communicate(timeout=60)
    assert running.returncode == 0


def hcl(block: Block, home: Program) -> None:
    """Terraform's: tests/clients/test_terraform.py runs this page."""
    assert block.page.name == "terraform.md", block.place


def cmd_exe(block: Block, home: Program) -> None:
    """A session on Windows: tests/windows runs these commands, under Wine."""
    assert block.text.startswith("> "), block.place


def toml(block: Block, home: Program) -> None:
    """Parse it: starship is not here. Its styles look like links, which tools may rewrite."""
    assert tomllib.loads(block.text)["aws"]["format"].endswith("($style) ")


def text(block: Block, home: Program) -> None:
    """A drawing or a format, not something to type."""
    assert not re.search(r"^(\$ |aws-sso )", block.text, re.M), f"{block.place}: use `console`"


HANDLERS: dict[str, Callable[[Block, Program], None]] = {
    "console": console,
    **dict.fromkeys(("sh", "bash", "zsh", "fish"), script),
    "python": python,
    "json": json_text,
    "yaml": yaml_text,
    "ini": unit,
    "xml": agent,
    "toml": toml,
    "hcl": hcl,
    "bat": cmd_exe,
    "text": text,
}
