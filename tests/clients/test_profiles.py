"""200 made-up `~/.aws/config` files: only our block differs, and real clients read all of it."""

import random
import subprocess
from pathlib import Path

import botocore.configloader
import pytest
from botocore.exceptions import ConfigParseError

from aws_sso.adapters.files.user_files import read_text
from aws_sso.domain.frozen import replace
from aws_sso.domain.profiles.entries import EntryForm
from aws_sso.domain.profiles.name_problems import NameProblems
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.text.marked_block import BEGIN, END
from aws_sso.use_cases.plan_profiles import plan_profiles
from tests import parts

NAMES = (
    "111122223333:Admin", "with space", "it's", 'a "b" c', "back\\slash", "# hash", "a;b",
    "ünï 株式", "[open", "$(touch pwned)", "`x`", "100%", "a=b", "-dash", "🚀",
)  # fmt: skip
HEADERS = [
    *("[default]", "[profile mine]", '[profile "my own"]', "[profile 'q']", "[sso-session s]"),
    *("[preview]", "[plugins]", "[services x]", "[profile with-dash]  ", "[profile ünï]"),
]
BODY = [
    *("region = eu-west-1", "output=json", "s3 =\n  max_concurrent_requests = 7\n\tx = path"),
    *("# comment", "; comment", "", "   ", "role_arn = arn:aws:iam::111122223333:role/X"),
    *("source_profile = default", "sso_session = s", "credential_process = /bin/x \"a b\" 'c'"),
    *("key with spaces = v = w", "aws_access_key_id = AKIAMADEUP", "# BEGIN_SOMETHING_ELSE"),
    *("x = # BEGIN_AWS_SSO_CLI later", "ca_bundle = /ünï/ä.pem", "unusual : colon", "empty ="),
]
BROKEN = ["no section or value", "[unclosed", "= no key", "\x00", "\ufeff", "\udcff", "[]"]
OLD_BLOCK = f"{BEGIN}\n[profile of.old]\ncredential_process = /old/aws-sso process\n\n{END}\n"
ARN = "arn:aws:iam::111122223333:role/Role"
BASE = Role(
    "My Org", "us-east-1", "https://x", "111122223333", "", "", "", "Role", ARN, "", None, None,
    {}, None, "",
)  # fmt: skip
ROLES = [replace(BASE, profile=name, arn=f"{ARN}{n}") for n, name in enumerate(NAMES)]
FORM = EntryForm("/opt/my tools/aws-sso", None, {"output": "json"})


def made_up(seed: int) -> str:
    """Return a config file: sections and lines at random, sometimes with something broken."""
    chance = random.Random(seed)
    lines = []
    for header in chance.sample(HEADERS, chance.randint(0, 6)):
        lines += [header, *chance.sample(BODY, chance.randint(0, 8))]
    if chance.random() < 0.2:
        lines.insert(chance.randint(0, len(lines)), chance.choice(BROKEN))
    text = "\n".join(lines)
    if chance.random() < 0.7:
        text += "\n"
    if chance.random() < 0.4:
        text = text + ("" if text.endswith("\n") or not text else "\n") + OLD_BLOCK
        if chance.random() < 0.5:
            text += "[profile after]\nregion = x"
    return text.replace("\n", "\r\n") if chance.random() < 0.3 else text


def profiles_in(path: Path) -> dict[str, dict[str, object]] | None:
    """All profiles as botocore reads them; None if it cannot read the file."""
    try:
        found: dict[str, dict[str, object]] = botocore.configloader.load_config(str(path))[
            "profiles"
        ]
    except (ConfigParseError, UnicodeDecodeError):
        return None
    return found


def after(path: Path) -> str:
    text = read_text(path)
    problems = NameProblems({}, (), None)
    plan = plan_profiles(ROLES, lambda role: "eu-west-1", FORM, problems, text, "", {})
    path.write_bytes(plan.after.encode("utf-8", "surrogateescape"))
    return plan.after


def test_most_of_them_can_be_read(tmp_path: Path) -> None:
    """So that the next test says something."""
    readable = 0
    for seed in range(200):
        (tmp_path / "config").write_bytes(made_up(seed).encode("utf-8", "surrogateescape"))
        readable += profiles_in(tmp_path / "config") is not None
    assert 120 < readable < 200


@pytest.mark.parametrize("seed", range(200))
def test_only_our_block_differs_and_clients_read_it(seed: int, tmp_path: Path) -> None:
    """Before and after, and again; AWS CLI 2 looks at every twentieth."""
    path = tmp_path / "config"
    before = made_up(seed)
    path.write_bytes(before.encode("utf-8", "surrogateescape"))
    users = profiles_in(path)
    new = after(path)
    head, _, rest = new.rpartition(f"{BEGIN}\n" if "\r\n" not in new else BEGIN)
    tail = rest.rpartition(END)[2]
    if OLD_BLOCK.split("\n")[1] in before:
        old_head, _, old_rest = before.rpartition(BEGIN)
        assert (head, tail) == (old_head, old_rest.rpartition(END)[2])
    else:
        assert head.rstrip("\r\n") == before.rstrip("\r\n")
        assert head.startswith(before)
        assert tail.strip() == ""
    found = profiles_in(path)
    assert (found is None) == (users is None)
    if found is not None and users is not None:
        kept = {name: users[name] for name in users if name != "of.old"}
        assert {name: found[name] for name in kept} == kept
        assert set(found) == {*kept, *NAMES}
        for number, name in enumerate(NAMES):
            command = f'"/opt/my tools/aws-sso" -S "My Org" process --arn {ARN}{number}'
            assert found[name]["credential_process"] == command
            assert found[name]["region"] == "eu-west-1"
    assert after(path) == new
    if seed % 20 == 0 and found is not None:
        listed = subprocess.run(
            [parts.awscli2(), "configure", "list-profiles"],
            env={"AWS_CONFIG_FILE": str(path), "HOME": str(tmp_path), "LANG": "C.UTF-8"},
            capture_output=True,
            check=True,
        )
        assert set(NAMES) <= set(listed.stdout.decode().splitlines())
