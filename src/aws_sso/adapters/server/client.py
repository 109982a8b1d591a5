"""Asks a credential server: to load, to unload, and what is in it."""

import json
from collections.abc import Mapping
from typing import Any

from aws_sso.adapters.aws.https import Answer, Https
from aws_sso.domain.aws.url import Url
from aws_sso.domain.server.access import bearer, slot_path
from aws_sso.domain.server.slots import SlotContent, load_request
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import NetworkError, SlotEmptyError, SsoError


class SlotClient:
    """Speaks to the server at `url` (scheme, host and port).

    Raises NetworkError when there is none, SsoError with the reason when it refuses.
    """

    def __init__(self, https: Https, url: Url, token: Secret | None) -> None:
        self._https = https
        self._url = url
        self._headers = {"Authorization": bearer(token).reveal()} if token else {}

    def load(self, slot: str, loaded: SlotContent) -> None:
        """Put credentials into a slot."""
        self._call("PUT", slot_path(slot), load_request(loaded))

    def load_live(self, slot: str, profile: str) -> None:
        """Let the server keep a slot filled for a profile."""
        self._call("PUT", slot_path(slot), {"ProfileName": profile, "Live": True})

    def unload(self, slot: str) -> None:
        """Empty a slot."""
        self._call("DELETE", slot_path(slot))

    def slots(self) -> list[Mapping[str, str]]:
        """Return what is in the named slots."""
        content = self._call("GET", "/slot").body
        found = json.loads(content)
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def profile(self) -> Mapping[str, str]:
        """Return what is in the default slot; raises SlotEmptyError for nothing."""
        return self._call("GET", "/profile").json()

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        try:
            answer = self._https.call(method, self._url.at(path), body=body, headers=self._headers)
        except NetworkError as error:
            raise NetworkError(
                error.message, "is the server running? `aws-sso ecs server` starts one"
            ) from None
        if answer.status == 200:
            return answer
        message = str(answer.json().get("message", "no reason given"))
        if answer.status == 404:
            raise SlotEmptyError(message, None)
        if answer.status == 403:
            raise SsoError(
                f"the server refused: {message}",
                "it runs with another token: of another home, or replaced since it was started",
            )
        raise SsoError(f"the server refused ({answer.status}): {message}", None)
