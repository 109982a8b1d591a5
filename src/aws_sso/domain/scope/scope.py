"""A scope: the limits to which credentials are narrowed."""

from hashlib import sha256

from aws_sso.domain.frozen import cached_property, frozen
from aws_sso.domain.session.credentials import RoleCredentials

_LABEL_LENGTH = 60
_DESCRIPTION_LENGTH = 256
"""Longest `ScopedSessionDescription`, in characters: STS API, GetScopedCredentials."""


@frozen
class Scope:
    """The limits of narrowed credentials, with a name for people.

    `policy` is the minified session policy, None if only the lifetime is limited. `max_ttl` is the
    longest lifetime in seconds, 0 for the role's own.
    """

    name: str
    policy: str | None
    max_ttl: int = 0

    def __post_init__(self) -> None:
        if self.policy is None and not self.max_ttl:
            raise ValueError("a scope must narrow something")

    @property
    def text(self) -> str:
        """The full request on one line, which wish.py can parse."""
        return " ".join(part for part in (self._life, self.name) if part)

    @property
    def label(self) -> str:
        """The displayed name, short enough for every place."""
        return " ".join(part for part in (self.name[-_LABEL_LENGTH:], self._life) if part)

    @property
    def _life(self) -> str:
        return f"max-ttl={self.max_ttl // 60}" if self.max_ttl else ""

    @cached_property
    def digest(self) -> str:
        """Identifies exactly this policy and lifetime (SHA-256, hexadecimal)."""
        policy = "-" if self.policy is None else f"policy {self.policy}"
        return sha256(f"{self.max_ttl} {policy}".encode()).hexdigest()


def session_description(scope: Scope, user: str, command: str, host: str) -> str:
    """Return the description for CloudTrail: who narrowed the credentials, for what, and where.

    STS accepts printable Latin-1 only; other characters become `?`.
    """
    text = f"{command} [{scope.label}] by {user} on {host}"
    return "".join(c if " " <= c <= "~" else "?" for c in text)[:_DESCRIPTION_LENGTH]


@frozen
class Narrowed:
    """Credentials that STS narrowed, and the number of policies it says apply."""

    credentials: RoleCredentials
    layers: int
