"""`doctor` finds planted faults, and mends those that it says it can."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests import parts
from tests.program import Program

PROFILE = "111122223333:Admin"


@dataclass
class Patient:
    """A healthy home; `environ` is set for the doctor's run only."""

    program: Program
    center: RunningIdentityCenter
    environ: dict[str, str]

    @property
    def aws(self) -> Path:
        return self.program.home / ".aws"

    def examined(self, *arguments: str) -> tuple[int, dict[str, list[dict[str, str]]]]:
        """Run the doctor; returns its exit code, and what it found by check."""
        ran = self.program.having(**self.environ).run("doctor", "--json", *arguments)
        assert ran.code in (0, 1), ran.all
        by_check: dict[str, list[dict[str, str]]] = {}
        for one in json.loads(ran.out):
            by_check.setdefault(one["check"], []).append(one)
        by_check.pop("completions", None)  # depends on the shell that runs the tests
        return ran.code, by_check

    def keep_line(self, text: str, instead: str) -> None:
        """Replace a text in config.yaml."""
        before = self.program.config.read_text(encoding="utf-8")
        assert text in before
        self.program.config.write_text(before.replace(text, instead), encoding="utf-8")


@pytest.fixture
def patient(signed_in: Program, identity_center: RunningIdentityCenter) -> Patient:
    """A home in which all is well."""
    signed_in.environ["AWS_ENDPOINT_URL_STS"] = identity_center.world.base_url
    program = Path(sys.executable).parent / "aws-sso"
    signed_in.add_setting(f"ConfigProfilesBinaryPath: {program}")
    signed_in.succeeds("config", "--force")
    return Patient(signed_in, identity_center, {})


def unknown_key(p: Patient) -> None:
    p.program.add_setting("Thread: 3")


def no_config(p: Patient) -> None:
    p.program.config.unlink()


def no_yaml(p: Patient) -> None:
    p.program.config.write_text("SSOConfig: [", encoding="utf-8")


def writable_folder(p: Patient) -> None:
    p.program.folder.chmod(0o777)


def readable_vault(p: Patient) -> None:
    (p.program.folder / "vault").chmod(0o755)


def readable_credentials(p: Patient) -> None:
    (p.aws / "credentials").write_text("[x]\naws_session_token = t\n", encoding="utf-8")
    (p.aws / "credentials").chmod(0o644)


def other_store(p: Patient) -> None:
    p.keep_line("SecureStore: file", "SecureStore: json\nJsonStore: keys.json\nLogLevel: error")


def wrong_password(p: Patient) -> None:
    p.program.add_setting("UnlockMinutes: 0")
    p.environ["AWS_SSO_FILE_PASSWORD"] = "wrong"


def no_network(p: Patient) -> None:
    p.environ["AWS_ENDPOINT_URL_SSO"] = "http://127.0.0.1:9"


def no_sts(p: Patient) -> None:
    p.environ["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:9"


def wrong_clock(p: Patient) -> None:
    p.center.world.clock.offset = 3600


def wrong_portal(p: Patient) -> None:
    p.keep_line("d-0000000000", "d-1111111111")


def signed_out(p: Patient) -> None:
    p.program.succeeds("flush", "--type", "sso")


def never_fetched(p: Patient) -> None:
    (p.program.folder / "cache.json").unlink()


def old_roles(p: Patient) -> None:
    cache = p.program.folder / "cache.json"
    content = json.loads(cache.read_text(encoding="utf-8"))
    content["instances"]["Default"]["refreshed"] = int(time.time()) - 3 * 86400
    cache.write_text(json.dumps(content), encoding="utf-8")


def shared_names(p: Patient) -> None:
    p.program.add_setting("ProfileFormat: '{{ .RoleName }}'")


def out_of_step(p: Patient) -> None:
    p.program.add_setting("ConfigVariables: {output: json}")


def gone_program(p: Patient) -> None:
    config = p.aws / "config"
    config.write_text(
        config.read_text(encoding="utf-8").replace(str(Path(sys.executable).parent), "/gone"),
        encoding="utf-8",
    )


def keys_of_the_same_name(p: Patient) -> None:
    keys = f"[{PROFILE}]\naws_access_key_id = A\naws_secret_access_key = s\naws_session_token = t\n"
    (p.aws / "credentials").write_text(keys, encoding="utf-8")
    (p.aws / "credentials").chmod(0o600)


def own_profile_of_the_same_name(p: Patient) -> None:
    config = p.aws / "config"
    config.write_text(
        f"[profile {PROFILE}]\nsso_account_id = 1\n{config.read_text(encoding='utf-8')}",
        encoding="utf-8",
    )


def shadowed_profile(p: Patient) -> None:
    p.environ |= {"AWS_PROFILE": PROFILE, "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s"}


def absent_profile(p: Patient) -> None:
    p.environ["AWS_PROFILE"] = "absent"


def tokens_in_clear(p: Patient) -> None:
    (p.aws / "sso" / "cache").mkdir(parents=True)
    (p.aws / "sso" / "cache" / "1.json").write_text(
        '{"accessToken": "canary-token"}', encoding="utf-8"
    )


def credentials_in_clear(p: Patient) -> None:
    (p.aws / "cli" / "cache").mkdir(parents=True)
    (p.aws / "cli" / "cache" / "1.json").write_text(
        '{"Credentials": {"a": "canary-token"}}', encoding="utf-8"
    )


def long_term_keys(p: Patient) -> None:
    (p.aws / "credentials").write_text(
        "[x]\naws_access_key_id = A\naws_secret_access_key = s\n", encoding="utf-8"
    )
    (p.aws / "credentials").chmod(0o600)


def gone_instance(p: Patient) -> None:
    text = p.program.config.read_text(encoding="utf-8")
    p.program.config.write_text(text.replace("  Default:", "  Renamed:"), encoding="utf-8")


def damaged_file(p: Patient) -> None:
    (p.program.folder / "history.json.damaged-1").write_text("x", encoding="utf-8")


def no_browser(p: Patient) -> None:
    p.program.add_setting("Browser: /nonexistent/browser")


def no_url_command(p: Patient) -> None:
    p.program.add_setting("UrlExecCommand: [/nonexistent/command, '%s']")


def bad_browser_profile(p: Patient) -> None:
    p.program.add_setting("BrowserProfile: '{{ .Nothing'")


FAULTS: list[tuple[Callable[[Patient], None], str, str, str, bool]] = [
    (unknown_key, "configuration", "warning", "unknown key `Thread`", False),
    (no_config, "configuration", "broken", "configuration file not found", False),
    (no_yaml, "configuration", "broken", "not valid YAML", False),
    (writable_folder, "permissions", "broken", "other users may write to", True),
    (readable_vault, "permissions", "broken", "other users may read", True),
    (readable_credentials, "permissions", "warning", "credentials", True),
    (other_store, "store", "broken", "are in `file`, but config.yaml says `json`", True),
    (wrong_password, "store", "broken", "password", False),
    (no_network, "network", "broken", "cannot reach http://127.0.0.1:9", False),
    (no_sts, "network", "warning", "only `console` and roles with `Via`", False),
    (wrong_clock, "network", "broken", "clock is 60 minutes behind", False),
    (wrong_portal, "portal", "broken", "does not know https://d-1111111111", False),
    (signed_out, "session", "warning", "not signed in", False),
    (never_fetched, "roles", "warning", "were never fetched", True),
    (old_roles, "roles", "warning", "fetched 3d0h ago", True),
    (shared_names, "roles", "warning", "are empty or shared by several roles", False),
    (out_of_step, "profiles", "warning", "not up to date", True),
    (gone_program, "profiles", "broken", "/gone/aws-sso, which does not exist", True),
    (keys_of_the_same_name, "profiles", "warning", "which SDKs prefer", False),
    (own_profile_of_the_same_name, "profiles", "broken", "has your own profile of this", False),
    (shadowed_profile, "shell", "warning", "is not used", False),
    (absent_profile, "shell", "broken", "in neither file", False),
    (tokens_in_clear, "secrets", "warning", "left unencrypted tokens", True),
    (credentials_in_clear, "secrets", "warning", "left unencrypted credentials", True),
    (long_term_keys, "secrets", "warning", "unencrypted long-term keys", False),
    (gone_instance, "leftovers", "warning", "`Default`, which is not in config.yaml", True),
    (damaged_file, "leftovers", "warning", "1 damaged file(s)", False),
    (no_browser, "browser", "broken", "`Browser` is set to `/nonexistent/browser`", False),
    (no_url_command, "browser", "broken", "`UrlExecCommand` is set to", False),
    (bad_browser_profile, "browser", "broken", "BrowserProfile", False),
]


def test_a_healthy_home_has_nothing(patient: Patient) -> None:
    """All checks, each with a good word."""
    code, found = patient.examined()
    assert code == 0, found
    assert len(found) == 13
    assert {one["status"] for many in found.values() for one in many} == {"ok"}, found
    ran = patient.program.succeeds("doctor")
    assert ran.out.startswith("ok       configuration  ")


@pytest.mark.parametrize(
    ("plant", "check", "status", "words", "fixable"), FAULTS, ids=[f[0].__name__ for f in FAULTS]
)
def test_a_planted_fault_is_found_and_mended(
    plant: Callable[[Patient], None],
    check: str,
    status: str,
    words: str,
    fixable: bool,
    patient: Patient,
) -> None:
    """With what to do; what says that it can be mended is well after `--fix`."""
    plant(patient)
    code, found = patient.examined()
    (bad,) = [one for one in found[check] if words in one["message"]]
    assert bad["status"] == status
    assert code == (1 if status == "broken" else 0) or any(
        one["status"] == "broken" for many in found.values() for one in many
    )
    assert bad["hint"]
    assert bool(bad["fixable"]) == fixable
    assert "canary" not in json.dumps(found)
    if fixable:
        _, after = patient.examined("--fix", "--yes")
        assert not [one for one in after[check] if words in one["message"]], after[check]


def test_nothing_is_mended_without_being_asked_for(patient: Patient) -> None:
    """`--fix` without a terminal or `--yes` is an error, and nothing was done."""
    tokens_in_clear(patient)
    ran = patient.program.run("doctor", "--fix")
    assert ran.code == 2
    assert "hint: confirm in advance with `--yes`" in ran.err
    assert (patient.aws / "sso" / "cache" / "1.json").exists()


def test_completions_of_the_shell_that_asks(patient: Patient) -> None:
    """Missing, from another version, and mended."""
    ours = Path(sys.executable).parent / "aws-sso"
    (patient.program.home / ".bashrc").write_text("", encoding="utf-8")

    def asked(*arguments: str) -> str:
        line = f"{ours} doctor {' '.join(arguments)}; true"
        done = subprocess.run(
            [parts.program("bash"), "-c", line],
            env={**os.environ, **patient.program.environ},
            stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=True,
        )  # fmt: skip
        (text,) = [one for one in done.stdout.splitlines() if one[9:].startswith("completions")]
        return text

    assert "completions for bash are not installed" in asked()
    assert asked("--fix", "--yes").startswith("ok")
    script = patient.program.folder / "completion.bash"
    script.write_text(script.read_text(encoding="utf-8") + "# older\n", encoding="utf-8")
    assert "from another version" in asked()
    assert asked("--fix", "--yes").startswith("ok")


def test_a_terminal_that_cannot_draw(patient: Patient) -> None:
    """Said where there is one; the picker would refuse it."""
    import pexpect

    process = pexpect.spawn(
        sys.executable,
        ["-m", "aws_sso", "doctor"],
        env={**patient.program.environ, "TERM": "dumb"},
        encoding="utf-8",
        timeout=60,
    )
    process.expect("`TERM=dumb` is not enough for the picker")
    process.close(force=True)
