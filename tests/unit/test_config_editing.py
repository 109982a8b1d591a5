"""Changing config.yaml without touching the rest of it."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from aws_sso.adapters.config.editing import ConfigEdits, edited, value_at
from aws_sso.adapters.config.reading import settings_from_text
from aws_sso.domain.settings.keys import TOP_KEYS, Key, Kind
from aws_sso.domain.settings.typed import text_of_value, value_from_text
from aws_sso.errors import ConfigError, UsageError

KEYS = {key.name: key for key in TOP_KEYS}
FILE = """\
# my settings
SSOConfig:   # all of them
  Default:
    SSORegion: us-east-1   # Virginia
    StartUrl: "https://x.awsapps.com/start"
    Accounts:
      012345670123: {Name: 'Log # archive', Tags: [Env: prod]}   # octal it is not
      # more accounts to come

  # the others
  Other: {SSORegion: eu-west-1, StartUrl: https://y.awsapps.com/start}
Threads: 5  # five
UrlExecCommand:
  - open   # a program
  - "%s"
MyOwn: &own {a: [1, 2,]}
Browser:
ProfileFormat: |
  {{ .RoleName }}
# the end
"""


def test_single_values_change_in_their_places() -> None:
    """Nothing else: comments, quotes, order, blank lines."""
    changes: ConfigEdits = {
        ("Threads",): 9,
        ("SSOConfig", "Default", "SSORegion"): "eu-west-2",
        ("SSOConfig", "Other", "SSORegion"): "eu-west-3",
        ("Browser",): "my browser",
        ("UrlExecCommand",): ("firefox", "%s"),
        ("ProfileFormat",): '{{ .AccountId }} "x"',
    }
    expected = (
        FILE.replace("Threads: 5  # five", "Threads: 9  # five")
        .replace("us-east-1   # V", "eu-west-2   # V")
        .replace("{SSORegion: eu-west-1,", "{SSORegion: eu-west-3,")
        .replace("Browser:\n", 'Browser: "my browser"\n')
        .replace('- open   # a program\n  - "%s"', '[firefox, "%s"]')
        .replace("|\n  {{ .RoleName }}", "'{{ .AccountId }} \"x\"'")
    )
    assert edited(FILE, changes) == expected


def test_new_values_go_where_they_belong() -> None:
    """After the comments of their map, as deep as its keys; also in one-line maps."""
    changes: ConfigEdits = {
        ("SSOConfig", "Default", "DefaultRegion"): "eu-west-2",
        ("SSOConfig", "Other", "AuthUrlAction"): "print",
        ("SSOConfig", "Third", "SSORegion"): "eu-west-1",
        ("SSOConfig", "Third", "StartUrl"): "https://z.awsapps.com/start",
        ("ConfirmTags",): {"Env": "prod", "012": "no"},
        ("AutoLogin",): False,
    }
    expected = (
        FILE.replace(
            "      # more accounts to come\n",
            "      # more accounts to come\n    DefaultRegion: eu-west-2\n",
        )
        .replace("y.awsapps.com/start}\n", "y.awsapps.com/start, AuthUrlAction: print}\n"
                 "  Third:\n    SSORegion: eu-west-1\n    StartUrl: https://z.awsapps.com/start\n")
        + 'ConfirmTags:\n  Env: prod\n  "012": "no"\nAutoLogin: false\n'
    )  # fmt: skip
    assert edited(FILE, changes) == expected


def test_what_is_said_already_stays_as_it_is_written() -> None:
    """`yes` for true, quotes, lists in any form: no byte changes."""
    text = 'AutoLogin: yes\nThreads: "5"\nUrlExecCommand: [a, "%s"]\nJsonStore: ~\n'
    changes: ConfigEdits = {
        ("AutoLogin",): True,
        ("Threads",): 5,
        ("UrlExecCommand",): ("a", "%s"),
        ("JsonStore",): None,
    }
    assert edited(text, changes) == text


@pytest.mark.parametrize("text", ["", "# only a comment", "# a comment\n"])
def test_an_empty_file_gets_a_whole_configuration(text: str) -> None:
    """With what was in it in front."""
    changes: ConfigEdits = {("SSOConfig", "A b", "SSORegion"): "us-east-1", ("Threads",): 3}
    after = edited(text, changes)
    assert after.startswith(text)
    assert after.endswith('SSOConfig:\n  "A b":\n    SSORegion: us-east-1\nThreads: 3\n')


def test_line_ends_are_those_of_the_file() -> None:
    """CRLF stays CRLF; a file without a last newline gets one."""
    after = edited("Threads: 5\r\nBrowser: x", {("LogLevel",): "info", ("Threads",): 6})
    assert after == "Threads: 6\r\nBrowser: x\r\nLogLevel: info\r\n"


@pytest.mark.parametrize(
    "text",
    ["A: &a {SSORegion: x}\nSSOConfig: *a\n", "- a\n- b\n", "SSOConfig: [1]\n", "a: [\n",
     "SSOConfig: text\n"],
)  # fmt: skip
def test_what_cannot_be_changed_safely_is_refused(text: str) -> None:
    """With what to do; nothing is guessed."""
    with pytest.raises(ConfigError) as caught:
        edited(text, {("SSOConfig", "Default", "SSORegion"): "us-east-1"})
    assert caught.value.hint


def test_merged_values_are_overridden_not_changed() -> None:
    """The anchor belongs to others too."""
    text = "C: &c {SSORegion: us-east-1}\nSSOConfig:\n  A:\n    <<: *c\n    StartUrl: https://x/\n"
    after = edited(text, {("SSOConfig", "A", "SSORegion"): "eu-west-1"})
    assert after == text + "    SSORegion: eu-west-1\n"


NAMES = st.sampled_from(["Threads", "Browser", "LogLevel", "My Own", "Extra", "ProfileFormat"])
VALUES = st.sampled_from(
    ["5", "text", '"quoted # not a comment"', "[a, b]", "{k: v}", "", "~", "|\n  block\n  text",
     "\n  - one  # c\n  - two", "\n  k: v\n  # c\n  l: w", "0123", "'it''s'"]
)  # fmt: skip
COMMENTS = st.sampled_from(["", "  # note", "\n# own line", "\n\n   # indented", "\n"])


@st.composite
def files(draw: st.DrawFn) -> str:
    """Configurations with odd keys, styles and comments everywhere."""
    lines = ["# head\n"]
    names = draw(st.lists(NAMES, unique=True, max_size=5))
    place = draw(st.integers(0, len(names)))
    instance = draw(
        st.sampled_from(
            ["SSOConfig:\n  Default:\n    SSORegion: us-east-1  # r\n    Unknown: [x]\n",
             "SSOConfig: {Default: {SSORegion: us-east-1, Unknown: [x]}}  # r\n",
             "SSOConfig:\n    Default: {SSORegion: us-east-1, Unknown: [x]}  # r\n    # c\n"]
        )
    )  # fmt: skip
    for number, name in enumerate(names):
        if number == place:
            lines.append(instance)
        value, comment = draw(VALUES), draw(COMMENTS)
        lines.append(f"{name}: {value}" + ("" if "\n" in value else comment) + "\n")
    if place == len(names):
        lines.append(instance)
    return "".join(lines)


CHANGES = st.dictionaries(
    st.sampled_from(
        [("Threads",), ("Browser",), ("ProfileFormat",), ("ConfirmTags",), ("AutoLogin",),
         ("SSOConfig", "Default", "SSORegion"), ("SSOConfig", "Default", "StartUrl"),
         ("SSOConfig", "New", "SSORegion"), ("UrlExecCommand",)]
    ),
    st.one_of(
        st.text(max_size=12).filter(str.isprintable),
        st.integers(0, 99),
        st.booleans(),
        st.none(),
        st.lists(st.text(max_size=6).filter(str.isprintable), max_size=3).map(tuple),
    ),
    max_size=5,
)  # fmt: skip


@given(files(), CHANGES)
def test_comments_and_unknown_keys_survive_any_change(text: str, changes: ConfigEdits) -> None:
    """Lines that no change is about are there afterwards, in order; twice changes nothing."""
    after = edited(text, changes)
    touched = {path[-1] for path in changes} | {"SSOConfig"}
    tree = yaml.safe_load(after)
    for path, value in changes.items():
        node = tree
        for name in path:
            node = node[name]
        assert str(node) == str(list(value) if isinstance(value, tuple) else value) or (
            edited(after, {path: value}) == after
        )
    kept = [line for line in text.splitlines() if line.lstrip().startswith("#")]
    if not any(len(path) == 1 and path[0] in text for path in changes):
        rest = iter(after.splitlines())
        assert all(line in rest for line in kept), "comments in their order"
    assert ("Unknown: [x]" in text) == ("Unknown: [x]" in after)
    before = yaml.safe_load(text) or {}
    assert {k: v for k, v in before.items() if k not in touched} == {
        k: v for k, v in tree.items() if k not in touched
    }
    assert edited(after, changes) == after


def test_values_are_found_as_they_are_written() -> None:
    """Text of scalars; None for maps, and for what is not there."""
    assert value_at(FILE, ("SSOConfig", "Default", "SSORegion")) == "us-east-1"
    assert value_at(FILE, ("SSOConfig", "Default")) is None
    assert value_at(FILE, ("Absent", "x")) is None


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("Threads", "7", 7),
        ("AutoLogin", "No", False),
        ("ListFields", "Arn, Profile", ("Arn", "Profile")),
        ("UrlExecCommand", '["a b", "x,%s"]', ("a b", "x,%s")),
        ("ConfirmTags", "Env=prod, Team = a b", {"Env": "prod", "Team": "a b"}),
        ("ConfigVariables", '{"a": "1,2"}', {"a": "1,2"}),
        ("Browser", " firefox ", "firefox"),
        ("Browser", "-", None),
    ],
)
def test_values_are_typed_on_one_line(name: str, typed: str, value: object) -> None:
    """And what is offered for a value reads as that value."""
    key: Key = KEYS[name]
    assert value_from_text(key, typed) == value
    if value is not None:
        assert value_from_text(key, text_of_value(value)) == value


@pytest.mark.parametrize(
    ("name", "typed"),
    [("Threads", "many"), ("AutoLogin", "perhaps"), ("ConfirmTags", "Env"), ("ConfirmTags", "{"),
     ("ListFields", '["a"')],
)  # fmt: skip
def test_what_is_no_value_is_refused(name: str, typed: str) -> None:
    """With what is allowed."""
    with pytest.raises(UsageError, match=name):
        value_from_text(KEYS[name], typed)


@given(st.lists(st.text(max_size=8), max_size=4), st.dictionaries(st.text(max_size=5), st.text()))
def test_any_list_and_map_can_be_offered(texts: list[str], pairs: dict[str, str]) -> None:
    """What the wizard offers comes back as it was."""
    lists = Key("L", Kind.TEXTS, "")
    maps = Key("M", Kind.TEXT_MAP, "")
    assert value_from_text(lists, text_of_value(tuple(texts))) == tuple(texts)
    assert value_from_text(maps, text_of_value(pairs)) == pairs


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    """By the reader that errors come from."""
    changes: ConfigEdits = {
        ("SSOConfig", "Default", "SSORegion"): "us-east-1",
        ("SSOConfig", "Default", "StartUrl"): "https://x.awsapps.com/start",
        ("ProfileFormat",): "{{ .RoleName }}",
        ("ConfirmTags",): {"Env": "prod"},
    }
    settings = settings_from_text(edited("", changes), tmp_path / "config.yaml").settings
    assert settings.profiles.name_format == "{{ .RoleName }}"
    assert settings.roles.confirm_tags == {"Env": "prod"}
