"""Runs programs that keep secrets: `pass` and `op`. Secrets go in by stdin, never by arguments."""

import subprocess
from collections.abc import Mapping, Sequence

from aws_sso.errors import StoreError


def run_store_program(
    command: Sequence[str], environ: Mapping[str, str], limit: float, content: bytes = b""
) -> tuple[int, bytes, str]:
    """Run a program and return its exit code, stdout and stderr.

    `environ` is all that it sees. Raises StoreError when it is not installed, or does not end
    within `limit` seconds (a prompt that nobody answers).
    """
    name = command[0]
    try:
        done = subprocess.run(
            list(command),
            input=content,
            env=dict(environ),
            capture_output=True,
            timeout=limit,
            check=False,
        )
    except FileNotFoundError:
        raise StoreError(
            f"the program `{name}` is not installed",
            f"install it, or set another `SecureStore` than the one that needs `{name}`",
        ) from None
    except OSError as error:
        raise StoreError(f"`{name}` cannot be run: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise StoreError(
            f"`{name}` did not end within {limit:.0f} seconds",
            "is there a prompt of it that waits for you?",
        ) from None
    return done.returncode, done.stdout, done.stderr.decode(errors="replace").strip()
