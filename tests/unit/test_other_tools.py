"""Portals that other tools know, and hints for those whose portals cannot be read."""

from pathlib import Path

import pytest

from aws_sso.adapters.sdk.other_tools import hints_of_others, known_portals
from aws_sso.domain.session.known_portal import Found

CONFIG = """\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1

[profile of-yawsso-and-awsume]
sso_start_url = https://old.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = Admin

[profile of-granted]
granted_sso_start_url = https://granted.awsapps.com/start
granted_sso_region = us-west-2
credential_process = granted credential-process --profile of-granted

[profile half]
granted_sso_start_url = https://half.awsapps.com/start
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text(CONFIG, encoding="utf-8")
    return {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}


def test_portals_of_all_tools_are_found(environ: dict[str, str]) -> None:
    """The AWS CLI's, Granted's, aws-sso-util's; half of one is none."""
    environ["AWS_DEFAULT_SSO_START_URL"] = "https://util.awsapps.com/start"
    environ["AWS_DEFAULT_SSO_REGION"] = "ap-southeast-2"
    found = [(one.start_url, one.region, one.found) for one in known_portals(environ)]
    assert found == [
        ("https://corp.awsapps.com/start", "eu-west-1", Found.SESSION),
        ("https://old.awsapps.com/start", "us-east-1", Found.PROFILE),
        ("https://granted.awsapps.com/start", "us-west-2", Found.ELSEWHERE),
        ("https://util.awsapps.com/start", "ap-southeast-2", Found.ELSEWHERE),
    ]


def test_one_variable_alone_is_no_portal(environ: dict[str, str]) -> None:
    """Where it is could not be told."""
    before = known_portals(environ)
    assert (
        known_portals({**environ, "AWS_DEFAULT_SSO_START_URL": "https://x.awsapps.com"}) == before
    )


def test_tools_whose_portals_cannot_be_read_get_a_hint(
    environ: dict[str, str], tmp_path: Path
) -> None:
    """Leapp encrypts them, saml2aws has none."""
    assert hints_of_others(environ) == []
    (tmp_path / ".Leapp").mkdir()
    (tmp_path / ".saml2aws").touch()
    leapp, saml2aws = hints_of_others(environ)
    assert "`leapp integration list -x`" in leapp
    assert "saml2aws uses SAML" in saml2aws
