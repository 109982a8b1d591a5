"""The AWS CLI's token file, written by this program for tools that support nothing else.

The AWS CLI keeps a token in `~/.aws/sso/cache/SHA1.json`: the SHA-1 of the sso-session's name, or
of the start URL for profiles without one (botocore, `SSOTokenLoader`). Readers need `accessToken`
and `expiresAt`. Ours has no refresh token: an SDK would use it up, and we could not renew any more.
"""

from hashlib import sha1

from aws_sso.annotations import Iterable
from aws_sso.domain.session.token import Token
from aws_sso.domain.text.expiry import iso_utc
from aws_sso.domain.text.json_text import written

_MARK = ("exportedBy", "aws-sso")


def cli_token_name(key: str) -> str:
    """Return the file name for an sso-session's name or a start URL."""
    # Bytes on the command line need not be UTF-8 (PEP 383).
    written = key.encode("utf-8", "surrogateescape")
    return f"{sha1(written, usedforsecurity=False).hexdigest()}.json"


def cli_token_text(token: Token, region: str) -> str:
    """Return the file's content: the access token in plain text, and no other secret."""
    content = {
        "startUrl": token.start_url,
        "region": region,
        "accessToken": token.access_token.reveal(),
        "expiresAt": iso_utc(token.expires),
        _MARK[0]: _MARK[1],
    }
    return written(content)


def is_cli_token_of_ours(content: object) -> bool:
    """Return whether we wrote a file with this content; the AWS CLI may have replaced it."""
    return isinstance(content, dict) and content.get(_MARK[0]) == _MARK[1]


def keys_for(
    start_url: str, sessions: Iterable[str], *, has_plain_profiles: bool
) -> tuple[str, ...]:
    """Return the AWS CLI's keys for a token: session names, else the start URL."""
    names = tuple(dict.fromkeys(sessions))
    return (*names, start_url) if has_plain_profiles or not names else names
