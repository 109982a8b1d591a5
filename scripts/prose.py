"""Checks the English of pages, docstrings, comments, messages and help, and the spelling of all.

Usage: scripts/prose.py [FILE]…, all our texts by default

Each rule is a phrase that reads as translated or unclear, and what to write instead. Code blocks
and `code` are left alone: they show names, and what programs print. The spelling is American, as in
AWS's own pages, also in code and in the names of files.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEXTS = ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "docs", "src")
SOURCES = (
    *TEXTS,
    "tests",
    "benchmarks",
    "scripts",
    "examples",
    ".github",
    "pyproject.toml",
    "Makefile",
)
SPELLED = {
    *(".md", ".py", ".pyi", ".toml", ".yml", ".yaml", ".html", ".css", ".sh", ".bash", ".zsh"),
    *(".fish", ".ps1", ".go", ".java", ".js", ".mjs", ".rs", ".c", ""),
}
"""Endings of the files whose spelling is checked."""
OF_OTHERS = {"node_modules", "__pycache__"}
WITH_EXAMPLES = {"scripts/prose.py", "tests/unit/test_prose.py"}
"""Files that name misspelled words."""
TO_DO: tuple[str, ...] = ()
"""Files and folders whose English is still to be rewritten. To be emptied, never extended."""
LONGEST_SENTENCE = 40
"""Words in a sentence of a page, outside tables."""

RULES = {
    # Words.
    r"\b(is|are|was|were) over\b(?! \d)": "expired",
    r"\bthere is no (\w+ )?session\b": "not signed in",
    r"\bfault of (the|this|our) program\b|\bthis is a fault\b": "bug",
    r"\b(try|tries|tried|trying) on\b": "retry",
    r"\b(is|are|was|were|be|been) told\b|\btold (by|in|of)\b": "see, or show",
    r"\b[Ww]here no\b": "without",
    r"\banew\b": "again, or reload",
    r"\b(he|him|his|himself)\b": "they",
    r"\bas (it|they) (should|must|ought to) be\b": "up to date, or correct",
    r"\bare in (step|order) with\b|\bin step\b": "up to date",
    # Shape.
    r"\b[Ww]ho(so)?ever\b|\bwhomever\b": "anyone who, or turn the sentence round",
    r"\b(that|those) of\b": "name the thing again",
    r"(?<!\blong )(?<!\bsoon )(?<!\bfar )(?<!\bmuch )\bas (it is|they are)\b": "unchanged",
    r"\bby its\b": "by",
    r"\b[Tt]ells? (which|what|whether|if|who|how|why|where|when)\b": "show, say or return",
    r"\bthat one's\b": "its",
    r"\bof (ours|yours|theirs|mine)\b": "our, your, or the program's name",
    r"\bthe Go program\b": "aws-sso-cli",
    # Phrases.
    r"\b[Ww]here are the keys\b": "Where should the encryption keys be stored?",
    r"\bbest one here\b": "recommended",
    r"^by default$": "name what is the default",
    r"\b(found|listed|stands?|is|are|was) in no\b": "not … in any",
    r"\bpasswords differ\b": "passwords do not match",
    r"\bto (ask|pick|type|read) on\b": "to ask for …",
    r"\bno (Secret Service|keyring|store|browser) answers\b": "not found",
    r"\bunder a password\b": "password-protected",
    r"\bof that kind\b": "matches, or name the kind",
    r"\bmust show this\b": "check that … shows",
    r"\blasts? \S+ more\b": "valid for",
    r"\b(do|does) not go together\b|\bgoes? together\b": "cannot be combined",
    r"\blitter\b": "leftover files",
    r"\b(this|that|it) is no\b(?! (longer|more)\b)": "is not a",
    r"\bstands? (twice|in|on|under|here|there)\b(?! for\b)": "is, or duplicate",
    r"\b[Mm]end(s|ed|ing)?\b": "fix",
    r"\b[Ww]hen it hurts\b": "Troubleshooting",
    r"\b[Jj]udging it\b": "Evaluation",
    r"\bin clear\b(?! text)": "in plain text",
    r"\bof no use\b": "useless, or cannot be used",
    r"\bwants? none of\b": "to turn it off",
    r"\b[Ww]ho wants\b": "to …",
    r"\bis at hand\b|\bare at hand\b": "cached, or available",
}
_RULES = [(re.compile(pattern), instead) for pattern, instead in RULES.items()]
BRITISH = (
    r"(?:behavi|col|fav|flav|harb|hon|lab|neighb|rum)our",
    r"(?:author|custom|emphas|final|general|initial|local|maxim|minim|normal|optim|organ|"
    r"priorit|real|recogn|serial|special|standard|synchron|util|visual)is(?:e|ing|able|ation)",
    r"(?:dial|label|marshal|model|signal|travel|tunnel)l(?:ed|ing)",
    r"categoris|summaris|analyse(?!s)|analysing|centre|catalogue|programme(?![dr])|(?:def|lic|off)ence",
    r"acknowledgement|judgement|artefact|learnt|misspelt|spoilt|whilst",
)
"""Words, or parts of them. Not `cancelled`, which is a name in asyncio, and not colors of X11."""
_BRITISH = re.compile("|".join(BRITISH), re.I)
_WORD = re.compile("[a-z]+", re.I)


def problems(text: str) -> Iterator[str]:
    """Yield what is wrong with a text, which may be wrapped."""
    text = " ".join(text.split())
    for pattern, instead in _RULES:
        for match in pattern.finditer(text):
            yield f"“{match[0]}”: write “{instead}”"


def too_long(text: str) -> Iterator[str]:
    """Yield the beginnings of sentences of a paragraph that hold more than one idea."""
    for sentence in re.split(r"(?<=[.!?:;])\s+", " ".join(text.split())):
        if sum(word[0].isalnum() for word in sentence.split()) > LONGEST_SENTENCE:
            start = " ".join(sentence.split()[:6])
            yield f"“{start} …”: a sentence of {len(sentence.split())} words; split it"


def in_markdown(source: str) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs, list items, headings and table rows of a page, each with its line.

    A table row begins with `|`. Code is replaced by an ellipsis.
    """
    # Same number of lines, so that the numbers stay right.
    source = re.sub(
        r"(?ms)^ *(```|~~~).*?^ *\1 *$|<!--.*?-->", lambda m: "\n" * m[0].count("\n"), source
    )
    start, lines = 0, list[str]()
    for number, line in enumerate([*source.split("\n"), ""], 1):
        begins = re.match(r"\s*(\||[-*+] |\d+\. |#+ |$)", line)
        if begins and lines:
            yield start, _plain(" ".join(lines))
            lines = []
        if line.strip():
            start = start if lines else number
            lines.append(line.strip())


def _plain(text: str) -> str:
    """Return text without `code` and link targets."""
    text = re.sub(r"``.*?``|`[^`]*`|<code>.*?</code>", "…", text)
    return re.sub(r"\]\([^)]*\)", "]", text)


def in_python(source: str) -> Iterator[tuple[int, str]]:
    """Yield docstrings, other texts and comments of a file, each with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, _plain(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = (p.value if isinstance(p, ast.Constant) else "…" for p in node.values)
            yield node.lineno, _plain("".join(map(str, parts)))
    start, last, lines = 0, 0, list[str]()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            if lines and token.start[0] != last + 1:
                yield start, _plain(" ".join(lines))
                lines = []
            start = start if lines else token.start[0]
            last = token.start[0]
            lines.append(token.string.lstrip("#: "))
    if lines:
        yield start, _plain(" ".join(lines))


def found_in(path: Path) -> Iterator[str]:
    """Yield `LINE: PROBLEM` for a file."""
    source = path.read_text(encoding="utf-8")
    page = path.suffix == ".md"
    seen = set()
    for line, text in (in_markdown if page else in_python)(source):
        for problem in problems(text):
            if (line, problem) not in seen:
                seen.add((line, problem))
                yield f"{line}: {problem}"
        if page and not text.startswith("|"):
            yield from (f"{line}: {problem}" for problem in too_long(text))


def misspelled_in(path: Path) -> Iterator[str]:
    """Yield `LINE: PROBLEM` for British spelling in a file; line 0 is its name."""
    text = path.read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate([path.name, *text.split("\n")]):
        if _BRITISH.search(line):
            for word in filter(_BRITISH.search, _WORD.findall(line)):
                yield f"{number}: “{word}”: spell it as in American English"


def files() -> Iterator[Path]:
    """Yield the files that are checked."""
    for path in _below(TEXTS):
        to_do = any(path.relative_to(ROOT).is_relative_to(still) for still in TO_DO)
        if path.suffix in (".md", ".py") and not to_do:
            yield path


def sources() -> Iterator[Path]:
    """Yield the files whose spelling is checked."""
    for path in _below(SOURCES):
        within = path.relative_to(ROOT)
        is_ours = OF_OTHERS.isdisjoint(within.parts) and within.as_posix() not in WITH_EXAMPLES
        if path.suffix in SPELLED and is_ours and path.is_file():
            yield path


def _below(names: Iterable[str]) -> Iterator[Path]:
    for name in names:
        place = ROOT / name
        yield from sorted(place.rglob("*")) if place.is_dir() else (place,)


def main() -> int:
    given = [Path(name) for name in sys.argv[1:]]
    bad = [f"{path}:{problem}" for path in given or files() for problem in found_in(path)]
    bad += [f"{path}:{problem}" for path in given or sources() for problem in misspelled_in(path)]
    print("".join(f"{line}\n" for line in bad), end="")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
