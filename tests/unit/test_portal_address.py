"""Addresses of portals at AWS, by their exact forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sso.domain.aws.url import Url
from aws_sso.domain.session.portal_address import (
    PortalAddress,
    is_own_address,
    portal_address,
)

ID = "ssoins-0123456789abcdef"
DIRECTORY = "d-0123456789"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"https://{DIRECTORY}.awsapps.com/start", (DIRECTORY, "aws", None)),
        (f"https://{DIRECTORY}.awsapps.com/start/", (DIRECTORY, "aws", None)),
        ("HTTPS://D-0123456789.AWSApps.com:443/start", (DIRECTORY, "aws", None)),
        (f"https://{ID}.portal.eu-west-1.app.aws", (ID, "aws", "eu-west-1")),
        (f"https://{ID}.portal.eu-west-1.app.aws/", (ID, "aws", "eu-west-1")),
        (f"https://{ID}.eu-west-1.portal.amazonaws.com", (ID, "aws", "eu-west-1")),
        (f"https://{ID}.portal.us-gov-west-1.app.aws", (ID, "aws-us-gov", "us-gov-west-1")),
        (
            f"https://start.us-gov-home.awsapps.com/directory/{DIRECTORY}",
            (DIRECTORY, "aws-us-gov", None),
        ),
        (
            f"https://start.cn-north-1.home.awsapps.cn/directory/{DIRECTORY}",
            (DIRECTORY, "aws-cn", "cn-north-1"),
        ),
        (
            f"https://{ID}.portal.cn-north-1.app.amazonwebservices.com.cn",
            (ID, "aws-cn", "cn-north-1"),
        ),
        (f"https://{ID}.cn-north-1.portal.amazonaws.com.cn", (ID, "aws-cn", "cn-north-1")),
        (
            f"https://{ID}.portal.eusc-de-east-1.api.amazonwebservices.eu",
            (ID, "aws-eusc", "eusc-de-east-1"),
        ),
        (f"https://{ID}.eusc-de-east-1.portal.amazonaws.eu", (ID, "aws-eusc", "eusc-de-east-1")),
    ],
)
def test_portals_of_every_partition(url: str, expected: tuple[str, str, str | None]) -> None:
    """Directory or instance, and the region where the address tells it."""
    found = portal_address(Url.parse(url))
    assert found is not None
    assert (found.identity, found.partition, found.region) == expected
    assert portal_address(Url.parse(found.url)) == found


@pytest.mark.parametrize(
    "url",
    [
        "https://awsapps.com/start",
        "https://company.awsapps.com/start",
        f"https://{DIRECTORY}.awsapps.com",
        f"https://{DIRECTORY}.awsapps.com/start/more",
        f"https://{DIRECTORY}.awsapps.com/start?x=1",
        f"https://{DIRECTORY}.awsapps.com/start?",
        f"https://{DIRECTORY}.awsapps.com/%73tart",
        f"https://{DIRECTORY}.awsapps.com:444/start",
        f"http://{DIRECTORY}.awsapps.com/start",
        f"https://{DIRECTORY}.awsapps.com.evil.example/start",
        f"https://{DIRECTORY}.awsapps.com./start",
        f"https://evil.example/{DIRECTORY}.awsapps.com/start",
        f"https://{DIRECTORY}.awsapps.example/start",
        f"https://{DIRECTORY}-awsapps.com/start",
        f"https://x.{DIRECTORY}.awsapps.com/start",
        f"https://{DIRECTORY}.xn--wsapps-eva.com/start",
        f"https://{ID}.portal.eu-west-1.app.aws/start",
        f"https://{ID}.portal.eu-west-1.app.aws.evil.example",
        f"https://{ID}.portal.eu-west.app.aws",
        f"https://{ID}.portal.cn-north-1.app.aws",
        f"https://{ID}.portal.eu-west-1.app.amazonwebservices.com.cn",
        f"https://{ID}x.portal.eu-west-1.app.aws",
        "https://ssoins-.portal.eu-west-1.app.aws",
        "https://bucket.s3.eu-west-1.amazonaws.com",
        f"https://{ID}.eu-west-1.elb.amazonaws.com",
    ],
)
def test_what_only_looks_like_one_is_none(url: str) -> None:
    """Look-alike hosts, other ports and paths, a region of another partition, an alias."""
    try:
        parsed = Url.parse(url)
    except ValueError:
        return
    assert portal_address(parsed) is None


@given(st.from_regex(r"[a-z0-9.-]{1,40}\.(awsapps\.com|app\.aws)(/start)?", fullmatch=True))
def test_whatever_is_one_is_so_as_a_whole(text: str) -> None:
    """Nothing may stand before or after the form."""
    try:
        found = portal_address(Url.parse(f"https://{text}"))
    except ValueError:
        return
    if found:
        assert found.url.removeprefix("https://").rstrip("/") == text.rstrip("/")
        assert text.startswith(found.identity)


@pytest.mark.parametrize(
    ("start_url", "is_own"),
    [
        ("https://aws.example.com/", True),
        ("https://aws.example.com/start#/", True),
        ("https://localhost:8443/", True),
        ("https://awsapps.com.example.com/start", True),
        ("https://myawsapps.com/start", True),
        ("http://127.0.0.1:8080/start", False),
        (f"https://{DIRECTORY}.awsapps.com/start#/", False),
        ("https://company.awsapps.com/start", False),
        (f"https://{ID}.portal.eu-west-1.app.aws", False),
        ("https://identitycenter.amazonaws.com/ssoins-0123456789abcdef", False),
        ("nonsense", False),
    ],
)
def test_whose_address_a_start_url_is(start_url: str, is_own: bool) -> None:
    """By whole labels of its host."""
    assert is_own_address(start_url) == is_own


def test_the_same_portal_in_another_region() -> None:
    """The id of the instance tells; a directory's id is another name, which proves nothing."""

    def at(url: str) -> PortalAddress:
        found = portal_address(Url.parse(url))
        assert found is not None
        return found

    one = at(f"https://{ID}.portal.eu-west-1.app.aws")
    assert one.is_same_portal(at(f"https://{ID}.us-east-1.portal.amazonaws.com"))
    assert not one.is_same_portal(at("https://ssoins-ffffffffffffffff.portal.eu-west-1.app.aws"))
    assert not one.is_same_portal(at(f"https://{DIRECTORY}.awsapps.com/start"))
    assert not one.is_same_portal(at(f"https://{ID}.portal.us-gov-west-1.app.aws"))
