#!/bin/sh
# Writes the lock files anew: exact versions and hashes for running, building and developing.
# Usage: scripts/lock.sh [--upgrade]
set -eu
cd "$(dirname "$0")/.."
lock() {
  .venv/bin/uv pip compile --universal --generate-hashes --python-version 3.11 --no-header \
    --no-emit-index-url --no-annotate --quiet "$@"
}
lock "$@" --extra dev pyproject.toml requirements/build.in -o requirements/dev.txt
lock -c requirements/dev.txt pyproject.toml -o requirements/run.txt
lock -c requirements/dev.txt requirements/build.in -o requirements/build.txt
lock "$@" requirements/aiobotocore.in -o requirements/aiobotocore.txt
lock "$@" requirements/xonsh.in -o requirements/xonsh.txt
lock "$@" --no-deps requirements/awscli2.in -o requirements/awscli2.txt
lock "$@" --no-deps requirements/windows-python.in -o requirements/windows-python.txt
lock "$@" --no-deps requirements/windows-build.in -o requirements/windows-build.txt
.venv/bin/uv pip compile --generate-hashes --python-version 3.13 \
  --python-platform x86_64-pc-windows-msvc --no-header --no-emit-index-url --no-annotate --quiet \
  "$@" -c requirements/dev.txt pyproject.toml requirements/windows.in -o requirements/windows.txt
