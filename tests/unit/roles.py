"""Made-up roles for tests."""

from collections.abc import Mapping

from aws_sso.domain.roles.roles import Role


def role(
    account_id: str,
    name: str,
    role_name: str,
    *,
    email: str = "",
    tags: Mapping[str, str] | None = None,
    profile: str | None = None,
    via: str | None = None,
    own_profile: str | None = None,
) -> Role:
    """Return a role in an account of that name."""
    return Role(
        instance="Default",
        sso_region="us-east-1",
        start_url="https://d-0000000000.awsapps.com/start",
        account_id=account_id,
        account_name="",
        account_alias=name,
        email=email,
        role_name=role_name,
        arn=f"arn:aws:iam::{account_id}:role/{role_name}",
        default_region="us-east-1",
        via=via,
        own_profile=own_profile,
        source_identity=None,
        tags=tags or {},
        profile=f"{account_id}:{role_name}" if profile is None else profile,
    )
