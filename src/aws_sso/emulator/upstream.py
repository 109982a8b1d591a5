"""The target of allowed signed calls: a server that imitates the rest of AWS."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import urllib3

from aws_sso.emulator.signed.signatures import SignedCall

_KEPT = frozenset(
    {
        *("accept", "content-encoding", "content-md5", "content-type", "range"),
        *("if-match", "if-none-match", "if-modified-since", "if-unmodified-since"),
    }
)


@dataclass(frozen=True)
class Upstream:
    """A server such as moto at `url`, called with an administrator's keys.

    It has one account for all roles; permissions have already been checked.
    """

    url: str
    access_key_id: str
    secret_access_key: str

    def pass_on(self, call: SignedCall, service: str, region: str) -> tuple[int, Any, bytes]:
        """Sign a call again and send it; returns status, headers and body."""
        from botocore.auth import S3SigV4Auth, SigV4Auth
        from botocore.awsrequest import AWSRequest
        from botocore.credentials import Credentials

        keys = Credentials(self.access_key_id, self.secret_access_key)
        url = self.url + call.target
        request: Any = AWSRequest(call.method, url, headers=_kept(call.headers), data=call.body)
        # Bodies have a length and were checked, so they are signed as a whole.
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
