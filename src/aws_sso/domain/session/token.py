"""The SSO session's token, and the client registration that it was issued to."""

from aws_sso.annotations import Any, Mapping, Self
from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.clock import is_in_future
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.domain.text.secret import Secret

ACCOUNT_SCOPES = ("sso:account:access",)
"""What the portal's calls need."""
TENANT_SCOPES = (*ACCOUNT_SCOPES, "account_access:read_only", "account_access:assume")
"""What Account Access needs as well (Account Access Runtime API Reference, "Welcome")."""


@frozen
class ClientRegistration:
    """This program as the OIDC service knows it; `expires` is in Unix seconds.

    `issuer` is the origin that registered it; no other origin sees it. A registration works only
    for its own start URL and workflow.
    """

    client_id: str
    client_secret: Secret
    expires: int
    issuer: str
    start_url: str
    workflow: str
    scopes: tuple[str, ...] = ACCOUNT_SCOPES

    def serves(
        self,
        issuer: str,
        start_url: str,
        workflow: str,
        now: float,
        scopes: tuple[str, ...] = ACCOUNT_SCOPES,
    ) -> bool:
        """Return whether it is usable for that sign-in, with an hour to spare."""
        return (
            self.issuer == issuer
            and self.start_url == start_url
            and self.workflow == workflow
            and self.scopes == scopes
            and self.expires - now > 3600
        )

    def to_json(self) -> str:
        """Return the form that gets sealed; it contains the client secret in plain text."""
        return written(self.fields())

    def fields(self) -> dict[str, Any]:
        """Return the fields of the sealed form, with the client secret in plain text."""
        return {
            "clientId": self.client_id,
            "clientSecret": self.client_secret.reveal(),
            "expires": self.expires,
            "issuer": self.issuer,
            "startUrl": self.start_url,
            "workflow": self.workflow,
            **({} if self.scopes == ACCOUNT_SCOPES else {"scopes": list(self.scopes)}),
        }

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Parse the output of `to_json`; raises ValueError or KeyError for anything else."""
        return cls.from_fields(parsed(text))

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Self:
        """Read the output of `fields`; raises ValueError or KeyError for anything else."""
        return cls(
            fields["clientId"],
            Secret(fields["clientSecret"]),
            int(fields["expires"]),
            fields["issuer"],
            fields["startUrl"],
            fields["workflow"],
            tuple(map(str, fields.get("scopes", ACCOUNT_SCOPES))),
        )


@frozen
class Token:
    """An access token of the SSO session, with all that is needed to renew it silently.

    `obtained` and `expires` are Unix seconds. `issuer` is the OIDC origin that issued it, `portal`
    the origin it is for. It is sent only to these two.
    """

    access_token: Secret
    refresh_token: Secret | None
    obtained: int
    expires: int
    issuer: str
    portal: str
    start_url: str
    registration: ClientRegistration
    access: str | None = None

    def is_valid(self, now: float) -> bool:
        """Return whether it is still valid, with a minute to spare for the call.

        A token obtained in the future was recorded with a wrong clock, so its expiry is wrong too.
        """
        return self.expires - now > 60 and not is_in_future(self.obtained, now)

    def can_be_renewed(self, now: float) -> bool:
        """Return whether it can be renewed without a sign-in, if the session is still valid."""
        return self.refresh_token is not None and self.registration.expires > now

    def is_for(self, issuer: str, portal: str, start_url: str, access: str | None = None) -> bool:
        """Return whether it was issued by and for exactly these origins."""
        own = (self.issuer, self.portal, self.start_url, self.access)
        return own == (issuer, portal, start_url, access)

    def to_json(self) -> str:
        """Return the form that gets sealed; it contains the secrets in plain text."""
        return written(
            {
                "accessToken": self.access_token.reveal(),
                "refreshToken": self.refresh_token.reveal() if self.refresh_token else None,
                "obtained": self.obtained,
                "expires": self.expires,
                "issuer": self.issuer,
                "portal": self.portal,
                "startUrl": self.start_url,
                "registration": self.registration.fields(),
                **({"access": self.access} if self.access else {}),
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Parse the output of `to_json`; raises ValueError or KeyError for anything else."""
        fields = parsed(text)
        refresh = fields["refreshToken"]
        return cls(
            Secret(fields["accessToken"]),
            Secret(refresh) if refresh else None,
            int(fields["obtained"]),
            int(fields["expires"]),
            fields["issuer"],
            fields["portal"],
            fields["startUrl"],
            ClientRegistration.from_fields(fields["registration"]),
            fields.get("access"),
        )
