"""The sessions behind issued credentials."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from aws_sso.emulator.key_mint import Keys
from aws_sso.emulator.policy.documents import Policy, read_policy
from aws_sso.emulator.policy.trust import TrustPolicy, read_trust_policy

ANYTHING = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'


@dataclass(frozen=True)
class RoleSession:
    """The owner of credentials: a role with a session name, narrowed by policies.

    All `policies` must allow: first the role's own, then AssumeRole's, then the `scoped` ones from
    `GetScopedCredentials`. `is_chained` is true if one role assumed another.
    """

    keys: Keys
    account: str
    role: str
    name: str
    policies: tuple[Policy, ...]
    scoped: int = 0
    is_chained: bool = False
    source_identity: str | None = None
    description: str = ""
    unique_id: str = field(default_factory=lambda: f"AROA{secrets.token_hex(8).upper()}")

    @property
    def arn(self) -> str:
        """Its identity at AWS; narrowing does not change it."""
        return f"arn:aws:sts::{self.account}:assumed-role/{self.role}/{self.name}"

    @property
    def names(self) -> tuple[str, ...]:
        """Its names in trust policies."""
        return self.account, self.role_arn, self.arn

    @property
    def role_arn(self) -> str:
        """The ARN of the role."""
        return f"arn:aws:iam::{self.account}:role/{self.role}"


class Sessions:
    """All sessions, by access key id.

    `role_policies` are the roles' own policies, by `ACCOUNT/ROLE`. A role without one may do
    anything, since permissions are not emulated. The same holds for `trust_policies`; a role
    without one trusts everyone.
    """

    def __init__(self, session_name: str = "emulated-user") -> None:
        self._by_key: dict[str, RoleSession] = {}
        self._session_name = session_name
        self.role_policies: dict[str, str] = {}
        self.trust_policies: dict[str, str] = {}

    def begin(self, keys: Keys, account: str, role: str) -> RoleSession:
        """Record the session of a role for which the portal issued keys."""
        session = RoleSession(keys, account, role, self._session_name, self.own(account, role))
        return self.add(session)

    def clear(self) -> None:
        """Forget all sessions; their credentials become unknown."""
        self._by_key.clear()

    def own(self, account: str, role: str) -> tuple[Policy, ...]:
        """Return a role's own policy."""
        return (read_policy(self.role_policies.get(f"{account}/{role}", ANYTHING)),)

    def trust(self, account: str, role: str) -> TrustPolicy | None:
        """Return a role's trust policy, None if it trusts everyone."""
        text = self.trust_policies.get(f"{account}/{role}")
        return None if text is None else read_trust_policy(text)

    def add(self, session: RoleSession) -> RoleSession:
        """Record a session."""
        self._by_key[session.keys.access_key_id] = session
        return session

    def of(self, access_key_id: str) -> RoleSession | None:
        """Return the session of an access key."""
        return self._by_key.get(access_key_id)

    def all(self) -> Sequence[RoleSession]:
        """Return all sessions, oldest first."""
        return tuple(self._by_key.values())
