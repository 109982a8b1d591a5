"""Runs programs that store secrets: `pass` and `op`. Secrets go through stdin, never arguments."""

import subprocess

from aws_sso.annotations import Mapping, Sequence
from aws_sso.errors import StoreError


def run_store_program(
    command: Sequence[str], environ: Mapping[str, str], limit: float, content: bytes = b""
) -> tuple[int, bytes, str]:
    """Run a program and return its exit code, stdout and stderr.

    `environ` is its whole environment. Raises StoreError if it is not installed, or does not end
    within `limit` seconds (an unanswered prompt).
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
            f"`{name}` is not installed",
            f"install it, or set `SecureStore` to a store that does not need `{name}`",
        ) from None
    except OSError as error:
        raise StoreError(f"cannot run `{name}`: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise StoreError(
            f"`{name}` did not finish within {limit:.0f} seconds",
            "check whether it is waiting at a prompt",
        ) from None
    return done.returncode, done.stdout, done.stderr.decode(errors="replace").strip()
