"""Credentials of profiles that are not ours, found as every AWS SDK finds them: by botocore."""

from aws_sso.domain.frozen import frozen
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import SsoError


@frozen
class ProfileCredentials:
    """A profile's credentials, and its region where it names one."""

    credentials: RoleCredentials
    region: str | None


def credentials_of_profile(name: str) -> ProfileCredentials:
    """Return the credentials of a profile in the SDKs' files; long-term keys have no token.

    Raises SsoError if there is no such profile, or it gives none. The machine's own role is not
    asked: it is not the profile's.
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
            f"`AWS_PROFILE` cannot be used: {error}",
            "name a role with `--profile`; `aws-sso list` shows them",
        ) from None
    if keys is None:
        raise SsoError(
            f"the profile `{name}` in `AWS_PROFILE` has no credentials",
            "name a role with `--profile`; `aws-sso list` shows them",
        )
    return ProfileCredentials(
        RoleCredentials(keys.access_key, Secret(keys.secret_key), Secret(keys.token or ""), 0),
        region,
    )
