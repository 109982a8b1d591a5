"""Verifies version 4 signatures: botocore's signer computes the expected ones.

AWS General Reference, "Signature Version 4". Signatures in a URL's query are refused.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aws_sso.emulator.signed.refusals import SignedRefusalError
from aws_sso.emulator.signed.sessions import RoleSession, Sessions

SCHEME = "AWS4-HMAC-SHA256"
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/, ]+)/(?P<day>\d{8})/(?P<region>[^/, ]+)/"
    r"(?P<service>[^/, ]+)/aws4_request, ?SignedHeaders=(?P<headers>[^, ]+), ?"
    r"Signature=(?P<signature>[0-9a-f]{64})"
)
_SLACK = 15 * 60
"""Seconds by which a signature's time may differ."""


@dataclass(frozen=True)
class SignedCall:
    """A request as received; header names are in lower case, `target` is path and query."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Signer:
    """Who signed a call, for which service and region."""

    session: RoleSession
    service: str
    region: str


def signer_of(call: SignedCall, sessions: Sessions, now: float) -> Signer:
    """Return the signer; raises SignedRefusalError for any signature that is not exactly right."""
    given = _AUTHORIZATION.fullmatch(call.headers.get("authorization", ""))
    if given is None:
        raise SignedRefusalError("IncompleteSignature", "the Authorization header is damaged", 400)
    session = sessions.of(given["key"])
    token = call.headers.get("x-amz-security-token", "")
    if session is None or not hmac.compare_digest(session.keys.session_token, token):
        raise SignedRefusalError(
            "InvalidClientTokenId", "The security token included in the request is invalid.", 403
        )
    stamp = call.headers.get("x-amz-date", "")
    try:
        signed_at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise SignedRefusalError("IncompleteSignature", "X-Amz-Date is missing", 400) from None
    if stamp[:8] != given["day"] or abs(signed_at.timestamp() - now) > _SLACK:
        raise SignedRefusalError("SignatureDoesNotMatch", f"Signature expired: {stamp}", 403)
    names = given["headers"].split(";")
    if "host" not in names or any(name not in call.headers for name in names):
        raise SignedRefusalError("SignatureDoesNotMatch", "a signed header is missing", 403)
    _check_body(call)
    expected = _signature(call, session, given["region"], given["service"], names, stamp)
    if not hmac.compare_digest(expected, given["signature"]):
        raise SignedRefusalError(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
            403,
        )
    if session.keys.expires <= now:
        raise SignedRefusalError(
            "ExpiredToken", "The security token included in the request is expired", 403
        )
    return Signer(session, given["service"], given["region"])


def _check_body(call: SignedCall) -> None:
    """Refuse a body that does not match the signed hash."""
    told = call.headers.get("x-amz-content-sha256")
    if told is None or told == "UNSIGNED-PAYLOAD" or told.startswith("STREAMING-"):
        return
    if not hmac.compare_digest(hashlib.sha256(call.body).hexdigest(), told):
        raise SignedRefusalError(
            "XAmzContentSHA256Mismatch", "the body does not match its signed hash", 400
        )


def _signature(
    call: SignedCall, session: RoleSession, region: str, service: str, names: list[str], stamp: str
) -> str:
    from botocore.auth import S3SigV4Auth, SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    keys = Credentials(
        session.keys.access_key_id, session.keys.secret_access_key, session.keys.session_token
    )
    signer: Any = (S3SigV4Auth if service == "s3" else SigV4Auth)(keys, service, region)
    # The caller says which headers are signed; botocore's choice is for its own requests.
    signed = {name: call.headers[name] for name in names}
    signer.headers_to_sign = lambda request: _headers(signed)
    sent = {name: call.headers[name] for name in ("x-amz-content-sha256",) if name in call.headers}
    url = f"http://{call.headers['host']}{call.target}"
    request: Any = AWSRequest(call.method, url, headers={**sent, **signed}, data=call.body)
    request.context["timestamp"] = stamp
    canonical = signer.canonical_request(request)
    return str(signer.signature(signer.string_to_sign(request, canonical), request))


def _headers(signed: Mapping[str, str]) -> Any:
    from http.client import HTTPMessage

    message = HTTPMessage()
    for name in sorted(signed):
        message[name] = signed[name]
    return message
