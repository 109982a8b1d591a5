"""Which credentials AWS SDKs use in an environment, and which ones these shadow.

The order is botocore's (Python, and both versions of the AWS CLI): boto3 documentation,
"Credentials". Other SDKs differ in details: AWS SDKs and Tools Reference Guide, "Standardized
credential providers". The SDK for JavaScript checks `AWS_PROFILE` before the variables.
"""

import re
from enum import Enum

from aws_sso.annotations import Mapping
from aws_sso.domain.frozen import frozen

Profiles = Mapping[str, Mapping[str, str]]
CONTAINER = "container-role"
"""botocore's name for a container credential server."""
_OURS = re.compile(r"aws-sso\S*.*\bprocess\b.*?(?:--arn|-a)[ =](?P<arn>\S+)")


class State(Enum):
    """What happens to a source of credentials."""

    USED = "used"
    BROKEN = "an error to the SDKs"
    SHADOWED = "not reached"
    ABSENT = "not there"

    @property
    def ends_the_search(self) -> bool:
        """Whether the SDKs' search ends here."""
        return self in (State.USED, State.BROKEN)


@frozen
class Source:
    """A place where SDKs look; `botocore` is that library's name for it, `told` its content."""

    name: str
    botocore: str
    state: State
    told: str


@frozen
class SdkFiles:
    """Profiles in `~/.aws/config` and `~/.aws/credentials`: names and keys."""

    config: Profiles
    credentials: Profiles


def sources(environ: Mapping[str, str], files: SdkFiles) -> list[Source]:
    """Return all places in the SDKs' order, each with its state; at most one is used.

    An incomplete source also ends the search: with an error.
    """
    name = environ.get("AWS_PROFILE") or environ.get("AWS_DEFAULT_PROFILE") or "default"
    profile = files.config.get(name, {})
    keys = files.credentials.get(name, {})
    named = "AWS_PROFILE" in environ or "AWS_DEFAULT_PROFILE" in environ
    found: list[tuple[str, str, State, str]] = []
    if named and name not in files.config and name not in files.credentials:
        # A missing profile comes first, even before variables: botocore gives up there.
        found.append(("AWS_PROFILE", "", State.BROKEN, f"`{name}`, which is in neither file"))
    found += [
        _variables(environ),
        _assumed_role(name, {**keys, **profile}),
        _web_identity(environ, profile),
        _present(f"SSO of profile `{name}`", "sso", profile, ("sso_account_id", "sso_role_name")),
        _present(f"keys of `{name}` in the credentials file", "shared-credentials-file", keys,
                 ("aws_access_key_id", "aws_secret_access_key")),
        _process(name, {**keys, **profile}),
        _present(f"keys of profile `{name}`", "config-file", profile,
                 ("aws_access_key_id", "aws_secret_access_key")),
        _container(environ),
    ]  # fmt: skip
    result, used = [], False
    for title, botocore, state, told in found:
        if state.ends_the_search and used:
            state = State.SHADOWED
        used = used or state.ends_the_search
        result.append(Source(title, botocore, state, told))
    return result


def our_role(command: str) -> str | None:
    """Return the ARN in one of our `credential_process` lines; None for other programs."""
    found = _OURS.search(command)
    return found["arn"] if found else None


def _variables(environ: Mapping[str, str]) -> tuple[str, str, State, str]:
    title = "environment variables"
    key, secret = environ.get("AWS_ACCESS_KEY_ID"), environ.get("AWS_SECRET_ACCESS_KEY")
    if key and secret:
        return title, "env", State.USED, f"AWS_ACCESS_KEY_ID={key}"
    if key:
        return title, "env", State.BROKEN, "AWS_SECRET_ACCESS_KEY is missing"
    return title, "env", State.ABSENT, "AWS_ACCESS_KEY_ID is not set"


def _web_identity(
    environ: Mapping[str, str], profile: Mapping[str, str]
) -> tuple[str, str, State, str]:
    title, botocore = "web identity", "assume-role-with-web-identity"
    file = environ.get("AWS_WEB_IDENTITY_TOKEN_FILE") or profile.get("web_identity_token_file")
    role = environ.get("AWS_ROLE_ARN") or profile.get("role_arn")
    if file and role:
        return title, botocore, State.USED, role
    if file:
        return title, botocore, State.BROKEN, "AWS_ROLE_ARN is missing"
    return title, botocore, State.ABSENT, "AWS_WEB_IDENTITY_TOKEN_FILE is not set"


def _assumed_role(name: str, section: Mapping[str, str]) -> tuple[str, str, State, str]:
    title, botocore = f"role of profile `{name}`", "assume-role"
    role = section.get("role_arn")
    if not role or section.get("web_identity_token_file"):
        return title, botocore, State.ABSENT, "role_arn is not set"
    if not (section.get("source_profile") or section.get("credential_source")):
        return title, botocore, State.BROKEN, "source_profile is missing"
    return title, botocore, State.USED, f"role_arn = {role}"


def _present(
    title: str, botocore: str, section: Mapping[str, str], wanted: tuple[str, ...]
) -> tuple[str, str, State, str]:
    there = [key for key in wanted if section.get(key)]
    if len(there) == len(wanted):
        return title, botocore, State.USED, f"{wanted[0]} = {section[wanted[0]]}"
    if there:
        missing = ", ".join(key for key in wanted if key not in there)
        return title, botocore, State.BROKEN, f"{missing} is missing"
    return title, botocore, State.ABSENT, f"{wanted[0]} is not set"


def _process(name: str, section: Mapping[str, str]) -> tuple[str, str, State, str]:
    title, botocore = f"credential_process of profile `{name}`", "custom-process"
    command = section.get("credential_process")
    if not command:
        return title, botocore, State.ABSENT, "credential_process is not set"
    arn = our_role(command)
    return title, botocore, State.USED, f"ours, for {arn}" if arn else "by another program"


def _container(environ: Mapping[str, str]) -> tuple[str, str, State, str]:
    title, botocore = "container credentials", CONTAINER
    for variable in (
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ):
        if environ.get(variable):
            return title, botocore, State.USED, f"{variable}={environ[variable]}"
    return title, botocore, State.ABSENT, "AWS_CONTAINER_CREDENTIALS_FULL_URI is not set"
