"""A company's own start URL, which redirects to a portal at AWS."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.internet import Internet, an_internet
from tests.program import Program

OWN = "aws.example.com"
START = f"https://{OWN}/start"
PORTAL = "https://ssoins-0123456789abcdef.portal.eu-west-1.app.aws/"
ELSEWHERE = "https://ssoins-0123456789abcdef.portal.us-east-1.app.aws/"
OTHER = "https://ssoins-ffffffffffffffff.portal.eu-west-1.app.aws/"
ARN = "arn:aws:iam::111122223333:role/Admin"
SERVICES = [
    f"{service}.{region}.amazonaws.com"
    for region in ("eu-west-1", "us-east-1")
    for service in ("oidc", "portal.sso")
]
CONFIG = f"""\
SSOConfig:
  Default: {{SSORegion: us-east-1, StartUrl: {START}}}
AuthWorkflow: device_code
UrlAction: printurl
SecureStore: file
UnlockMinutes: 0
"""


@pytest.fixture
def internet(tmp_path: Path, identity_center: RunningIdentityCenter) -> Iterator[Internet]:
    """AWS's services of two regions, and a company's page that leads to a portal in one of them."""
    world = identity_center.world
    world.auto_approve = True
    world.sign_in.start_urls[:] = [PORTAL]
    with an_internet(tmp_path, [OWN, *SERVICES]) as made:
        for host in SERVICES:
            made.forward(host, world.base_url)
        made.redirect(OWN, PORTAL)
        yield made


@pytest.fixture
def user(tmp_path: Path, identity_center: RunningIdentityCenter, internet: Internet) -> Program:
    """Somebody whose config.yaml names the company's page, and a region it is not in."""
    program = Program.in_new_home(tmp_path, identity_center)
    for name in identity_center.variables:
        del program.environ[name]
    program.environ.update(internet.variables)
    program.configure(CONFIG)
    return program


def regions_asked(internet: Internet) -> set[str]:
    return {host.split(".")[-3] for host in internet.requests if host != OWN}


def test_it_is_followed_at_the_sign_in_and_at_no_other_time(
    user: Program, internet: Internet, identity_center: RunningIdentityCenter
) -> None:
    """One HEAD. The services are those of the region that the target names."""
    ran = user.succeeds("login")
    assert f"to sign in to `Default` ({START})\nthe start URL redirects to {PORTAL}\n" in ran.err
    assert [(one.method, one.path) for one in internet.requests[OWN]] == [("HEAD", "/start")]
    assert regions_asked(internet) == {"eu-west-1"}
    sent = internet.sent_to("oidc.eu-west-1.amazonaws.com")
    assert f'"issuerUrl": "{PORTAL}"' in sent
    assert f'"startUrl": "{PORTAL}"' in sent
    assert OWN not in sent
    for command in (("process", "--arn", ARN), ("process", "-p", "111122223333:Admin"), ("list",)):
        user.succeeds(*command)
    user.succeeds("cache")
    assert "already signed in" in user.succeeds("login").err
    identity_center.world.sign_in.expire_access_tokens()
    user.succeeds("process", "--arn", ARN, "--sts-refresh")  # renewed silently
    assert len(internet.requests[OWN]) == 1
    assert regions_asked(internet) == {"eu-west-1"}


def test_no_secret_ever_goes_to_the_companys_page(user: Program, internet: Internet) -> None:
    """It is asked where it leads, by a request without token, cookie or body."""
    user.succeeds("login")
    user.succeeds("login", "--force")
    first, second = internet.requests[OWN]
    for request in (first, second):
        assert {name.lower() for name in request.headers} <= {
            *("host", "user-agent", "accept", "accept-encoding", "connection")
        }
        assert request.body == b""


@pytest.mark.parametrize("status", [405, 501])
def test_a_page_that_knows_no_head_is_asked_with_get(
    status: int, user: Program, internet: Internet
) -> None:
    """Once, and for nothing else."""
    internet.answers[OWN] = lambda request: (
        (status, {}, b"") if request.method == "HEAD" else (307, {"Location": PORTAL}, b"hello")
    )
    user.succeeds("login")
    assert [one.method for one in internet.requests[OWN]] == ["HEAD", "GET"]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("https://portal.example.com/start", "not an AWS host and path"),
        ("https://d-0123456789.awsapps.com.example.com/start", "not an AWS host and path"),
        ("https://d-0123456789.awsapps.com@portal.example.com/start", "a user name or password"),
        ("https://portal.example.com/@d-0123456789.awsapps.com/start", "not an AWS host and path"),
        (r"https://portal.example.com\@d-0123456789.awsapps.com/start", "a backslash"),
        (r"https://portal.example.com\.awsapps.com/start", "a backslash"),
        ("https://portal.example.com#@d-0123456789.awsapps.com/start", "not an AWS host and path"),
        ("http://d-0123456789.awsapps.com/start", "not an AWS host and path"),
        ("https://d-0123456789.awsapps.com:8443/start", "not an AWS host and path"),
        ("https://d-0123456789.awsapps.com/start?x=https://portal.example.com", "not an AWS host"),
        ("https://company.awsapps.com/start", "not an AWS host and path"),
        ("//d-0123456789.awsapps.com/start", "does not begin with https://"),
        ("/start", "does not begin with https://"),
        ("javascript:alert(1)", "does not begin with https://"),
        ("https://d-0123456789.awsаpps.com/start", "characters that are not allowed in a URL"),
        (f"{PORTAL}{'x' * 3000}", "not an AWS host and path"),
        (f"https://{OWN}/again", "not an AWS host and path"),
        (START, "not an AWS host and path"),
    ],
)
def test_a_hostile_target_is_refused(
    target: str, reason: str, user: Program, internet: Internet
) -> None:
    """With a plain error, before anybody else is asked anything; chains are not followed."""
    located = target.encode().decode("latin-1")
    internet.redirect(OWN, located)
    ran = user.fails("login")
    assert f"{START} redirects to " in ran.err
    assert "which is not an AWS access portal: " in ran.err
    assert reason in ran.err
    assert len(ran.err) < 1000
    assert list(internet.requests) == [OWN]
    assert len(internet.requests[OWN]) == 1


@pytest.mark.parametrize(("status", "location"), [(200, ""), (404, ""), (302, ""), (300, PORTAL)])
def test_a_page_that_leads_nowhere_is_refused(
    status: int, location: str, user: Program, internet: Internet
) -> None:
    """What it answered is said."""
    headers = {"Location": location} if location else {}
    internet.answers[OWN] = lambda request: (status, headers, b"")
    ran = user.fails("login")
    assert f"does not redirect to an AWS access portal: status {status}" in ran.err


@pytest.mark.parametrize(
    "headers",
    [{"X-Long": "x" * 70000}, {f"X-{number}": "y" for number in range(200)}],
    ids=["long", "many"],
)
def test_huge_headers_are_one_error(
    headers: dict[str, str], user: Program, internet: Internet
) -> None:
    """Neither memory nor a library's message."""
    internet.answers[OWN] = lambda request: (302, {**headers, "Location": PORTAL}, b"")
    ran = user.fails("login")
    assert f"cannot reach https://{OWN}" in ran.err
    assert list(internet.requests) == [OWN]


def test_another_portal_than_before_is_refused_until_the_user_names_it(
    user: Program, internet: Internet, identity_center: RunningIdentityCenter
) -> None:
    """Both are named. Signing out does not forget the portal; naming a third one does not help."""
    user.succeeds("login")
    user.succeeds("process", "--arn", ARN)
    identity_center.world.sign_in.start_urls.append(OTHER)
    internet.redirect(OWN, OTHER)
    user.succeeds("process", "--arn", ARN)
    user.succeeds("logout")
    registered = identity_center.world.traffic.counts["RegisterClient"]
    for command in (("login",), ("process", "--arn", ARN), ("cache",)):
        ran = user.fails(*command)
    ran = user.fails("login")
    assert f"{START} now redirects to {OTHER}; it used to redirect to {PORTAL}" in ran.err
    assert f"run `aws-sso login --trust-portal {OTHER}`" in ran.err
    ran = user.fails("login", "--trust-portal", ELSEWHERE)
    assert f"redirects to {OTHER}, not to {ELSEWHERE}" in ran.err
    assert identity_center.world.traffic.counts["RegisterClient"] == registered
    user.succeeds("login", "--trust-portal", OTHER)
    user.succeeds("login", "--force")
    kept = json.loads((user.folder / "portals.json").read_text(encoding="utf-8"))
    assert kept["instances"]["Default"]["portal"] == OTHER


def test_the_console_opens_at_the_remembered_portal(user: Program, internet: Internet) -> None:
    """Whoever has the company's address now gets no visit; colleagues get the address they know."""
    user.succeeds("login")
    internet.redirect(OWN, "https://portal.example.com/start")
    user.configure(CONFIG.replace("{SSORegion", "{ConsoleVia: portal, SSORegion"))
    role = ("-p", "111122223333:Admin")
    assert user.succeeds("console", *role).out.startswith(f"{PORTAL}#/console?account_id=")
    assert user.succeeds("console", *role, "--share").out.startswith(f"{START}/#/console?")


def test_a_sign_in_that_nobody_finishes_leaves_nothing_to_be_believed(
    user: Program, internet: Internet, identity_center: RunningIdentityCenter
) -> None:
    """Whoever sees a wrong portal in the prompt and stops is not bound to it."""
    internet.redirect(OWN, OTHER)
    user.fails("login")  # that portal is not known to the service
    assert not (user.folder / "portals.json").exists()
    internet.redirect(OWN, PORTAL)
    user.succeeds("login")


def test_the_same_instance_may_move_to_a_region_that_the_config_names(
    user: Program, internet: Internet, identity_center: RunningIdentityCenter
) -> None:
    """That is what such addresses are for. It gets a registration and a token of its own."""
    user.succeeds("login")
    identity_center.world.sign_in.start_urls.append(ELSEWHERE)
    internet.redirect(OWN, ELSEWHERE)
    issued = set(identity_center.world.sign_in.issued)
    user.succeeds("login", "--force")
    assert regions_asked(internet) == {"eu-west-1", "us-east-1"}
    sent = internet.sent_to("oidc.us-east-1.amazonaws.com")
    sent += internet.sent_to("portal.sso.us-east-1.amazonaws.com")
    assert not [secret for secret in issued if secret in sent]


@pytest.mark.parametrize("how", ["gone", "broken", "error"])
def test_what_is_remembered_serves_where_the_page_cannot_be_asked(
    how: str, user: Program, internet: Internet
) -> None:
    """With a warning. Without anything remembered that is an error."""

    def lose() -> None:
        if how == "gone":
            del internet.answers[OWN]
        elif how == "broken":
            internet.broken.add(OWN)
        else:
            internet.answers[OWN] = lambda request: (503, {}, b"")

    lose()
    assert OWN in user.fails("login").err
    internet.broken.clear()
    internet.redirect(OWN, PORTAL)
    user.succeeds("login")
    lose()
    ran = user.succeeds("login", "--force")
    assert "warning: " in ran.err
    assert f"using {PORTAL}, as before" in ran.err


def test_many_first_sign_ins_at_once_are_one(
    user: Program, identity_center: RunningIdentityCenter
) -> None:
    """Those that wait go by what the first one found, region included."""
    running = [user.start("process", "--arn", ARN) for _ in range(4)]
    running += [user.start("eval", "--arn", ARN, "--shell", "bash") for _ in range(4)]
    assert {process.wait(60) for process in running[4:]} == {0}
    assert identity_center.world.traffic.counts["StartDeviceAuthorization"] == 1
    for process in running:
        process.communicate()


def test_the_doctor_says_where_it_leads(user: Program, internet: Internet) -> None:
    """And that it leads elsewhere now."""
    user.succeeds("login")
    out = user.run("doctor").all
    assert f"{START} redirects to {PORTAL}, as before; not in `SSORegion` (us-east-1)" in out
    assert f"{PORTAL} is in eu-west-1" in out
    internet.redirect(OWN, OTHER)
    out = user.run("doctor").all
    assert f"{START} now redirects to {OTHER}; it used to redirect to {PORTAL}" in out


def test_a_portal_to_trust_is_one_of_awss(user: Program) -> None:
    """Nothing else can be named."""
    ran = user.fails("login", "--trust-portal", "https://portal.example.com/", code=2)
    assert "is not the URL of an AWS access portal" in ran.err


def test_a_start_url_of_awss_is_asked_nothing(signed_in: Program) -> None:
    """And `--trust-portal` makes no sense there."""
    ran = signed_in.fails("login", "--trust-portal", PORTAL, code=2)
    assert "is not your company's own URL" in ran.err
