"""How URLs are opened: what the flags, the settings and the surroundings say together."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from aws_sso.adapters.desktop import surroundings
from aws_sso.adapters.desktop.browsers import can_open
from aws_sso.adapters.desktop.url_opening import UrlChoice, UrlOpener
from aws_sso.domain.console.browser_profile import browser_profile, signing_in_to
from aws_sso.domain.console.containers import SCHEMES, container_url
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.settings.settings import InstanceSettings

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts


class UrlOpeners:
    """Builds what opens URLs."""

    def __init__(self, parts: "Parts") -> None:
        self._parts = parts

    def for_console(self, role: Role) -> UrlOpener:
        """Return what opens the console of a role; `printurl` is data, for stdout."""
        settings, voice = self._parts.settings, self._parts.voice
        choice = self._choice(self._parts.flags.url_action or settings.url_action, role)
        return UrlOpener(
            choice,
            self._parts.environ,
            (lambda url: voice.write(f"{url}\n")) if choice.action == "printurl" else voice.say,
            voice.say,
            lambda url: container_url(choice.action, role, url),
        )

    def for_sign_in(self, instance: InstanceSettings, tell: Callable[[str], None]) -> UrlOpener:
        """Return what opens the sign-in page of an instance; `tell` prints for the user."""
        nobody = signing_in_to(instance)
        choice = self._choice(self._sign_in_action(instance), nobody)
        return UrlOpener(
            choice,
            self._parts.environ,
            tell,
            tell,
            lambda url: container_url(choice.action, nobody, url),
        )

    def opens_unseen(self, instance: InstanceSettings) -> bool:
        """Tell whether a sign-in page reaches the user although nobody reads what we print."""
        choice = self._choice(self._sign_in_action(instance), signing_in_to(instance))
        if choice.action == "clip":
            return self._has_display or surroundings.is_wsl(self._parts.environ)
        if choice.action == "exec":
            return True
        return choice.action in ("open", *SCHEMES) and self._can_open

    def _sign_in_action(self, instance: InstanceSettings) -> str:
        """Return the action for a sign-in page.

        Containers are for roles. A sign-in page has none, and the session with the identity
        provider is outside of them; so it opens there, but for an explicit `AuthUrlAction`.
        """
        settings, flag = self._parts.settings, self._parts.flags.url_action
        action = flag or instance.auth_url_action or settings.url_action
        if action in SCHEMES and (flag or not instance.auth_url_action):
            return "exec" if settings.url_exec_command else "open"
        return action

    def _choice(self, action: str, role: Role) -> UrlChoice:
        settings = self._parts.settings
        choice = UrlChoice(
            action,
            self._parts.flags.browser or settings.browser,
            browser_profile(settings.browser_profile, role) if action == "open" else None,
            settings.url_exec_command,
        )
        if action == "open" and choice.browser is None and not self._can_open:
            return replace(choice, action="print")
        return choice

    @property
    def _can_open(self) -> bool:
        return can_open(self._parts.environ, self._has_display)

    @property
    def _has_display(self) -> bool:
        return surroundings.has_display(self._parts.environ)
