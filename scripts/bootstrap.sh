#!/bin/sh
# Makes a virtual environment with locked packages and this program in it.
# Usage: scripts/bootstrap.sh FOLDER run|dev [PYTHON]
# Needs Python 3.11 or newer; on Debian, as root, it installs the venv module if that is missing.
set -eu
cd "$(dirname "$0")/.."
folder=$1
set_of_packages=$2
new_enough='import sys; sys.exit(sys.version_info < (3, 11))'

python=${3:-${PYTHON:-}}
if [ -z "$python" ]; then
  for candidate in python3 python3.11 python3.12 python3.13 python3.14; do
    if "$candidate" -c "$new_enough" 2>/dev/null; then
      python=$candidate
      break
    fi
  done
fi
if [ -z "$python" ]; then
  echo "error: Python 3.11 or newer is needed" >&2
  echo "hint: install it, or name it: make PYTHON=/path/to/python3.11 …" >&2
  exit 1
fi

stamp=$(cat "requirements/$set_of_packages.txt" pyproject.toml scripts/bootstrap.sh | cksum)
if [ -x "$folder/bin/aws-sso" ] && [ "$(cat "$folder/.stamp-$set_of_packages" 2>/dev/null)" = "$stamp" ]; then
  exit 0
fi

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
  else
    echo "error: $python lacks the venv module" >&2
    echo "hint: apt install python3-venv" >&2
    exit 1
  fi
fi

echo "installing Python packages into $folder" >&2
[ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
pip="$folder/bin/python -m pip --disable-pip-version-check --quiet"
$pip install --require-hashes -r "requirements/$set_of_packages.txt"
# The build back end is in the lock file too, so nothing unpinned is fetched for building.
$pip install --require-hashes --no-deps -r requirements/build.txt
if [ -x "$folder/bin/uv" ]; then
  # The start script that uv writes imports nothing but us; that of pip loads `re` first.
  "$folder/bin/uv" pip install --quiet --python "$folder/bin/python" --no-deps \
    --no-build-isolation --editable .
else
  $pip install --no-deps --no-build-isolation --editable .
fi
echo "$stamp" > "$folder/.stamp-$set_of_packages"
