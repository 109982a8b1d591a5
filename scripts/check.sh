#!/bin/sh
# The quick checks: format, lint, types, layers, documentation drift, unit tests.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
$bin/ruff format --check --quiet src tests scripts benchmarks
$bin/ruff check --quiet src tests scripts benchmarks
$bin/mypy
$bin/lint-imports --no-cache > .tools/imports.txt 2>&1 || { cat .tools/imports.txt; exit 1; }
$bin/python scripts/generate_docs.py --check
$bin/python -m pytest -q -n 2 tests/unit
