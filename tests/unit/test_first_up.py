"""Which region does the work, and what counts as an outage."""

from dataclasses import dataclass, field

import pytest

from aws_sso.domain.session.portal_address import address_in
from aws_sso.errors import (
    AnswerError,
    NetworkError,
    PassingNetworkError,
    SignInNeededError,
    SsoError,
    UnreachableError,
)
from aws_sso.refusals import OidcRefusedError, PortalRefusedError, StsRefusedError
from aws_sso.use_cases.first_up import first_up, is_outage


@dataclass
class Region:
    """One that only has a name."""

    name: str


@dataclass
class Outages:
    """Regions that were down, noted in order."""

    down: list[str] = field(default_factory=list)

    def is_down(self, region: str) -> bool:
        return region in self.down

    def note(self, region: str, error: SsoError) -> None:
        self.down.append(region)


REGIONS = [Region("a"), Region("b"), Region("c")]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (UnreachableError("nobody there"), True),
        (PassingNetworkError("timed out"), True),
        (PortalRefusedError(500, "InternalServerException", ""), True),
        (PortalRefusedError(503, "ServiceUnavailable", ""), True),
        (StsRefusedError(503, "ServiceUnavailable", ""), True),
        (OidcRefusedError("server_error", ""), True),
        (OidcRefusedError("access_denied", ""), False),
        (OidcRefusedError("slow_down", ""), False),
        (PortalRefusedError(401, "UnauthorizedException", ""), False),
        (PortalRefusedError(403, "ForbiddenException", ""), False),
        (PortalRefusedError(429, "TooManyRequestsException", ""), False),
        (AnswerError("a captive portal"), False),
        (NetworkError("a certificate that is not trusted"), False),
        (SignInNeededError("not signed in"), False),
    ],
)
def test_outages_are_told_from_refusals(error: SsoError, expected: bool) -> None:
    """A no is an answer, and so is a certificate of somebody else's."""
    assert is_outage(error) == expected


def test_the_first_one_that_works_is_the_last_one_asked() -> None:
    """Each outage is noted, and said once."""
    asked: list[str] = []
    said: list[str] = []
    outages = Outages()

    def work(region: Region) -> str:
        asked.append(region.name)
        if region.name == "a":
            raise UnreachableError("nobody there")
        return region.name

    assert first_up(REGIONS, outages, said.append, work) == "b"
    assert (asked, outages.down, said) == (["a", "b"], ["a"], ["nobody there; trying b"])
    assert first_up(REGIONS, outages, said.append, work) == "b"
    assert asked == ["a", "b", "b"]
    assert len(said) == 1


def test_with_all_down_each_is_asked_once() -> None:
    """The first reason is raised: that region is the one that people know."""
    asked: list[str] = []

    def work(region: Region) -> str:
        asked.append(region.name)
        raise UnreachableError(f"{region.name} is down")

    with pytest.raises(UnreachableError, match="c is down"):
        first_up(REGIONS, Outages(["a", "b"]), lambda _: None, work)
    assert asked == ["c", "a", "b"]


def test_a_single_region_notes_nothing() -> None:
    """There is nothing to choose, and no file to write."""
    outages = Outages()

    def work(region: Region) -> str:
        raise UnreachableError("nobody there")

    with pytest.raises(UnreachableError):
        first_up(REGIONS[:1], outages, lambda _: None, work)
    assert outages.down == []


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "https://ssoins-0123456789abcdef.portal.us-east-1.app.aws",
            "https://ssoins-0123456789abcdef.portal.eu-west-1.app.aws/",
        ),
        (
            "https://ssoins-0123456789abcdef.us-east-1.portal.amazonaws.com/#/",
            "https://ssoins-0123456789abcdef.eu-west-1.portal.amazonaws.com/",
        ),
        ("https://d-0123456789.awsapps.com/start", "https://d-0123456789.awsapps.com/start"),
        ("https://company.awsapps.com/start", "https://company.awsapps.com/start"),
        ("https://aws.example.com/us-east-1", "https://aws.example.com/us-east-1"),
        ("nonsense", "nonsense"),
    ],
)
def test_the_portal_in_another_region(address: str, expected: str) -> None:
    """Only an address that names its region has a twin there."""
    assert address_in(address, "eu-west-1") == expected
