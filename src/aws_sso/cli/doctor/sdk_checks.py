"""Checks of what AWS SDKs see: profiles, this shell, secrets that other tools leave in clear."""

import json
import os
import shlex
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aws_sso.adapters.files.locations import home_folder
from aws_sso.adapters.sdk.files import sdk_files
from aws_sso.cli.doctor.finding import Finding, Repair, broken, ok, warning
from aws_sso.domain.shell.sdk_chain import SdkFiles, State, our_role, sources
from aws_sso.domain.text.marked_block import BEGIN
from aws_sso.errors import SsoError
from aws_sso.parts.profiles import Profiles

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts


def profiles(parts: "Parts") -> list[Finding]:
    """The profiles in `~/.aws/config` are those of the roles, and nothing shadows them."""
    ours = Profiles(parts)
    if BEGIN not in ours.text():
        return [ok(f"{ours.path} has no profiles of ours; `aws-sso config` writes them")]
    plan = ours.plan(ours.known_roles())
    rewrite = Repair(f"write {plan.count} profiles to {ours.path}", lambda: ours.write(plan))
    found = []
    gone = _gone_program(sdk_files(parts.environ))
    if gone:
        found.append(
            broken(f"the profiles run {gone}, which is not there", "aws-sso config", rewrite)
        )
    elif plan.is_change:
        found.append(
            warning(f"{ours.path} is out of step with your roles", "aws-sso config", rewrite)
        )
    for name in plan.shadowed:
        found.append(
            warning(
                f"the credentials file has keys for `{name}`, and the SDKs prefer those",
                f"remove the section [{name}] from it",
            )
        )
    return found or [ok(f"{ours.path} has all {plan.count} profiles")]


def shell(parts: "Parts") -> list[Finding]:
    """What this shell sets leads SDKs where the user thinks it does."""
    environ = parts.environ
    found = sources(environ, sdk_files(environ))
    used = next((source for source in found if source.state.ends_the_search), None)
    if used is None:
        return [ok("this shell names no credentials")]
    if used.state is State.BROKEN:
        return [broken(f"{used.name}: {used.told}", "`aws-sso explain` tells more")]
    shadowed = [one for one in found if one.state is State.SHADOWED]
    if environ.get("AWS_PROFILE") and used.botocore in ("env", "shared-credentials-file"):
        hidden = [one for one in shadowed if one.botocore == "custom-process"]
        if hidden:
            return [
                warning(
                    f"AWS_PROFILE={environ['AWS_PROFILE']} is not used: {used.name} come first",
                    "`aws-sso explain` tells more",
                )
            ]
    return [ok(f"SDKs use the {used.name}")]


def secrets_in_clear(parts: "Parts") -> list[Finding]:
    """No tokens or credentials of other tools lie in clear below `~/.aws`."""
    folder = home_folder(parts.environ) / ".aws"
    found = []
    for name, what in (("sso/cache", "tokens"), ("cli/cache", "credentials")):
        files = [path for path in sorted((folder / name).glob("*.json")) if _has_secret(path)]
        if files:
            found.append(
                warning(
                    f"the AWS CLI left {what} in clear in {folder / name} ({len(files)} file(s))",
                    "`aws sso logout`, or delete them",
                    Repair(f"delete these {len(files)} file(s)", partial(_delete, files)),
                )
            )
    try:
        keys = [n for n, s in sdk_files(parts.environ).credentials.items() if _is_long_term(s)]
    except SsoError:
        keys = []  # `shell` tells of it
    if keys:
        found.append(
            warning(
                f"long-term keys lie in clear in the credentials file: {', '.join(keys[:5])}",
                "use a role instead, and delete the keys in IAM",
            )
        )
    return found or [ok("no secrets of other tools lie in clear")]


def _gone_program(files: SdkFiles) -> str | None:
    """Return the program that profiles of ours run, if it cannot be run."""
    for section in files.config.values():
        command = section.get("credential_process", "")
        if our_role(command):
            try:
                program = shlex.split(command)[0]
            except (ValueError, IndexError):
                continue
            if os.path.isabs(program) and not os.access(program, os.X_OK):
                return program
    return None


def _has_secret(path: Path) -> bool:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    names = ("accessToken", "refreshToken", "clientSecret", "Credentials")
    return isinstance(content, dict) and any(content.get(name) for name in names)


def _is_long_term(section: object) -> bool:
    if not isinstance(section, dict):
        return False
    return bool(section.get("aws_secret_access_key")) and not section.get("aws_session_token")


def _delete(files: list[Path]) -> None:
    for path in files:
        path.unlink(missing_ok=True)
