"""Named profiles for `~/.aws/config`: one per role, with credentials from aws-sso.

Some SDKs split the `credential_process` line like a POSIX shell, others pass it to the system's
shell. Its content must mean the same to all of them.
"""

import re
import shlex

from aws_sso.annotations import Collection, Mapping
from aws_sso.domain.frozen import frozen
from aws_sso.domain.profiles.scoped import scope_arguments
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.text.printable import printable
from aws_sso.errors import ConfigError

_PLAIN = re.compile(r"[A-Za-z0-9_./:@%+=,-]+")
_REFUSED = frozenset('"$`%')
_OURS = ("credential_process",)


class UnusableNameError(ConfigError):
    """The name of a role or instance is not usable in a profile."""


@frozen
class EntryForm:
    """What all entries share: our program's path, the URL action (or None), and more settings.

    `policies` are the names of policies that profiles can use.
    """

    program: str
    url_action: str | None
    variables: Mapping[str, str]
    policies: Collection[str] = ()


def entry(role: Role, region: str | None, form: EntryForm, scope: str | None = None) -> str:
    """Return a role's profile, followed by a blank line.

    `region` comes from config.yaml, if set; `scope` limits the credentials. Raises
    UnusableNameError for names that cannot be written safely, ConfigError for problems that affect
    every profile.
    """
    command = [_word(form.program, "the path of this program", "ConfigProfilesBinaryPath")]
    if form.url_action:
        command += ["-u", form.url_action]
    try:
        instance = _checked(role.instance, "the instance name", "rename it in config.yaml")
        arn = _word(role.arn, "the role's ARN", None)
        narrowing = [
            _word(one, "a scope's name", None) for one in scope_arguments(scope, form.policies)
        ]
    except ConfigError as error:
        raise UnusableNameError(error.message, error.hint) from None
    command += ["-S", f'"{instance}"', "process", "--arn", arn, *narrowing]
    values = {"credential_process": " ".join(command)}
    if region:
        values["region"] = region
    for key, value in form.variables.items():
        _check_variable(key, value)
        values.setdefault(key, value)
    lines = [f"[profile {_section_name(role)}]", *(f"{k} = {v}" for k, v in values.items())]
    return "\n".join(lines) + "\n\n"


def _section_name(role: Role) -> str:
    name = role.profile
    if "]" in name or not name.isprintable() or name != name.strip():
        raise UnusableNameError(
            "not allowed in `~/.aws/config`: contains `]` or a control character, or ends in a "
            "space",
            "give the role another `Profile`, or change `ProfileFormat`",
        )
    # Written like aws-sso-cli's line where that is safe; botocore splits it like a shell.
    try:
        if shlex.split(f"profile {name}") == ["profile", name]:
            return name
    except ValueError:
        pass
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _word(text: str, what: str, key: str | None) -> str:
    remedy = f"set `{key}` in config.yaml to a path without them" if key else "ask for another name"
    _checked(text, what, remedy)
    return text if _PLAIN.fullmatch(text) else f'"{text}"'


def _checked(text: str, what: str, remedy: str) -> str:
    bad = not text.isprintable() or "\\\\" in text or text.endswith("\\")
    if bad or not _REFUSED.isdisjoint(text):
        raise ConfigError(
            f"{what} has characters that are not safe in a `credential_process` line: "
            f"{printable(text)}",
            remedy,
        )
    return text


def _check_variable(key: str, value: str) -> None:
    if not key or not key.isprintable() or not value.isprintable() or set(key) & set("=:[] #;"):
        raise ConfigError(
            f"`ConfigVariables` cannot be written to `~/.aws/config`: `{printable(key)}`",
            "a key must be one word, a value one line",
        )
    if key in _OURS or key.startswith("sso_"):
        raise ConfigError(
            f"`ConfigVariables` must not set `{key}`: SDKs would no longer ask aws-sso for "
            "credentials",
            "remove it from config.yaml",
        )
