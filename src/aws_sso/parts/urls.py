"""Openers of URLs."""

from aws_sso.adapters.desktop.browsers import can_open
from aws_sso.adapters.desktop.surroundings import has_display, is_wsl, reaches_our_loopback
from aws_sso.adapters.desktop.url_opening import UrlOpener
from aws_sso.adapters.process.detached import is_possible
from aws_sso.annotations import TYPE_CHECKING, Callable
from aws_sso.domain.console.browser_profile import signing_in_to
from aws_sso.domain.console.containers import container_url
from aws_sso.domain.console.url_actions import (
    Reach,
    UrlChoice,
    console_action,
    opens_unseen,
    sign_in_action,
    url_choice,
)
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.settings.settings import InstanceSettings

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts


class UrlOpeners:
    """Builds openers of URLs."""

    def __init__(self, parts: "Parts") -> None:
        self._parts = parts

    def for_console(self, role: Role) -> UrlOpener:
        """Return the opener for a role's console; a URL that is data goes to stdout."""
        parts, voice = self._parts, self._parts.voice
        choice = self._choice(console_action(parts.flags.url_action, parts.settings.urls), role)
        show = (lambda url: voice.write(f"{url}\n")) if choice.is_data else voice.say
        return self._opener(choice, role, show, voice.say)

    def for_sign_in(self, instance: InstanceSettings, tell: Callable[[str], None]) -> UrlOpener:
        """Return the opener for an instance's sign-in page; `tell` prints for the user."""
        choice = self._sign_in_choice(instance)
        return self._opener(choice, signing_in_to(instance), tell, tell, stays=True)

    def opens_unseen(self, instance: InstanceSettings) -> bool:
        """Return whether a sign-in page reaches the user even if nobody reads our output."""
        return opens_unseen(self._sign_in_choice(instance), self._reach)

    def _sign_in_choice(self, instance: InstanceSettings) -> UrlChoice:
        flag, settings = self._parts.flags.url_action, self._parts.settings.urls
        action = sign_in_action(flag, instance.auth_url_action, settings)
        return self._choice(action, signing_in_to(instance))

    def _choice(self, action: str, role: Role) -> UrlChoice:
        parts = self._parts
        return url_choice(action, role, parts.flags.browser, parts.settings.urls, self._reach)

    def _opener(
        self,
        choice: UrlChoice,
        role: Role,
        show: Callable[[str], None],
        tell: Callable[[str], None],
        *,
        stays: bool = False,
    ) -> UrlOpener:
        return UrlOpener(
            choice,
            self._parts.environ,
            show,
            tell,
            lambda url: container_url(choice.action, role, url),
            stays=stays,
        )

    @property
    def _reach(self) -> Reach:
        environ = self._parts.environ
        display = has_display(environ)
        return Reach(
            display,
            is_wsl(environ),
            can_open(environ, display),
            reaches_our_loopback(environ),
            # On Windows, others cannot read command lines, and fork is not available.
            is_possible(),
        )
