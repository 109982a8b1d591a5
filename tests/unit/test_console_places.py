"""Places in the console as people paste them, and what only looks like one."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sso.domain.console.destination import account_of_session, destination_url
from aws_sso.domain.console.places import read_place
from aws_sso.domain.console.portal_links import portal_link, read_portal_link
from aws_sso.domain.console.wish import read_wish
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.errors import UsageError

START = "https://d-1234567890.awsapps.com/start"
ACCOUNT = "111122223333"
SESSION = f"{ACCOUNT}-ab12cd34.eu-west-1.console.aws.amazon.com"
PAGE = "https://eu-west-1.console.aws.amazon.com/s3/buckets?region=eu-west-1&tab=a b#x"
LINK = f"{START}/#/console?account_id={ACCOUNT}"
OURS = [
    ("Other", ("https://other.awsapps.com/start",)),
    ("Default", (f"{START}/#/",)),
    (
        "Own",
        ("https://aws.example.com", "https://ssoins-0123456789abcdef.portal.eu-west-1.app.aws/"),
    ),
]


def test_a_link_says_what_was_put_into_it() -> None:
    """Each part percent-encoded, the page's own query and fragment whole."""
    link = portal_link(f"{START}/", ACCOUNT, "Team+Admin=1", PAGE)
    assert link.startswith(f"{LINK}&role_name=Team%2BAdmin%3D1&destination=https%3A%2F%2F")
    assert link.count("#") == 1
    found = read_portal_link(link)
    assert found is not None
    assert (found.account, found.role, found.destination) == (ACCOUNT, "Team+Admin=1", PAGE)


@given(st.from_regex(r"[a-zA-Z0-9_+=,.@-]{1,64}", fullmatch=True), st.text(min_size=1, max_size=50))
def test_any_role_and_page_survive_the_way(role: str, rest: str) -> None:
    """Whatever stands in a page's address."""
    page = f"https://console.aws.amazon.com/{rest}"
    found = read_portal_link(portal_link(START, ACCOUNT, role, page))
    assert found is not None
    assert (found.role, found.destination) == (role, page)


def test_a_link_names_instance_role_and_page() -> None:
    """The instance by its start URL, in whatever form that stands in config.yaml."""
    place = read_place(f"{LINK}&role_name=Admin&destination={quote(PAGE, safe='')}", OURS)
    assert (place.instance, place.account, place.destination) == ("Default", ACCOUNT, PAGE)
    assert place.choice == RoleChoice(account=ACCOUNT, role="Admin")
    without_role = read_place(LINK, OURS)
    assert (without_role.account, without_role.choice) == (ACCOUNT, RoleChoice())


@pytest.mark.parametrize(
    "portal",
    ["https://aws.example.com", "https://ssoins-0123456789abcdef.portal.eu-west-1.app.aws"],
)
def test_a_portal_with_an_address_of_the_companys_own_has_two(portal: str) -> None:
    """Browsers show the one that the company's leads to."""
    assert read_place(f"{portal}/#/console?account_id={ACCOUNT}", OURS).instance == "Own"


def test_other_places_are_what_they_were() -> None:
    """Services, pages, ARNs, nothing."""
    for said in (None, "s3", "/ec2/home#Instances:", "arn:aws:s3:::bucket", PAGE):
        assert read_place(said, OURS).destination == said


@pytest.mark.parametrize(
    "portal",
    ["https://d-9999999999.awsapps.com/start", "https://d-1234567890.awsapps.com.example.com/start",
     "https://d-1234567890.awsapps.com/other", "https://example.com/d-1234567890.awsapps.com/start"],
)  # fmt: skip
def test_a_link_of_another_portal_is_refused(portal: str) -> None:
    """Also where it looks much like ours."""
    with pytest.raises(UsageError, match="no instance uses this link's portal"):
        read_place(f"{portal}/#/console?account_id={ACCOUNT}", OURS)


@pytest.mark.parametrize(
    "link",
    [
        f"http://d-1234567890.awsapps.com/start/#/console?account_id={ACCOUNT}",
        f"https://d-1234567890.awsapps.com:444/start/#/console?account_id={ACCOUNT}",
        f"https://d-1234567890.awsapps.com@example.com/start/#/console?account_id={ACCOUNT}",
        f"https://d-1234567890.awsapps.com\\@example.com/#/console?account_id={ACCOUNT}",
        f"{START}?x=1#/console?account_id={ACCOUNT}",
        f"{START}/#/console?account_id=11112222333",
        f"{START}/#/console?account_id=１１１１２２２２３３３３",
        f"{START}/#/console?role_name=Admin",
        f"{LINK}&account_id=222233334444",
        f"{LINK}&role_name=Admin&role_name=Other",
        f"{LINK}&role_name=Admin%0Ahint",
        f"{LINK}&role_name=" + "A" * 65,
        f"{LINK}&destination=javascript%3Aalert(1)",
        f"{LINK}&destination=http%3A%2F%2Fconsole.aws.amazon.com",
        f"{LINK}&more=1",
        f"{LINK}&role_name=%ff",
        f"{START}/#/console?",
        f"{LINK}" + "&a=1" * 20,
    ],
)
def test_an_odd_link_is_refused(link: str) -> None:
    """It may be hostile, and a person pastes what they are sent."""
    with pytest.raises(UsageError, match="is not a console link from the AWS access portal"):
        read_place(link, OURS)


@pytest.mark.parametrize("page", ["https://example.com/", f"{LINK}&role_name=Admin"])
def test_a_link_leads_to_pages_of_the_console_only(page: str) -> None:
    """Not to other sites by way of the portal, and not to another link."""
    place = read_place(f"{LINK}&role_name=Admin&destination={quote(page, safe='')}", OURS)
    with pytest.raises(UsageError, match="not a console URL"):
        destination_url(place.destination, "aws", "us-east-1")


@pytest.mark.parametrize("rest", ["", "/", "/s3/home?x=1#y", "?x", "#a@b"])
def test_an_address_of_a_browsers_session_loses_the_session(rest: str) -> None:
    """Whoever pastes it has another one; the account it is of is kept in mind."""
    url = f"https://{SESSION}{rest}"
    assert account_of_session(url) == ACCOUNT
    assert read_wish(RoleChoice(), url, None, 60).account == ACCOUNT
    plain = f"https://eu-west-1.console.aws.amazon.com{rest}"
    assert destination_url(url, "aws", "us-east-1") == plain


@pytest.mark.parametrize(
    "host",
    [f"{SESSION}.example.com", f"me@{SESSION}", f"{SESSION}@example.com", f"{SESSION}:444",
     f"{SESSION}\\.example.com", f"x.{SESSION}.example.com", f"example.com\\{SESSION}",
     f"{ACCOUNT}-ab12cd34.eu-west-1.console.aws.amazon.com.example.com",
     f"{ACCOUNT}-ab12cd34.eu-west-1.console.aws-amazon.com", SESSION.upper()],
)  # fmt: skip
def test_hosts_that_look_like_a_session_are_refused(host: str) -> None:
    """They have no account of ours, and no page of the console."""
    url = f"https://{host}/s3"
    assert account_of_session(url) is None
    with pytest.raises(UsageError, match="not a console URL"):
        destination_url(url, "aws", "us-east-1")


def test_a_page_of_another_account_than_its_link_is_refused() -> None:
    """The one would open with a role of the other."""
    with pytest.raises(UsageError, match="the link is for account 222233334444"):
        read_wish(RoleChoice(), f"https://{SESSION}/s3", None, 60, account="222233334444")
