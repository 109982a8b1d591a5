"""The variables that point SDKs to a credential server, in several formats."""

import json

from aws_sso.annotations import Mapping
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.shell.sdk_chain import CONTAINER, SdkFiles, Source, sources
from aws_sso.domain.shell.variables import (
    COLOR_VARIABLE,
    CREDENTIAL_VARIABLES,
    EXPIRY_VARIABLES,
    REGION_VARIABLES,
    TRACKING_VARIABLE,
    EnvironmentChanges,
    has_own_region,
)
from aws_sso.domain.text.secret import Secret

URL = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
TOKEN = "AWS_CONTAINER_AUTHORIZATION_TOKEN"
TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"
_IN_THE_WAY = (
    *CREDENTIAL_VARIABLES,
    *("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"),
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
)
"""Variables that SDKs check before they ask a container credential server."""
_PRIVATE = frozenset({URL, TOKEN, *REGION_VARIABLES, "AWS_CA_BUNDLE"})


def server_variables(url: str, header: Secret | None, token_file: str | None) -> dict[str, str]:
    """Return the variables for a slot's URL, with the header to send or the file that contains it.

    `header` is None if the server does not require one.
    """
    if token_file:
        return {URL: url, TOKEN_FILE: token_file}
    return {URL: url, TOKEN: header.reveal()} if header else {URL: url}


def changes_for_server(
    url: str, header: Secret | None, role: Role, environ: Mapping[str, str]
) -> EnvironmentChanges:
    """Return the changes to an environment that make all SDKs ask the server for this role."""
    values = {
        **server_variables(url, header, None),
        "AWS_SSO": role.instance,
        "AWS_SSO_ACCOUNT_ID": role.account_id,
        "AWS_SSO_ROLE_NAME": role.role_name,
        "AWS_SSO_ROLE_ARN": role.arn,
        "AWS_SSO_PROFILE": role.profile,
    }
    if not has_own_region(environ):
        values |= dict.fromkeys((*REGION_VARIABLES, TRACKING_VARIABLE), role.default_region)
    unset = (*_IN_THE_WAY, TOKEN_FILE, *EXPIRY_VARIABLES, COLOR_VARIABLE)
    return EnvironmentChanges(values, unset)


def without_other_identities(environ: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without the variables that SDKs check before they ask a server."""
    return {name: value for name, value in environ.items() if name not in _IN_THE_WAY}


def source_before_server(environ: Mapping[str, str], files: SdkFiles) -> Source | None:
    """Return what SDKs would use instead of a server: variables, or a default profile."""
    found = sources({**environ, URL: "http://127.0.0.1/"}, files)
    used = next(source for source in found if source.state.ends_the_search)
    return None if used.botocore == CONTAINER else used


def private_environment(
    environ: Mapping[str, str], changes: EnvironmentChanges, empty_file: str
) -> dict[str, str]:
    """Return an environment for a command that may use one role and no other.

    It keeps no AWS variables except the server and its token, the regions and the CA bundle. The
    SDK files are empty, so that there are no other profiles, and SDKs do not ask the host machine
    for its own role.
    """
    changed = changes.applied_to(environ)
    kept = {
        name: value
        for name, value in changed.items()
        if not name.startswith("AWS_") or name in _PRIVATE
    }
    return {
        **kept,
        "AWS_CONFIG_FILE": empty_file,
        "AWS_SHARED_CREDENTIALS_FILE": empty_file,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def as_compose(variables: Mapping[str, str]) -> str:
    """Return the variables for a service in a compose file."""
    lines = [f"  {name}: {json.dumps(value)}\n" for name, value in variables.items()]
    return "environment:\n" + "".join(lines)


def as_devcontainer(variables: Mapping[str, str]) -> str:
    """Return the variables for devcontainer.json."""
    return json.dumps({"containerEnv": dict(variables)}, indent=2) + "\n"
