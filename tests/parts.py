"""Real parts that some tests need; in CI none of them may be missing."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def needed(what: str, path: str | None) -> str:
    """Return the path of a part; without one, fail in CI and skip elsewhere, saying so."""
    if path:
        return path
    message = f"{what} is missing; `make test` installs it as root on Debian"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def program(name: str) -> str:
    """Return the path of a program on PATH."""
    return needed(name, shutil.which(name))


def awscli2() -> str:
    """Return the path of the real AWS CLI 2."""
    found = sorted(ROOT.glob(".tools/awscli2/awscli/v2/*/dist/aws"))
    return needed("the AWS CLI 2", str(found[-1]) if found else None)


def go_client(name: str) -> str:
    """Return the path of a client built with the AWS SDK for Go; skips where there is no Go."""
    if not shutil.which("go"):
        pytest.skip("there is no Go here")
    path = ROOT / ".tools" / name
    return needed(f"the client {name}", str(path) if path.exists() else None)


def java_client(name: str) -> list[str]:
    """Return the command line of a client built with the AWS SDK for Java; skips without a JDK."""
    if not all(shutil.which(tool) for tool in ("java", "javac", "mvn")):
        pytest.skip("there is no Java or Maven here")
    classes = ROOT / ".tools/java"
    needed(f"the client {name}", name if (classes / f"{name}.class").exists() else None)
    # For short runs: compile quickly, and collect garbage without more threads.
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    path = f"{classes}{os.pathsep}{classes}/jars/*"
    return [program("java"), *quick, "-cp", path, name]


def rust_client(name: str) -> str:
    """Return the path of a client built with the AWS SDK for Rust; skips where there is no Rust."""
    if not shutil.which("cargo"):
        pytest.skip("there is no Rust here")
    path = ROOT / ".tools/rust" / name
    return needed(f"the client {name}", str(path) if path.exists() else None)


def terraform() -> str:
    """Return the path of Terraform; skips where there is none, since no registry has it."""
    found = shutil.which("terraform")
    if not found:
        pytest.skip("there is no Terraform here")
    return found


def nushell() -> str:
    """Return the path of nushell, which comes from npm."""
    path = ROOT / "tests/clients/js/node_modules/@nushell/linux-x64/bin/nu"
    return needed("nushell", str(path) if path.exists() else None)


def aiobotocore() -> str:
    """Return the path of the Python with aiobotocore and s3fs, which pin an older botocore."""
    path = ROOT / ".tools/aiobotocore/bin/python"
    return needed("aiobotocore", str(path) if path.exists() else None)


def xonsh() -> str:
    """Return the path of xonsh, which has an environment of its own."""
    path = ROOT / ".tools/xonsh/bin/xonsh"
    return needed("xonsh", str(path) if path.exists() else None)


def axe() -> Path:
    """Return the script of axe, the accessibility checker, which comes from npm."""
    path = ROOT / "tests/clients/js/node_modules/axe-core/axe.min.js"
    return Path(needed("axe-core", str(path) if path.exists() else None))
