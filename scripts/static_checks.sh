#!/bin/sh
# What can be said of the code without running it, and whether the generated pages are in step.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
mkdir -p .tools
$bin/ruff format --check --quiet src tests scripts benchmarks
$bin/ruff check --quiet src tests scripts benchmarks
$bin/mypy
$bin/lint-imports --no-cache > .tools/imports.txt 2>&1 || { cat .tools/imports.txt; exit 1; }
$bin/python scripts/generate_docs.py --check
scripts/build_site.sh .tools/site
