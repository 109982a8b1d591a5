"""Shows the way to the sign-in page, and always who asks for it."""

from collections.abc import Callable
from typing import Protocol

from aws_sso.domain.session.device import DeviceAuthorization
from aws_sso.domain.settings.settings import InstanceSettings


class UrlOpener(Protocol):
    """Opens or shows a URL."""

    def open(self, url: str) -> None: ...


class SignInPrompt:
    """Asks the user on the terminal to sign in.

    `purpose` is the command that needs it, `parent` the process that started that command, where
    the user did not. The user can so tell his own sign-in from one that somebody else began.
    """

    def __init__(
        self,
        instance: InstanceSettings,
        purpose: str,
        parent: str | None,
        opener: UrlOpener,
        say: Callable[[str], None],
    ) -> None:
        self._instance = instance
        self._purpose = purpose
        self._parent = parent
        self._opener = opener
        self._say = say

    def ask(self, url: str, device: DeviceAuthorization | None) -> None:
        """Say who asks, show the code to compare, and open the page."""
        started = f", started by {self._parent}," if self._parent else ""
        self._say(
            f"`{self._purpose}`{started} asks you to sign in to `{self._instance.name}` "
            f"({self._instance.start_url})"
        )
        if device:
            self._say(f"the page must show this code: {device.user_code}")
            if not device.verification_uri_complete:
                self._say("enter it there yourself")
        self._opener.open(url)

    def note(self, message: str) -> None:
        """Say something about the sign-in under way."""
        self._say(message)
