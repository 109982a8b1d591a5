"""Scopes: policies read strictly, what stands for them, what CloudTrail shows of them."""

import json

import pytest

from aws_sso.domain.frozen import replace
from aws_sso.domain.scope.policy import LONGEST, minified
from aws_sso.domain.scope.scope import Scope, session_description
from aws_sso.domain.scope.wish import ScopeWish, wish_of_text, wish_text
from aws_sso.errors import UsageError

STATEMENT = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}


def text(*statements: object, version: str = "2012-10-17") -> str:
    return json.dumps({"Version": version, "Statement": list(statements)}, indent=4)


def test_a_policy_is_written_as_short_as_it_can_be() -> None:
    """Without spaces, and with nothing else changed."""
    given = text(STATEMENT, {**STATEMENT, "Effect": "Deny", "Condition": {"Null": {"x": True}}})
    short = minified(given, "it")
    assert json.loads(short) == json.loads(given)
    assert " " not in short
    assert minified(short, "it") == short


def test_what_sts_would_not_take_goes_as_its_escape() -> None:
    """Characters beyond U+00FF mean the same as `\\u…`."""
    short = minified(text({**STATEMENT, "Resource": "arn:aws:s3:::日本/*"}), "it")
    assert short.isascii()
    assert json.loads(short)["Statement"][0]["Resource"] == "arn:aws:s3:::日本/*"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ('{"Version": "2012-10-17",\n "Statement": [}', "line 2, column 16"),
        ("", "line 1, column 1"),
        ("[]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ('{"Version": "2012-10-17"}', "`Statement` must be a list"),
        ('{"Version": "2012-10-17", "Statement": []}', "`Statement` must be a list"),
        (json.dumps({"Statement": [STATEMENT]}), "`Version` must be"),
        (text(STATEMENT, version="2026-11-24"), "`Version` must be"),
        (text(STATEMENT, {**STATEMENT, "Effect": "Permit"}), "statement 2: `Effect` must be"),
        (text({**STATEMENT, "Principal": "*"}), "has no `Principal`"),
        (text({**STATEMENT, "action": "*"}), "`action` is not a statement element"),
        (text({**STATEMENT, "NotAction": "*"}), "exactly one of `Action` and `NotAction`"),
        (
            text({"Effect": "Allow", "Action": "s3:*"}),
            "exactly one of `Resource` and `NotResource`",
        ),
        (text({**STATEMENT, "Action": []}), "`Action` must be a string"),
        (text({**STATEMENT, "Resource": 7}), "`Resource` must be a string"),
        (text({**STATEMENT, "Condition": "x"}), "`Condition` must be a JSON object"),
        (text("x"), "statement 1: it is not a JSON object"),
        (
            json.dumps({"Version": "2012-10-17", "Statment": []}),
            "`Statment` is not a policy element",
        ),
        ('{"Version": "2012-10-17", "Version": "2012-10-17"}', "has a duplicate key `Version`"),
        (
            text(STATEMENT).replace('"Effect"', '"Effect": "Deny", "Effect"'),
            "duplicate key `Effect`",
        ),
        (text({**STATEMENT, "Condition": {"NumericEquals": {"x": float("nan")}}}), "`NaN`"),
        (text(STATEMENT).replace('"*"', "1e999"), "`1e999`"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_policy_is_an_error_that_says_why(given: str, said: str) -> None:
    """With the place where it is known, and what it is called."""
    with pytest.raises(UsageError) as caught:
        minified(given, "`./look.json`")
    assert said in caught.value.message
    assert caught.value.message.startswith("`./look.json` ")


@pytest.mark.parametrize("characters", [LONGEST, LONGEST + 1])
def test_the_size_is_that_without_spaces(characters: int) -> None:
    """2,048 characters are let through, one more is an error that names both numbers."""
    short = minified(text(STATEMENT), "it")
    given = short.replace("s3:ListBucket", "s3:" + "x" * (characters - len(short) + 10))
    spaced = given.replace(",", " ,\n ")
    if characters == LONGEST:
        assert len(minified(spaced, "it")) == LONGEST
        return
    with pytest.raises(UsageError) as caught:
        minified(spaced, "it")
    assert "2,049 characters" in caught.value.message
    assert "2,048" in caught.value.message


def test_a_digest_stands_for_policy_and_life_and_for_nothing_else() -> None:
    """Else one scope's credentials would answer for another's."""
    scopes = [
        Scope("a", "{}"),
        Scope("a", "{ }"),
        Scope("a", "{}", 60),
        Scope("a", "{}", 600),
        Scope("a", None, 60),
        Scope("a", "-", 60),
        Scope("a", "60 policy {}"),
    ]
    assert len({scope.digest for scope in scopes}) == len(scopes)
    assert Scope("b", "{}").digest == Scope("a", "{}").digest


def test_a_scope_that_narrows_nothing_is_none() -> None:
    """Nobody can make one by mistake."""
    with pytest.raises(ValueError, match="must narrow something"):
        Scope("a", None)


def test_cloudtrail_shows_who_did_it_with_what_and_where() -> None:
    """Printable, and no longer than STS takes."""
    scope = Scope("read-only", "{}", 900)
    said = session_description(scope, "somebody", "aws-sso exec", "laptop")
    assert said == "aws-sso exec [read-only max-ttl=15] by somebody on laptop"
    odd = session_description(scope, "ä\n" * 200, "aws-sso exec", "€")
    assert len(odd) == 256
    assert odd.isascii()
    assert odd.isprintable()


WISHES = [
    ScopeWish(read_only=()),
    ScopeWish(read_only=("s3", "ec2")),
    ScopeWish(policy="look"),
    ScopeWish(policy="/a folder/look at this.json"),
    ScopeWish(max_ttl=15),
    ScopeWish(max_ttl=1),
    ScopeWish(max_ttl=2160),
    ScopeWish(read_only=("s3",), max_ttl=15),
    ScopeWish(policy="/x/max-ttl=5 read-only.json", max_ttl=2160),
]


@pytest.mark.parametrize("wish", WISHES, ids=wish_text)
def test_a_wish_goes_into_a_variable_and_back(wish: ScopeWish) -> None:
    """So that a shell's role is renewed as narrow as it is."""
    assert wish_of_text(wish_text(wish)) == wish
    scope = Scope(wish_text(replace(wish, max_ttl=0)), "{}", wish.max_ttl * 60)
    assert wish_of_text(scope.text) == wish


@pytest.mark.parametrize(
    "text",
    [
        *("", "read-write", "max-ttl=0", "max-ttl=x", "max-ttl=2161", "read-only=", "policy=", "x"),
        *("read-only max-ttl=0", "max-ttl=5 region=eu", "region=5", "read-only region=eu"),
        *("max-ttl=-5", "read-only policy=look"),
    ],
)
def test_what_is_no_wish_is_an_error(text: str) -> None:
    """Never taken for none."""
    with pytest.raises(UsageError):
        wish_of_text(text)


@pytest.mark.parametrize(
    ("policy", "is_a_file"),
    [("look", False), ("look.json", True), ("./look", True), ("a/b", True), ("json", False)],
)
def test_a_name_and_a_file_are_told_apart(policy: str, is_a_file: bool) -> None:
    """By how they are written, never by what lies there."""
    assert ScopeWish(policy=policy).names_file == is_a_file
