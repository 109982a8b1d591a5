"""The console's sign-in by federation: what is asked for, and the URL that comes of it.

IAM User Guide, "Enable custom identity broker access to the AWS console".
"""

import json
from urllib.parse import quote

from aws_sso.domain.aws.url import Url
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.secret import Secret

SHORTEST, LONGEST = 15, 720
"""Minutes that a console session may last."""


def signin_token_fields(credentials: RoleCredentials, minutes: int | None) -> dict[str, str]:
    """Return the query that asks for a sign-in token. It holds the credentials.

    `minutes` is how long the console session lasts; None for as long as the credentials, which is
    all that chained and federated ones get.
    """
    session = {
        "sessionId": credentials.access_key_id,
        "sessionKey": credentials.secret_access_key.reveal(),
        "sessionToken": credentials.session_token.reveal(),
    }
    fields = {"Action": "getSigninToken"}
    if minutes is not None:
        fields["SessionDuration"] = str(minutes * 60)
    return {**fields, "Session": json.dumps(session)}


def login_url(endpoint: Url, token: Secret, issuer: str, destination: str) -> Secret:
    """Return the URL that signs a browser in, good for 15 minutes and for whoever has it.

    `issuer` is where the console sends people when the session is over.
    """
    fields = {
        "Action": "login",
        "Issuer": issuer,
        "Destination": destination,
        "SigninToken": token.reveal(),
    }
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())
    return Secret(f"{endpoint}?{query}")
