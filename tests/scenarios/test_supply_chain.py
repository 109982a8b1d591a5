"""What stops a release, who may publish one, and what the workflows and hooks bring in."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import parts

MANIFESTS = {"go.mod": "gomod", "pom.xml": "maven", "package.json": "npm", "Cargo.toml": "cargo"}
WORKFLOWS = sorted((parts.ROOT / ".github" / "workflows").glob("*.yml"))
VENV = Path(sys.executable).parent.parent
Audit = Callable[..., "subprocess.CompletedProcess[str]"]


class _WeaknessData(BaseHTTPRequestHandler):
    """Answers as OSV does: the packages that the server calls weak have one weakness each."""

    server: "_WeaknessServer"

    def do_POST(self) -> None:
        """A query for one version of one package."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        package = asked["package"]
        answer: dict[str, object] = {}
        if package["name"] in self.server.weak:
            fixed = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.1"}]}]
            affected = [{"package": package, "ranges": fixed}]
            answer["vulns"] = [{"id": "EXAMPLE-1", "summary": "made up", "affected": affected}]
        content = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _WeaknessServer(ThreadingHTTPServer):
    """A server on loopback that knows which packages are weak."""

    def __init__(self, weak: set[str]) -> None:
        super().__init__(("127.0.0.1", 0), _WeaknessData)
        self.weak = weak


@pytest.fixture
def weak() -> set[str]:
    """Names of the packages that have a weakness."""
    return set()


@pytest.fixture
def data(weak: set[str]) -> Iterator[str]:
    """The address of a service with data on weaknesses."""
    with _WeaknessServer(weak) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def release(tmp_path: Path) -> Audit:
    """Runs the release's script on a copy of what its audit needs, which it cannot build."""
    for name in ("scripts", "requirements"):
        shutil.copytree(parts.ROOT / name, tmp_path / name)
    (tmp_path / ".venv").symlink_to(VENV)
    (tmp_path / "home").mkdir(mode=0o700)
    addresses = tmp_path / "src" / "aws_sso" / "addresses.py"
    addresses.parent.mkdir(parents=True)
    shutil.copy(parts.ROOT / "src" / "aws_sso" / "addresses.py", addresses)

    def run(address: str, *options: str, **environ: str) -> "subprocess.CompletedProcess[str]":
        options = options or ("--rehearsal",)
        command = ["scripts/release.sh", *options, "-s", "osv", "--osv-url", address]
        environ = {"HOME": str(tmp_path / "home"), "PATH": os.defpath, "LANG": "C.UTF-8", **environ}
        return subprocess.run(
            command, cwd=tmp_path, env=environ, capture_output=True, encoding="utf-8", check=False
        )

    return run


@pytest.mark.parametrize("environ", [{}, {"CI": "true"}])
def test_a_known_weakness_stops_the_release(
    release: Audit, data: str, weak: set[str], environ: dict[str, str]
) -> None:
    """Before anything is built, in CI and elsewhere; package, weakness and remedy are named."""
    weak.add("urllib3")
    done = release(data, **environ)
    assert done.returncode == 1
    assert "error: urllib3 2." in done.stderr
    assert "has a known weakness: EXAMPLE-1 (fixed in: 99.1)" in done.stderr
    assert "hint: run `scripts/lock.sh --upgrade`" in done.stderr
    assert "== build" not in done.stdout


def test_a_clean_audit_lets_the_release_go_on(release: Audit, data: str) -> None:
    """The build begins (and ends at once: the copy is no checkout)."""
    done = release(data, CI="true")
    assert "No known vulnerabilities found" in done.stderr
    assert "== build" in done.stdout


def test_data_out_of_reach_stops_a_release_in_ci_only(release: Audit) -> None:
    """Elsewhere a warning says that nothing was audited."""
    nobody = "http://127.0.0.1:1"
    done = release(nobody, CI="true")
    assert done.returncode == 1
    assert "error: the audit of dependencies failed" in done.stderr
    assert "== build" not in done.stdout
    done = release(nobody)
    assert "warning: the audit of dependencies failed" in done.stderr
    assert "== build" in done.stdout


def test_a_made_up_address_stops_the_release(release: Audit, data: str, tmp_path: Path) -> None:
    """Each is named, and a release begins only when the last one is gone."""
    file = tmp_path / "src" / "aws_sso" / "addresses.py"
    for last in ("REPOSITORY", "DOCUMENTATION", "PACKAGE"):
        text = (parts.ROOT / "src" / "aws_sso" / "addresses.py").read_text(encoding="utf-8")
        others = rf'^((?!{last})[A-Z]+ = "https://\S*)example\.com'
        file.write_text(re.sub(others, r"\1real.invalid", text, flags=re.M), encoding="utf-8")
        done = release(data, "--no-deps")
        assert done.returncode == 1
        assert re.findall(r"^\d+:([A-Z]+) = ", done.stderr, re.M) == [last]
        assert "== audit" not in done.stdout
    file.write_text(text.replace("example.com", "real.invalid"), encoding="utf-8")
    assert "== audit" in release(data, "--no-deps").stdout


def jobs() -> dict[str, dict[str, Any]]:
    """Return the jobs of all workflows, by `FILE:JOB`, with the permissions that apply to them."""
    found = {}
    for file in WORKFLOWS:
        workflow = yaml.safe_load(file.read_text(encoding="utf-8"))
        for name, job in workflow["jobs"].items():
            granted = job.get("permissions", workflow["permissions"])
            found[f"{file.name}:{name}"] = {**job, "permissions": granted}
    return found


def test_only_the_publishing_jobs_may_write() -> None:
    """Each of them what it needs and nothing else."""
    writing = {
        name: {what for what, right in job["permissions"].items() if right == "write"}
        for name, job in jobs().items()
    }
    assert {name: rights for name, rights in writing.items() if rights} == {
        "release.yml:provenance": {"attestations", "id-token"},
        "release.yml:pypi": {"id-token"},
        "release.yml:page": {"contents"},
    }


def test_a_job_that_may_write_runs_no_code_of_ours() -> None:
    """It has no checkout: whoever gets code into a test or a build gets no right to publish."""
    for name, job in jobs().items():
        if "write" in job["permissions"].values():
            used = [step.get("uses", "").partition("@")[0] for step in job["steps"]]
            assert "actions/checkout" not in used, name
            assert used[0] == "actions/download-artifact", name
        else:
            checkouts = [s for s in job.get("steps", ()) if "checkout@" in s.get("uses", "")]
            assert all(s["with"] == {"persist-credentials": False} for s in checkouts), name


def test_nothing_is_published_before_all_checks() -> None:
    """Checks, build with its audit, provenance, packages, page: each waits for the one before."""
    release = yaml.safe_load((WORKFLOWS[0].parent / "release.yml").read_text(encoding="utf-8"))[
        "jobs"
    ]
    order = ["checks", "build", "provenance", "pypi", "page"]
    assert list(release) == order
    assert [release[name].get("needs") for name in order] == [None, *order[:-1]]
    assert {"run": "make release"} in release["build"]["steps"]


def test_actions_are_pinned_by_commit() -> None:
    """With the release that the commit is; a tag can be moved to other code."""
    for file in WORKFLOWS:
        for used in re.findall(r"uses: *(.*)", file.read_text(encoding="utf-8")):
            if not used.startswith("./"):
                assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), used


def test_hooks_run_only_what_the_lock_file_pins() -> None:
    """All are local, and start programs of the environment that `make check` makes."""
    hooks = yaml.safe_load((parts.ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))[
        "repos"
    ]
    assert [source["repo"] for source in hooks] == ["local"]
    for hook in hooks[0]["hooks"]:
        program = hook["entry"].split()[0]
        assert hook["language"] == "system"
        assert program.startswith(".venv/bin/")
        assert (VENV / "bin" / Path(program).name).exists(), program


def test_clients_of_all_languages_are_kept_up_to_date() -> None:
    """Dependabot knows the folder of each, and waits as long as for the rest."""
    text = (parts.ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8")
    updates = yaml.safe_load(text)["updates"]
    known = {(one["package-ecosystem"], one["directory"]) for one in updates}
    found = {
        (MANIFESTS[path.name], f"/{path.parent.relative_to(parts.ROOT)}")
        for path in (parts.ROOT / "tests" / "clients").glob("*/*")
        if path.name in MANIFESTS
    }
    assert len(found) == 4
    assert found <= known
    assert all(one["cooldown"] == {"default-days": 7} for one in updates)
