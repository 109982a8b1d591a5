"""Explains the identity of a shell, and what is with a role."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aws_sso.adapters.sdk.config import aws_config_path
from aws_sso.adapters.sdk.files import sdk_files
from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.roles.history import ago
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice, not_found
from aws_sso.domain.shell.sdk_chain import Source, State, our_role, sources
from aws_sso.domain.text.expiry import parse_time, time_left
from aws_sso.errors import SsoError

if TYPE_CHECKING:
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts

_CLEAR = '`eval "$(aws-sso eval --clear)"` takes these variables away'


class Explanation:
    """Puts what there is into sentences."""

    def __init__(self, parts: "Parts") -> None:
        self._parts = parts

    def of_shell(self) -> list[str]:
        """Return what SDKs use here and why, a line each."""
        found = sources(self._parts.environ, sdk_files(self._parts.environ))
        width = max(len(source.name) for source in found)
        lines = ["the AWS SDKs look here for credentials, in this order:", ""]
        for source in found:
            mark = "->" if source.state.ends_the_search else "  "
            lines.append(f"{mark} {source.name:<{width}}  {self._told(source)}")
        lines.append("")
        used = next((source for source in found if source.state.ends_the_search), None)
        if used is None:
            lines.append("nothing is found there: on AWS's machines their own role is used")
            lines.append("hint: `AWS_PROFILE=NAME`, or `aws-sso exec`; `aws-sso list` shows roles")
        else:
            lines += self._about(used)
        shadowed = [source.name for source in found if source.state is State.SHADOWED]
        if used and shadowed:
            lines.append(f"not reached because of it: {', '.join(shadowed)}")
            if used.botocore == "env":
                lines.append(f"hint: {_CLEAR}")
        return lines

    def of_role(self, choice: RoleChoice) -> list[str]:
        """Return what is known of a role, and why it may be missing."""
        instances = self._parts.instances.searched
        for instance in instances:
            found = instance.roles.matching(choice)
            if found:
                return [line for role in found for line in self._known(instance, role)]
        return self._missing(instances, choice)

    def _told(self, source: Source) -> str:
        if source.state is State.USED or source.state is State.ABSENT:
            return source.told
        return f"{source.told} ({source.state.value})"

    def _about(self, used: Source) -> list[str]:
        environ = self._parts.environ
        if used.state is State.BROKEN:
            return [f"{used.name}: {used.told}; SDKs stop there with an error"]
        if used.botocore == "env" and (arn := environ.get("AWS_SSO_ROLE_ARN")):
            return [f"they were set by aws-sso, for {arn}{self._until()}"]
        if used.botocore == "env":
            return ["they were not set by aws-sso"]
        if used.botocore == "custom-process" and used.told.startswith("ours"):
            return ["they are obtained by aws-sso, and renew themselves"]
        if used.botocore == "sso":
            return ["the SDKs sign in themselves, and keep tokens in clear in ~/.aws/sso/cache"]
        return []

    def _until(self) -> str:
        text = self._parts.environ.get("AWS_SSO_SESSION_EXPIRATION")
        try:
            ends = int(parse_time(text or "").timestamp())
        except ValueError:
            return ""
        left = self._left(ends)
        return ", and are over" if left == "Expired" else f", for {left}"

    def _known(self, instance: "Instance", role: Role) -> list[str]:
        refreshed = instance.roles.refreshed
        now = self._parts.now()
        listed = self._is_listed(instance, role)
        lines = [
            f"{role.arn}",
            f"  profile      {role.profile}",
            f"  instance     {instance.name} ({role.start_url})",
            f"  account      {role.account_name or role.account_alias} {role.account_id}".rstrip(),
        ]
        if role.via:
            lines.append(f"  via          {role.via}")
        if listed and refreshed is not None:
            lines.append(f"  granted      as fetched {ago(refreshed, now)}")
        else:
            lines.append("  granted      not listed by Identity Center; config.yaml defines it")
        ends = instance.records.credential_expiries().get(role.arn, 0)
        lines.append(f"  credentials  {f'for {self._left(ends)}' if ends else 'none at hand'}")
        lines.append(f"  session      {self._session(instance)}")
        lines += self._in_files(role)
        return lines

    def _is_listed(self, instance: "Instance", role: Role) -> bool:
        catalog = instance.roles.catalog()
        accounts = catalog.accounts if catalog else ()
        return any(
            account.account_id == role.account_id and role.role_name in account.roles
            for account in accounts
        )

    def _session(self, instance: "Instance") -> str:
        ends = instance.records.token_expiry()
        if ends <= self._parts.now():
            return "over, or none: renewed silently if it can be, else by `aws-sso login`"
        return f"for {self._left(ends)}, then renewed silently while Identity Center allows it"

    def _in_files(self, role: Role) -> list[str]:
        """Tell what the SDKs make of the role's profile name, and of this shell."""
        try:
            files = sdk_files(self._parts.environ)
        except SsoError as error:
            return [f"  SDKs         {error.message}"]
        path = aws_config_path(self._parts.environ)
        command = files.config.get(role.profile, {}).get("credential_process", "")
        if our_role(command) == role.arn:
            environ = {**self._parts.environ, "AWS_PROFILE": role.profile}
            found = sources(environ, files)
            used = next((one for one in found if one.state.ends_the_search), None)
            if used and used.botocore == "custom-process":
                return [f"  SDKs         use it with AWS_PROFILE={role.profile}"]
            what = used.name if used else "something else"
            return [f"  SDKs         with AWS_PROFILE={role.profile} use {what} instead"]
        return [f"  SDKs         {path} has no profile for it; `aws-sso config` writes one"]

    def _missing(self, instances: Sequence["Instance"], choice: RoleChoice) -> list[str]:
        now = self._parts.now()
        known = [role for instance in instances for role in instance.roles.all()]
        problem = not_found(known, choice)
        lines = [problem.message]
        for instance in instances:
            refreshed = instance.roles.refreshed
            if refreshed is None:
                lines.append(f"the roles of `{instance.name}` were never fetched")
                continue
            lines.append(f"the roles of `{instance.name}` were fetched {ago(refreshed, now)}")
            catalog = instance.roles.catalog()
            account = choice.arn.account_id if choice.arn else choice.account
            if catalog and account in catalog.missing:
                lines.append(f"those of account {account} could not be fetched then")
        lines.append("it is not granted to you, or was since then, or has another profile name")
        if problem.hint:
            lines.append(f"hint: {problem.hint}")
        lines.append("hint: `aws-sso cache` fetches your roles anew")
        if choice.arn and choice.arn.role_name.startswith("AWSReservedSSO_"):
            name = choice.arn.role_name.removeprefix("AWSReservedSSO_").rpartition("_")[0]
            plain = RoleArn(choice.arn.partition, choice.arn.account_id, name)
            lines.append(f"hint: that is the role behind a permission set: try `--arn {plain}`")
        return lines

    def _left(self, ends: int) -> str:
        return time_left(ends, datetime.fromtimestamp(self._parts.now(), UTC))
