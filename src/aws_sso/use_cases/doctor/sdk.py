"""Checks of what AWS SDKs see: profiles, this shell, unencrypted secrets of other tools."""

import shlex
from functools import partial
from pathlib import Path

from aws_sso.annotations import Callable, Collection, Mapping, Protocol, Sequence
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.session.cli_token import is_cli_token_of_ours
from aws_sso.domain.shell.sdk_chain import SdkFiles, State, our_role, sources
from aws_sso.domain.text.marked_block import BEGIN
from aws_sso.domain.text.messages import profiles_outdated
from aws_sso.errors import SsoError
from aws_sso.use_cases.doctor.finding import Finding, Repair, broken, ok, warning
from aws_sso.use_cases.plan_profiles import ProfilePlan

_CACHES = (("sso/cache", "tokens"), ("cli/cache", "credentials"))
"""Folders in `~/.aws` where the AWS CLI stores unencrypted secrets, and their kind."""
_SECRETS = ("accessToken", "refreshToken", "clientSecret", "Credentials")


class Profiles(Protocol):
    """The named profiles in the file at `path`."""

    path: Path

    def text(self) -> str: ...
    def known_roles(self) -> tuple[Role, ...]: ...
    def plan(self, roles: tuple[Role, ...]) -> ProfilePlan: ...
    def write(self, plan: ProfilePlan) -> None: ...


def profiles(
    ours: Profiles, files: Callable[[], SdkFiles], is_gone: Callable[[str], bool]
) -> list[Finding]:
    """The profiles in `~/.aws/config` match the roles, and nothing shadows them.

    `is_gone` returns whether a path has no executable program.
    """
    if BEGIN not in ours.text():
        return [ok(f"{ours.path} has no aws-sso profiles; run `aws-sso config` to add them")]
    plan = ours.plan(ours.known_roles())
    title = f"write {plan.count} profiles to {ours.path} ({plan.summary.in_words})"
    rewrite = Repair(title, partial(ours.write, plan))
    found = []
    try:
        gone = next((path for path in _programs(files()) if is_gone(path)), None)
    except SsoError as error:
        if not plan.left_out:
            raise
        # For example, a name both inside and outside our block.
        found.append(broken(error.message, "aws-sso config", rewrite))
    else:
        if gone:
            found.append(
                broken(f"the profiles run {gone}, which does not exist", "aws-sso config", rewrite)
            )
        elif plan.is_change:
            found.append(warning(profiles_outdated(ours.path), "aws-sso config", rewrite))
    if plan.left_out:
        first, count = plan.left_out[0], len(plan.left_out)
        others = f"; and {count - 1} more names" if count > 1 else ""
        found.append(broken(f"no profile for {first.in_words}{others}", first.remedy))
    for name in plan.shadowed:
        found.append(
            warning(
                f"the credentials file has keys for `{name}`, which SDKs prefer",
                f"remove the section [{name}] from the file",
            )
        )
    return found or [ok(f"{ours.path} has all {plan.count} profiles")]


def shell(environ: Mapping[str, str], files: SdkFiles) -> list[Finding]:
    """The shell's variables have the effect that the user expects."""
    found = sources(environ, files)
    used = next((source for source in found if source.state.ends_the_search), None)
    if used is None:
        return [ok("no AWS credentials in this shell")]
    if used.state is State.BROKEN:
        return [broken(f"{used.name}: {used.told}", "see `aws-sso explain`")]
    shadowed = [one for one in found if one.state is State.SHADOWED]
    if environ.get("AWS_PROFILE") and used.botocore in ("env", "shared-credentials-file"):
        hidden = [one for one in shadowed if one.botocore == "custom-process"]
        if hidden:
            return [
                warning(
                    f"AWS_PROFILE={environ['AWS_PROFILE']} is not used: {used.name} come first",
                    "see `aws-sso explain`",
                )
            ]
    return [ok(f"SDKs use the {used.name}")]


class Caches(Protocol):
    """JSON files of other tools in `~/.aws`, by folder."""

    folder: Path

    def contents(self, name: str) -> Sequence[tuple[Path, object]]: ...
    def delete(self, files: Sequence[Path]) -> None: ...


@frozen
class Exported:
    """Tokens exported at the user's request: file names by instance.

    `configured` are the instances in config.yaml, None if unknown. `stop` ends the export of one.
    """

    files: Mapping[str, Sequence[str]]
    configured: Collection[str] | None
    stop: Callable[[str], object]


def secrets_in_clear(
    caches: Caches, files: Callable[[], SdkFiles], exported: Exported
) -> list[Finding]:
    """No unencrypted tokens or credentials of other tools in `~/.aws`."""
    found = _exported(caches, exported)
    wanted = {name for names in exported.files.values() for name in names}
    for name, what in _CACHES:
        paths = [
            path
            for path, content in caches.contents(name)
            if _has_secret(content) and not (path.name in wanted and is_cli_token_of_ours(content))
        ]
        if paths:
            found.append(
                warning(
                    f"the AWS CLI left unencrypted {what} in {caches.folder / name} ({len(paths)} "
                    "file(s))",
                    "run `aws sso logout`, or delete them",
                    Repair(f"delete these {len(paths)} file(s)", partial(caches.delete, paths)),
                )
            )
    try:
        keys = [name for name, keys in files().credentials.items() if _is_long_term(keys)]
    except SsoError:
        keys = []  # the check `shell` reports it
    if keys:
        found.append(
            warning(
                f"unencrypted long-term keys in the credentials file: {', '.join(keys[:5])}",
                "use a role instead, and delete the keys in IAM",
            )
        )
    return found or [ok("no unencrypted secrets of other tools")]


def _exported(caches: Caches, exported: Exported) -> list[Finding]:
    """List the tokens that are unencrypted at the user's request."""
    there = {path.name: content for path, content in caches.contents("sso/cache")}
    found = []
    for instance, names in exported.files.items():
        present = [name for name in names if name in there]
        if exported.configured is not None and instance not in exported.configured:
            title = f"delete them, and stop exporting the token of `{instance}`"
            found.append(
                warning(
                    f"the token of `{instance}`, which is not in config.yaml, is exported to the "
                    "AWS CLI",
                    None,
                    Repair(title, partial(exported.stop, instance)),
                )
            )
        elif not all(is_cli_token_of_ours(there[name]) for name in present):
            found.append(
                warning(
                    f"the AWS CLI has replaced the exported token of `{instance}`",
                    "run `aws sso logout`, then `aws-sso login`; or `aws-sso setup aws-cli-token "
                    "--delete`",
                )
            )
        elif present:
            found.append(
                ok(
                    f"the token of `{instance}` is exported unencrypted to the AWS CLI, as you "
                    f"requested ({len(present)} file(s) in {caches.folder / 'sso/cache'})"
                )
            )
    return found


def _programs(files: SdkFiles) -> Sequence[str]:
    """Return the paths of the programs that our profiles run."""
    found = []
    for section in files.config.values():
        command = section.get("credential_process", "")
        if our_role(command):
            try:
                found.append(shlex.split(command)[0])
            except (ValueError, IndexError):
                continue
    return found


def _has_secret(content: object) -> bool:
    return isinstance(content, dict) and any(content.get(name) for name in _SECRETS)


def _is_long_term(keys: Mapping[str, str]) -> bool:
    return bool(keys.get("aws_secret_access_key")) and not keys.get("aws_session_token")
