"""The SSO session's token and the client registration it was issued to."""

import json
from collections.abc import Mapping
from typing import Any, Self

from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.clock import is_in_future
from aws_sso.domain.text.secret import Secret


@frozen
class ClientRegistration:
    """This program as the OIDC service knows it; `expires` is in Unix seconds.

    `issuer` is the origin that registered it; it is shown to no other. A registration serves
    only the start URL and workflow it was made for.
    """

    client_id: str
    client_secret: Secret
    expires: int
    issuer: str
    start_url: str
    workflow: str

    def serves(self, issuer: str, start_url: str, workflow: str, now: float) -> bool:
        """Tell whether it can be used for that sign-in, with an hour to spare."""
        return (
            self.issuer == issuer
            and self.start_url == start_url
            and self.workflow == workflow
            and self.expires - now > 3600
        )

    def to_json(self) -> str:
        """Return the form in which it is sealed; it holds the client secret in clear."""
        return json.dumps(self.fields())

    def fields(self) -> dict[str, Any]:
        """Return what the sealed form holds; with the client secret in clear."""
        return {
            "clientId": self.client_id,
            "clientSecret": self.client_secret.reveal(),
            "expires": self.expires,
            "issuer": self.issuer,
            "startUrl": self.start_url,
            "workflow": self.workflow,
        }

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote; raises ValueError or KeyError if it is not that."""
        return cls.from_fields(json.loads(text))

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Self:
        """Read what `fields` returned; raises ValueError or KeyError if it is not that."""
        return cls(
            fields["clientId"],
            Secret(fields["clientSecret"]),
            int(fields["expires"]),
            fields["issuer"],
            fields["startUrl"],
            fields["workflow"],
        )


@frozen
class Token:
    """An access token of the SSO session, and what is needed to renew it silently.

    `obtained` and `expires` are Unix seconds. `issuer` is the OIDC origin it came from, `portal`
    the one it is meant for: it is sent to these two and to nobody else.
    """

    access_token: Secret
    refresh_token: Secret | None
    obtained: int
    expires: int
    issuer: str
    portal: str
    start_url: str
    registration: ClientRegistration

    def is_valid(self, now: float) -> bool:
        """Tell whether it still lives, with a minute to spare for the call it is used in.

        One obtained in the future was so under a wrong clock, which its end goes by as well.
        """
        return self.expires - now > 60 and not is_in_future(self.obtained, now)

    def can_be_renewed(self, now: float) -> bool:
        """Tell whether it is renewed without a sign-in, if the session still lasts."""
        return self.refresh_token is not None and self.registration.expires > now

    def is_for(self, issuer: str, portal: str, start_url: str) -> bool:
        """Tell whether it was issued by and for exactly these."""
        return (self.issuer, self.portal, self.start_url) == (issuer, portal, start_url)

    def to_json(self) -> str:
        """Return the form in which it is sealed; it holds the secrets in clear."""
        return json.dumps(
            {
                "accessToken": self.access_token.reveal(),
                "refreshToken": self.refresh_token.reveal() if self.refresh_token else None,
                "obtained": self.obtained,
                "expires": self.expires,
                "issuer": self.issuer,
                "portal": self.portal,
                "startUrl": self.start_url,
                "registration": self.registration.fields(),
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote; raises ValueError or KeyError if it is not that."""
        fields = json.loads(text)
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
        )
