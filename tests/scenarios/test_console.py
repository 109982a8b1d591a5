"""`console`: the right page, for the right role, with nothing lost on the way."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from aws_sso.emulator.organization import Account
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from tests.program import Program

PROFILE = "111122223333:Admin"
ARN = "arn:aws:iam::111122223333:role/Admin"
SHOW = ("-u", "printurl")


def opened(program: Program, *arguments: str, **environ: str) -> dict[str, str]:
    """Run `console`, and return the query of the URL that it prints."""
    ran = program.succeeds("console", *arguments, *SHOW, **environ)
    assert ran.out.count("\n") == 1
    return {name: values[0] for name, values in parse_qs(urlsplit(ran.out.strip()).query).items()}


def destination(program: Program, *arguments: str, **environ: str) -> str:
    return opened(program, *arguments, **environ)["Destination"]


def sessions(center: RunningIdentityCenter) -> list[dict[str, str]]:
    """What the federation endpoint was asked for tokens with."""
    asked = center.world.federation_requests
    return [query for query in asked if query["Action"] == "getSigninToken"]


def test_the_url_signs_in_and_leads_on(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Issuer, destination and token come back out of it as they went in."""
    query = opened(signed_in, "-p", PROFILE, "--destination", "/ec2/home?x=1#Instances:tag=a b&c")
    assert query["Issuer"] == identity_center.start_url
    home = "https://console.aws.amazon.com"
    assert query["Destination"] == f"{home}/ec2/home?x=1&region=us-east-1#Instances:tag=a b&c"
    assert list(identity_center.world.signin_tokens) == [query["SigninToken"]]
    (asked,) = sessions(identity_center)
    keys = identity_center.world.handed_out[-1]
    assert tuple(json.loads(asked["Session"]).values()) == keys
    assert asked["SessionDuration"] == "3600"


def test_durations(signed_in: Program, identity_center: RunningIdentityCenter) -> None:
    """The flag, `ConsoleDuration`, and what is out of range."""
    opened(signed_in, "-p", PROFILE, "-d", "15")
    signed_in.add_setting("ConsoleDuration: 720")
    opened(signed_in, "-p", PROFILE)
    durations = [asked["SessionDuration"] for asked in sessions(identity_center)]
    assert durations == ["900", "43200"]
    signed_in.fails("console", "-p", PROFILE, "-d", "14", code=2)
    signed_in.fails("console", "-p", PROFILE, "-d", "721", code=2)


@pytest.mark.parametrize(
    ("region", "domain"),
    [
        ("eu-central-1", "aws.amazon.com"),
        ("us-gov-west-1", "amazonaws-us-gov.com"),
        ("cn-north-1", "amazonaws.cn"),
        ("eusc-de-east-1", "amazonaws-eusc.eu"),
    ],
)
def test_every_partition_has_its_own_console(region: str, domain: str, program: Program) -> None:
    """Scenario 18: by the instance's region; addresses of another partition's are refused."""
    text = program.config.read_text(encoding="utf-8").replace("us-east-1", region)
    program.configure(f"DefaultRegion: {region}\n{text}")
    program.succeeds("login")
    assert destination(program, "-p", PROFILE) == (
        f"https://console.{domain}/console/home?region={region}"
    )
    page = f"https://{region}.console.{domain}/vpc/?a=%20b#x"
    assert destination(program, "-p", PROFILE, "--destination", page) == page
    other = "amazonaws.cn" if domain == "aws.amazon.com" else "aws.amazon.com"
    ran = program.fails(
        "console", "-p", PROFILE, "--destination", f"https://console.{other}/", code=2
    )
    assert f"https://console.{domain}/" in ran.err


def test_the_region_is_the_closest_one(signed_in: Program) -> None:
    """Flag, the ARN's, the user's variable, the role's; not one that we set for another role."""
    lambda_arn = "arn:aws:lambda:ap-south-1:111122223333:function:f"
    theirs = {"AWS_DEFAULT_REGION": "eu-west-3"}
    ours = {**theirs, "AWS_SSO_DEFAULT_REGION": "eu-west-3"}

    def region(*arguments: str, **environ: str) -> str:
        return parse_qs(urlsplit(destination(signed_in, *arguments, **environ)).query)["region"][0]

    assert region("-p", PROFILE) == "us-east-1"
    assert region("-p", PROFILE, **theirs) == "eu-west-3"
    assert region("-p", PROFILE, AWS_REGION="eu-west-2", **theirs) == "eu-west-2"
    assert region("-p", PROFILE, **ours) == "us-east-1"
    assert region("-p", PROFILE, AWS_SSO_ROLE_ARN=ARN, **ours) == "eu-west-3"
    assert region("-p", PROFILE, "-r", "sa-east-1", **theirs) == "sa-east-1"
    assert region(lambda_arn, "-p", PROFILE, **theirs) == "ap-south-1"
    assert region("-p", PROFILE, AWS_REGION="cn-north-1") == "us-east-1", "of another partition"
    assert (
        "not in the role's partition"
        in signed_in.fails("console", "-p", PROFILE, "-r", "cn-north-1", code=2).err
    )
    signed_in.fails("console", "-p", PROFILE, "-r", "Frankfurt", code=2)


def test_whose_console_it_is(signed_in: Program, identity_center: RunningIdentityCenter) -> None:
    """Flags beat `AWS_SSO_…` variables, those beat `AWS_PROFILE`."""

    def role_of(*arguments: str, **environ: str) -> str:
        opened(signed_in, *arguments, "--sts-refresh", **environ)
        return identity_center.world.handed_out_for[-1]

    by_arn = {"AWS_SSO_ROLE_ARN": "arn:aws:iam::222233334444:role/Developer"}
    by_names = {"AWS_SSO_ACCOUNT_ID": "12345670123", "AWS_SSO_ROLE_NAME": "ReadOnly"}
    profile = {"AWS_PROFILE": "999988887777:Billing"}
    assert role_of("-p", PROFILE, **by_arn, **profile) == "111122223333/Admin"
    assert role_of("-a", ARN, **by_names) == "111122223333/Admin"
    assert role_of("-A", "111122223333", "-R", "ReadOnly") == "111122223333/ReadOnly"
    assert role_of(**by_arn, **profile) == "222233334444/Developer"
    assert role_of(**by_names, **profile) == "012345670123/ReadOnly"
    assert role_of(**profile) == "999988887777/Billing"


def test_a_resource_opens_with_the_role_of_its_account(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """The only one; the one in use; the one used last; else the user has to say."""

    def role_for(*arguments: str, **environ: str) -> str:
        opened(signed_in, *arguments, "--sts-refresh", **environ)
        return identity_center.world.handed_out_for[-1]

    shop = "arn:aws:lambda:eu-west-1:222233334444:function:f"
    assert role_for("arn:aws:dynamodb:eu-west-1:12345670123:table/t") == "012345670123/ReadOnly"
    ran = signed_in.fails("console", shop, *SHOW, code=2)
    assert "you have 3 roles in account 222233334444 and used none recently" in ran.err
    assert "hint: add `--role` with one of: Admin, Developer, ReadOnly" in ran.err
    assert role_for(shop, "-R", "Developer") == "222233334444/Developer"
    assert role_for(shop) == "222233334444/Developer", "used last"
    reader = "arn:aws:iam::222233334444:role/ReadOnly"
    assert role_for(shop, AWS_SSO_ROLE_ARN=reader) == "222233334444/ReadOnly", "in use"
    assert role_for(shop, AWS_SSO_ROLE_ARN=ARN).startswith("222233334444/"), "of another account"
    ran = signed_in.fails("console", shop, "-p", PROFILE, code=2)
    assert "the resource is in account 222233334444, the role in 111122223333" in ran.err
    ran = signed_in.fails("console", "arn:aws:sqs:eu-west-1:555555555555:q")
    assert "no roles in account 555555555555" in ran.err


def test_an_s3_resource_names_no_account(signed_in: Program) -> None:
    """So a role has to be said, or picked."""
    assert destination(signed_in, "arn:aws:s3:::my-bucket/a b/c.txt", "-p", PROFILE) == (
        "https://console.aws.amazon.com/s3/object/my-bucket?region=us-east-1&prefix=a%20b%2Fc.txt"
    )
    ran = signed_in.fails("console", "arn:aws:s3:::my-bucket", code=2)
    assert "cannot open the picker: no terminal" in ran.err


@pytest.mark.parametrize(
    "place",
    ["https://console.aws.amazon.com.example.com/", "https://example.com/", "two words", "//x.y/z",
     "https://console.aws.amazon.com@example.com/", "http://console.aws.amazon.com/",
     "javascript://console.aws.amazon.com/%0a1", "https://console.aws.amazon.com:444/"],
)  # fmt: skip
def test_places_that_are_none_are_refused_before_anything_is_asked(
    place: str, signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """No sign-in token is made for somebody else's page."""
    signed_in.fails("console", "-p", PROFILE, "--destination", place, *SHOW, code=2)
    assert identity_center.world.federation_requests == []


def test_wrong_arguments_are_explained(signed_in: Program) -> None:
    """An ARN that is none, and two destinations."""
    assert "is not an ARN or URL" in signed_in.fails("console", "s3", code=2).err
    arn = "arn:aws:sqs:eu-west-1:111122223333:q"
    signed_in.fails("console", arn, "--destination", "s3", code=2)
    assert "an ARN looks like arn:" in signed_in.fails("console", "arn:aws:sqs", code=2).err


def test_a_federation_endpoint_in_trouble(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Refused credentials, and nobody there: the reason and what to do, without the URL."""
    signed_in.succeeds("process", "-p", PROFILE)
    identity_center.world.handed_out.clear()
    identity_center.world.sessions.clear()
    ran = signed_in.fails("console", "-p", PROFILE, *SHOW)
    assert "rejected these credentials (400)" in ran.err
    assert "hint: they may have expired or been revoked" in ran.err
    nowhere = {"AWS_ENDPOINT_URL_SIGNIN": "http://127.0.0.1:9"}
    assert (
        "cannot reach http://127.0.0.1:9"
        in signed_in.having(**nowhere).fails("console", "-p", PROFILE, *SHOW).err
    )
    unsafe = {"AWS_ENDPOINT_URL_SIGNIN": "http://signin.example.com"}
    ran = signed_in.having(**unsafe).fails("console", "-p", PROFILE)
    assert "a safe endpoint for secrets" in ran.err


def test_awkward_names_are_no_trouble(
    program: Program, identity_center: RunningIdentityCenter
) -> None:
    """Scenario 17: a role and an account with every odd character that AWS lets them have."""
    name = "Odd+=,.@_-Role"
    accounts = identity_center.world.organization.accounts
    accounts["444455556666"] = Account("444455556666", 'Ünï $(x) \'n "q" & co', "", [name])
    program.succeeds("login")
    assert opened(program, "-A", "444455556666", "-R", name)["SigninToken"]
    assert identity_center.world.handed_out_for[-1] == f"444455556666/{name}"


def test_two_instances_open_the_account_where_it_is(
    program: Program, identity_center: RunningIdentityCenter
) -> None:
    """A resource of an account that only the other instance has roles in."""
    text = program.config.read_text(encoding="utf-8")
    other = f"  Other: {{SSORegion: us-east-1, StartUrl: '{identity_center.start_url}'}}\n"
    program.configure(text.replace("AuthWorkflow", other + "AuthWorkflow", 1))
    program.succeeds("login")
    accounts = identity_center.world.organization.accounts
    accounts["444455556666"] = Account("444455556666", "New", "", ["Only"])
    program.succeeds("login", "-S", "Other")
    opened(program, "arn:aws:sqs:eu-west-1:444455556666:q")
    assert identity_center.world.handed_out_for[-1] == "444455556666/Only"
    opened(program, "arn:aws:sqs:eu-west-1:444455556666:q", "-R", "Only", "--sts-refresh")
    assert identity_center.world.handed_out_for[-1] == "444455556666/Only"
    assert len(identity_center.world.handed_out_for) == 2


def test_print_shows_it_to_a_person_on_stderr(signed_in: Program) -> None:
    """`print` has words around it, so it is no data."""
    ran = signed_in.succeeds("console", "-p", PROFILE, "-u", "print")
    assert ran.out == ""
    assert "Open this URL in a browser:" in ran.err


def by_portal(program: Program) -> None:
    """Have consoles opened by the portal's link."""
    text = program.config.read_text(encoding="utf-8")
    program.configure(text.replace("    SSORegion", "    ConsoleVia: portal\n    SSORegion", 1))


def test_the_portals_own_link_needs_no_credentials(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """With `ConsoleVia: portal` AWS is asked nothing, and nobody signs in here."""
    by_portal(signed_in)
    signed_in.succeeds("flush", "--type", "all")
    before = dict(identity_center.world.traffic.counts)
    ran = signed_in.succeeds("console", "-p", PROFILE, *SHOW)
    link = f"{identity_center.start_url}/#/console?account_id=111122223333&role_name=Admin"
    assert ran.out == f"{link}\n"
    page = signed_in.succeeds("console", "-p", PROFILE, "--destination", "s3", *SHOW).out
    assert page.startswith(f"{link}&destination=https%3A%2F%2Fconsole.aws.amazon.com%2Fs3")
    assert identity_center.world.traffic.counts == before
    assert sessions(identity_center) == []


def test_what_the_portal_cannot_do_is_done_with_credentials(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Roles behind others, and narrowed ones: its link would give all of the role."""
    by_portal(signed_in)
    assert opened(signed_in, "-p", PROFILE, "--read-only")["SigninToken"]
    (one,) = identity_center.world.sessions.all()[-1:]
    assert one.scoped == 1
    text = signed_in.config.read_text(encoding="utf-8")
    chain = "    Accounts:\n      '999988887777':\n        Roles:\n"
    chain += f"          Behind: {{Via: '{ARN}'}}\n"
    signed_in.configure(text.replace("AuthWorkflow", chain + "AuthWorkflow", 1))
    assert opened(signed_in, "-p", "999988887777:Behind")["SigninToken"]
    ran = signed_in.fails("console", "-p", "999988887777:Behind", "--share", code=2)
    assert "it is a chained role (`Via`)" in ran.err


def test_a_link_to_share_has_no_secret_in_it(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """It is printed, and opens nothing; a guarded role asks nobody for that."""
    signed_in.add_setting("ConfirmTags: {Role: Admin}")
    identity_center.world.handed_out.clear()
    ran = signed_in.succeeds("console", "-p", PROFILE, "--share", "-r", "eu-west-1")
    assert ran.out.startswith(f"{identity_center.start_url}/#/console?account_id=111122223333")
    assert "region%3Deu-west-1" in ran.out
    assert identity_center.world.handed_out == []
    assert signed_in.fails("console", "-p", PROFILE, "--share", "--read-only", code=2)


def test_a_link_of_the_portal_can_be_pasted(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """It names role and page; what is shared here is one."""
    link = signed_in.succeeds(
        "console", "-p", PROFILE, "--destination", "s3", "--share"
    ).out.strip()
    identity_center.world.handed_out.clear()
    assert destination(signed_in, link).startswith("https://console.aws.amazon.com/s3")
    assert destination(signed_in, "--destination", link).startswith("https://console")
    ran = signed_in.fails("console", link.replace("d-", "e-", 1), *SHOW, code=2)
    assert "no instance uses this link's portal" in ran.err
    ran = signed_in.fails("console", link, "-p", "222233334444:Admin", *SHOW, code=2)
    assert "the role in 222233334444" in ran.err


def test_an_address_of_somebodys_browser_opens_in_that_account(signed_in: Program) -> None:
    """With your own role there, without their session."""
    signed_in.succeeds("console", "-p", PROFILE, *SHOW)  # so that it is the one used last
    url = "https://111122223333-ab12cd34.eu-west-1.console.aws.amazon.com/lambda/home"
    plain = "https://eu-west-1.console.aws.amazon.com/lambda/home"
    assert destination(signed_in, url) == plain
    assert destination(signed_in, "--destination", url) == plain
    ran = signed_in.fails("console", url, "-p", "222233334444:Admin", *SHOW, code=2)
    assert "the resource is in account 111122223333" in ran.err
