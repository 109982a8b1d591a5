"""Shows how to reach the sign-in page, and always who requested it."""

from aws_sso.annotations import Callable, Protocol, Sequence
from aws_sso.domain.session.device import DeviceAuthorization
from aws_sso.domain.settings.settings import InstanceSettings


class UrlOpener(Protocol):
    """Opens or shows a URL."""

    def open(self, url: str) -> None: ...


class SignInPrompt:
    """Asks the user on the terminal to sign in.

    `where` says where the sign-in is, if not at the start URL. `purpose` is the command that needs
    it, `parent` the process that started the command, unless the user did. So people can tell their
    own sign-in from an attacker's. `foreign` are the origins outside AWS that will be contacted,
    since others may have set a variable. `opener` returns what opens the page.
    """

    def __init__(
        self,
        instance: InstanceSettings,
        where: str | None,
        foreign: Sequence[str],
        purpose: str,
        parent: str | None,
        opener: Callable[[], UrlOpener],
        say: Callable[[str], None],
    ) -> None:
        self._instance = instance
        self._where = where
        self._foreign = foreign
        self._purpose = purpose
        self._parent = parent
        self._opener = opener
        self._say = say

    def ask(self, url: str, device: DeviceAuthorization | None) -> None:
        """Say who requests the sign-in, show the code to compare, and open the page."""
        started = f", started by {self._parent}," if self._parent else ""
        self._say(
            f"`{self._purpose}`{started} asks you to sign in to `{self._instance.name}` "
            f"({self._instance.start_url})"
        )
        if self._where:
            self._say(self._where)
        if self._foreign:
            self._say(f"this sign-in goes to {' and '.join(self._foreign)}, which is not AWS")
        if device:
            self._say(f"check that the page shows this code: {device.user_code}")
            if not device.verification_uri_complete:
                self._say("enter this code on the page")
        self._opener().open(url)

    def note(self, message: str) -> None:
        """Report the progress of the sign-in."""
        self._say(message)
