"""STS: GetCallerIdentity, AssumeRole and GetScopedCredentials.

As in botocore's model `sts`. To assume a role, the caller's own policies must allow it, and the
role's trust policy, if any. Session tags, policy ARNs and MFA are refused.
"""

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from aws_sso.emulator.key_mint import LocalMint
from aws_sso.emulator.policy.documents import Policy, read_policy
from aws_sso.emulator.policy.evaluation import Decision, Question, decide, decide_all
from aws_sso.emulator.policy.problems import MalformedPolicyError
from aws_sso.emulator.signed.refusals import SignedRefusalError, denied
from aws_sso.emulator.signed.sessions import RoleSession, Sessions

OPERATIONS = ("AssumeRole", "GetCallerIdentity", "GetScopedCredentials")
_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}):role/(?:[\w+=,.@/-]*/)?([\w+=,.@-]{1,64})")
_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)
_DESCRIPTION = re.compile(r"[\t\n\r\x20-\x7e\xa1-\xff]{2,256}")
_POLICY = re.compile(r"[\t\n\r\x20-\xff]{1,2048}")
_MOST_SCOPES = 3
_LONGEST_CHAINED = 3600
_MOST_PACKED = 2048
"""Limit for all session policies, compressed, in bytes. AWS has such a limit but does not publish
it.
"""
_TOKEN_SIZE = 4096
_KNOWN = {
    "AssumeRole": {
        *("RoleArn", "RoleSessionName", "DurationSeconds", "Policy", "SourceIdentity"),
        "ExternalId",
    },
    "GetCallerIdentity": set(),
    "GetScopedCredentials": {"Policy", "DurationSeconds", "ScopedSessionDescription"},
}
Form = Mapping[str, str]


class Sts:
    """Answers the calls of one service; `now` returns Unix seconds."""

    def __init__(self, sessions: Sessions, now: Callable[[], float]) -> None:
        self._sessions = sessions
        self._now = now
        self._mint = LocalMint()

    def answer(
        self, caller: RoleSession, body: bytes, context: Mapping[str, tuple[str, ...]]
    ) -> str:
        """Return the XML of an answer; raises SignedRefusalError."""
        form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        action = form.pop("Action", "")
        if action not in OPERATIONS or form.pop("Version", "") != "2011-06-15":
            raise SignedRefusalError("InvalidAction", f"Could not find operation {action}")
        for name in form.keys() - _KNOWN[action]:
            raise _invalid(f"the emulator does not know the parameter {name} of {action}")
        if action == "GetCallerIdentity":
            return _xml(action, _identity(caller))
        if action == "AssumeRole":
            return _xml(action, self._assume_role(caller, form, context))
        return _xml(action, self._scoped(caller, form, context))

    def _assume_role(
        self, caller: RoleSession, form: Form, context: Mapping[str, tuple[str, ...]]
    ) -> str:
        arn = form.get("RoleArn", "")
        role = _ROLE_ARN.fullmatch(arn)
        name = form.get("RoleSessionName", "")
        if role is None or not _NAME.fullmatch(name):
            raise _invalid(f"{arn} and {name} are not a role and a session name")
        _check_allowed(caller, "sts:AssumeRole", arn, context)
        duration = _whole(form, "DurationSeconds", 900, 43200) or _LONGEST_CHAINED
        if duration > _LONGEST_CHAINED:
            raise _invalid(
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed "
                "by role chaining"
            )
        account, role_name = role.groups()
        external_id = form.get("ExternalId")
        if external_id is not None and not _EXTERNAL_ID.fullmatch(external_id):
            raise _invalid("externalId failed to satisfy its constraints")
        trust = self._sessions.trust(account, role_name)
        if trust is not None:
            known = {**context, "sts:externalid": (external_id,)} if external_id else context
            decision = trust.decide(caller.names, Question("sts:AssumeRole", "*", known))
            if decision is not Decision.ALLOWED:
                raise denied(caller.arn, "sts:AssumeRole", arn, decision.value)
        policies = self._sessions.own(account, role_name)
        if "Policy" in form:
            policies = (*policies, _policy(form["Policy"]))
        keys = self._mint.make(account, role_name, self._now(), duration)
        source = form.get("SourceIdentity") or caller.source_identity
        session = RoleSession(
            keys, account, role_name, name, policies, is_chained=True, source_identity=source
        )
        self._sessions.add(session)
        user = f"<Arn>{session.arn}</Arn><AssumedRoleId>{session.unique_id}:{name}</AssumedRoleId>"
        return (
            f"{_credentials(session)}<AssumedRoleUser>{user}</AssumedRoleUser>{_source(session)}"
            f"<PackedPolicySize>{_packed(policies[1:]) * 100 // _MOST_PACKED}</PackedPolicySize>"
        )

    def _scoped(
        self, caller: RoleSession, form: Form, context: Mapping[str, tuple[str, ...]]
    ) -> str:
        question = Question("sts:GetScopedCredentials", "*", context)
        if any(decide(policy, question) is Decision.DENIED for policy in caller.policies):
            raise denied(caller.arn, question.action, None, Decision.DENIED.value)
        seconds = _whole(form, "DurationSeconds", 1, 129_600)
        if "Policy" not in form and seconds is None:
            raise _invalid("Either Policy or DurationSeconds must be given")
        description = form.get("ScopedSessionDescription")
        if description is not None and not _DESCRIPTION.fullmatch(description):
            raise _invalid("scopedSessionDescription failed to satisfy its constraints")
        layers = (_policy(form["Policy"]),) if "Policy" in form else ()
        if layers and caller.scoped >= _MOST_SCOPES:
            raise denied(
                caller.arn, question.action, None, f"it has {_MOST_SCOPES} scope-down policies"
            )
        left = caller.keys.expires - self._now()
        if seconds is not None and seconds > left:
            raise SignedRefusalError(
                "InsufficientSessionLifetime",
                f"The requested {seconds} seconds exceed the {int(left)} left of the session",
            )
        policies = (*caller.policies, *layers)
        packed = _packed(policies[1:])
        if packed > _MOST_PACKED:
            raise SignedRefusalError(
                "PackedPolicyTooLarge",
                f"Packed size of session policies is {packed} bytes, {_MOST_PACKED} at most",
            )
        fresh = self._mint.make(caller.account, caller.role, self._now(), 0)
        expires = caller.keys.expires if seconds is None else self._now() + seconds
        session = self._sessions.add(
            replace(
                caller,
                keys=replace(fresh, expires=min(expires, caller.keys.expires)),
                policies=policies,
                scoped=caller.scoped + len(layers),
                description=description or "",
            )
        )
        info = f"{session.unique_id}:{session.name}"
        used = 100 * len(session.keys.session_token) // _TOKEN_SIZE
        return (
            f"{_credentials(session)}<SessionInfo><ScopedSessionId>{info}</ScopedSessionId>"
            f"<Arn>{session.arn}</Arn></SessionInfo>"
            f"<SessionTokenUtilization>{used}</SessionTokenUtilization>"
            f"<SessionTokenSize>{len(session.keys.session_token)}</SessionTokenSize>"
            f"<ScopedPoliciesCount>{session.scoped}</ScopedPoliciesCount>{_source(session)}"
        )


def _check_allowed(
    caller: RoleSession, action: str, resource: str, context: Mapping[str, tuple[str, ...]]
) -> None:
    decision = decide_all(caller.policies, Question(action, resource, context))
    if decision is not Decision.ALLOWED:
        raise denied(caller.arn, action, resource, decision.value)


def _policy(text: str) -> Policy:
    if not _POLICY.fullmatch(text):
        raise _invalid(
            f"1 validation error detected: Value of {len(text)} characters at 'policy' failed to "
            "satisfy constraint: Member must have length less than or equal to 2048"
        )
    try:
        return read_policy(text)
    except MalformedPolicyError as error:
        raise SignedRefusalError("MalformedPolicyDocument", str(error)) from None


def _packed(policies: tuple[Policy, ...]) -> int:
    return (
        len(zlib.compress("".join(policy.text for policy in policies).encode())) if policies else 0
    )


def _whole(form: Form, name: str, least: int, most: int) -> int | None:
    text = form.get(name)
    if text is None:
        return None
    if not text.isdigit() or not least <= int(text) <= most:
        raise _invalid(f"{name} must be a number from {least} to {most}")
    return int(text)


def _invalid(message: str) -> SignedRefusalError:
    return SignedRefusalError("ValidationError", message)


def _identity(caller: RoleSession) -> str:
    return (
        f"<UserId>{caller.unique_id}:{caller.name}</UserId><Account>{caller.account}</Account>"
        f"<Arn>{caller.arn}</Arn>"
    )


def _credentials(session: RoleSession) -> str:
    keys = session.keys
    until = datetime.fromtimestamp(int(keys.expires), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f"<Credentials><AccessKeyId>{keys.access_key_id}</AccessKeyId>"
        f"<SecretAccessKey>{keys.secret_access_key}</SecretAccessKey>"
        f"<SessionToken>{keys.session_token}</SessionToken>"
        f"<Expiration>{until}</Expiration></Credentials>"
    )


def _source(session: RoleSession) -> str:
    if session.source_identity is None:
        return ""
    return f"<SourceIdentity>{escape(session.source_identity)}</SourceIdentity>"


def _xml(action: str, result: str) -> str:
    return (
        f'<{action}Response xmlns="{_NAMESPACE}"><{action}Result>{result}</{action}Result>'
        "<ResponseMetadata><RequestId>00000000-0000-0000-0000-000000000000</RequestId>"
        f"</ResponseMetadata></{action}Response>"
    )
