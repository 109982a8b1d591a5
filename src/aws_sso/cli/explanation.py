"""Describes a shell's identity, and what is known about a role."""

from pathlib import Path

from aws_sso.annotations import Sequence
from aws_sso.domain.roles.history import ago
from aws_sso.domain.shell.identity import Origin, ProfileUse, ShellIdentity, Winner
from aws_sso.domain.shell.sdk_chain import Source, State
from aws_sso.domain.text.expiry import time_left
from aws_sso.domain.text.messages import never_fetched
from aws_sso.use_cases.explain import KnownRole, MissingRole

_CLEAR = 'to unset these variables, run `eval "$(aws-sso eval --clear)"`'


def shell_lines(identity: ShellIdentity, now: float) -> list[str]:
    """Return what SDKs use here and why, line by line."""
    width = max(len(source.name) for source in identity.sources)
    lines = ["AWS SDKs look for credentials in this order:", ""]
    for source in identity.sources:
        mark = "->" if source.state.ends_the_search else "  "
        lines.append(f"{mark} {source.name:<{width}}  {_told(source)}")
    lines.append("")
    winner = identity.winner
    if winner is None:
        lines.append("nothing found; on AWS machines, the machine's role is used")
        lines.append(
            "hint: set `AWS_PROFILE=NAME`, or use `aws-sso exec`; run `aws-sso list` to see roles"
        )
        return lines
    lines += _about(winner, now)
    if identity.shadowed:
        names = ", ".join(source.name for source in identity.shadowed)
        lines.append(f"shadowed by it: {names}")
        if winner.is_variables:
            lines.append(f"hint: {_CLEAR}")
    return lines


def role_lines(found: Sequence[KnownRole] | MissingRole, config: Path, now: float) -> list[str]:
    """Return what is known about roles, or why there may be none.

    `config` is the file in which SDKs look for profiles.
    """
    if isinstance(found, MissingRole):
        return _missing(found, now)
    return [line for known in found for line in _known(known, config, now)]


def _known(known: KnownRole, config: Path, now: float) -> list[str]:
    role = known.role
    lines = [
        f"{role.arn}",
        f"  profile      {role.profile}",
        f"  instance     {known.instance} ({role.start_url})",
        f"  account      {role.account_name or role.account_alias} {role.account_id}".rstrip(),
    ]
    if role.via:
        with_id = f", external id {role.external_id}" if role.external_id else ""
        lines.append(f"  via          {role.via}{with_id}")
    if known.listed is None:
        lines.append("  granted      not listed by Identity Center; defined in config.yaml")
    else:
        lines.append(f"  granted      yes, fetched {ago(known.listed, now)}")
    ends = known.credentials
    lines.append(f"  credentials  {_credentials(ends, now)}")
    lines += [f"    {scope}: {_credentials(end, now)}" for scope, end in known.scoped.items()]
    lines += [f"  handed out   {line}" for line in _handed_out(known, now)]
    lines.append(f"  session      {_session(known.session, now)}")
    lines.append(f"  SDKs         {_sdks(known, config)}")
    return lines


def _handed_out(known: KnownRole, now: float) -> list[str]:
    """Say how often single-command servers handed it out, and when last, for each scope."""
    lines = []
    for scope in dict.fromkeys(one.scope for one in known.handed_out):
        these = [one for one in known.handed_out if one.scope == scope]
        times = "once" if len(these) == 1 else f"{len(these)} times"
        narrowed = f", narrowed to {scope}" if scope else ""
        to = f", to {these[-1].asker}" if these[-1].asker else ""
        lines.append(f"{times}{narrowed}; last {ago(these[-1].at, now)}{to}")
    return lines


def _missing(missing: MissingRole, now: float) -> list[str]:
    lines = [missing.problem.message]
    for one in missing.lists:
        if one.fetched is None:
            lines.append(never_fetched(one.instance))
            continue
        lines.append(f"the roles of `{one.instance}` were fetched {ago(one.fetched, now)}")
        if one.lacks_account:
            lines.append(f"the roles of account {missing.account} could not be fetched then")
    lines.append("the role was not granted to you, was granted later, or has another profile name")
    if missing.problem.hint:
        lines.append(f"hint: {missing.problem.hint}")
    lines.append("hint: run `aws-sso cache` to fetch your roles again")
    if missing.permission_set:
        plain = missing.permission_set
        lines.append(f"hint: this is the role behind a permission set; try `--arn {plain}`")
    return lines


def _told(source: Source) -> str:
    if source.state in (State.USED, State.ABSENT):
        return source.told
    return f"{source.told} ({source.state.value})"


def _about(winner: Winner, now: float) -> list[str]:
    source = winner.source
    if winner.origin is Origin.ERROR:
        return [f"{source.name}: {source.told}; SDKs stop there with an error"]
    if winner.origin is Origin.OUR_VARIABLES:
        return [f"they were set by aws-sso, for {winner.role_arn}{_until(winner.ends, now)}"]
    if winner.origin is Origin.OTHER_VARIABLES:
        return ["they were not set by aws-sso"]
    if winner.origin is Origin.OUR_PROCESS:
        return ["they come from aws-sso, and renew themselves"]
    if winner.origin is Origin.SDK_SIGN_IN:
        return ["SDKs sign in themselves, and keep unencrypted tokens in ~/.aws/sso/cache"]
    return []


def _until(ends: int | None, now: float) -> str:
    if ends is None:
        return ""
    return ", and have expired" if ends <= now else f", for {_left(ends, now)}"


def _session(ends: int | None, now: float) -> str:
    if ends is None:
        return "expired, or not signed in: renewed silently if possible, else run `aws-sso login`"
    return f"valid for {_left(ends, now)}, then renewed silently while Identity Center allows it"


def _sdks(known: KnownRole, config: Path) -> str:
    profile, sdk = known.role.profile, known.sdk
    if sdk.use is ProfileUse.OURS:
        return f"use it with AWS_PROFILE={profile}"
    if sdk.use is ProfileUse.SHADOWED:
        return f"with AWS_PROFILE={profile} use {sdk.told} instead"
    if sdk.use is ProfileUse.ABSENT:
        return f"{config} has no profile for it; run `aws-sso config` to add one"
    return sdk.told


def _credentials(ends: int | None, now: float) -> str:
    if not ends:
        return "none cached"
    return "expired" if ends <= now else f"for {_left(ends, now)}"


def _left(ends: int, now: float) -> str:
    return time_left(ends, now)
