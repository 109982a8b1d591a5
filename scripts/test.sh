#!/bin/sh
# The whole suite, from a bare machine on: checks, all tests, and once more on other Pythons.
set -eu
cd "$(dirname "$0")/.."
scripts/bootstrap.sh .venv dev

# Parts are downloaded and compiled meanwhile.
scripts/test_parts.sh &
parts=$!
scripts/static_checks.sh || { wait; exit 1; }
wait $parts

# Other versions of Python, where they are: on PATH, or kept by pyenv.
for version in 3.12 3.13; do
  for python in "python$version" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/$version.*/bin/python; do
    if "$python" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" 2>/dev/null
    then
      scripts/bootstrap.sh ".venv-$version" dev "$python"
      echo "== tests on Python $version: units, stores, emulator, sessions"
      # The example project asks mypy, which takes each version of Python as an option.
      PYTHONWARNDEFAULTENCODING=1 ".venv-$version/bin/python" -m pytest -q -n 4 tests/unit tests/contract \
        tests/emulator --ignore tests/emulator/test_example_project.py tests/scenarios/test_session.py
      break
    fi
  done
done

echo "== all tests"
export PYTHONWARNDEFAULTENCODING=1
# Four at a time on two cores: more than half of what tests do is waiting.
exec .venv/bin/python -m pytest -n 4 --durations 10 tests
