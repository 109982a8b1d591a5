"""Identity Center instances that the AWS CLI knows already, from `~/.aws/config`."""

from collections.abc import Mapping

from aws_sso.adapters.sdk.config import aws_config_path
from aws_sso.domain.session.known_portal import KnownPortal


def known_portals(environ: Mapping[str, str]) -> list[KnownPortal]:
    """Return the portals of `sso-session` sections, then those of profiles with `sso_start_url`.

    A file that cannot be read has none: it is only offered. The AWS CLI User Guide, "Configuring
    IAM Identity Center authentication", describes both forms.
    """
    from botocore.configloader import load_config
    from botocore.exceptions import BotoCoreError

    try:
        content = load_config(str(aws_config_path(environ)))
    except (BotoCoreError, OSError, ValueError):
        return []
    found = []
    for kind, word in (("sso_sessions", "sso-session"), ("profiles", "profile")):
        for name, section in content.get(kind, {}).items():
            url, region = section.get("sso_start_url"), section.get("sso_region")
            if isinstance(url, str) and isinstance(region, str):
                found.append(KnownPortal(name, url, region, f"`{word} {name}` in ~/.aws/config"))
    return found
