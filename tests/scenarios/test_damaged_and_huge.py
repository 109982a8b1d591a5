"""Files without end, in depth or in size: one plain error, or none at all, and soon."""

import time
from pathlib import Path

import pytest

from aws_sso.adapters.config.reading import load_settings
from aws_sso.domain.text.file_names import file_name
from aws_sso.errors import ConfigError
from tests.program import Program

PROFILE = "111122223333:Admin"
ARN = "arn:aws:iam::111122223333:role/Admin"
DEEP = "[" * 100_000
OURS = (
    "cache.json",
    "history.json",
    "state/settings.json",
    "state/endpoints.json",
    f"state/failures/{file_name('Default sign-in')}.failure",
    f"state/locks/{file_name(f'Default role {ARN}')}.lock",
)
HEAD = """\
SSOConfig:
  Default:
    SSORegion: us-east-1
    StartUrl: https://d-1234567890.awsapps.com/start
"""


def test_json_without_end_breaks_no_command(signed_in: Program) -> None:
    """Scenario 6: in each file of ours; what can be made anew is."""
    signed_in.succeeds("eval", "--shell", "sh", "-p", PROFILE)
    (signed_in.folder / "state" / "failures").mkdir(mode=0o700, exist_ok=True)
    for name in OURS:
        path = signed_in.folder / name
        path.write_text(DEEP, encoding="utf-8")
        path.chmod(0o600)
    for command in (["login"], ["list"], ["tags"], ["process", "--sts-refresh", "--arn", ARN]):
        signed_in.succeeds(*command)
    (signed_in.folder / "vault" / "vault.json").write_text(DEEP, encoding="utf-8")
    assert "vault.json was damaged" in signed_in.succeeds("login").err
    signed_in.succeeds("process", "--arn", ARN)


@pytest.mark.parametrize("join", ["[*{}, *{}]", "*{}"])
def test_merges_that_multiply_are_refused_at_once(join: str, tmp_path: Path) -> None:
    """Scenario 6: sixty levels, each twice the one before, or each one more map to merge."""
    lines = ["A0: &a0 {x: y}"]
    levels = 60 if "[" in join else 5_000
    for level in range(1, levels):
        before = f"a{level - 1}"
        lines.append(f"A{level}: &a{level} {{<<: {join.format(before, before)}, k{level}: v}}")
    text = HEAD + f"    <<: *a{levels - 1}\n"
    path = tmp_path / "config.yaml"
    path.write_text("\n".join(lines) + "\n" + text, encoding="utf-8")
    path.chmod(0o600)
    began = time.monotonic()
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    assert time.monotonic() - began < 20
    assert "`" in caught.value.message
    assert str(path) in caught.value.message
    assert caught.value.hint
    # Forty thousand accounts that are written out are no misuse of anything.
    accounts = (f"      {number:012d}: {{Roles: {{Admin: {{}}}}}}\n" for number in range(1, 40_001))
    path.write_text(f"{HEAD}    Accounts:\n{''.join(accounts)}", encoding="utf-8")
    assert len(load_settings(path).settings.instances["Default"].accounts) == 40_000


def test_twenty_identical_writers_all_end_well(signed_in: Program) -> None:
    """Scenario 3: each finds that what it wanted is there."""
    running = [signed_in.start("config", "--force") for _ in range(20)]
    ended = [(one.communicate(timeout=240), one.returncode) for one in running]
    assert [(code, err) for (_, err), code in ended if code != 0] == []
    assert signed_in.succeeds("config", "--diff").out == ""
