"""`status`: this shell's identity, and when it expires."""

from aws_sso.annotations import Any
from aws_sso.cli.options.declared import declare, flag
from aws_sso.cli.output import json_text, tell_on_terminal, write
from aws_sso.domain.text.expiry import iso_utc, time_left
from aws_sso.domain.text.printable import printable
from aws_sso.errors import EXPIRED, FAILURE
from aws_sso.parts.parts import Parts
from aws_sso.parts.status import status_ports
from aws_sso.use_cases.tell_status import ENDED, RENEWS, Status, tell_status


@declare("status", needs_config=False)
@flag("--json", field="as_json", help="Print JSON.")
def command(parts: Parts, as_json: bool) -> int:
    """Show this shell's role, and when its credentials and the session expire.

    Never asks you anything, and never calls AWS. `whoami` is an alias.

    \b
    exit code 0   signed in, and this shell's credentials are valid
    exit code 1   not signed in
    exit code 3   this shell's credentials have expired
    """
    status = tell_status(status_ports(parts))
    write(json_text(_fields(status)) if as_json else f"{printable(_line(status))}\n")
    if not as_json and not status.is_signed_in:
        tell_on_terminal("hint: run `aws-sso login`")
    if status.has_expired:
        return EXPIRED
    return 0 if status.is_signed_in else FAILURE


def _line(status: Status) -> str:
    if status.role:
        who = status.role.in_words
        if status.scope:
            who += f", narrowed to {status.scope}"
    elif status.foreign:
        who = "credentials not from aws-sso"
    else:
        who = "no role"
    lasting = [_credentials(status), _session(status), "vault locked" if status.locked else ""]
    return f"{who}, instance {status.instance}: {', '.join(text for text in lasting if text)}"


def _credentials(status: Status) -> str:
    if status.role is None:
        return ""
    ends = status.credentials_end
    if ends is not None and ends > status.now:
        return f"credentials {_left(status, ends)}"
    if status.role.renews_itself:
        return "credentials renewed when used"
    return "credentials expired" if ends is not None else "credentials with unknown expiry"


def _session(status: Status) -> str:
    if status.session_ends is not None:
        return f"session {_left(status, status.session_ends)}"
    return {
        RENEWS: "session renewed when used",
        ENDED: "session expired",
    }.get(status.session, "not signed in")


def _left(status: Status, ends: int) -> str:
    return time_left(ends, status.now)


def _fields(status: Status) -> dict[str, Any]:
    role = status.role
    return {
        "profile": role.profile if role else None,
        "arn": str(role.arn) if role else None,
        "account": role.arn.account_id if role else None,
        "role": role.arn.role_name if role else None,
        "scope": status.scope,
        "source": role.source if role else "other" if status.foreign else None,
        "instance": status.instance,
        **_end("credentials", status.credentials_end, status.now),
        "signed_in": status.is_signed_in,
        **_end("session", status.session_ends, status.now),
        "vault_locked": status.locked,
    }


def _end(what: str, ends: int | None, now: float) -> dict[str, Any]:
    """Return when something expires, and the minutes left (0 if expired)."""
    return {
        f"{what}_expire": None if ends is None else iso_utc(ends),
        f"{what}_minutes": None if ends is None else max(0, int((ends - now) // 60)),
    }
