"""What to do with a URL, decided by flags, settings and the desktop within reach."""

from aws_sso.domain.console.browser_profile import browser_profile
from aws_sso.domain.console.containers import SCHEMES
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.settings.settings import UrlSettings


@frozen
class Reach:
    """What this process can reach of the user's desktop.

    `display`: the user sees the windows of programs started here. `windows`: this Linux runs inside
    Windows. `browser`: a page can be opened without naming a browser. `loopback`: a browser started
    here reaches this machine's loopback addresses. `one_time`: one-time addresses can be served
    here.
    """

    display: bool
    windows: bool
    browser: bool
    loopback: bool = False
    one_time: bool = True


@frozen
class UrlChoice:
    """What to do with a URL.

    `command` is the program and arguments for `exec` and for containers; one argument contains
    `%s`. `browser` overrides the default browser, `profile` names one of its profiles. `one_time`
    is true if the program gets a one-time address, because others can read its command line.
    """

    action: str
    browser: str | None = None
    profile: str | None = None
    command: tuple[str, ...] = ()
    one_time: bool = False

    @property
    def is_data(self) -> bool:
        """Whether the user wants to read or pipe the URL and nothing else."""
        return self.action == "printurl"


def console_action(flag: str | None, settings: UrlSettings) -> str:
    """Return the action for a console."""
    return flag or settings.action


def sign_in_action(flag: str | None, of_instance: str | None, settings: UrlSettings) -> str:
    """Return the action for a sign-in page; `of_instance` is the instance's `AuthUrlAction`.

    Containers are for roles. A sign-in page has no role, and the identity provider's session is
    outside any container, so the page opens outside too unless `AuthUrlAction` says otherwise.
    """
    action = flag or of_instance or settings.action
    if action in SCHEMES and (flag or not of_instance):
        return "exec" if settings.exec_command else "open"
    return action


def url_choice(
    action: str, role: Role, browser: str | None, settings: UrlSettings, reach: Reach
) -> UrlChoice:
    """Return how to carry out an action for a role; `browser` comes from a flag.

    A URL is printed if its page would open where nobody sees it. Raises ConfigError if
    `BrowserProfile` fails for the role.
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
    """Return whether a program gets a one-time address.

    `exec` is the user's own command, which may carry the URL to another machine.
    """
    if not reach.one_time or action not in ("open", "exec", *SCHEMES):
        return False
    return wanted == "always" or (wanted == "auto" and action != "exec" and reach.loopback)


def opens_unseen(choice: UrlChoice, reach: Reach) -> bool:
    """Return whether a page reaches the user even if nobody reads our output."""
    if choice.action == "clip":
        return reach.display or reach.windows
    if choice.action == "exec":
        return True
    return choice.action in ("open", *SCHEMES) and reach.browser
