"""Role chains: which role in config.yaml is assumed through which (`Via`)."""

import re

from aws_sso.domain.aws.arn import RoleArn
from aws_sso.domain.settings.settings import InstanceSettings

RoleKey = tuple[str, str]
"""Account id and role name."""
_EXTERNAL_ID = re.compile(r"[\w+=,.@:/-]{2,1224}", re.ASCII)


def is_external_id(text: str) -> bool:
    """Return whether AssumeRole takes this as `ExternalId` (STS API Reference)."""
    return _EXTERNAL_ID.fullmatch(text) is not None


def loops_in(instance: InstanceSettings) -> list[tuple[RoleKey, ...]]:
    """Return each circular chain, with its first role repeated at the end."""
    via: dict[RoleKey, RoleKey] = {}
    for account, entry in instance.accounts.items():
        for name, role in entry.roles.items():
            if role.via:
                base = RoleArn.parse(role.via)
                via[(account, name)] = (base.account_id, base.role_name)
    loops = []
    settled: set[RoleKey] = set()
    for start in via:
        chain: list[RoleKey] = []
        at: RoleKey | None = start
        while at is not None and at not in settled and at not in chain:
            chain.append(at)
            at = via.get(at)
        if at in chain:
            loops.append((*chain[chain.index(at) :], at))
        settled.update(chain)
    return loops
