"""The roles offered in the picker, with details that help to choose."""

from aws_sso.annotations import Mapping, Sequence
from aws_sso.domain.profiles.names import PLAIN
from aws_sso.domain.roles.history import Use
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.search import Candidate
from aws_sso.domain.roles.tags import account_label
from aws_sso.domain.text.printable import printable


def candidates(
    roles: Sequence[Role],
    uses: Sequence[Use],
    expiries: Mapping[str, int],
    primary_tags: tuple[str, ...],
    profile_format: str,
    account: str | None = None,
    scopes: Mapping[str, tuple[str, ...]] | None = None,
) -> list[Candidate]:
    """Return `roles` as candidates, for one account if given, in their order.

    `uses` are the recorded uses. `expiries` gives the expiry of cached credentials by ARN, in Unix
    seconds; `scopes` their scopes.
    """
    used = {use.arn: use for use in uses}
    shows_profile = profile_format != PLAIN
    labels: dict[str, str] = {}
    found = []
    for role in roles:
        if account is not None and role.account_id != account:
            continue
        use = used.get(role.arn)
        found.append(
            Candidate(
                role,
                _label(role, primary_tags, labels),
                use.last if use else 0,
                use.times if use else 0,
                expiries.get(role.arn, 0),
                shows_profile or role.own_profile is not None,
                scopes.get(role.arn, ()) if scopes else (),
            )
        )
    return found


def _label(role: Role, primary_tags: tuple[str, ...], known: dict[str, str]) -> str:
    """Return an account's display name; computed once for roles without their own tags."""
    if role.tags:
        return printable(account_label(role, primary_tags))
    label = known.get(role.account_id)
    if label is None:
        label = known[role.account_id] = printable(account_label(role, primary_tags))
    return label
