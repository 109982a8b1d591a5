"""Audits the dependencies that users install for known weaknesses.

Usage: scripts/audit.py [OPTION OF pip-audit]…, for instance `-s osv` for another source of data

A known weakness is an error. So is an audit that could not be made, in CI; elsewhere, where there
may be no network, it is a warning.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements" / "run.txt"
PIP_AUDIT = Path(sys.executable).parent / "pip-audit"


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        done = subprocess.run(
            [PIP_AUDIT, "--disable-pip", "--strict", "--require-hashes", "--requirement", LOCK,
             "--progress-spinner", "off", "--format", "json", "--output", report, *sys.argv[1:]],
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        found = weaknesses(report)
    for weakness in found:
        print(f"error: {weakness}", file=sys.stderr)
    if found:
        print("hint: run `scripts/lock.sh --upgrade`, then `make test`", file=sys.stderr)
        return 1
    # pip-audit ends with 1 for a weakness and for a failure alike: the report tells them apart.
    print((done.stderr.strip() or f"exit code {done.returncode}").splitlines()[-1], file=sys.stderr)
    if done.returncode == 0:
        return 0
    if os.environ.get("CI"):
        print("error: the audit of dependencies failed", file=sys.stderr)
        return 1
    print("warning: the audit of dependencies failed; CI will insist on it", file=sys.stderr)
    return 0


def weaknesses(report: Path) -> list[str]:
    """Return a line for each weakness in a report of pip-audit; none if there is no report."""
    if not report.exists():
        return []
    return [
        f"{package['name']} {package['version']} has a known weakness: {weakness['id']}"
        f" (fixed in: {', '.join(weakness['fix_versions']) or 'nothing yet'})"
        for package in json.loads(report.read_text(encoding="utf-8"))["dependencies"]
        for weakness in package.get("vulns", ())
    ]


if __name__ == "__main__":
    sys.exit(main())
