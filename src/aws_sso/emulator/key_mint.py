"""Creates role credentials: random ones, or ones that moto's STS knows."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.request import Request, urlopen


@dataclass(frozen=True)
class Keys:
    """Credentials of a role; `expires` is in Unix seconds."""

    access_key_id: str
    secret_access_key: str
    session_token: str
    expires: float


class KeyMint(Protocol):
    """Creates keys for a role, valid for `ttl` seconds from `now`; knows keys derived from them."""

    def make(self, account_id: str, role: str, now: float, ttl: int) -> Keys: ...
    def knows(self, access_key_id: str, secret_access_key: str, session_token: str) -> bool: ...


class LocalMint:
    """Keys that look right and that no server knows."""

    def make(self, account_id: str, role: str, now: float, ttl: int) -> Keys:
        """Return fresh random keys."""
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
        return Keys(
            "ASIA" + "".join(secrets.choice(letters) for _ in range(16)),
            "emulated-sk-" + secrets.token_urlsafe(21),
            "emulated-st-" + secrets.token_urlsafe(128),
            now + ttl,
        )

    def knows(self, access_key_id: str, secret_access_key: str, session_token: str) -> bool:
        """Nothing is derived from unknown keys."""
        return False


class MotoMint:
    """Keys from AssumeRole at a moto server, which checks signatures made with them.

    Creates an administrator there while moto still allows everything, then enables moto's checks.
    Raises OSError or botocore's errors if there is no moto server at `url`.
    """

    def __init__(self, url: str, session_name: str = "emulated-user") -> None:
        from botocore.session import Session

        self.url = url.rstrip("/")
        self._session_name = session_name
        self._session = Session()
        iam = self._client("iam", "AKIAIOSFODNN7EXAMPLE", "anything")
        user = f"emulator-{secrets.token_hex(4)}"
        iam.create_user(UserName=user)
        iam.put_user_policy(
            UserName=user,
            PolicyName="all",
            PolicyDocument='{"Version": "2012-10-17", "Statement": '
            '[{"Effect": "Allow", "Action": "*", "Resource": "*"}]}',
        )
        key = iam.create_access_key(UserName=user)["AccessKey"]
        self._post("/moto-api/reset-auth", b"0")
        self.administrator: tuple[str, str] = (key["AccessKeyId"], key["SecretAccessKey"])
        """Keys of an administrator there."""
        self._sts = self._client("sts", *self.administrator)

    def make(self, account_id: str, role: str, now: float, ttl: int) -> Keys:
        """Assume the role at moto; its keys are valid for at least 15 minutes."""
        answer = self._sts.assume_role(
            RoleArn=f"arn:aws:iam::{account_id}:role/{role}",
            RoleSessionName=self._session_name,
            DurationSeconds=max(900, min(ttl, 43200)),
        )["Credentials"]
        expires: datetime = answer["Expiration"]
        return Keys(
            answer["AccessKeyId"],
            answer["SecretAccessKey"],
            answer["SessionToken"],
            min(expires.timestamp(), now + ttl),
        )

    def knows(self, access_key_id: str, secret_access_key: str, session_token: str) -> bool:
        """Ask moto's STS, which checks the signature."""
        from botocore.exceptions import ClientError

        try:
            self._client(
                "sts", access_key_id, secret_access_key, session_token
            ).get_caller_identity()
        except ClientError:
            return False
        return True

    def _client(self, service: str, key: str, secret: str, token: str | None = None) -> Any:
        return self._session.create_client(
            service,
            region_name="us-east-1",
            endpoint_url=self.url,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            aws_session_token=token,
        )

    def _post(self, path: str, body: bytes) -> None:
        request = Request(self.url + path, data=body, headers={"Content-Type": "text/plain"})
        with urlopen(request, timeout=10) as answer:
            answer.read()
