#!/bin/sh
# Builds a Debian package from a wheel, for this machine's architecture and its system Python:
# a virtual environment in /usr/lib/aws-sso with the locked dependencies, and links into it.
# Run as root, it also tries the package, without installing it on this machine.
# Usage: scripts/deb.sh WHEEL FOLDER
set -eu
wheel=$(realpath "$1")
folder=$(realpath "$2")
cd "$(dirname "$0")/.."
uv=$PWD/.venv/bin/uv
place=usr/lib/aws-sso
version=$(basename "$wheel" | cut -d- -f2)
architecture=$(dpkg --print-architecture)
python=$(/usr/bin/python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
next=$(/usr/bin/python3 -c 'import sys; print("%d.%d" % (sys.version_info[0], sys.version_info[1] + 1))')
package=$folder/aws-sso_${version}_$architecture.deb

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mkdir -p "$root/$place" "$root/usr/bin" "$root/DEBIAN"
"$uv" venv --quiet --relocatable --python /usr/bin/python3 "$root/$place"
"$uv" pip install --quiet --python "$root/$place/bin/python" --require-hashes -r requirements/run.txt
"$uv" pip install --quiet --python "$root/$place/bin/python" --no-deps "$wheel"

printf '%s\n' '#!/'$place'/bin/python' 'from aws_sso.__main__ import main' 'main()' \
  > "$root/$place/bin/aws-sso"
ln -s ../lib/aws-sso/bin/aws-sso "$root/usr/bin/aws-sso"
mv "$root/$place/share" "$root/usr/share"
mkdir -p "$root/usr/share/zsh/vendor-completions"
mv "$root/usr/share/zsh/site-functions/_aws-sso" "$root/usr/share/zsh/vendor-completions/"
rmdir "$root/usr/share/zsh/site-functions"
find "$root/$place/bin" -type f ! -name aws-sso -delete
rm -f "$root/$place/.gitignore" "$root/$place/.lock" "$root/$place/CACHEDIR.TAG"
/usr/bin/python3 -m compileall -q -j 2 -s "$root" -p / "$root/$place/lib"

cat > "$root/DEBIAN/control" <<END
Package: aws-sso
Version: $version
Architecture: $architecture
Maintainer: the authors of aws-sso <maintainers@example.com>
Depends: python3 (>= $python), python3 (<< $next)
Section: admin
Priority: optional
Description: AWS IAM Identity Center on the command line
 Sign in once, and use every role you have in shells, SDKs and the browser.
END
dpkg-deb --build --root-owner-group "$root" "$package" >/dev/null

if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
  tried=$work/tried
  mkdir -m 700 "$tried" "$tried/home"
  dpkg-deb -x "$package" "$tried/root"
  # A view of /usr with the package in it, which only these processes have.
  unshare -m sh -c 'mount -t overlay overlay -o "lowerdir=$1/root/usr:/usr" /usr
    exec env -i HOME="$1/home" PATH=/usr/bin:/bin LANG=C.UTF-8 aws-sso demo' - "$tried" \
    </dev/null >"$work/demo.txt"
  grep -q "signed out of" "$work/demo.txt"
fi
