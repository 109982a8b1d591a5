"""The composition root: what one command's parts are narrowed to, all parts made of them are."""

from pathlib import Path

from aws_sso.domain.scope.scope import Scope
from aws_sso.domain.scope.wish import ScopeWish
from aws_sso.parts.flags import GlobalFlags
from aws_sso.parts.parts import Parts
from aws_sso.parts.voice import NoProgress, Voice

CONFIG = """\
SSOConfig: {D: {SSORegion: us-east-1, StartUrl: 'https://x.example.com/'}}
Policies:
  look: {Version: 2012-10-17, Statement: {Effect: Allow, Action: "s3:List*", Resource: "*"}}
"""


def parts(folder: Path, wish: ScopeWish | None) -> Parts:
    (folder / ".aws-sso").mkdir(mode=0o700)
    (folder / ".aws-sso" / "config.yaml").write_text(CONFIG, encoding="utf-8")
    voice = Voice(print, print, print, NoProgress, lambda: False)
    return Parts(
        GlobalFlags(),
        {"HOME": str(folder), "USERPROFILE": str(folder)},
        "aws-sso test",
        voice,
        wish=wish,
    )


def test_new_parts_for_the_same_command_are_as_narrow(tmp_path: Path) -> None:
    """By the policy as it was read at first, whatever the file says by then."""
    made = parts(tmp_path, ScopeWish(policy="look"))
    scope = made.scope
    assert scope is not None
    (tmp_path / ".aws-sso" / "config.yaml").write_text(CONFIG.replace("List", ""), encoding="utf-8")
    assert made.again().scope == scope
    assert made.again().again().scope == scope
    assert made.again().instances.chosen.credentials.is_narrowed
    other = Scope("other", "{}")
    assert made.again(scope=other).scope == other


def test_parts_without_a_wish_are_not_narrowed(tmp_path: Path) -> None:
    """Unless somebody asks for that."""
    made = parts(tmp_path, None)
    assert made.again().scope is None
    assert not made.instances.chosen.credentials.is_narrowed
    narrowed = made.narrowed_to(ScopeWish(max_ttl=5))
    assert narrowed.scope == Scope("", None, 300)
    assert narrowed.instances.chosen.credentials.is_narrowed
