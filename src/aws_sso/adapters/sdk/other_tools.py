"""Identity Center instances that other tools know, from their files and variables.

awsume, aws-sso-util and yawsso use the AWS CLI's profiles in `~/.aws/config`. Granted has its own
keys there. aws-sso-util also has two variables.
"""

import os

from aws_sso.adapters.files.locations import home_folder
from aws_sso.adapters.sdk.config import aws_config_path
from aws_sso.annotations import Mapping
from aws_sso.domain.session.known_portal import Found, KnownPortal

_SECTIONS = (
    ("sso_sessions", "sso-session", "", Found.SESSION),
    ("profiles", "profile", "", Found.PROFILE),
    ("profiles", "profile", "granted_", Found.ELSEWHERE),
)
"""Sections with portals: botocore's name, the name in the file, the prefix of their keys."""
_UNREADABLE = (
    (
        ".Leapp",
        "Leapp encrypts its portals; run `leapp integration list -x` to see them",
    ),
    (
        ".saml2aws",
        "saml2aws uses SAML; the start URL of Identity Center is not its `url`",
    ),
)
"""Files in the home folder of tools whose portals cannot be read, and a hint for each."""


def known_portals(environ: Mapping[str, str]) -> list[KnownPortal]:
    """Return portals from `sso-session` sections, then from profiles, then from variables.

    An unreadable file has none, since this is only an offer. Formats: AWS CLI User Guide,
    "Configuring IAM Identity Center authentication"; Granted, "Credential Process"; aws-sso-util,
    "Configuration".
    """
    found = _in_config(environ)
    url = environ.get("AWS_DEFAULT_SSO_START_URL")
    region = environ.get("AWS_DEFAULT_SSO_REGION")
    if url and region:
        found.append(KnownPortal("Default", url, region, "`AWS_DEFAULT_SSO_START_URL`"))
    return found


def hints_of_others(environ: Mapping[str, str]) -> list[str]:
    """Return hints for users of tools whose portals cannot be read."""
    home = home_folder(environ)
    return [hint for name, hint in _UNREADABLE if os.path.exists(os.path.join(home, name))]


def _in_config(environ: Mapping[str, str]) -> list[KnownPortal]:
    from botocore.configloader import load_config
    from botocore.exceptions import BotoCoreError

    try:
        content = load_config(str(aws_config_path(environ)))
    except (BotoCoreError, OSError, ValueError):
        return []
    found = []
    for sections, word, prefix, kind in _SECTIONS:
        for name, section in content.get(sections, {}).items():
            url, region = (section.get(f"{prefix}sso_{key}") for key in ("start_url", "region"))
            if isinstance(url, str) and isinstance(region, str):
                place = f"`{word} {name}` in ~/.aws/config"
                found.append(KnownPortal(name, url, region, place, kind))
    return found
