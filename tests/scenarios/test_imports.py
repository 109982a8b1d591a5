"""What each command imports: a library more is a tenth of a second more, so it is noticed here."""

import subprocess
import sys

import pytest

from tests.program import Program

ARN = "arn:aws:iam::111122223333:role/Admin"
PROFILE = "111122223333:Admin"
HEAVY = (
    *("aws_sso.adapters.vault.stores.file", "aws_sso.parts.urls", "asyncio", "base64", "boto3"),
    *("botocore", "click", "concurrent.futures", "cryptography", "ctypes", "difflib"),
    *("email", "hashlib", "http.client", "jeepney", "keyring", "multiprocessing", "re2"),
    *("rich", "secretstorage", "shellingham", "shlex", "ssl", "starlette"),
    *("collections", "contextlib", "enum", "functools", "importlib", "json", "logging"),
    *("pathlib", "re", "sqlite3", "typing"),
    *("subprocess", "truststore", "urllib3", "uvicorn", "xml", "yaml"),
    *("prompt_toolkit", "pyperclip", "questionary", "rapidfuzz"),
)
RUN = """
import atexit, os, sys
path = os.environ.pop("NOTE")
atexit.register(lambda: open(path, "w").write(" ".join(sys.modules)))
from aws_sso.__main__ import main
main()
"""
_RE = {"collections", "enum", "functools", "re"}
CLICK = _RE | {"click", "contextlib", "difflib", "importlib", "typing"}
FILES = _RE | {"importlib", "pathlib", "shlex"}
"""Reading the files of the user, or of the AWS SDKs."""

VAULT = {"cryptography", "ctypes"}
NOTHING: set[str] = set()
ALLOWED = {
    ("version",): NOTHING,
    ("process", "--arn", ARN): VAULT,
    ("process", "-p", PROFILE): VAULT,
    ("eval", "--shell", "bash", "-p", PROFILE): VAULT,
    ("eval", "--clear", "--shell", "bash"): NOTHING,
    ("assume", "--shell", "bash", PROFILE): VAULT,
    ("assume", "--shell", "bash", "--clear"): NOTHING,
    ("credentials", "-p", PROFILE): VAULT,
    ("list",): VAULT,
    ("list", "--list-fields"): NOTHING,
    ("tags",): NOTHING,
    ("config", "--print"): FILES | {"difflib"},
    ("setup", "completions", "--source", "--shell", "bash"): CLICK | FILES,
    ("--help",): CLICK,
    ("eval", "--help"): CLICK,
    ("console", "--help"): CLICK,
    ("setup", "wizard", "--help"): CLICK | FILES,
}


@pytest.fixture
def used(signed_in: Program) -> Program:
    """A home in which everything that is derived is there, and the vault is open."""
    signed_in.add_setting("UnlockMinutes: 5")
    for _ in range(2):
        signed_in.succeeds("process", "--arn", ARN)
        signed_in.succeeds("list")
    return signed_in


def imported(program: Program, *arguments: str, **environ: str) -> set[str]:
    """Run a command, and return which of the heavy modules it had imported at its end."""
    note = program.home / "note"
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        env={**program.environ, **environ, "NOTE": str(note)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(note.read_text(encoding="utf-8").split()) & set(HEAVY)


def test_commands_import_no_more_than_they_need(used: Program) -> None:
    """With everything at hand: no network library, no YAML, no store."""
    found = {" ".join(command): imported(used, *command) for command in ALLOWED}
    too_many = {
        " ".join(command): found[" ".join(command)] - allowed
        for command, allowed in ALLOWED.items()
    }
    assert {command: extra for command, extra in too_many.items() if extra} == {}
    assert "cryptography" in found[f"process --arn {ARN}"]


def test_exec_imports_no_more_than_it_needs(used: Program) -> None:
    """The command replaces the process, so Python itself notes what was imported until then."""
    run = "from aws_sso.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", run, "exec", "-p", PROFILE, "--", "true"],
        env={**used.environ, "PYTHONPROFILEIMPORTTIME": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    names = [line.rpartition("|")[2].strip() for line in done.stderr.splitlines()]
    found = set(names[names.index("aws_sso") :])
    assert found & set(HEAVY) <= VAULT
    assert "cryptography" in found


def test_completion_imports_no_more_than_it_needs(used: Program) -> None:
    """A shell waits for it at every Tab."""
    assert imported(used, "eval", "-p", "1", _AWS_SSO_COMPLETE="zsh") == NOTHING
    # `each` is no light command, but what starts programs and hands out keys waits for its turn.
    left_out = {"base64", "click", "cryptography", "hashlib", "subprocess"}
    assert left_out <= set(HEAVY)
    assert not imported(used, "each", "--filter", "Role=", _AWS_SSO_COMPLETE="zsh") & left_out


def test_a_prompt_that_shows_the_time_left_waits_for_nothing(used: Program) -> None:
    """`time` reads one variable."""
    assert imported(used, "time", AWS_SSO_SESSION_EXPIRATION="2099-01-01T00:00:00Z") == NOTHING


def test_the_status_needs_neither_store_nor_cryptography(used: Program) -> None:
    """The headers of records say when they end; `ctypes` is the keyring's."""
    environ = {"AWS_SSO_ROLE_ARN": ARN, "AWS_ACCESS_KEY_ID": "ASIA"}
    assert imported(used, "status", **environ) <= {"ctypes"}
    assert imported(used, "status", AWS_PROFILE="other") <= FILES | {"ctypes"}


def test_new_credentials_take_one_https_library(used: Program) -> None:
    """And botocore only for chains of roles and for endpoints not known yet."""
    found = imported(used, "process", "--sts-refresh", "--arn", ARN)
    assert {"urllib3", "ssl"} <= found
    assert not {"rich", "yaml", "starlette", "concurrent.futures", "xml", "boto3"} & found
    assert "aws_sso.parts.urls" not in found, "no page is opened"
    assert "truststore" not in found, "no certificate is needed on this machine"
