"""Time until expiry, and times in the formats that people and programs see.

Times are Unix seconds. `datetime` costs each start 0.2 P (before Python 3.12), so it is left to
what everyday commands do not meet.
"""

from time import gmtime, strftime

_YEAR_3000 = 32_503_680_000
"""Where `gmtime` ends on Windows."""


def hours_and_minutes(seconds: float) -> str:
    """Return `HHhMMm`, hours and minutes rounded down, or `Expired` when nothing is left.

    The output format of `aws-sso time`, for shell prompts.
    """
    minutes = int(seconds // 60)
    return f"{minutes // 60:02d}h{minutes % 60:02d}m" if seconds > 0 else "Expired"


def time_left(expires: int, now: float) -> str:
    """Return the time until `expires`: `1h02m`, `12m`, `< 1m`, `Expired`."""
    seconds = expires - now
    if seconds <= 0:
        return "Expired"
    if seconds < 60:
        return "< 1m"
    hours, minutes = divmod(int(seconds // 60), 60)
    return f"{hours}h{minutes:02d}m" if hours else f"{minutes}m"


def iso_utc(expires: int) -> str:
    """Format a time as ISO 8601 in UTC with a final `Z`, as AWS SDKs expect.

    Raises OverflowError beyond the year 9999.
    """
    if 0 <= expires < _YEAR_3000:
        return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(expires))
    from datetime import UTC, datetime, timedelta

    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=expires)).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )


def seconds_of(text: str) -> float:
    """Return the time of a text in RFC 3339, or in aws-sso-cli's format; raises ValueError.

    aws-sso-cli writes `2006-01-02 15:04:05 -0700 MST`, which shells may still have set.
    """
    cleaned = text.strip()
    found = _seconds_in(cleaned)
    if found is not None and iso_utc(found) == cleaned:
        return found
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(cleaned)
    except ValueError:
        moment = datetime.strptime(" ".join(cleaned.split()[:3]), "%Y-%m-%d %H:%M:%S %z")
    if moment.tzinfo is None:
        raise ValueError(f"time without a zone: {text!r}")
    return moment.timestamp()


def _seconds_in(text: str) -> int | None:
    """Return the time of a text as `iso_utc` writes it, None for any other form.

    Days that do not exist count as those after the end of the month.
    """
    digits = text[:4] + text[5:7] + text[8:10] + text[11:13] + text[14:16] + text[17:19]
    if len(text) != 20 or not (digits.isascii() and digits.isdigit() and len(digits) == 14):
        return None
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    if not 1970 <= year < 3000:
        return None
    # Years that begin in March end with the leap day.
    year, month = (year, month - 3) if month > 2 else (year - 1, month + 9)
    days = 365 * year + year // 4 - year // 100 + year // 400 + (153 * month + 2) // 5 + day
    days -= 719_469  # those before 1970
    hours, minutes, seconds = int(digits[8:10]), int(digits[10:12]), int(digits[12:])
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
