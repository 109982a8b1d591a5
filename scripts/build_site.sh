#!/bin/sh
# Builds the site of the documentation into FOLDER; fails on links that lead nowhere.
# Usage: scripts/build_site.sh [FOLDER]
set -eu
cd "$(dirname "$0")/.."
mkdir -p .tools
address() { # NAME
  sed -n "s/^$1 = \"\(.*\)\"/\1/p" src/aws_sso/addresses.py
}
SITE_URL=$(address DOCUMENTATION)/
REPO_URL=$(address REPOSITORY)
export SITE_URL REPO_URL
# Not --quiet: with it, mkdocs does not count the warnings that --strict is about.
"${MKDOCS:-.venv/bin/mkdocs}" build --strict --site-dir "${1:-.site}" > .tools/site.txt 2>&1 || {
  cat .tools/site.txt >&2
  exit 1
}
