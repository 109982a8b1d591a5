"""Scenarios 26 and 29: endpoints that somebody else set, and what comes from them."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.program import Program

ARN = "arn:aws:iam::111122223333:role/Admin"
HALF_A_DAY = 12 * 3600


class Stranger(ThreadingHTTPServer):
    """A server that answers like a portal with credentials of its own, and notes what it is told.

    `life` is how many seconds these last.
    """

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.life = 3600.0
        self.told: list[str] = []
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Stranger)
        self.server.told.append(f"{self.path} {self.headers}")
        entry = {
            "accessKeyId": "AKIASTRANGER",
            "secretAccessKey": "stranger",
            "sessionToken": "stranger",
            "expiration": int((time.time() + self.server.life) * 1000),
        }
        body = json.dumps({"roleCredentials": entry}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    made = Stranger()
    yield made
    made.shutdown()
    made.server_close()


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (r"http://127.0.0.1:{other}\@127.0.0.1:{ours}", "a backslash"),
        ("http://127.0.0.1:{ours}@127.0.0.1:{other}", "a user name or password before the host"),
        ("http://127.0.0.1:{other}#@127.0.0.1:{ours}", "a `#`"),
        ("http://127.0.0.1:{other}\t@127.0.0.1:{ours}", "a user name or password before the host"),
        ("http://127.0.0.1:{other}%40127.0.0.1:{ours}", "characters that are not allowed in a URL"),
        ("http://2130706433:{other}", "not an IPv4 address of four numbers"),
        (r"http://evil.example\@127.0.0.1:{ours}", "a backslash"),
    ],
)
@pytest.mark.parametrize("variable", ["AWS_ENDPOINT_URL_SSO", "AWS_ENDPOINT_URL_SSO_OIDC"])
def test_urls_that_parsers_read_differently_are_refused(
    variable: str,
    form: str,
    reason: str,
    signed_in: Program,
    identity_center: RunningIdentityCenter,
    stranger: Stranger,
) -> None:
    """Before anything is sent: neither server hears of a token, refresh token or client secret."""
    ours = identity_center.world.base_url.rpartition(":")[2]
    before = identity_center.world.traffic.counts.copy()
    url = form.format(other=stranger.port, ours=ours)
    ran = signed_in.having(**{variable: url}).fails("process", "--arn", ARN)
    assert f"`{variable}` is not an endpoint: " in ran.err
    assert reason in ran.err
    assert stranger.told == []
    assert identity_center.world.traffic.counts == before


def test_a_host_that_is_not_aws_wants_a_word_in_the_config(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Without it nothing is sent; with it the prompt says who is spoken to."""
    url = "https://portal.sso.us-east-1.amazonaws.com.example.invalid"
    ran = signed_in.fails("process", "--arn", ARN, AWS_ENDPOINT_URL_SSO=url)
    assert f"`AWS_ENDPOINT_URL_SSO` names {url}, which is not an AWS endpoint" in ran.err
    assert "`AllowEndpoints` in config.yaml" in ran.err
    signed_in.add_setting(f"AllowEndpoints: [{url}]")
    ran = signed_in.fails("process", "--arn", ARN, AWS_ENDPOINT_URL_SSO=url)
    assert (
        f"this sign-in goes to {identity_center.world.base_url} and {url}, which is not" in ran.err
    )


def test_a_token_is_bound_to_both_of_its_services(
    signed_in: Program, identity_center: RunningIdentityCenter, stranger: Stranger
) -> None:
    """With one of them changed it counts as missing; neither hears of it, and it is not lost."""
    signed_in.add_setting("AutoLogin: false")
    for variable in ("AWS_ENDPOINT_URL_SSO", "AWS_ENDPOINT_URL_SSO_OIDC"):
        ran = signed_in.having(**{variable: stranger.url}).fails("process", "--arn", ARN)
        assert "hint: run `aws-sso login`" in ran.err
    assert stranger.told == []
    signed_in.succeeds("process", "--arn", ARN)
    assert identity_center.world.traffic.counts["RegisterClient"] == 1


def test_what_a_stranger_gave_is_not_served_later(
    signed_in: Program, identity_center: RunningIdentityCenter, stranger: Stranger
) -> None:
    """Signed in with the stranger as portal: that gets a token of its own, and is asked no more."""
    ran = signed_in.succeeds("process", "--arn", ARN, AWS_ENDPOINT_URL_SSO=stranger.url)
    assert json.loads(ran.out)["AccessKeyId"] == "AKIASTRANGER"
    asked = len(stranger.told)
    real = json.loads(signed_in.succeeds("process", "--arn", ARN).out)
    assert real["AccessKeyId"] != "AKIASTRANGER"
    listed = signed_in.succeeds("eval", "--arn", ARN, "--shell", "bash").out
    assert "AKIASTRANGER" not in listed
    assert len(stranger.told) == asked


@pytest.mark.parametrize("life", [HALF_A_DAY + 3600, 75 * 365 * 86400])
def test_a_life_of_more_than_half_a_day_is_not_believed(
    life: int, signed_in: Program, stranger: Stranger
) -> None:
    """AWS gives twelve hours at most. Nothing is handed out and nothing kept."""
    stranger.life = life
    ran = signed_in.fails("process", "--arn", ARN, AWS_ENDPOINT_URL_SSO=stranger.url)
    assert f"{stranger.url} returned credentials for more than 12 hours" in ran.err
    assert not list((signed_in.folder / "vault").rglob("role-credentials/*.sealed"))


def test_half_a_day_is_believed(signed_in: Program, stranger: Stranger) -> None:
    """The longest session that a permission set can have."""
    stranger.life = HALF_A_DAY
    signed_in.succeeds("process", "--arn", ARN, AWS_ENDPOINT_URL_SSO=stranger.url)
