"""Log of the credentials that a command's own server handed out, one line each."""

from aws_sso.domain.frozen import as_plain, frozen
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.domain.text.printable import printable


@frozen
class HandedOut:
    """One hand-out: when (Unix seconds), which role and scope, and who asked.

    `scope` is empty for credentials that are not narrowed; `asker` if the system does not say.
    """

    at: int
    arn: str
    scope: str
    asker: str

    def line(self) -> str:
        """Return it as one line of JSON."""
        return written(as_plain(self)) + "\n"

    @classmethod
    def of_line(cls, line: str) -> "HandedOut | None":
        """Parse the output of `line`; None for anything else."""
        try:
            fields = parsed(line)
            return cls(
                int(fields["at"]),
                str(fields["arn"]),
                printable(str(fields["scope"])),
                printable(str(fields["asker"])),
            )
        except (ValueError, KeyError, TypeError, OverflowError):
            return None
