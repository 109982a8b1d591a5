#!/bin/sh
# Checks of code and English that run nothing, and whether the generated pages are up to date.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
mkdir -p .tools
$bin/ruff format --check --quiet src tests scripts benchmarks examples hatch_build.py
$bin/ruff check --quiet src tests scripts benchmarks examples hatch_build.py
# All of it as on Linux, the program also as on macOS and Windows. Each platform has a cache of its
# own: mypy throws away what it kept for another one.
$bin/mypy
for platform in darwin win32; do
  $bin/mypy --platform "$platform" --cache-dir ".mypy_cache/$platform" src
done
$bin/lint-imports --no-cache > .tools/imports.txt 2>&1 || { cat .tools/imports.txt; exit 1; }
$bin/codespell src tests scripts benchmarks examples docs ./*.md
$bin/mdformat --check ./*.md .github docs
$bin/python scripts/prose.py
$bin/python scripts/generate_docs.py --check
scripts/build_site.sh .tools/site
