"""Passwords that people choose: which are too easy to guess."""

_LEAST = 12
_LEAST_DIFFERENT = 5
ADVICE = "four random words make a good password"


def is_weak(password: str) -> bool:
    """Tell whether a copy of what it protects could be opened by guessing.

    By length and variety alone: NIST SP 800-63B asks for no mixture of character classes.
    """
    return len(password) < _LEAST or len(set(password)) < _LEAST_DIFFERENT
