"""Opening the console: in which region, by which URL, for how long."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest

from aws_sso.domain.aws.url import Url
from aws_sso.domain.console.region import console_region, users_region
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import UsageError
from aws_sso.refusals import ConsoleRefusedError
from aws_sso.use_cases.open_console import OpenConsolePorts, open_console
from aws_sso.use_cases.whose_console import Subject
from tests.unit.console_world import ADMIN, READER


def test_the_region_that_the_user_set() -> None:
    """`AWS_REGION` before `AWS_DEFAULT_REGION`; one of ours counts for its own role."""
    theirs = {"AWS_DEFAULT_REGION": "eu-west-3"}
    ours = {**theirs, "AWS_SSO_DEFAULT_REGION": "eu-west-3", "AWS_SSO_ROLE_ARN": ADMIN.arn}
    assert users_region({}) is None
    assert users_region({"AWS_REGION": "nowhere"}) is None
    assert users_region({**theirs, "AWS_REGION": "eu-west-2"}) == "eu-west-2"
    assert users_region(ours) is None
    assert users_region(ours, READER) is None
    assert users_region(ours, ADMIN) == "eu-west-3"


def test_the_region_is_one_of_the_partition() -> None:
    """What the user says has to be; what only happens to be set is passed by."""
    environ = {"AWS_REGION": "eu-west-2"}
    assert console_region("sa-east-1", ADMIN, "aws", environ, "eu-west-1") == "sa-east-1"
    assert console_region(None, ADMIN, "aws", environ, "eu-west-1") == "eu-west-1"
    assert console_region(None, ADMIN, "aws", environ, "cn-north-1") == "eu-west-2"
    assert console_region(None, ADMIN, "aws", {"AWS_REGION": "cn-north-1"}, None) == "us-east-1"
    with pytest.raises(UsageError, match="not in the role's partition `aws`"):
        console_region("cn-north-1", ADMIN, "aws", environ, None)


PORTALS = {ADMIN.arn: "https://d-0123456789.awsapps.com/start"}
FEDERATION = Url.parse("https://signin.example.com/federation")


@dataclass
class Console:
    """A federation endpoint and a browser."""

    refusals: int = 0
    endpoint: Url = FEDERATION
    asked: list[int | None] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)

    def signin_token(self, credentials: RoleCredentials, minutes: int | None) -> Secret:
        self.asked.append(minutes)
        if len(self.asked) <= self.refusals:
            raise ConsoleRefusedError("refused")
        return Secret("sign-in token")

    def open(self, url: str) -> None:
        self.opened.append(url)

    def wait_for_failure(self, seconds: float) -> None:
        assert self.opened

    def opens(self, destination: str | None, *, sets_duration: bool = True) -> None:
        ports = OpenConsolePorts(
            *(
                lambda *_: self,
                lambda _: self,
                lambda role: PORTALS[role.arn],
                {},
                self.warned.append,
            )
        )
        keys = RoleCredentials("AKIAEXAMPLE", Secret("s"), Secret("t"), 1)
        open_console(ports, Subject(ADMIN, keys, sets_duration), destination, None, 90)


def test_a_page_is_opened() -> None:
    """By a URL with its token, its page and the way back."""
    console = Console()
    console.opens("s3")
    query = parse_qs(urlsplit(console.opened[0]).query)
    assert query["SigninToken"] == ["sign-in token"]
    assert query["Destination"][0].startswith("https://console.aws.amazon.com/s3/")
    assert query["Issuer"] == [PORTALS[ADMIN.arn]]
    assert console.asked == [90]


def test_no_page_no_token() -> None:
    """AWS is not asked for one that leads nowhere."""
    console = Console()
    with pytest.raises(UsageError, match="not a console URL"):
        console.opens("https://example.com/")
    assert console.asked == []
    assert console.opened == []


def test_a_duration_that_is_refused_is_left_out() -> None:
    """With a warning; a session that sets none is refused at once."""
    console = Console(refusals=1)
    console.opens(None)
    assert console.asked == [90, None]
    assert console.opened
    assert "refused a session of 90 minutes" in console.warned[0]
    console = Console(refusals=1)
    with pytest.raises(ConsoleRefusedError):
        console.opens(None, sets_duration=False)
    assert console.asked == [None]
