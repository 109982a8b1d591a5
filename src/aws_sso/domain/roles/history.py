"""Recently used roles, and how often they were used."""

from aws_sso.annotations import Sequence
from aws_sso.domain.frozen import frozen, replace
from aws_sso.domain.session.clock import is_in_future

_SAME_USE = 60


@frozen
class Use:
    """The use of a role: the last time (Unix seconds), and how many times."""

    arn: str
    last: int
    times: int


def recent(uses: Sequence[Use], now: float, limit: int, minutes: int) -> tuple[Use, ...]:
    """Return at most `limit` uses, latest first, none older than `minutes` (0: any age).

    Uses in the future are ignored: they were recorded with a wrong clock and would stay on top.
    """
    past = [use for use in uses if not is_in_future(use.last, now)]
    young = [use for use in past if minutes == 0 or now - use.last <= minutes * 60]
    return tuple(sorted(young, key=lambda use: -use.last)[:limit])


def with_use(
    uses: Sequence[Use], arn: str, now: float, limit: int, minutes: int
) -> tuple[Use, ...]:
    """Add a use, and drop those that have become too old or too many."""
    before = next((use for use in uses if use.arn == arn), Use(arn, 0, 0))
    others = [use for use in uses if use.arn != arn]
    latest = replace(before, last=int(now), times=before.times + 1)
    return recent([latest, *others], now, limit, minutes)


def is_same_use(uses: Sequence[Use], arn: str, now: float) -> bool:
    """Return whether the role was the last one used, less than a minute ago."""
    return bool(uses) and uses[0].arn == arn and 0 <= now - uses[0].last < _SAME_USE


def ago(then: int, now: float) -> str:
    """Return an age such as `2d3h ago`, `4h20m ago` or `5m ago`."""
    minutes = max(0, int(now - then)) // 60
    days, hours = minutes // 1440, minutes // 60 % 24
    if days:
        return f"{days}d{hours}h ago"
    if hours:
        return f"{hours}h{minutes % 60}m ago"
    return f"{minutes}m ago"
