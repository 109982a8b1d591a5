#!/bin/sh
# Audits the dependencies, builds wheel and sdist into dist/, and makes sure of them: the same bytes
# twice, installed and run from clean environments by pip, uv and pipx. Adds a bill of materials
# (CycloneDX). Needs the package index; publishes nothing.
# Fails while src/aws_sso/addresses.py names an address that nobody owns; --rehearsal only warns.
# Usage: scripts/release.sh [--rehearsal] [OPTION OF scripts/audit.py]…
set -eu
cd "$(dirname "$0")/.."
bin=$PWD/.venv/bin

rehearsal=
if [ "${1:-}" = --rehearsal ]; then
  rehearsal=yes
  shift
fi

echo "== addresses"
if made_up=$(grep -n '^[A-Z]* = .*\bexample\.com' src/aws_sso/addresses.py); then
  if [ -z "$rehearsal" ]; then
    echo "error: these addresses are made up:" >&2
    echo "$made_up" >&2
    echo "hint: put real ones into src/aws_sso/addresses.py, or try it: scripts/release.sh --rehearsal" >&2
    exit 1
  fi
  echo "warning: made-up addresses in src/aws_sso/addresses.py; do not publish this build" >&2
fi

echo "== audit of dependencies"
"$bin/python" scripts/audit.py "$@"

echo "== build, twice"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
rm -rf dist
for out in dist "$work/again"; do
  "$bin/uv" build --quiet --no-build-isolation --python "$bin/python" --out-dir "$out"
done
for file in dist/*.whl dist/*.tar.gz; do
  cmp "$file" "$work/again/$(basename "$file")"
done
wheel=$(echo dist/*.whl)
commit=$("$bin/python" -c '
import sys, zipfile
print(zipfile.ZipFile(sys.argv[1]).read("aws_sso/commit").decode())' "$wheel")
case $commit in
  *-dirty)
    echo "error: uncommitted changes are in the build" >&2
    [ -n "$rehearsal" ] || exit 1
    ;;
esac
sdist=$(echo dist/*.tar.gz)

try() { # NAME PROGRAM
  echo "== $1"
  mkdir -m 700 "$work/home-$1"
  env -i HOME="$work/home-$1" PATH=/usr/bin:/bin LANG=C.UTF-8 "$2" demo </dev/null >"$work/$1.txt"
  grep -q "signed out of" "$work/$1.txt"
  "$2" --version | grep -F " (commit $commit)"
}
for package in "$wheel" "$sdist"; do
  name=pip-${package##*.}
  "$bin/python" -m venv "$work/$name"
  "$work/$name/bin/python" -m pip install --quiet --require-hashes -r requirements/run.txt
  "$work/$name/bin/python" -m pip install --quiet --no-deps "$package"
  try "$name" "$work/$name/bin/aws-sso"
  test -s "$work/$name/share/man/man1/aws-sso.1"
  test -s "$work/$name/share/zsh/site-functions/_aws-sso"
done
UV_TOOL_DIR=$work/uv UV_TOOL_BIN_DIR=$work/uv-bin "$bin/uv" tool install --quiet \
  --python "$bin/python" "$wheel"
try uv "$work/uv-bin/aws-sso"
PIPX_HOME=$work/pipx PIPX_BIN_DIR=$work/pipx-bin "$bin/pipx" install --quiet \
  --python "$bin/python" "$wheel"
try pipx "$work/pipx-bin/aws-sso"

if command -v dpkg-deb >/dev/null; then
  echo "== Debian package"
  scripts/deb.sh "$wheel" dist
fi

echo "== bill of materials"
"$bin/cyclonedx-py" requirements requirements/run.txt --pyproject pyproject.toml --of JSON \
  --output-reproducible --output-file dist/sbom.cdx.json
ls -l dist
