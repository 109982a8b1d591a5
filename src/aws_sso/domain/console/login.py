"""Federated sign-in to the console: the request, and the URL that it results in.

IAM User Guide, "Enable custom identity broker access to the AWS console".
"""

from urllib.parse import quote

from aws_sso.domain.aws.url import Url
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.json_text import written
from aws_sso.domain.text.secret import Secret

SHORTEST, LONGEST = 15, 720
"""Allowed length of a console session, in minutes."""


def signin_token_fields(credentials: RoleCredentials, minutes: int | None) -> dict[str, str]:
    """Return the query that requests a sign-in token. It contains the credentials.

    `minutes` is the length of the console session. None means as long as the credentials, the only
    choice for chained and federated ones.
    """
    session = {
        "sessionId": credentials.access_key_id,
        "sessionKey": credentials.secret_access_key.reveal(),
        "sessionToken": credentials.session_token.reveal(),
    }
    fields = {"Action": "getSigninToken"}
    if minutes is not None:
        fields["SessionDuration"] = str(minutes * 60)
    return {**fields, "Session": written(session)}


def login_url(endpoint: Url, token: Secret, issuer: str, destination: str) -> Secret:
    """Return the URL that signs a browser in. It works for 15 minutes, for anyone who has it.

    `issuer` is where the console sends people after the session has expired.
    """
    fields = {
        "Action": "login",
        "Issuer": issuer,
        "Destination": destination,
        "SigninToken": token.reveal(),
    }
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in fields.items())
    return Secret(f"{endpoint}?{query}")
