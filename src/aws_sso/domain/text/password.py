"""Which passwords are too easy to guess."""

_LEAST = 12
_LEAST_DIFFERENT = 5
ADVICE = "four random words make a good password"


def is_weak(password: str) -> bool:
    """Return whether a copy of the protected file could be opened by guessing.

    Judged by length and variety only: NIST SP 800-63B advises against character classes.
    """
    return len(password) < _LEAST or len(set(password)) < _LEAST_DIFFERENT
