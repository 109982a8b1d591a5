"""What a server of one command's own handed out: a line each, for who asks later."""

import json

from aws_sso.domain.frozen import as_plain, frozen
from aws_sso.domain.text.printable import printable


@frozen
class HandedOut:
    """One hand-out: when (Unix seconds), of which role, narrowed to what, and who asked.

    `scope` is empty for credentials that are not narrowed, `asker` where the system does not tell.
    """

    at: int
    arn: str
    scope: str
    asker: str

    def line(self) -> str:
        """Return it as a line of JSON."""
        return json.dumps(as_plain(self)) + "\n"

    @classmethod
    def of_line(cls, line: str) -> "HandedOut | None":
        """Read what `line` wrote; None for anything else."""
        try:
            fields = json.loads(line)
            return cls(
                int(fields["at"]),
                str(fields["arn"]),
                printable(str(fields["scope"])),
                printable(str(fields["asker"])),
            )
        except (ValueError, KeyError, TypeError, OverflowError):
            return None
