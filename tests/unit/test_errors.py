"""Errors as values: programs pass them between processes."""

import pickle

import pytest

from aws_sso import errors, refusals
from aws_sso.errors import FileAccessError, SsoError
from aws_sso.refusals import OidcRefusedError, PortalRefusedError, StsRefusedError

SIMPLE = [
    kind("what failed", "what to do")
    for kind in {**vars(errors), **vars(refusals)}.values()
    if isinstance(kind, type) and issubclass(kind, SsoError) and kind.__init__ is SsoError.__init__
]
OTHERS = [
    FileAccessError("what failed", "what to do", OSError(28, "full")),
    OidcRefusedError("access_denied", "no", "what to do"),
    PortalRefusedError(429, "TooManyRequestsException", "too many", 1.5, "what to do"),
    StsRefusedError(400, "Throttling", "too many"),
]


@pytest.mark.parametrize("error", [*SIMPLE, *OTHERS], ids=lambda error: type(error).__name__)
def test_errors_reach_other_processes_whole(error: SsoError) -> None:
    """As from a process pool: kind, message, hint and all that a kind adds."""
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    fields, expected = vars(again), vars(error)
    assert {k: repr(v) for k, v in fields.items()} == {k: repr(v) for k, v in expected.items()}
