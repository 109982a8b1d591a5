"""Where signed calls go that policies let through: a server that imitates the rest of AWS."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import urllib3

from aws_sso.emulator.signed.signatures import SignedCall

_KEPT = ("accept", "content-encoding", "content-md5", "content-type", "range")


@dataclass(frozen=True)
class Upstream:
    """A server such as moto's at `url`, called with an administrator's keys.

    It has one account, whichever role asks: who may do what was decided before.
    """

    url: str
    access_key_id: str
    secret_access_key: str

    def pass_on(self, call: SignedCall, service: str, region: str) -> tuple[int, Any, bytes]:
        """Send a call, signed anew; returns status, headers and body."""
        from botocore.auth import S3SigV4Auth, SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials

        keys = Credentials(self.access_key_id, self.secret_access_key)
        url = self.url + call.target
        request: Any = AWSRequest(call.method, url, headers=_kept(call.headers), data=call.body)
        # Bodies have their length, and were checked: they are signed whole.
        (S3SigV4Auth if service == "s3" else SigV4Auth)(keys, service, region).add_auth(request)
        answer = urllib3.request(
            call.method,
            url,
            headers=dict(request.headers.items()),
            body=call.body or None,
            redirect=False,
            retries=False,
            timeout=60,
        )
        return answer.status, answer.headers, answer.data


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    signing = {"x-amz-date", "x-amz-security-token", "x-amz-content-sha256"}
    return {
        name: value
        for name, value in headers.items()
        if name in _KEPT or (name.startswith("x-amz-") and name not in signing)
    }
