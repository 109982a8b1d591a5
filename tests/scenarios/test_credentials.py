"""`credentials`: static sections for programs that can take nothing else."""

import configparser
import stat

from hypothesis import given
from hypothesis import strategies as st

from aws_sso.domain.profiles.credential_sections import section_names, with_sections
from tests.program import Program

ADMIN, READ_ONLY = "111122223333:Admin", "111122223333:ReadOnly"


def sections(text: str) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser()
    parser.read_string(text)
    return parser


def test_they_go_to_stdout_or_a_private_file(signed_in: Program) -> None:
    """In the format that every SDK reads, with the time until which they are good."""
    names = signed_in.succeeds("list", "--csv", "Profile").out.split("\n")[1:3]
    printed = signed_in.succeeds("credentials", "-p", names[0], "-p", names[1])
    found = sections(printed.out)
    assert found.sections() == names
    assert found[names[0]]["aws_access_key_id"].startswith("ASIA")
    assert set(found[names[0]]) == {
        "aws_access_key_id", "aws_secret_access_key", "aws_session_token",
    }  # fmt: skip
    assert "# until 20" in printed.out
    path = signed_in.home / "keys"
    signed_in.succeeds("credentials", "-p", names[0], "--file", str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sections(path.read_text(encoding="utf-8")).sections() == names[:1]
    assert "needs `--file`" in signed_in.fails("credentials", "-p", ADMIN, "-a", code=2).err
    signed_in.fails("credentials", code=2)
    assert "no role has the profile name" in signed_in.fails("credentials", "-p", "no").err


def test_append_replaces_sections_of_the_same_name_and_no_others(signed_in: Program) -> None:
    """What else is there stays byte for byte; a mode too open is closed; a link stays a link."""
    real = signed_in.home / "real"
    path = signed_in.home / "keys"
    mine = b"# mine \xff\n[other]\naws_access_key_id=a\n"
    real.write_bytes(mine + f"[{ADMIN}]\nold=1\n".encode() + b"[last]\nx=y")
    real.chmod(0o644)
    path.symlink_to("real")
    signed_in.succeeds("credentials", "-p", ADMIN, "-f", str(path), "--append")
    assert path.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
    written = real.read_bytes()
    assert written.startswith(mine + f"[{ADMIN}]\n# until".encode())
    assert written.endswith(b"\n[last]\nx=y\n")
    assert b"old=1" not in written
    refused = signed_in.fails("credentials", "-p", ADMIN, "-f", str(path), code=2)
    assert "cannot ask for confirmation: no terminal" in refused.err
    assert real.read_bytes() == written
    signed_in.succeeds("credentials", "-p", ADMIN, "-f", str(path), "--yes")
    assert sections(real.read_text(encoding="utf-8")).sections() == [ADMIN]
    signed_in.succeeds("credentials", "-p", ADMIN, "-f", str(path))


@given(st.text(alphabet="ab[]\n= #", max_size=40))
def test_any_file_keeps_its_other_sections(text: str) -> None:
    """In their order, whatever else stands there."""
    new = with_sections(text, {"a": "[a]\nx = 1\n", "new": "[new]\n"})
    others = [name for name in section_names(text) if name not in ("a", "new")]
    assert [name for name in section_names(new) if name not in ("a", "new")] == others
    assert section_names(new).count("a") == section_names(new).count("new") == 1
    assert with_sections(new, {"a": "[a]\nx = 1\n", "new": "[new]\n"}) == new
