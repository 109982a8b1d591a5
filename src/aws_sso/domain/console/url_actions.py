"""What becomes of a URL: flags, settings and what can be reached from here decide together."""

from aws_sso.domain.console.browser_profile import browser_profile
from aws_sso.domain.console.containers import SCHEMES
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.settings.settings import UrlSettings


@frozen
class Reach:
    """What of the user's desktop can be reached from here.

    `display` if the user sees what a program here shows, `windows` if Windows is around this Linux,
    `browser` if a page can be opened although no browser is named, `loopback` if a browser started
    here is one that reaches this machine's loopback addresses, `one_time` if an address that works
    once can be served here at all.
    """

    display: bool
    windows: bool
    browser: bool
    loopback: bool = False
    one_time: bool = True


@frozen
class UrlChoice:
    """What to do with a URL.

    `command` is the program and arguments for `exec` and for containers, one of them with `%s`;
    `browser` overrides the default browser, `profile` names a profile of it. `one_time` if the
    program gets an address that works once: others can read its command line.
    """

    action: str
    browser: str | None = None
    profile: str | None = None
    command: tuple[str, ...] = ()
    one_time: bool = False

    @property
    def is_data(self) -> bool:
        """Whether the URL, and nothing else, is what the user wants to read or to pipe."""
        return self.action == "printurl"


def console_action(flag: str | None, settings: UrlSettings) -> str:
    """Return the action for a console."""
    return flag or settings.action


def sign_in_action(flag: str | None, of_instance: str | None, settings: UrlSettings) -> str:
    """Return the action for a sign-in page; `of_instance` is the instance's `AuthUrlAction`.

    Containers are for roles. A sign-in page has none, and the session with the identity provider is
    outside of them; so it opens there, but for an explicit `AuthUrlAction`.
    """
    action = flag or of_instance or settings.action
    if action in SCHEMES and (flag or not of_instance):
        return "exec" if settings.exec_command else "open"
    return action


def url_choice(
    action: str, role: Role, browser: str | None, settings: UrlSettings, reach: Reach
) -> UrlChoice:
    """Return how an action is carried out for a role; `browser` is the one that a flag names.

    A page that would open where nobody sees it is printed. Raises ConfigError for a
    `BrowserProfile` that fails on the role.
    """
    browser = browser or settings.browser
    opens = action == "open"
    action = "print" if opens and browser is None and not reach.browser else action
    return UrlChoice(
        action,
        browser,
        browser_profile(settings.browser_profile, role) if opens else None,
        settings.exec_command,
        _is_one_time(action, settings.one_time, reach),
    )


def _is_one_time(action: str, wanted: str, reach: Reach) -> bool:
    """Tell whether a program gets an address that works once.

    `exec` is the user's own command, which may carry the URL to another machine.
    """
    if not reach.one_time or action not in ("open", "exec", *SCHEMES):
        return False
    return wanted == "always" or (wanted == "auto" and action != "exec" and reach.loopback)


def opens_unseen(choice: UrlChoice, reach: Reach) -> bool:
    """Tell whether a page reaches the user although nobody reads what we print."""
    if choice.action == "clip":
        return reach.display or reach.windows
    if choice.action == "exec":
        return True
    return choice.action in ("open", *SCHEMES) and reach.browser
