"""Places in the console: pages of resources, services, partitions; containers; who is meant."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sso.domain.aws.caller import Caller
from aws_sso.domain.aws.resource_arn import ResourceArn
from aws_sso.domain.aws.url import Url
from aws_sso.domain.console.browser_profile import browser_profile
from aws_sso.domain.console.containers import ICONS, container_url
from aws_sso.domain.console.destination import destination_url
from aws_sso.domain.console.domains import federation_url
from aws_sso.domain.console.login import login_url
from aws_sso.domain.console.pages import FRONT_PAGES, PAGES, SERVICES, front_page, page_of
from aws_sso.domain.roles.best_fit import best_role
from aws_sso.domain.roles.color import COLORS
from aws_sso.domain.roles.history import Use
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import ConfigError, UsageError
from tests.unit.roles import role

R = "eu-west-1"
A = "123456789012"
AWS = "aws.amazon.com"
HERE = f"arn:aws:{{}}:{R}:{A}:{{}}"
PAGES_OF_RESOURCES = [
    ("lambda", "function:f", f"/lambda/home?region={R}#/functions/f"),
    ("lambda", "function:f:7", f"/lambda/home?region={R}#/functions/f"),
    ("ec2", "instance/i-0abc", f"/ec2/home?region={R}#InstanceDetails:instanceId=i-0abc"),
    ("ec2", "vpc/vpc-1", f"/vpcconsole/home?region={R}#VpcDetails:VpcId=vpc-1"),
    ("ec2", "capacity-reservation/cr-1", f"/ec2/home?region={R}"),
    ("rds", "db:orders", f"/rds/home?region={R}#database:id=orders;is-cluster=false"),
    ("rds", "cluster:orders", f"/rds/home?region={R}#database:id=orders;is-cluster=true"),
    (
        "cloudformation",
        "stack/web/1a-2b",
        f"/cloudformation/home?region={R}#/stacks/stackinfo?stackId="
        f"arn%3Aaws%3Acloudformation%3A{R}%3A{A}%3Astack%2Fweb%2F1a-2b",
    ),
    (
        "logs",
        "log-group:/aws/lambda/f:*",
        f"/cloudwatch/home?region={R}#logsV2:log-groups/log-group/$252Faws$252Flambda$252Ff",
    ),
    (
        "logs",
        "log-group:g:log-stream:2026/[$LATEST]x",
        f"/cloudwatch/home?region={R}#logsV2:log-groups/log-group/g/log-events/"
        "2026$252F$255B$2524LATEST$255Dx",
    ),
    ("cloudwatch", "alarm:CPU high", f"/cloudwatch/home?region={R}#alarmsV2:alarm/CPU%20high"),
    ("dynamodb", "table/t", f"/dynamodbv2/home?region={R}#table?name=t"),
    ("dynamodb", "table/t/index/i", f"/dynamodbv2/home?region={R}#table?name=t"),
    ("ecs", "cluster/c", f"/ecs/v2/clusters/c?region={R}"),
    ("ecs", "service/c/s", f"/ecs/v2/clusters/c/services/s?region={R}"),
    ("ecs", "service/s", f"/ecs/v2/clusters?region={R}"),
    ("ecs", "task-definition/web:12", f"/ecs/v2/task-definitions/web/12?region={R}"),
    (
        "sqs",
        "q.fifo",
        f"/sqs/v3/home?region={R}#/queues/https%3A%2F%2Fsqs.{R}.amazonaws.com%2F{A}%2Fq.fifo",
    ),
    ("sns", "t", f"/sns/v3/home?region={R}#/topic/arn%3Aaws%3Asns%3A{R}%3A{A}%3At"),
    ("secretsmanager", "secret:a/b-AbCdEf", f"/secretsmanager/secret?name=a%2Fb&region={R}"),
    ("secretsmanager", "secret:a/b", f"/secretsmanager/secret?name=a%2Fb&region={R}"),
    ("ssm", "parameter/a/b", f"/systems-manager/parameters/%2Fa%2Fb/description?region={R}"),
    ("ssm", "parameter/b", f"/systems-manager/parameters/b/description?region={R}"),
    ("ecr", "repository/a/b", f"/ecr/repositories/private/{A}/a/b?region={R}"),
    ("kms", "key/1a", f"/kms/home?region={R}#/kms/keys/1a"),
    ("xray", "group/x", f"/xray/home?region={R}"),
    ("elasticloadbalancing", "loadbalancer/app/x/1", f"/ec2/home?region={R}#LoadBalancers:"),
]


@pytest.mark.parametrize(("service", "resource", "page"), PAGES_OF_RESOURCES)
def test_the_page_of_a_resource(service: str, resource: str, page: str) -> None:
    """A table of examples; what is not in ours opens the service's front page."""
    arn = HERE.format(service, resource)
    assert destination_url(arn, "aws", "us-east-1") == f"https://console.aws.amazon.com{page}"


@pytest.mark.parametrize(
    ("arn", "page"),
    [
        ("arn:aws:s3:::b", "/s3/buckets/b?region=us-east-1"),
        ("arn:aws:s3:::b/*", "/s3/buckets/b?region=us-east-1"),
        ("arn:aws:s3:::b/a b/", "/s3/buckets/b?region=us-east-1&prefix=a%20b%2F"),
        ("arn:aws:s3:::b/k", "/s3/object/b?region=us-east-1&prefix=k"),
        (f"arn:aws:s3:{R}:{A}:accesspoint/p", f"/s3/home?region={R}"),
        (f"arn:aws:iam::{A}:role/p/R", "/iam/home?region=us-east-1#/roles/details/R"),
        (f"arn:aws:iam::{A}:user/u", "/iam/home?region=us-east-1#/users/details/u"),
        (
            "arn:aws:iam::aws:policy/P",
            "/iam/home?region=us-east-1#/policies/details/arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FP",
        ),
        (f"arn:aws:cloudfront::{A}:distribution/E1", "/cloudfront/v4/home?region=us-east-1"),
    ],
)
def test_resources_without_a_region_open_in_the_role_s(arn: str, page: str) -> None:
    """Global services, and buckets, whose ARNs name no account either."""
    assert destination_url(arn, "aws", "us-east-1") == f"https://console.aws.amazon.com{page}"


def test_every_entry_of_the_tables_can_be_written() -> None:
    """No page asks for a piece that there is not; each has its region."""
    for service, kinds in PAGES.items():
        for kind, form in kinds.items():
            resource = f"{kind}/one/two" if kind else "one"
            page = page_of(ResourceArn("aws", service, R, A, resource), R)
            assert page != front_page(service, R), (service, kind)
            assert f"region={R}" in page
            assert page.split("?")[0].split("#")[0].startswith(form.split("{")[0].split("?")[0])
    for service in FRONT_PAGES:
        assert front_page(service, R).count(f"region={R}") == 1
    assert "s3" in SERVICES


@pytest.mark.parametrize(
    "host",
    [f"console.{AWS}:444", f"console.{AWS}:443", f"console.{AWS}:", f"me@console.{AWS}",
     f"CONSOLE.{AWS}", f"console.{AWS}\\@x.example.com", f"x.example.com\\.{AWS}",
     f"console.{AWS}.example.com", f"console{AWS}", ""],
)  # fmt: skip
def test_an_address_has_the_host_of_a_console_and_nothing_else(host: str) -> None:
    """No port, nobody before it, nothing that browsers read otherwise."""
    for rest in ("", "/", "/s3?x=1#y", "?x", "#x"):
        with pytest.raises(UsageError, match="not a console URL"):
            destination_url(f"https://{host}{rest}", "aws", R)


@pytest.mark.parametrize("rest", ["", "/", "/s3/home?x=1#y", "?x=https://x.example.com", "#a/@b"])
def test_an_address_of_the_console_is_taken_as_it_is(rest: str) -> None:
    """Whatever follows the host."""
    for host in (f"console.{AWS}", f"{R}.console.{AWS}", f"s3.console.{AWS}"):
        url = f"https://{host}{rest}"
        assert destination_url(url, "aws", R) == url


@given(st.text(min_size=1), st.sampled_from(["lambda", "s3", "logs", "sns", "iam", "new"]))
def test_no_resource_leads_out_of_the_console(resource: str, service: str) -> None:
    """Whatever is in an ARN stays in the path, the query or the fragment."""
    arn = f"arn:aws:{service}:{R}:{A}:{resource}"
    try:
        url = destination_url(arn, "aws", R)
    except UsageError:
        return
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc) == ("https", "console.aws.amazon.com")


FEDERATION = Url.parse("https://r.signin.aws.amazon.com/federation")


@given(st.text(), st.text(), st.text(min_size=1))
def test_the_login_url_gives_back_what_went_in(issuer: str, place: str, token: str) -> None:
    """Every value is encoded, so none can end another."""
    url = login_url(FEDERATION, Secret(token), issuer, place)
    query = parse_qs(urlsplit(url.reveal()).query, keep_blank_values=True, errors="surrogatepass")
    assert query == {
        "Action": ["login"],
        "Issuer": [issuer],
        "Destination": [place],
        "SigninToken": [token],
    }
    assert "redacted" in str(url)


def test_federation_endpoints() -> None:
    """The IAM User Guide's, of each partition; others are not guessed."""
    assert federation_url("aws", R) == f"https://{R}.signin.aws.amazon.com/federation"
    assert federation_url("aws-cn", "cn-north-1").startswith(
        "https://cn-north-1.signin.amazonaws.cn"
    )
    assert "signin.amazonaws-us-gov.com/" in federation_url("aws-us-gov", "us-gov-west-1")
    assert "signin.amazonaws-eusc.eu/" in federation_url("aws-eusc", "eusc-de-east-1")
    with pytest.raises(UsageError, match="aws-iso"):
        federation_url("aws-iso", "us-iso-east-1")


@given(st.text(min_size=1, max_size=40), st.text(max_size=20), st.text(max_size=20))
def test_containers_keep_their_names(profile: str, color: str, icon: str) -> None:
    """All four values come back; color and icon are always among Firefox's."""
    one = role(A, "Shop", "Admin", profile=profile, tags={"Color": color, "Icon": icon})
    url = "https://x/?a=b&c=%20#d"
    made = container_url("open-url-in-container", one, url)
    scheme, _, query = made.partition(":")
    fields = dict(pair.split("=", 1) for pair in query.split("&"))
    assert scheme == "ext+container"
    assert unquote(fields["url"]) == url
    assert unquote(fields["name"]) == (f"{A}:Admin" if "&" in profile else profile)
    assert fields["color"] in COLORS
    assert fields["icon"] in ICONS
    assert color.lower() not in COLORS or fields["color"] == color.lower()
    assert made == container_url("open-url-in-container", one, url)


def test_browser_profiles_come_from_a_template() -> None:
    """By instance, by tag, or none; a broken template is an error that names the key."""
    one = role(A, "Shop", "Admin", tags={"Team": "Blue"})
    assert browser_profile("{{ .SSO }}", one) == "Default"
    assert browser_profile("{{ .Tags.Team }}", one) == "Blue"
    assert browser_profile("{{ .Tags.Other }}", one) is None
    assert browser_profile(None, one) is None
    with pytest.raises(ConfigError, match="BrowserProfile"):
        browser_profile("{{ .SSO ", one)


@pytest.mark.parametrize(
    ("arn", "caller"),
    [
        (
            f"arn:aws:sts::{A}:assumed-role/AWSReservedSSO_Power_User_0123456789abcdef/me@x.y",
            Caller("aws", A, "AWSReservedSSO_Power_User_0123456789abcdef", "Power_User"),
        ),
        (f"arn:aws-cn:sts::{A}:assumed-role/R/s", Caller("aws-cn", A, "R", None)),
        (f"arn:aws:iam::{A}:user/path/u", Caller("aws", A, "u", None)),
        (f"arn:aws:iam::{A}:root", Caller("aws", A, "root", None)),
        (f"arn:aws:sts::{A}:federated-user/f", Caller("aws", A, "f", None)),
    ],
)
def test_who_holds_credentials(arn: str, caller: Caller) -> None:
    """As GetCallerIdentity writes it; the roles of permission sets are told."""
    assert Caller.from_arn(arn) == caller


def test_the_best_role_is_never_a_guess() -> None:
    """In use, the only one, used last; otherwise the user says."""
    admin, reader = role(A, "Shop", "Admin"), role(A, "Shop", "ReadOnly")
    uses = [Use(reader.arn, 200, 1), Use(admin.arn, 100, 9)]
    assert best_role([admin, reader], [], None) is None
    assert best_role([admin], [], None) is admin
    assert best_role([admin, reader], uses, None) is reader
    assert best_role([admin, reader], uses, admin.arn) is admin
    assert best_role([admin, reader], uses, "arn:aws:iam::999988887777:role/X") is reader
    assert best_role([], uses, None) is None
