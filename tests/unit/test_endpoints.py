"""Endpoints equal botocore's, for every region, FIPS and dual-stack."""

import contextlib
import json
from pathlib import Path

import botocore.session
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, EndpointVariantError

from aws_sso.adapters.aws.endpoints import RuleSet, endpoints_of
from aws_sso.domain.aws.url import Url
from aws_sso.errors import ConfigError

SESSION = botocore.session.Session()
REGIONS = sorted(
    {
        region
        for partition in SESSION.get_available_partitions()
        for service in ("sso", "sso-oidc", "sts")
        for region in SESSION.get_available_regions(service, partition)
    }
)


def test_there_are_regions_of_all_partitions() -> None:
    """The list that the next test goes through is the whole world."""
    assert {"us-east-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1"} <= set(REGIONS)
    assert len(REGIONS) > 30


CALLS = {
    "sso": ("list_accounts", {"accessToken": "x"}),
    "sso-oidc": ("register_client", {"clientName": "x", "clientType": "public"}),
    "sts": ("get_caller_identity", {}),
}


def called_url(service: str, region: str, fips: bool, dual_stack: bool) -> str | None:
    """The origin that a real client calls; None if it refuses to call any."""
    client = SESSION.create_client(
        service,
        region_name=region,
        aws_access_key_id="x",
        aws_secret_access_key="x",
        config=Config(use_fips_endpoint=fips, use_dualstack_endpoint=dual_stack),
    )
    called: list[str] = []

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        called.append(request.url)
        return AWSResponse(request.url, 400, {}, None)

    client.meta.events.register("before-send", answer)
    operation, arguments = CALLS[service]
    with contextlib.suppress(BotoCoreError, ClientError, AttributeError):
        getattr(client, operation)(**arguments)
    return Url.parse(called[0]).origin if called else None


@pytest.mark.parametrize("service", CALLS)
@pytest.mark.parametrize(
    ("fips", "dual_stack"), [(False, False), (True, False), (False, True), (True, True)]
)
def test_endpoints_are_those_of_a_botocore_client(
    service: str, fips: bool, dual_stack: bool
) -> None:
    """What a real client calls, in every region; where it cannot call, nor can we."""
    agreed = 0
    rules = RuleSet(service)
    for region in REGIONS:
        try:
            expected = called_url(service, region, fips, dual_stack)
        except EndpointVariantError:
            continue  # botocore makes no client there, so there is nothing to compare with.
        try:
            found = rules.url(region, fips, dual_stack)
        except ConfigError:
            assert expected is None, region
            continue
        assert found == expected, region
        agreed += 1
    assert agreed > 30


def test_variables_come_first_and_the_closest_wins(tmp_path: Path) -> None:
    """`AWS_ENDPOINT_URL_…`, then `AWS_ENDPOINT_URL`, then the rules, if they are needed."""
    cache = tmp_path / "endpoints.json"
    environ = {
        "AWS_ENDPOINT_URL": "http://localhost:4000/",
        "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:5000",
    }
    found = endpoints_of("us-east-1", environ, (), cache)
    assert (str(found.oidc.url), str(found.sts.url)) == (
        "http://localhost:4000",
        "http://127.0.0.1:5000",
    )
    assert found.foreign() == ["http://localhost:4000"]
    assert not cache.exists()
    mine = "https://sts.example.com"
    some = endpoints_of("cn-north-1", {"AWS_ENDPOINT_URL_STS": mine}, (mine,), cache)
    assert str(some.portal.url) == "https://portal.sso.cn-north-1.amazonaws.com.cn"
    assert (str(some.sts.url), some.sts.is_aws, some.foreign()) == (mine, False, [])


def test_the_cache_is_used_and_survives_damage(tmp_path: Path) -> None:
    """It holds what the rules gave, by region and variant; rubbish in it is ignored."""
    cache = tmp_path / "endpoints.json"
    first = endpoints_of("eu-west-1", {}, (), cache)
    assert str(first.oidc.url) == "https://oidc.eu-west-1.amazonaws.com"
    fips = endpoints_of("us-gov-west-1", {"AWS_USE_FIPS_ENDPOINT": "true"}, (), cache)
    assert fips.sts.url.host in ("sts.us-gov-west-1.amazonaws.com", "sts-fips.amazonaws.com")
    regions = [key.rpartition(" ")[2] for key in json.loads(cache.read_text(encoding="utf-8"))]
    assert regions == ["eu-west-1", "us-gov-west-1"]
    for rubbish in ("", "[]", '{"x": 1}', "{", "[" * 100_000):
        cache.write_text(rubbish, encoding="utf-8")
        assert endpoints_of("eu-west-1", {}, (), cache) == first


def test_fips_and_dual_stack_names_are_the_same_service(tmp_path: Path) -> None:
    """A token is good at each of them: what it is bound to does not change with the name."""
    cache = tmp_path / "endpoints.json"
    plain = endpoints_of("us-east-1", {}, (), cache)
    for variables in (
        {"AWS_USE_FIPS_ENDPOINT": "true"},
        {"AWS_USE_DUALSTACK_ENDPOINT": "true"},
        {"AWS_ENDPOINT_URL_STS": "https://sts-fips.us-east-1.amazonaws.com"},
    ):
        other = endpoints_of("us-east-1", variables, (), cache)
        assert (other.oidc.identity, other.portal.identity, other.sts.identity) == (
            plain.oidc.identity,
            plain.portal.identity,
            plain.sts.identity,
        )
        assert other.foreign() == []
    fips = endpoints_of("us-east-1", {"AWS_USE_FIPS_ENDPOINT": "true"}, (), cache)
    assert fips.sts.url != plain.sts.url


@pytest.mark.parametrize(
    "url",
    [
        "https://abc123.execute-api.us-east-1.amazonaws.com",
        "https://mine-123.us-east-1.elb.amazonaws.com",
        "https://mine.s3.us-east-1.amazonaws.com",
        "https://mine.s3.amazonaws.com",
        "https://vpce-0123-abcd.sts.us-east-1.vpce.amazonaws.com",
        "https://portal.sso.eu-west-1.amazonaws.com",
        "https://oidc.us-east-1.amazonaws.com",
        "https://portal.sso.us-east-1.amazonaws.com.example.com",
        "https://portal.sso.us-east-1.amazonaws.com:8443",
        "https://portal.example.com",
    ],
)
def test_what_ends_like_aws_is_not_aws(url: str, tmp_path: Path) -> None:
    """Hosts of others, other services and other regions: only if config.yaml says so."""
    cache = tmp_path / "endpoints.json"
    environ = {"AWS_ENDPOINT_URL_SSO": url}
    with pytest.raises(ConfigError, match="is not an AWS endpoint for this service") as caught:
        endpoints_of("us-east-1", environ, (), cache)
    assert "`AllowEndpoints`" in str(caught.value.hint)
    found = endpoints_of("us-east-1", environ, (Url.parse(url).origin,), cache)
    assert found.portal.identity == Url.parse(url).origin
    assert not found.portal.is_aws


@pytest.mark.parametrize(
    "region", ["x.example.com/", "example.com#", "eu-west-1@x", "", "EU-WEST-1"]
)
def test_a_region_is_no_way_to_another_host(region: str, tmp_path: Path) -> None:
    """The rules put any text into a host name; a region may come from a file or a variable."""
    with pytest.raises(ConfigError, match="is not a region"):
        endpoints_of(region, {}, (), tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_every_endpoint_of_the_rules_is_aws_by_its_name_too(tmp_path: Path) -> None:
    """A variable that says what the rules say changes nothing."""
    cache = tmp_path / "endpoints.json"
    for region in REGIONS[::9]:
        plain = endpoints_of(region, {}, (), cache)
        named = endpoints_of(region, {"AWS_ENDPOINT_URL_SSO": str(plain.portal.url)}, (), cache)
        assert named == plain
