#!/bin/sh
# The quick checks: format, lint, types, layers, documentation drift, unit tests.
set -eu
cd "$(dirname "$0")/.."
scripts/static_checks.sh
export PYTHONWARNDEFAULTENCODING=1
exec .venv/bin/python -m pytest -q -n 2 tests/unit
