"""What becomes of a URL: by flags, settings, and what can be reached from here."""

import pytest

from aws_sso.domain.console.url_actions import (
    Reach,
    UrlChoice,
    console_action,
    opens_unseen,
    sign_in_action,
    url_choice,
)
from aws_sso.domain.frozen import replace
from aws_sso.domain.settings.allowed_words import URL_ACTIONS
from aws_sso.domain.settings.settings import UrlSettings
from aws_sso.errors import ConfigError
from tests.unit.roles import role

ROLE = role("111122223333", "Shop", "Admin")
CONTAINERS = ("granted-containers", "open-url-in-container")
DESKTOP = Reach(display=True, windows=False, browser=True, loopback=True)
NOTHING = Reach(display=False, windows=False, browser=False)
WSL = Reach(display=False, windows=True, browser=True)
ROOT = Reach(display=True, windows=False, browser=False)
REMOTE_EDITOR = Reach(display=False, windows=False, browser=True)


def says(
    action: str = "open",
    command: tuple[str, ...] = (),
    browser: str | None = None,
    profile: str | None = None,
    one_time: str = "auto",
) -> UrlSettings:
    """Return what config.yaml says of URLs."""
    return UrlSettings(
        browser=browser,
        browser_profile=profile,
        action=action,
        exec_command=command,
        one_time=one_time,
        console_duration=60,
        firefox_open_url_in_container=False,
    )


def test_a_console_is_opened_as_the_flag_says_else_as_the_settings_do() -> None:
    """Containers too: they are for consoles."""
    assert console_action(None, says("clip")) == "clip"
    assert console_action("print", says("clip")) == "print"
    assert console_action(None, says(CONTAINERS[0])) == CONTAINERS[0]


def test_the_closest_action_is_taken_for_a_sign_in_page() -> None:
    """The flag, the instance's `AuthUrlAction`, `UrlAction`."""
    assert sign_in_action("print", "clip", says("exec")) == "print"
    assert sign_in_action(None, "clip", says("exec")) == "clip"
    assert sign_in_action(None, None, says("exec")) == "exec"


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_sign_in_page_opens_outside_of_containers(container: str) -> None:
    """There the identity provider's session is; only an explicit `AuthUrlAction` puts it inside."""
    own = says(container, ("my-browser", "%s"))
    assert sign_in_action(None, None, says(container)) == "open"
    assert sign_in_action(None, None, own) == "exec"
    assert sign_in_action(container, None, says()) == "open"
    assert sign_in_action(container, container, own) == "exec"
    assert sign_in_action(None, container, own) == container


def test_a_page_that_nobody_would_see_is_printed() -> None:
    """Unless a browser is named, by a flag or in config.yaml; no other action changes."""
    assert url_choice("open", ROLE, None, says(), DESKTOP).action == "open"
    for reach in (NOTHING, ROOT):
        assert url_choice("open", ROLE, None, says(), reach).action == "print"
        assert url_choice("open", ROLE, "links", says(), reach).action == "open"
        assert url_choice("open", ROLE, None, says(browser="links"), reach).action == "open"
        for action in set(URL_ACTIONS) - {"open"}:
            assert url_choice(action, ROLE, None, says(), reach).action == action
    for reach in (WSL, REMOTE_EDITOR):
        assert url_choice("open", ROLE, None, says(), reach).action == "open"


def test_browser_command_and_profile() -> None:
    """The flag's browser beats that of the settings; a profile is for `open` alone."""
    said = says("open", ("run", "%s"), "theirs", "{{ .SSO }}")
    assert url_choice("open", ROLE, None, said, DESKTOP) == UrlChoice(
        "open", "theirs", "Default", ("run", "%s"), one_time=True
    )
    assert url_choice("exec", ROLE, "mine", said, DESKTOP) == UrlChoice(
        "exec", "mine", None, ("run", "%s")
    )
    broken = says(profile="{{ .SSO ")
    assert url_choice("clip", ROLE, None, broken, DESKTOP).profile is None
    with pytest.raises(ConfigError, match="BrowserProfile"):
        url_choice("open", ROLE, None, broken, DESKTOP)


@pytest.mark.parametrize(
    ("action", "reaching"),
    [
        ("open", {DESKTOP, WSL, REMOTE_EDITOR}),
        ("exec", {DESKTOP, WSL, REMOTE_EDITOR, ROOT, NOTHING}),
        ("clip", {DESKTOP, WSL, ROOT}),
        ("ansi-osc52", set()),
        ("print", set()),
        ("printurl", set()),
        (CONTAINERS[0], {DESKTOP, WSL, REMOTE_EDITOR}),
        (CONTAINERS[1], {DESKTOP, WSL, REMOTE_EDITOR}),
    ],
)
def test_what_reaches_the_user_unseen(action: str, reaching: set[Reach]) -> None:
    """By a program or the desktop's clipboard; never by what we print."""
    every = {DESKTOP, WSL, REMOTE_EDITOR, ROOT, NOTHING}
    assert {reach for reach in every if opens_unseen(UrlChoice(action), reach)} == reaching


def test_an_address_that_works_once_is_for_browsers_that_we_start() -> None:
    """`exec` may open elsewhere, so only on demand; a URL that is shown stays whole."""

    def gets_it(one_time: str, reach: Reach) -> set[str]:
        told = says(command=("run", "%s"), browser="links", one_time=one_time)
        every = URL_ACTIONS
        return {one for one in every if url_choice(one, ROLE, None, told, reach).one_time}

    assert gets_it("auto", DESKTOP) == {"open", *CONTAINERS}
    for reach in (WSL, NOTHING, REMOTE_EDITOR):
        assert gets_it("auto", reach) == set()
        assert gets_it("always", reach) == {"open", "exec", *CONTAINERS}
    assert gets_it("never", DESKTOP) == set()
    no_fork = replace(DESKTOP, one_time=False)
    assert gets_it("auto", no_fork) == gets_it("always", no_fork) == set()


def test_only_printurl_is_data() -> None:
    """So only that goes to stdout."""
    assert [action for action in URL_ACTIONS if UrlChoice(action).is_data] == ["printurl"]
