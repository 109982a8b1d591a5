"""The unit tests under the CPython for Windows: one process, and what failed in it."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.parts import ROOT
from tests.windows.wine import BED, Wine, python_command, windows_path


@pytest.mark.long
def test_unit_tests_pass_on_windows(wine: Wine, tmp_path: Path) -> None:
    """All that `units.py` does not name with a reason; none is skipped."""
    result = tmp_path / "result.xml"
    (tmp_path / "Temp").mkdir()
    temporary = windows_path(tmp_path / "Temp")
    folders = [ROOT / "src", ROOT, BED / "packages"]
    environ = wine.variables(
        USERPROFILE=windows_path(tmp_path),
        TEMP=temporary,
        TMP=temporary,
        PYTHONPATH=";".join(map(windows_path, folders)),
        # Kept from run to run: else every run compiles all of it.
        PYTHONPYCACHEPREFIX=windows_path(BED / "compiled"),
        PYTHONWARNDEFAULTENCODING="1",
        CI="true",
    )
    command = [
        python_command(), "-m", "pytest", "-q", "--capture=no", "--tb=short",
        "-p", "aws_sso.emulator.pytest_plugin", "-p", "tests.windows.units",
        "--basetemp", windows_path(tmp_path / "Temp" / "t"),
        f"--junitxml={windows_path(result)}", "tests/unit",
    ]  # fmt: skip
    done = wine.run(command, environ, ROOT, timeout=1800)
    assert result.exists(), done.stdout.decode(errors="replace") + done.stderr.decode(
        errors="replace"
    )
    cases = list(ElementTree.parse(result).iter("testcase"))
    bad = {
        f"{case.get('classname')}.{case.get('name')}": "\n".join(
            f"{end.tag}: {end.text or end.get('message')}" for end in case
        )
        for case in cases
        if any(end.tag in ("failure", "error", "skipped") for end in case)
    }
    assert not bad, "\n\n".join(f"{name}\n{why}" for name, why in bad.items())
    assert len(cases) > 1000, done.stdout.decode(errors="replace")
    assert done.returncode == 0
