"""Identity Center instances in the AWS CLI's `~/.aws/config`."""

from collections.abc import Mapping

from aws_sso.adapters.sdk.config import aws_config_path
from aws_sso.domain.session.known_portal import KnownPortal


def known_portals(environ: Mapping[str, str]) -> list[KnownPortal]:
    """Return portals from `sso-session` sections, then from profiles with `sso_start_url`.

    An unreadable file has none, since this is only an offer. Both forms: AWS CLI User Guide,
    "Configuring IAM Identity Center authentication".
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
                place = f"`{word} {name}` in ~/.aws/config"
                found.append(KnownPortal(name, url, region, place, word == "sso-session"))
    return found
