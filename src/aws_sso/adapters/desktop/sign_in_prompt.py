"""Shows the way to the sign-in page, and always who asks for it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from aws_sso.domain.session.device import DeviceAuthorization
from aws_sso.domain.settings.settings import InstanceSettings


class UrlOpener(Protocol):
    """Opens or shows a URL."""

    def open(self, url: str) -> None: ...


class SignInPrompt:
    """Asks the user on the terminal to sign in.

    `portal` is AWS's own address of the instance's portal, which the start URL may lead to.
    `purpose` is the command that needs it, `parent` the process that started that command, where
    the user did not, so that people can tell their own sign-in from somebody else's. `foreign` are
    the origins that will be spoken to and are not AWS's: a variable may have been set by others.
    """

    def __init__(
        self,
        instance: InstanceSettings,
        portal: str,
        foreign: Sequence[str],
        purpose: str,
        parent: str | None,
        opener: UrlOpener,
        say: Callable[[str], None],
    ) -> None:
        self._instance = instance
        self._portal = portal
        self._foreign = foreign
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
        if self._portal != self._instance.start_url:
            self._say(f"which redirects to {self._portal}")
        if self._foreign:
            self._say(f"the sign-in goes to {' and '.join(self._foreign)}, which is not AWS")
        if device:
            self._say(f"the page must show this code: {device.user_code}")
            if not device.verification_uri_complete:
                self._say("enter it there yourself")
        self._opener.open(url)

    def note(self, message: str) -> None:
        """Say something about the sign-in under way."""
        self._say(message)
