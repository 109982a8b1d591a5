"""Every page that people see in a browser: in both themes, on a phone, and for a screen reader."""

import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from aws_sso.adapters.desktop.callback_listener import CallbackListener, listening
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests import parts
from tests.browser.conftest import messages_of
from tests.waiting import until

PHONE, SCREEN = 360, 1000
Show = Callable[[Chrome, CallbackListener, RunningIdentityCenter], None]


def signed_in(chromium: Chrome, listener: CallbackListener, _: RunningIdentityCenter) -> None:
    listener.tell_browser(None)
    chromium.get(f"{listener.redirect_uri}?state=right&code=x")


def denied(chromium: Chrome, listener: CallbackListener, _: RunningIdentityCenter) -> None:
    listener.tell_browser("The sign-in was denied: the user denied it")
    chromium.get(f"{listener.redirect_uri}?state=right&error=access_denied")


def another_sign_in(chromium: Chrome, listener: CallbackListener, _: RunningIdentityCenter) -> None:
    chromium.get(f"{listener.redirect_uri}?state=wrong&code=x")


def consent(chromium: Chrome, _: CallbackListener, center: RunningIdentityCenter) -> None:
    back = "http://127.0.0.1/oauth/callback"
    client = center.world.sign_in.register(
        "t", "public", ["sso:account:access"], ["authorization_code"], [back], None
    )
    query = {
        "response_type": "code", "client_id": client.client_id, "redirect_uri": back, "state": "x",
        "code_challenge_method": "S256", "code_challenge": "x" * 43,
    }  # fmt: skip
    chromium.get(f"{center.world.base_url}/authorize?{urlencode(query)}")
    assert chromium.find_elements(By.ID, "allow")


def cannot_sign_in(chromium: Chrome, _: CallbackListener, center: RunningIdentityCenter) -> None:
    chromium.get(f"{center.world.base_url}/authorize")


def code_entry(chromium: Chrome, _: CallbackListener, center: RunningIdentityCenter) -> None:
    chromium.get(f"{center.world.base_url}/device")


def code_check(chromium: Chrome, _: CallbackListener, center: RunningIdentityCenter) -> None:
    chromium.get(f"{center.world.base_url}/device?user_code=ABCD-EFGH")


def code_expired(chromium: Chrome, _: CallbackListener, center: RunningIdentityCenter) -> None:
    code_check(chromium, _, center)
    chromium.find_element(By.ID, "allow").click()


PAGES = {
    "Signed in": signed_in,
    "Not signed in": denied,
    "Unexpected sign-in": another_sign_in,
    "Allow access to your data?": consent,
    "Cannot sign in": cannot_sign_in,
    "Enter the code": code_entry,
    "Authorization requested": code_check,
    "Code not found": code_expired,
}


@pytest.fixture
def listener() -> Iterator[CallbackListener]:
    """A listener for a sign-in that a program with a long name asked for."""
    parent = "terraform-provider-with-a-very-long-name_v5.0.0_x5 (process 47110815)"
    with listening("right", "Default", "aws-sso process", parent) as it:
        yield it


def seen_as(chromium: Chrome, width: int, theme: str) -> None:
    """Give the browser's page a width and a theme."""
    size = {"width": width, "height": 740, "deviceScaleFactor": 1, "mobile": width == PHONE}
    chromium.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    features = [{"name": "prefers-color-scheme", "value": theme}]
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


@pytest.fixture
def changing(chromium: Chrome) -> Iterator[Chrome]:
    """A browser whose width and theme a test changes."""
    yield chromium
    chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def complaints(chromium: Chrome) -> list[str]:
    """Return what axe finds wrong with the page."""
    chromium.execute_script(parts.axe().read_text(encoding="utf-8"))
    found = chromium.execute_async_script(
        "const done = arguments[0];"
        "axe.run().then(found => done(found.violations.map("
        "one => one.id + ': ' + one.nodes.map(node => node.html + node.failureSummary))))"
    )
    return [str(one) for one in found]


def background(chromium: Chrome) -> str:
    return str(chromium.execute_script("return getComputedStyle(document.body).backgroundColor"))


@pytest.mark.parametrize("title", PAGES)
def test_a_page_is_readable_everywhere(
    title: str, changing: Chrome, listener: CallbackListener, identity_center: RunningIdentityCenter
) -> None:
    """In light and dark, on a phone and a screen: axe finds nothing, and nothing is cut off."""
    chromium = changing
    PAGES[title](chromium, listener, identity_center)
    until(lambda: chromium.title.startswith(title), "the page")
    assert chromium.find_element(By.TAG_NAME, "h1").text == title
    backgrounds = set()
    for width in (PHONE, SCREEN):
        for theme in ("light", "dark"):
            seen_as(chromium, width, theme)
            assert complaints(chromium) == [], (width, theme)
            wide = "return document.documentElement.scrollWidth <= window.innerWidth"
            assert chromium.execute_script(wide), (width, theme)
            backgrounds.add(background(chromium))
    assert len(backgrounds) == 2, "the theme is followed"
    loaded = "return performance.getEntriesByType('resource').map(one => one.name)"
    assert [n for n in chromium.execute_script(loaded) if not n.startswith("data:")] == []
    assert [one for one in messages_of(chromium) if "Policy" in str(one["message"])] == []


@pytest.mark.parametrize("path", ["/device", "/authorize"])
def test_the_policy_allows_the_stylesheet_and_nothing_else(
    path: str, identity_center: RunningIdentityCenter
) -> None:
    """By its hash: a style or script in an account's name does nothing."""
    try:
        answer = urllib.request.urlopen(f"{identity_center.world.base_url}{path}")
    except urllib.error.HTTPError as error:
        answer = error
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "script" not in policy
