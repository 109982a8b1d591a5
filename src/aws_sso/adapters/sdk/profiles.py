"""Credentials of profiles that are not ours, found by botocore as in every AWS SDK."""

from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.messages import CHOOSE_ROLE
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import SsoError


@frozen
class ProfileCredentials:
    """A profile's credentials, and its region if it has one."""

    credentials: RoleCredentials
    region: str | None


def credentials_of_profile(name: str) -> ProfileCredentials:
    """Return a profile's credentials from the SDKs' files; long-term keys have no token.

    Raises SsoError if there is no such profile, or it has no credentials. The machine's own role is
    not used: it does not belong to the profile.
    """
    from botocore.exceptions import BotoCoreError
    from botocore.session import Session

    session = Session(profile=name)
    try:
        resolver = session.get_component("credential_provider")
        for machine in ("container-role", "iam-role"):
            resolver.remove(machine)
        found = session.get_credentials()
        keys = found.get_frozen_credentials() if found else None
        region = session.get_config_variable("region")
    except BotoCoreError as error:
        raise SsoError(
            f"cannot use `AWS_PROFILE`: {error}",
            CHOOSE_ROLE,
        ) from None
    if keys is None:
        raise SsoError(
            f"the profile `{name}` in `AWS_PROFILE` has no credentials",
            CHOOSE_ROLE,
        )
    return ProfileCredentials(
        RoleCredentials(keys.access_key, Secret(keys.secret_key), Secret(keys.token or ""), 0),
        region,
    )
