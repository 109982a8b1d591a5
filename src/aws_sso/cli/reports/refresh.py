"""Reports the result of a refresh of roles."""

from aws_sso.annotations import TYPE_CHECKING, Sequence
from aws_sso.cli.output import say, warn, write
from aws_sso.domain.roles.roles import shadowed_arns
from aws_sso.errors import FAILURE

if TYPE_CHECKING:
    from aws_sso.use_cases.fresh_roles import Freshness
    from aws_sso.use_cases.refresh_roles import Refreshed

_SHOWN = 20


def report_refresh(refreshed: "Refreshed", *, brief: bool = False, silent: bool = False) -> int:
    """Print what was added, removed and is missing; returns the exit code.

    With `brief`, everything goes to stderr and changes are only counted. With `silent`, only
    missing accounts are reported.
    """
    if not silent:
        _report_changes(refreshed, brief=brief)
    shadowed = shadowed_arns(refreshed.catalog)
    if shadowed:
        warn(
            f"{_number(len(shadowed), 'role')} of the tenant left out: a permission set's role has "
            f"the same ARN here: {_shorten(shadowed)}"
        )
    if refreshed.no_access:
        warn(
            "the tenant's roles could not be fetched and are shown as last known: "
            f"{refreshed.no_access.message}"
        )
        if not refreshed.catalog.missing:
            say(f"hint: {refreshed.no_access.hint or 'run `aws-sso cache` again'}")
            return FAILURE
    if refreshed.catalog.missing:
        warn(
            f"could not fetch the roles of {_number(len(refreshed.catalog.missing), 'account')}; "
            f"using the last known ones: {_shorten(refreshed.catalog.missing)}"
        )
        if refreshed.reason:
            warn(f"first error: {refreshed.reason.message}")
        say("hint: run `aws-sso cache` again")
        return FAILURE
    return 0


def _report_changes(refreshed: "Refreshed", *, brief: bool) -> None:
    accounts = refreshed.catalog.accounts
    count = sum(len(account.roles) + len(account.access) for account in accounts)
    say(f"{_number(count, 'role')} in {_number(len(accounts), 'account')}")
    if brief:
        if count > len(refreshed.added) or refreshed.removed:
            say(f"{len(refreshed.added)} added, {len(refreshed.removed)} removed")
    else:
        names = {account.account_id: account.name for account in accounts}
        for sign, pairs in (("+", refreshed.added), ("-", refreshed.removed)):
            for account, role in pairs[:_SHOWN]:
                write(f"{sign} {account} {role}  {names.get(account, '')}".rstrip() + "\n")
            if len(pairs) > _SHOWN:
                write(f"{sign} and {len(pairs) - _SHOWN} more\n")


def report_freshness(freshness: "Freshness", instance: str | None = None) -> None:
    """Report what happened to stale roles; `instance` is named if there are others."""
    if freshness.refreshed:
        if instance is not None:
            say(f"`{instance}`:")
        report_refresh(freshness.refreshed, brief=True)
    if freshness.failure:
        whose = "" if instance is None else f" of `{instance}`"
        warn(f"could not refresh the roles{whose}: {freshness.failure.message}")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _shorten(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_SHOWN])
    if len(names) <= _SHOWN:
        return shown
    return f"{shown} and {len(names) - _SHOWN} more (all are in `missing` in cache.json)"
