"""The check of our English notices what it is there for, and lets good sentences through."""

import subprocess
import sys
from pathlib import Path

import prose
import pytest

ROOT = Path(__file__).parents[2]

WRONG = """
What is not there yet, and what was never run, is told in docs
portals that the AWS CLI knows are offered, and a `config.yaml` of the Go program is taken as it is
Where no keyring answers, the keys are kept in a file
it takes that one's result
SIGHUP gets everything anew
Tell which identity SDKs have here, and why
Options of every command, told by `aws-sso COMMAND --help`
unexpected KeyError; this is a fault of the program
the credentials of `shop` are over
Where are the keys
automatic (best one here)
by default
found in no region
the two passwords differ
the vault is locked and there is no terminal to ask on
no Secret Service answers; keys are kept in a file under a password
nothing of that kind
nothing to pick on: no terminal
this shell has no credentials of ours
there is no SSO session, or it is over
the portal is slow; trying on
the page must show this code
the SSO session of `X` lasts 59m more
`--policy` and `--arn` do not go together
no litter of killed writers
this is no place in the console
the key stands twice, first on line 7
Mend what can be mended
When it hurts
Judging it
the session is over
the token was over
there is no session
a fault of this program
it tries on
how this works is told in the manual
where no X answers
get the file anew
he types a password
everything is as it should be
whoever asks
the rule is that of the vault
the file is used as it is
found by its name
what the store keeps is told below
""".strip().splitlines()
"""The left column of the table of bad English, its words and its shapes."""

GOOD = """
For gaps and untested platforms, see status.
It offers portals from your AWS CLI config and reads aws-sso-cli's `config.yaml` unchanged.
Without a keyring, keys go into a password-protected file.
this one will use its result
SIGHUP reloads everything.
Show which AWS identity is active here, and why
Global options (see `aws-sso COMMAND --help`)
internal error (KeyError); please report it
the credentials of `shop` have expired
Where should the encryption keys be stored?
automatic (recommended)
default region; - for none
not found in any region
passwords do not match
vault locked; no terminal to ask for the password
no Secret Service found; using a password-protected file
no matches
cannot open the picker: no terminal
no aws-sso credentials in this shell
not signed in, or session expired
the portal is slow; retrying
check that the page shows
session valid for 59m
`--policy` and `--arn` cannot be combined
no leftover files
not a console destination
duplicate key (first on line 7)
Fix what can be fixed
Troubleshooting
Evaluation
The answer is over 2 MB long.
It is no longer valid.
The token is valid as long as it is renewed in time.
Renewals fail as soon as they are refused by AWS.
By default the list is fetched once a day.
Sessions last 8 hours by default.
They type the password once.
The credential server hands each client its own token.
Run `aws-sso login`, then try again.
Tell us what went wrong.
The page shows the code from your terminal.
Every file has an owner.
Return the profiles in the order in which AWS lists them.
The store asks for a password once a day.
Nobody else may write to this folder.
Where the kernel refuses, the key is read from the store each time.
A locked keyring is an error, never an empty one.
This is not a sandbox.
`logout` deletes the token and revokes the session.
Which role do you want to use?
The first process signs in; the others wait and use its result.
Pick a role to open its console.
Without a browser, the terminal prints the address.
The format is stable, and each field is documented.
Records are replaced one at a time, so parallel runs lose nothing.
A wrong value is an error with file and line.
""".strip().splitlines()


@pytest.mark.parametrize("sentence", WRONG)
def test_each_bad_phrase_is_noticed(sentence: str) -> None:
    """On a page, in a docstring, in a comment, in a message."""
    assert list(prose.problems(sentence)), sentence


@pytest.mark.parametrize("sentence", GOOD)
def test_plain_sentences_pass(sentence: str) -> None:
    """Also those that look a little like the bad ones."""
    assert list(prose.problems(sentence)) == []


def test_there_are_enough_good_sentences() -> None:
    """A rule that forbids too much is noticed."""
    assert len(GOOD) >= 50


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("page.md", "# A page\n\nThe session\nis over.\n", 3),
        ("page.md", "# A page\n\n- first\n- get it anew\n", 4),
        ("page.md", "# A page\n\n| a | b |\n|---|---|\n| x | for whoever asks |\n", 5),
        ("page.md", "# Judging it\n", 1),
        ("page.md", "# A page\n\nThe colour of your organisation.\n", 3),
        ("page.md", f"# A page\n\n{'word ' * 41}.\n", 3),
        ("file.py", '"""Mends a file."""\n', 1),
        ("file.py", 'x = 1\n# the session\n# is over\n', 2),
        ("file.py", 'x = 1  # the session is over\n', 1),
        ("file.py", 'print(f"the session of {x} is over")\n', 1),
        ("file.py", "x = 1\n\ndef _normalise_colours(x): ...\n", 3),
        ("neighbours.py", "", 0),
    ],
)  # fmt: skip
def test_it_is_noticed_wherever_it_is(tmp_path: Path, name: str, text: str, line: int) -> None:
    """Wrapped, in lists and tables, in comments and messages; with its line."""
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "prose.py"), str(file)],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout.startswith(f"{file}:{line}: “")


@pytest.mark.parametrize(
    "text",
    [
        "```console\n$ x\nthe session is over\n```\n",
        "`the session is over`\n",
        "[x](as-it-is.md)\n",
    ],
)
def test_what_programs_print_is_left_alone(tmp_path: Path, text: str) -> None:
    """Code blocks, code and links' targets."""
    file = tmp_path / "page.md"
    file.write_text(text, encoding="utf-8")
    assert list(prose.found_in(file)) == []


@pytest.mark.parametrize(
    "word",
    [
        *("Behaviour", "coloured", "neighbours", "organisation", "serialised", "customisable"),
        *("recognises", "initialising", "analyse", "labelled", "Centre", "licence", "judgement"),
    ],
)
def test_british_spelling_is_noticed(tmp_path: Path, word: str) -> None:
    """In any kind of file, and in the middle of names."""
    for name, text in (("page.md", f"`{word}`\n"), ("run.sh", f"make_{word}_x=1\n")):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        assert list(prose.misspelled_in(file)) == [
            f"1: “{word}”: spell it as in American English"
        ], name


@pytest.mark.parametrize(
    "word",
    [
        *(
            "color",
            "our",
            "organism",
            "optimistic",
            "realistic",
            "precise",
            "otherwise",
            "analyses",
        ),
        *("programmer", "parametrized", "sentence", "cancelled", "DarkGrey", "specialist"),
    ],
)
def test_american_spelling_passes(tmp_path: Path, word: str) -> None:
    """Also words that look a little British."""
    file = tmp_path / "file.txt"
    file.write_text(f"{word}\n", encoding="utf-8")
    assert list(prose.misspelled_in(file)) == []


def test_spelling_is_checked_everywhere() -> None:
    """Tests, scripts in any language, and workflows too; never what others wrote."""
    found = {path.relative_to(ROOT).as_posix() for path in prose.sources()}
    for name in ("Makefile", "tests/conftest.py", "tests/clients/go/s3/main.go", "docs/index.md"):
        assert name in found
    assert ".github/workflows/checks.yml" in found
    assert not [name for name in found if "node_modules" in name]


def test_what_is_still_to_do_exists() -> None:
    """A place that was rewritten, or is gone, leaves the list."""
    for place in prose.TO_DO:
        assert (ROOT / place).exists(), place
