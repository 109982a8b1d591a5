"""Hands credentials to an SDK, which waits for less than a minute."""

from aws_sso.annotations import Callable, Protocol
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.errors import LockTimeoutError, SignInNeededError
from aws_sso.use_cases.hand_out import Kept


class HandOut(Protocol):
    """Hands out credentials of one instance's roles."""

    def credentials(
        self, role: Role, *, may_ask: bool, min_ttl: int = 0, force: bool = False
    ) -> Kept: ...


def credentials_for_sdk(
    hand_out: HandOut,
    role: Role,
    *,
    min_ttl: int,
    force: bool,
    may_sign_in: Callable[[], bool],
    sign_in_aside: Callable[[], None],
) -> RoleCredentials:
    """Return a role's credentials, if necessary after a background sign-in.

    `may_sign_in` is whether a sign-in can be started from here. `sign_in_aside` starts one and
    waits as long as SDKs do. A longer sign-in continues, so that a retry finds its token. Raises
    SignInNeededError if nobody signed in, and any error from getting credentials.
    """
    try:
        return hand_out.credentials(role, may_ask=False, min_ttl=min_ttl, force=force).credentials
    except SignInNeededError:
        if not may_sign_in():
            raise
    except LockTimeoutError as error:
        raise SignInNeededError(error.message, "run aws-sso login, then try again") from None
    sign_in_aside()
    return hand_out.credentials(role, may_ask=False, min_ttl=min_ttl, force=force).credentials
