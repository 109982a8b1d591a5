"""Checks of the vault, the sessions, and what was fetched in them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from aws_sso.adapters.vault.manifest import store_in_use
from aws_sso.cli.doctor.finding import Finding, Repair, broken, ok, warning
from aws_sso.domain.roles.history import ago
from aws_sso.domain.text.expiry import time_left
from aws_sso.parts.instance import Instance

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts


def store(parts: "Parts") -> list[Finding]:
    """The store gives the vault's keys."""
    wanted, used = parts.settings.secure_store, store_in_use(parts.locations.vault)
    if wanted and used and wanted != used:
        return [
            broken(
                f"the vault's keys are in `{used}`, config.yaml says `{wanted}`",
                f"aws-sso setup store {wanted}",
                Repair(f"move them to `{wanted}`", lambda: parts.vaults.move(wanted)),
            )
        ]
    if used is None:
        return [ok("there is no vault yet")]
    parts.vault.unlock()
    if used == "json":
        return [warning("the vault's keys lie in clear (`json`)", "aws-sso setup store NAME")]
    return [ok(f"the store `{used}` gives the vault's keys")]


def sessions(parts: "Parts") -> list[Finding]:
    """Every instance has a session."""
    return [_session(parts, one) for one in all_instances(parts)]


def roles(parts: "Parts") -> list[Finding]:
    """The roles were fetched, all of them and lately, and have names of their own."""
    return [finding for one in all_instances(parts) for finding in _roles(parts, one)]


def all_instances(parts: "Parts") -> list[Instance]:
    """Return every instance, whatever `--sso` says."""
    return [Instance(parts, one) for one in parts.settings.instances.values()]


def _session(parts: "Parts", instance: Instance) -> Finding:
    ends, now = instance.records.token_expiry(), parts.now()
    if ends > now:
        left = time_left(ends, datetime.fromtimestamp(now, UTC))
        return ok(f"the session of `{instance.name}` lasts {left} more")
    login = f"aws-sso login -S {instance.name}"
    if ends:
        return warning(f"the session of `{instance.name}` is over, or to be renewed", login)
    return warning(f"nobody is signed in to `{instance.name}`", login)


def _roles(parts: "Parts", instance: Instance) -> list[Finding]:
    index, now = instance.roles.index(), parts.now()
    fetch = Repair(
        f"fetch the roles of `{instance.name}`", lambda: instance.roles.fetch(may_ask=False)
    )
    hint = f"aws-sso cache -S {instance.name}"
    if index.refreshed is None:
        return [warning(f"the roles of `{instance.name}` were never fetched", hint, fetch)]
    when = ago(index.refreshed, now)
    found = []
    if instance.roles.are_stale():
        found.append(
            warning(f"the roles of `{instance.name}` are old: fetched {when}", hint, fetch)
        )
    if index.missing:
        found.append(
            warning(
                f"the roles of {index.missing} account(s) of `{instance.name}` could not be "
                "fetched last time",
                hint,
                fetch,
            )
        )
    problems = instance.roles.name_problems()
    if problems:
        count = len(problems.shared) + len(problems.nameless)
        found.append(
            warning(
                f"{count} profile name(s) of `{instance.name}` belong to several roles, or to none",
                problems.remedy,
            )
        )
    if not found:
        count = len(index.roles())
        found.append(ok(f"{count} roles of `{instance.name}`, fetched {when}"))
    return found
