"""Values for programs: roles and credentials."""

from collections.abc import Mapping
from datetime import UTC, datetime

from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role as KnownRole
from aws_sso.domain.roles.tags import tags_of
from aws_sso.domain.session.credentials import RoleCredentials


@frozen
class Role:
    """A role that you may use.

    `profile` is its name for `session()`, `--profile` and `AWS_PROFILE`. `account_name` is the
    account's name in config.yaml, `account_alias` its name in AWS; either may be empty. `tags` are
    what `aws-sso tags` shows. `sso` is the name of its Identity Center instance.
    """

    profile: str
    account_id: str
    account_name: str
    account_alias: str
    email: str
    role_name: str
    arn: str
    region: str
    sso: str
    tags: Mapping[str, str]

    def __hash__(self) -> int:
        return hash((self.sso, self.arn, self.profile))


class Credentials:
    """Temporary role credentials. Printing them shows no secret; they cannot be pickled."""

    __slots__ = ("_credentials", "_role")

    def __init__(self, role: Role, credentials: RoleCredentials) -> None:
        self._role = role
        self._credentials = credentials

    @property
    def role(self) -> Role:
        """Their role."""
        return self._role

    @property
    def access_key_id(self) -> str:
        """The access key id."""
        return self._credentials.access_key_id

    @property
    def secret_access_key(self) -> str:
        """The secret access key."""
        return self._credentials.secret_access_key.reveal()

    @property
    def session_token(self) -> str:
        """The session token."""
        return self._credentials.session_token.reveal()

    @property
    def expiration(self) -> datetime:
        """When they expire, in UTC."""
        return datetime.fromtimestamp(self._credentials.expires, UTC)

    @property
    def variables(self) -> dict[str, str]:
        """Environment variables with the credentials, for `subprocess`."""
        return {
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
            "AWS_SESSION_TOKEN": self.session_token,
        }

    def __repr__(self) -> str:
        return f"Credentials(arn={self._role.arn!r}, expiration={self.expiration.isoformat()!r})"


def role_of(role: KnownRole) -> Role:
    """Return a role as programs see it."""
    return Role(
        profile=role.profile,
        account_id=role.account_id,
        account_name=role.account_name,
        account_alias=role.account_alias,
        email=role.email,
        role_name=role.role_name,
        arn=role.arn,
        region=role.default_region,
        sso=role.instance,
        tags=tags_of(role),
    )
