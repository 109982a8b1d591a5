"""Endpoints equal botocore's, for every region, FIPS and dual-stack."""

import contextlib
from pathlib import Path

import botocore.session
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, EndpointVariantError

from aws_sso.adapters.aws.endpoints import endpoints_of, rule_url
from aws_sso.domain.aws.origin import origin
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
    return origin(called[0]) if called else None


@pytest.mark.parametrize("service", CALLS)
@pytest.mark.parametrize(
    ("fips", "dual_stack"), [(False, False), (True, False), (False, True), (True, True)]
)
def test_endpoints_are_those_of_a_botocore_client(
    service: str, fips: bool, dual_stack: bool
) -> None:
    """What a real client calls, in every region; where it cannot call, nor can we."""
    agreed = 0
    for region in REGIONS:
        try:
            expected = called_url(service, region, fips, dual_stack)
        except EndpointVariantError:
            continue  # botocore makes no client there, so there is nothing to compare with.
        try:
            found = rule_url(service, region, fips, dual_stack)
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
        "AWS_ENDPOINT_URL": "https://all.example.com/",
        "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:5000",
    }
    found = endpoints_of("us-east-1", environ, cache)
    assert (found.oidc, found.sts) == ("https://all.example.com", "http://127.0.0.1:5000")
    assert not cache.exists()
    some = endpoints_of("cn-north-1", {"AWS_ENDPOINT_URL_STS": "https://sts.example.com"}, cache)
    assert some.portal == "https://portal.sso.cn-north-1.amazonaws.com.cn"
    assert some.sts == "https://sts.example.com"


def test_the_cache_is_used_and_survives_damage(tmp_path: Path) -> None:
    """It holds what the rules gave, by region and variant; rubbish in it is ignored."""
    cache = tmp_path / "endpoints.json"
    first = endpoints_of("eu-west-1", {}, cache)
    assert first.oidc == "https://oidc.eu-west-1.amazonaws.com"
    fips = endpoints_of("us-gov-west-1", {"AWS_USE_FIPS_ENDPOINT": "true"}, cache)
    assert "fips" in fips.sts or fips.sts == "https://sts.us-gov-west-1.amazonaws.com"
    assert cache.read_text().count("oidc.") == 2
    for rubbish in ("", "[]", '{"x": 1}', "{"):
        cache.write_text(rubbish)
        assert endpoints_of("eu-west-1", {}, cache) == first
