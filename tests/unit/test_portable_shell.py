"""Shell text that macOS can run: nothing of GNU's tools alone, nothing that bash 3.2 lacks."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.parts import ROOT

GNU = {
    r"\bdate (-d|--date)(?! \"@\$end\")": "date -d tomorrow",
    r"\breadlink -[a-z]*f": "readlink -f x",
    r"\brealpath -": "realpath --relative-to=. x",
    r"\bstat (-c|--format|--printf)": "stat -c %s x",
    r"\bsed (-[a-zA-Z]*i|--in-place)\b": "sed -i s/a/b/ x",
    r"\bgrep -[a-zA-Z]*P": "grep -oP '\\d' x",
    r"\btimeout (-\S+ )*[0-9]+[smhd]? ": "timeout 5 sleep 9",
    r"\bmktemp (-p|--|-t(?! \S*X))": "mktemp --suffix=.x",
    r"\bfind .* -(printf|regextype|executable)\b": "find . -printf %p",
    r"\bxargs -[a-z0-9]*r": "xargs -r rm",
    r"\bcp -[a-zA-Z]*[lTt]\b": "cp -al a b",
    r"\bln -[a-z]*[rT]\b": "ln -sr a b",
    r"\bsort -[a-zA-Z]*V": "sort -V x",
    r"\bhead -n ?-": "head -n -1 x",
    r"(^|[;|&(] *)(tac|nproc|sha256sum|md5sum|setsid|shuf)\b": "nproc",
    r"\bbase64 -[a-z]*w": "base64 -w0 x",
    r"\bdu -[a-z]*b": "du -sb x",
    r"\btouch -d": "touch -d yesterday x",
    r"\btail --pid": "tail --pid=1 x",
    r"\bps (-[a-z]*o \S+ )?--": "ps --ppid 1",
}
"""What the tools of macOS lack or read otherwise, and an example."""

BASH_4 = {
    r"\b(declare|local|typeset) -[a-zA-Z]*[AnlugI]": "declare -A map",
    r"\b(mapfile|readarray)\b": "mapfile -t lines",
    r"\$\{[^}]*(,|\^)[,^]?\}": "x=${x,,}",
    r"\$\{[^}]*@[A-Za-z]\}": "x=${x@Q}",
    r"&>>": "cmd &>> file",
    r"\|&": "cmd |& cat",
    r"\bprintf (?!-v now )(.* )?'?%\(": "printf '%(%s)T' -1",
    r"\bcoproc\b": "coproc cat",
    r"(\[\[|\btest|\[) .*-[vR] ": "[[ -v x ]]",
    r"\[ *-[0-9]+ *\]": "x=${list[-1]}",
    r"\$\{[^}]*:[^}]*: *-[0-9]": "x=${x:0:-1}",
    r"\bwait -[nfp]": "wait -n",
    r"\b(BASH_ARGV0|BASHPID|EPOCH[A-Z]+|SRANDOM|PROMPT_DIRTRIM)\b": "$BASHPID",
    r";;?&": "a) true ;;&",
    r"\bshopt -s (globstar|autocd|lastpipe|inherit_errexit)": "shopt -s globstar",
    r"\bread -[a-zA-Z]*[Ni]\b": "read -N 1 x",
    r"\bread .*-t *0?\.": "read -t 0.1 x",
    r"\{[0-9]+\.\.[0-9]+\.\.": "echo {1..9..2}",
    r"\{0[0-9]*\.\.": "echo {01..10}",
    r"\\[uU][0-9a-fA-F]{4}": "x=$'\\u00eb'",
    r"\bcompopt -(?!.*2>/dev/null)": "compopt -o nospace",
    r"\{[a-z_]+\}[<>]": "exec {number}>file",
}
"""What bash 3.2 lacks, and an example; how each may stand nevertheless is in the pattern."""

BASH = "src/aws_sso/adapters/desktop/completion_scripts/*.bash"
SHELL = ("scripts/*.sh", "Makefile", ".ci/run", "tests/**/*.py", "scripts/*.py", "benchmarks/*.py")
ON_LINUX_ONLY = ("tests/windows/", "scripts/windows_bed.sh", "tests/unit/test_portable_shell.py")
"""Wine is tested on Linux; and this file."""


def breaches(rules: dict[str, str], text: str) -> list[tuple[int, str]]:
    """Return the lines that break a rule, with the rule; comments do not count."""
    return [
        (number, rule)
        for number, line in enumerate(text.splitlines(), 1)
        if not line.lstrip().startswith("#") or line.startswith("#!")
        for rule in rules
        if re.search(rule, line)
    ]


def files(*patterns: str) -> Iterator[Path]:
    for pattern in patterns:
        found = sorted(ROOT.glob(pattern))
        assert found, pattern
        for path in found:
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(ON_LINUX_ONLY) and "node_modules" not in name:
                yield path


@pytest.mark.parametrize(("rules", "patterns"), [(GNU, (BASH, *SHELL)), (BASH_4, (BASH,))])
def test_no_file_breaks_a_rule(rules: dict[str, str], patterns: tuple[str, ...]) -> None:
    """Scripts, and the shell text within tests and scripts in Python."""
    found = [
        f"{path.relative_to(ROOT)}:{number}: {rule}"
        for path in files(*patterns)
        for number, rule in breaches(rules, path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("rules", "example"),
    [(rules, example) for rules in (GNU, BASH_4) for example in rules.values()],
)
def test_each_rule_finds_its_example(rules: dict[str, str], example: str) -> None:
    """Planted at the end of the script for bash."""
    script = (ROOT / BASH.replace("*", "aws-sso")).read_text(encoding="utf-8")
    assert breaches(rules, script) == []
    found = breaches(rules, f"{script}\n{example}\n")
    assert {rules[rule] for _, rule in found} >= {example}
    assert {number for number, _ in found} == {script.count("\n") + 2}
