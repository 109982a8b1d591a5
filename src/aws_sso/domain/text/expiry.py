"""Time until expiry, in the formats that people and scripts see."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def hours_and_minutes(left: timedelta) -> str:
    """Return `HHhMMm`, hours and minutes rounded down, or `Expired` when nothing is left.

    The output format of `aws-sso time`, for shell prompts.
    """
    minutes = int(left.total_seconds() // 60)
    if left <= timedelta(0):
        return "Expired"
    return f"{minutes // 60:02d}h{minutes % 60:02d}m"


def time_left(expires: int, now: datetime) -> str:
    """Return the time until `expires` (Unix seconds): `1h02m`, `12m`, `< 1m`, `Expired`."""
    seconds = expires - now.timestamp()
    if seconds <= 0:
        return "Expired"
    if seconds < 60:
        return "< 1m"
    hours, minutes = divmod(int(seconds // 60), 60)
    return f"{hours}h{minutes:02d}m" if hours else f"{minutes}m"


def iso_utc(expires: int) -> str:
    """Format Unix seconds as ISO 8601 in UTC with a final `Z`, as AWS SDKs expect."""
    # Not `fromtimestamp`: on Windows it stops at the year 3000.
    return (_EPOCH + timedelta(seconds=expires)).strftime("%Y-%m-%dT%H:%M:%SZ")


def parse_time(text: str) -> datetime:
    """Parse an RFC 3339 time, or aws-sso-cli's format; raises ValueError.

    aws-sso-cli writes `2006-01-02 15:04:05 -0700 MST`, which shells may still have set.
    """
    cleaned = text.strip()
    try:
        moment = datetime.fromisoformat(cleaned)
    except ValueError:
        moment = datetime.strptime(" ".join(cleaned.split()[:3]), "%Y-%m-%d %H:%M:%S %z")
    if moment.tzinfo is None:
        raise ValueError(f"time without a zone: {text!r}")
    return moment
