"""Using a credential server: loading its slots, and leading SDKs to them."""

from collections.abc import Callable
from typing import Protocol

from aws_sso.domain.aws.url import Url
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.server.access import bearer, slot_path, slot_token
from aws_sso.domain.server.slots import DEFAULT_SLOT, SlotContent, content_of
from aws_sso.domain.server.variables import server_variables
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.secret import Secret
from aws_sso.use_cases.keep_server_secrets import TokenShelf, token_or_new


class Client(Protocol):
    """What speaks to a server."""

    def load(self, slot: str, loaded: SlotContent) -> None: ...
    def load_live(self, slot: str, profile: str) -> None: ...


class Roles(Protocol):
    """Where it is noted that a role was used."""

    def note_use(self, role: Role) -> None: ...


class Credentials(Protocol):
    """What gets credentials of roles."""

    def of(self, role: Role) -> RoleCredentials: ...


class Instance(Protocol):
    """An Identity Center instance."""

    @property
    def roles(self) -> Roles: ...
    @property
    def credentials(self) -> Credentials: ...


def load_slot(client: Client, instance: Instance, role: Role, *, slotted: bool, live: bool) -> None:
    """Load a role into the slot of its name, or the default one; `live` lets the server renew it.

    Raises what the server answers, and what keeps us from getting credentials.
    """
    slot = role.profile if slotted else DEFAULT_SLOT
    if live:
        client.load_live(slot, role.profile)
    else:
        client.load(slot, content_of(role, instance.credentials.of(role)))
    instance.roles.note_use(role)


def slot_variables(
    secrets: TokenShelf, url: Url, slot: str, keep: Callable[[Secret], str] | None
) -> dict[str, str]:
    """Return the variables by which SDKs find a slot of the server at `url`.

    The slot's token is one of them, or the name of the file that `keep` writes it to.
    """
    token = slot_token(token_or_new(secrets), slot)
    file = keep(bearer(token)) if keep else None
    return server_variables(str(url.at(slot_path(slot))), token, file)
