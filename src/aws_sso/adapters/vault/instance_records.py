"""One instance's records in the vault: tokens, registrations and credentials."""

from __future__ import annotations

from aws_sso.adapters.vault.record_format import (
    ROLE_CREDENTIALS,
    SCOPED_CREDENTIALS,
    TOKEN,
    in_region,
)
from aws_sso.adapters.vault.vault import Vault
from aws_sso.annotations import TYPE_CHECKING, Callable, Collection, Mapping, Sequence
from aws_sso.domain.session.clock import is_in_future
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.settings.allowed_words import AUTH_WORKFLOWS
from aws_sso.use_cases.hand_out import Kept

if TYPE_CHECKING:
    from aws_sso.domain.aws.endpoints import Endpoints
    from aws_sso.domain.scope.scope import Scope
    from aws_sso.domain.session.token import ClientRegistration, Token

CLIENT = "client"


class InstanceRecords:
    """Everything that the vault stores for one instance.

    `endpoints` are the services that this command uses. A token is bound to sign-in service and
    portal together, a registration to the sign-in service, credentials to the portal. Records from
    other services count as missing. `now` returns Unix seconds. `token_changed` gets each new
    token, and None when the token is gone.

    Token and registrations belong to one region: `region` names it, None for the instance's first.
    Credentials are valid everywhere, so those from the portal of any region in `everywhere` count.
    """

    def __init__(
        self,
        vault: Vault,
        instance: str,
        endpoints: Callable[[], Endpoints],
        now: Callable[[], float],
        token_changed: Callable[[Token | None], None] = lambda token: None,
        region: str | None = None,
        everywhere: Callable[[], Sequence[Endpoints]] | None = None,
    ) -> None:
        self._vault = vault
        self._instance = instance
        self._endpoints = endpoints
        self._now = now
        self._token_changed = token_changed
        self._region = region
        self._everywhere = everywhere or (lambda: [endpoints()])
        self._token = in_region(TOKEN, region)

    def token(self) -> Token | None:
        """Return the token, valid or expired."""
        from aws_sso.domain.session.token import Token

        found = self._vault.read(self._instance, TOKEN, self._token, self._both)
        return Token.from_json(found[1].decode()) if found else None

    def token_of_others(self) -> str | None:
        """Return the services of a stored token that is for other services than this command's."""
        bound = self._vault.bound_to(self._instance, TOKEN, self._token)
        return bound if bound and bound != self._both else None

    def keep_token(self, token: Token) -> None:
        """Store a token, unless there is already a newer one.

        A token obtained in the future is not newer: the clock was wrong.
        """
        there = self.token()
        is_newer = (
            there is not None
            and there.obtained > token.obtained
            and there.issuer == token.issuer
            and not is_in_future(there.obtained, self._now())
        )
        if is_newer:
            import logging  # Imported here: it is rare, and every command would pay for it.

            logging.getLogger(__name__).info("keeping a newer token that already exists")
            return
        content = token.to_json().encode()
        self._vault.write(
            self._instance, TOKEN, self._token, content, token.expires, bound=self._both
        )
        self._token_changed(token)

    def drop_token(self) -> None:
        """Delete the token."""
        self._vault.delete(self._instance, TOKEN, self._token)
        self._token_changed(None)

    def registration(self, workflow: str) -> ClientRegistration | None:
        """Return the client registered for a workflow."""
        from aws_sso.domain.session.token import ClientRegistration

        name = in_region(workflow, self._region)
        found = self._vault.read(self._instance, CLIENT, name, self._endpoints().oidc.identity)
        return ClientRegistration.from_json(found[1].decode()) if found else None

    def keep_registration(self, registration: ClientRegistration) -> None:
        """Store a registered client."""
        self._vault.write(
            self._instance,
            CLIENT,
            in_region(registration.workflow, self._region),
            registration.to_json().encode(),
            registration.expires,
            bound=self._endpoints().oidc.identity,
        )

    def drop_registrations(self) -> None:
        """Delete the clients registered in this region."""
        for workflow in AUTH_WORKFLOWS:
            self._vault.delete(self._instance, CLIENT, in_region(workflow, self._region))

    def credentials(self, arn: str) -> Kept | None:
        """Return a role's credentials, valid or expired."""
        givers = (one.givers for one in self._everywhere())
        found = self._vault.read(self._instance, ROLE_CREDENTIALS, arn, *givers)
        if found is None:
            return None
        header, content = found
        return Kept(RoleCredentials.from_process_json(content.decode()), header.renew_at)

    def keep_credentials(self, arn: str, kept: Kept) -> None:
        """Store a role's credentials as exactly the JSON that `process` prints."""
        self._vault.write(
            self._instance,
            ROLE_CREDENTIALS,
            arn,
            kept.credentials.process_json(_account(arn)).encode(),
            kept.credentials.expires,
            kept.renew_at,
            self._endpoints().givers,
        )

    def scoped_credentials(self, arn: str, scope: Scope) -> Kept | None:
        """Return a role's credentials narrowed to exactly this scope, valid or expired."""
        name = _scoped_name(arn, scope)
        givers = map(_narrowed_by, self._everywhere())
        found = self._vault.read(self._instance, SCOPED_CREDENTIALS, name, *givers)
        if found is None:
            return None
        header, content = found
        return Kept(RoleCredentials.from_process_json(content.decode()), header.renew_at)

    def keep_scoped_credentials(self, arn: str, scope: Scope, kept: Kept) -> None:
        """Store narrowed credentials under role and scope; they are used for nothing else."""
        self._vault.write(
            self._instance,
            SCOPED_CREDENTIALS,
            _scoped_name(arn, scope),
            kept.credentials.process_json(_account(arn)).encode(),
            kept.credentials.expires,
            kept.renew_at,
            _narrowed_by(self._endpoints()),
        )

    def drop_credentials(self) -> int:
        """Delete the credentials of all roles and return their number."""
        kinds = (ROLE_CREDENTIALS, SCOPED_CREDENTIALS)
        return sum(self._vault.delete_kind(self._instance, kind) for kind in kinds)

    def drop_credentials_of(self, arns: Collection[str]) -> None:
        """Delete the credentials of these roles, and all narrowed ones.

        The name of a narrowed record may be a hash, which does not say whose it is.
        """
        for arn in arns:
            self._vault.delete(self._instance, ROLE_CREDENTIALS, arn)
        self._vault.delete_kind(self._instance, SCOPED_CREDENTIALS)

    def credential_expiries(self) -> Mapping[str, int]:
        """Return when credentials expire (Unix seconds), by role ARN."""
        from aws_sso.domain.text.file_names import text_of

        found = self._vault.expiries(self._instance, ROLE_CREDENTIALS)
        return {arn: ends for name, ends in found.items() if (arn := text_of(name)) is not None}

    def scoped_expiries(self) -> Mapping[tuple[str, str], int]:
        """Return when narrowed credentials expire (Unix seconds), by role ARN and scope."""
        from aws_sso.domain.text.file_names import text_of

        found: dict[tuple[str, str], int] = {}
        for name, ends in self._vault.expiries(self._instance, SCOPED_CREDENTIALS).items():
            arn, _, rest = (text_of(name) or "").partition(" ")
            label = rest.partition(" ")[2]
            if label:
                found[arn, label] = max(ends, found.get((arn, label), 0))
        return found

    def token_expiry(self) -> int:
        """Return when the last token of any region expires (Unix seconds), 0 without one.

        It needs no key.
        """
        return max(self._vault.expiries(self._instance, TOKEN).values(), default=0)

    def forget(self) -> None:
        """Delete all records, and the instance's key."""
        try:
            self._vault.forget(self._instance)
        finally:
            self._token_changed(None)

    @property
    def _both(self) -> str:
        endpoints = self._endpoints()
        seen_by = (endpoints.oidc, endpoints.portal, endpoints.access)
        return ",".join(one.identity for one in seen_by if one)


def _account(arn: str) -> str:
    return arn.split(":")[4]


def _narrowed_by(endpoints: Endpoints) -> str:
    """Return the sources of narrowed credentials: the portal, and the STS that narrowed them."""
    return f"{endpoints.givers},{endpoints.sts.identity}"


def _scoped_name(arn: str, scope: Scope) -> str:
    return f"{arn} {scope.digest} {scope.label}"
