"""From flags to a scope: names are names, files are files, and nothing stands in for anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from aws_sso.domain.scope.policy import minified
from aws_sso.domain.scope.read_only import read_only_policy
from aws_sso.domain.scope.scope import Scope
from aws_sso.domain.scope.wish import ScopeWish, read_wish
from aws_sso.errors import ConfigError, SsoError, UsageError
from aws_sso.use_cases.choose_scope import ChooseScopePorts, choose_scope

LOOK = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:List*","Resource":"*"}]}'
)
TOUCH = LOOK.replace("List", "Put")


@dataclass
class Files:
    """Files by their paths; those of config.yaml are in a folder of their own."""

    texts: Mapping[str, str] = field(default_factory=dict)

    def absolute(self, path: str) -> str:
        return f"/here/{path.removeprefix('./')}"

    def of_config(self, path: str) -> str:
        return f"/config/{path}"

    def read(self, path: str) -> str | None:
        return self.texts.get(path)


def chosen(
    wish: ScopeWish,
    policies: Mapping[str, str] | None = None,
    files: Mapping[str, str] | None = None,
) -> Scope:
    return choose_scope(ChooseScopePorts(policies or {}, Files(files or {})), wish)


def test_read_only_is_its_policy() -> None:
    """All of it, or that of some services; the life goes with it, in seconds."""
    assert chosen(ScopeWish(())) == Scope("read-only", read_only_policy())
    scope = chosen(ScopeWish(("s3", "ec2"), max_ttl=15))
    assert scope == Scope("read-only=s3,ec2", read_only_policy(["s3", "ec2"]), 900)


def test_a_life_alone_has_no_policy() -> None:
    """STS is asked for nothing but that."""
    assert chosen(ScopeWish(max_ttl=15)) == Scope("", None, 900)


def test_a_name_is_looked_for_in_config_yaml_alone() -> None:
    """Also where files of that name are there, and however its policy is written."""
    files = {"/here/look": TOUCH, "/config/look": TOUCH, "/config/look.json": LOOK, "look": TOUCH}
    for source in (LOOK, f"\n {LOOK}", "look.json"):
        scope = chosen(ScopeWish(policy="look"), {"look": source, "touch": TOUCH}, files)
        assert scope == Scope("policy=look", minified(LOOK, ""))
    with pytest.raises(UsageError, match="policy `look` is not in `Policies`") as caught:
        chosen(ScopeWish(policy="look"), {"lock": TOUCH}, files)
    assert "`lock`" in str(caught.value.hint)
    assert "./look" in str(caught.value.hint)


def test_a_file_is_a_file_whatever_config_yaml_has() -> None:
    """Its name in the scope is one that means the same from everywhere."""
    scope = chosen(
        ScopeWish(policy="./look"), {"look": TOUCH, "./look": TOUCH}, {"/here/look": LOOK}
    )
    assert scope == Scope("policy=/here/look", minified(LOOK, ""))
    scope = chosen(
        ScopeWish(policy="look.json"),
        {},
        {"/here/look.json": LOOK},
    )
    assert scope.policy == minified(LOOK, "")


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        (ScopeWish(policy="./gone"), SsoError),
        (ScopeWish(policy="gone"), SsoError),
        (ScopeWish(policy="bad"), ConfigError),
        (ScopeWish(policy="./bad"), UsageError),
        (ScopeWish(policy="worse"), ConfigError),
        (ScopeWish(policy="odd"), ConfigError),
        (ScopeWish(("s3", "s4")), UsageError),
    ],
)
def test_what_cannot_be_read_is_an_error(wish: ScopeWish, error: type[SsoError]) -> None:
    """Never no scope at all; what is wrong in config.yaml is an error of that."""
    policies = {"gone": "gone.json", "bad": "bad.json", "worse": "{", "odd": "some words"}
    with pytest.raises(error):
        chosen(wish, policies, {"/config/bad.json": "[]", "/here/bad": "[]"})


@pytest.mark.parametrize(
    ("flags", "wish"),
    [
        ((None, None, None), ScopeWish()),
        (("*", None, None), ScopeWish(())),
        (("s3", None, 5), ScopeWish(("s3",), max_ttl=5)),
        (("s3, ec2", None, None), ScopeWish(("s3", "ec2"))),
        ((None, "look", 5), ScopeWish(policy="look", max_ttl=5)),
    ],
)
def test_flags_are_a_wish(
    flags: tuple[str | None, str | None, int | None], wish: ScopeWish
) -> None:
    """Each of them narrows; none of them is none."""
    assert read_wish(*flags) == wish
    assert bool(wish) == (flags != (None, None, None))


@pytest.mark.parametrize(
    "flags", [("", None), ("s3,", None), (",", None), ("*", "look"), ("s3", "look"), (None, "")]
)
def test_flags_that_say_nothing_or_too_much_are_errors(
    flags: tuple[str | None, str | None],
) -> None:
    """None of them is taken for no wish."""
    with pytest.raises(UsageError):
        read_wish(*flags, None)
