"""How the house is kept: rules of the code that its syntax trees show."""

import ast
import re
import tokenize
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

MAY_READ_THE_ENVIRONMENT = (
    *("__main__.py", "hotlane.py", "parts/*"),
    *("emulator/browser.py", "emulator/pytest_plugin.py"),
)
"""Files and folders of the package that may. All others take what they need as parameters."""
READERS = {
    *("os.environ", "os.environb", "os.getenv", "os.getenvb", "os.putenv", "os.unsetenv"),
    *("os.path.expandvars", "os.path.expanduser", "pathlib.Path.home"),
}

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "aws_sso"


def imported_names(tree: ast.AST) -> dict[str, str]:
    """Return the full names behind a file's imported ones: `{"e": "os.environ"}`."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                top = one.name.partition(".")[0]
                names[one.asname or top] = one.name if one.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for one in node.names:
                names[one.asname or one.name] = f"{node.module}.{one.name}"
    return names


def full_name(node: ast.AST, names: dict[str, str]) -> str:
    """Return what `a.b.c` stands for; empty unless it begins with an imported name."""
    if isinstance(node, ast.Attribute):
        owner = full_name(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return names.get(node.id, "") if isinstance(node, ast.Name) else ""


def environment_read(source: str) -> set[str]:
    """Return the ways in which a file reads the environment, `Path.expanduser` included."""
    tree = ast.parse(source)
    names = imported_names(tree)
    found = set()
    for node in ast.walk(tree):
        name = full_name(node, names)
        if name in READERS:
            found.add(name)
        elif isinstance(node, ast.Attribute) and node.attr == "expanduser":
            found.add("pathlib.Path.expanduser")
    return found


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import os\nos.environ['X']", "os.environ"),
        ("import os as system\nsystem.environb", "os.environb"),
        ("def f():\n    from os import getenv as read\n    return read('X')", "os.getenv"),
        ("import os.path\nos.path.expandvars('$X')", "os.path.expandvars"),
        ("from os import path\npath.expanduser('~')", "os.path.expanduser"),
        ("import os.path as p\nx = p.expanduser", "os.path.expanduser"),
        ("from os.path import expanduser\nexpanduser('~')", "os.path.expanduser"),
        ("from pathlib import Path\nPath.home()", "pathlib.Path.home"),
        ("from pathlib import Path\nPath('~').expanduser()", "pathlib.Path.expanduser"),
    ],
)
def test_every_way_to_read_the_environment_is_noticed(source: str, expected: str) -> None:
    """Under whatever name it was imported, and wherever."""
    assert environment_read(source) == {expected}


@pytest.mark.parametrize(
    "source",
    [
        "def f(environ):\n    return environ.get('X')",
        "import os\nos.path.join('a', 'b')",
        "class A:\n    def f(self):\n        return self.os.environ",
        "'os.environ'  # os.environ",
    ],
)
def test_what_only_looks_like_it_is_left_alone(source: str) -> None:
    """A mapping that was handed over, another function, a text."""
    assert environment_read(source) == set()


def test_only_the_edge_of_the_program_reads_the_environment() -> None:
    """The rest takes it as a parameter, so that no result depends on where it is called."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        place = path.relative_to(PACKAGE).as_posix()
        if not any(fnmatch(place, pattern) for pattern in MAY_READ_THE_ENVIRONMENT):
            found |= {(place, name) for name in environment_read(path.read_text("utf-8"))}
    assert not found


def test_packages_hold_a_docstring_only() -> None:
    """An import there would load with every module of the package.

    That of the package itself finds what programs use, when they use it.
    """
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    for folder in folders:
        path = folder / "__init__.py"
        assert path.exists(), f"{folder} is no package"
        tree = ast.parse(path.read_text("utf-8"))
        assert ast.get_docstring(tree), f"{path} has no docstring"
        if folder == PACKAGE:
            names, finds = tree.body[1:]
            assert isinstance(names, ast.Assign)
            assert isinstance(names.value, ast.Tuple)
            assert isinstance(finds, ast.FunctionDef)
            assert finds.name == "__getattr__"
            continue
        assert len(tree.body) == 1, f"{path} holds more than its docstring"


def ignored_type_errors() -> Iterator[tuple[str, str]]:
    """Yield the place and text of every comment that ignores a type error."""
    for folder in ("src", "tests", "scripts", "benchmarks"):
        for path in (ROOT / folder).rglob("*.py"):
            if "node_modules" in path.parts:
                continue
            with path.open("rb") as file:
                for token in tokenize.tokenize(file.readline):
                    if token.type == tokenize.COMMENT and "type: ignore" in token.string:
                        yield f"{path.relative_to(ROOT)}:{token.start[0]}", token.string


def test_a_type_error_is_ignored_with_its_code_and_for_a_reason() -> None:
    """As in `# type: ignore[arg-type]  # the library's annotation is wrong`."""
    wanted = re.compile(r"# type: ignore\[[a-z-]+\]  # \w.+")
    assert [one for one in ignored_type_errors() if not wanted.fullmatch(one[1])] == []
