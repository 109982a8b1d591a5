"""Start URLs, in the forms that people paste."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sso.domain.session.start_url import StartUrl, read_start_url
from aws_sso.errors import UsageError

D = "https://d-1234567890.awsapps.com/start"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("d-1234567890", StartUrl(D, None, "aws")),
        ("D-1234567890.awsapps.com", StartUrl(D, None, "aws")),
        ("https://d-1234567890.awsapps.com", StartUrl(D, None, "aws")),
        ("https://d-1234567890.awsapps.com/start/", StartUrl(D, None, "aws")),
        (" https://d-1234567890.awsapps.com/start#/?tab=accounts ", StartUrl(D, None, "aws")),
        ("HTTPS://Corp.AWSapps.com/start", StartUrl("https://corp.awsapps.com/start", None, "aws")),
        ("corp", StartUrl("https://corp.awsapps.com/start", None, "aws")),
        (
            "https://start.us-gov-home.awsapps.com/directory/corp",
            StartUrl("https://start.us-gov-home.awsapps.com/directory/corp", None, "aws-us-gov"),
        ),
        (
            "https://start.cn-north-1.home.awsapps.cn/directory/corp",
            StartUrl(
                "https://start.cn-north-1.home.awsapps.cn/directory/corp", "cn-north-1", "aws-cn"
            ),
        ),
        (
            "ssoins-1234567890abcdef.portal.eu-west-1.app.aws",
            StartUrl(
                "https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws/", "eu-west-1", "aws"
            ),
        ),
        ("https://sso.example.com/aws", StartUrl("https://sso.example.com/aws", None, "aws")),
    ],
)
def test_forms_of_a_start_url(text: str, expected: StartUrl) -> None:
    """Hosts, fragments, aliases, partitions; the region where the host tells it."""
    assert read_start_url(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", " ", "two words", "ftp://x.example.com/", "https://", "https://user@x.example.com/",
     "https://x.example.com:444/", "https://-x.example.com", "file:///etc/passwd", "a..b"],
)  # fmt: skip
def test_what_is_no_start_url(text: str) -> None:
    """An error with an example."""
    with pytest.raises(UsageError, match="is not a start URL") as caught:
        read_start_url(text)
    assert "awsapps.com" in str(caught.value.hint)


@given(st.text(max_size=40))
def test_any_text_is_one_or_an_error(text: str) -> None:
    """What comes out is read as itself again, and is HTTPS."""
    try:
        found = read_start_url(text)
    except UsageError:
        return
    assert found.url.startswith("https://")
    assert read_start_url(found.url) == found
