"""How long something still lasts, in the words that people and scripts see."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def hours_and_minutes(left: timedelta) -> str:
    """Return `HHhMMm`, hours and minutes rounded down, or `Expired` when nothing is left.

    The format that `aws-sso time` prints, meant for shell prompts.
    """
    minutes = int(left.total_seconds() // 60)
    if left <= timedelta(0):
        return "Expired"
    return f"{minutes // 60:02d}h{minutes % 60:02d}m"


def time_left(expires: int, now: datetime) -> str:
    """Return what is left until `expires` (Unix seconds): `1h02m`, `12m`, `< 1m`, `Expired`."""
    seconds = expires - now.timestamp()
    if seconds <= 0:
        return "Expired"
    if seconds < 60:
        return "< 1m"
    hours, minutes = divmod(int(seconds // 60), 60)
    return f"{hours}h{minutes:02d}m" if hours else f"{minutes}m"


def iso_utc(expires: int) -> str:
    """Return Unix seconds as ISO 8601 in UTC with a final `Z`, as the AWS SDKs expect it."""
    # Not `fromtimestamp`: on Windows it ends with the year 3000.
    return (_EPOCH + timedelta(seconds=expires)).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_time(text: str) -> datetime:
    """Read an RFC 3339 time, or the form that the Go program sets; raises ValueError.

    The Go program writes `2006-01-02 15:04:05 -0700 MST`, which shells may still carry.
    """
    cleaned = text.strip()
    try:
        moment = datetime.fromisoformat(cleaned)
    except ValueError:
        moment = datetime.strptime(" ".join(cleaned.split()[:3]), "%Y-%m-%d %H:%M:%S %z")
    if moment.tzinfo is None:
        raise ValueError(f"a time without its zone: {text!r}")
    return moment
