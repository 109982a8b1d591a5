"""Parses server answers into checked values.

A server may be broken, malicious, or the wrong one. So each field is checked against botocore's
model and against limits. Anything else is an error that names the server and the field, but never
quotes the value, which may be a secret. Nothing is stored or handed out that was not parsed here.
"""

import re
from collections.abc import Mapping

from aws_sso.annotations import TYPE_CHECKING, Any
from aws_sso.domain.aws.url import Url
from aws_sso.domain.frozen import replace
from aws_sso.domain.text.messages import CHECK_SERVER
from aws_sso.domain.text.printable import printable
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import AnswerError

if TYPE_CHECKING:
    from aws_sso.adapters.aws.https import Answer

LATEST = 253_402_300_799
"""The last second of the year 9999, the limit of every library that reads our times."""
_LONGEST_TEXT = 1 << 16
_LONGEST_LINE = 300
# The characters of AWS tokens, keys and ids, safe in a header or a variable.
_VISIBLE = re.compile(r"[!-~]+", re.ASCII)
_KEY_ID = re.compile(r"\w{1,128}", re.ASCII)  # AWS STS API, "Credentials"
_ACCOUNT = re.compile(r"[0-9]{12}", re.ASCII)
_ROLE = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)  # IAM API, "CreateRole"
# botocore's model `account-access`, RoleArn; path and name within IAM's bounds.
_ROLE_ARN = re.compile(
    r"arn:aws[a-z0-9-]{0,20}:iam::[0-9]{12}:role/(?=.{1,576}\Z)(?:[\w+=,.@-]+/)*[\w+=,.@-]{1,64}",
    re.ASCII,
)
_FRAGMENT = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*", re.ASCII)
# Allowed in URLs, but never needed unescaped; shells interpret them.
_SHELL = str.maketrans({c: f"%{ord(c):02X}" for c in "!$'()*;,"})


def one_line(text: object) -> str:
    """Return a server's message as one printable line of limited length; "" if it is not text."""
    if not isinstance(text, str):
        return ""
    return printable(text[:_LONGEST_LINE])[:_LONGEST_LINE]


def refusal_of(answer: "Answer") -> tuple[str, str]:
    """Return the error name and message of a refusal, in AWS's JSON protocols.

    Raises AnswerError if the body is not JSON, unless the status says enough: throttling, and
    failures of the server.
    """
    fields: dict[str, Any] = {}
    try:
        fields = answer.json()
    except AnswerError:
        if answer.status < 429:
            raise
    code = answer.headers.get("x-amzn-errortype") or fields.get("__type")
    name = one_line(code).split(":")[0].split("#")[-1] or "error"
    return name, one_line(fields.get("message") or fields.get("Message"))


class Fields:
    """An object in an answer from the server at `origin`; `place` is its path in the answer.

    All methods raise AnswerError if the field is not what they return.
    """

    def __init__(self, origin: str, content: Mapping[str, Any], place: str = "") -> None:
        self._origin = origin
        self._content = content
        self._place = place

    def secret(self, name: str) -> Secret:
        """Return a token or a key: visible ASCII without spaces."""
        return Secret(self._matching(name, _VISIBLE))

    def optional_secret(self, name: str) -> Secret | None:
        """Return a token; None if it is missing or empty."""
        return self.secret(name) if self._content.get(name) not in (None, "") else None

    def identifier(self, name: str) -> str:
        """Return a non-secret id: visible ASCII without spaces."""
        return self._matching(name, _VISIBLE)

    def page_mark(self, name: str) -> str | None:
        """Return the token of the next page; None if there is none."""
        return self._matching(name, _VISIBLE) if self._content.get(name) not in (None, "") else None

    def key_id(self, name: str) -> str:
        """Return an access key id."""
        return self._matching(name, _KEY_ID)

    def account_id(self, name: str) -> str:
        """Return an account id: twelve digits."""
        return self._matching(name, _ACCOUNT)

    def role_name(self, name: str) -> str:
        """Return a role name."""
        return self._matching(name, _ROLE)

    def name(self, name: str) -> str:
        """Return a name chosen by people; "" if it is missing.

        It is data and stays unchanged; code that shows it makes it printable. Only lone surrogates,
        which files cannot store, are escaped.
        """
        if self._content.get(name) in (None, ""):
            return ""
        value = self._text(name)
        return value.encode("utf-8", "backslashreplace").decode()

    def line(self, name: str) -> str:
        """Return text to show, as one non-empty printable line."""
        line = one_line(self._text(name))
        if not line.strip():
            raise self.wrong(name)
        return line

    def whole(self, name: str, least: int, most: int, otherwise: int | None = None) -> int:
        """Return a whole number within limits; `otherwise` if it is missing."""
        value = self._content.get(name)
        if value is None and otherwise is not None:
            return otherwise
        # In Python, `true` is a number; in JSON, 6e2 is a whole number.
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(name)
        if not least <= value <= most or value != int(value):
            raise self.wrong(name)
        return int(value)

    def moment(self, name: str) -> int:
        """Return a time in Unix seconds; a fraction of one is left out."""
        value = self._content.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(name)
        if not 0 <= value <= LATEST:
            raise self.wrong(name)
        return int(value)

    def role_arn(self, name: str) -> str:
        """Return the ARN of a role."""
        return self._matching(name, _ROLE_ARN)

    def web_page(self, name: str) -> str:
        """Return the URL of a page to open: https, or on this machine.

        It may have a fragment, as the portal's pages do. Characters that shells interpret are
        percent-encoded.
        """
        address, sign, fragment = self._text(name).partition("#")
        try:
            url = Url.parse(address)
        except ValueError:
            raise self.wrong(name) from None
        if not url.is_safe or not _FRAGMENT.fullmatch(fragment):
            raise self.wrong(name)
        encoded = replace(
            url, path=_encoded(url.path), query=None if url.query is None else _encoded(url.query)
        )
        return f"{encoded}{sign}{_encoded(fragment)}"

    def optional_web_page(self, name: str) -> str:
        """Return the URL of a page to open; "" if it is missing or empty."""
        return self.web_page(name) if self._content.get(name) not in (None, "") else ""

    def object(self, name: str) -> "Fields":
        """Return the object in a field."""
        value = self._content.get(name)
        if not isinstance(value, Mapping):
            raise self.wrong(name)
        return Fields(self._origin, value, f"{self._place}{name}.")

    def objects(self, name: str) -> list["Fields"]:
        """Return the objects in a list."""
        value = self._content.get(name)
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            raise self.wrong(name)
        return [Fields(self._origin, one, f"{self._place}{name}[].") for one in value]

    def wrong(self, name: str) -> AnswerError:
        """Return the error about a field."""
        lacks = self._content.get(name) is None
        found = "lacks" if lacks else "has an invalid value in"
        return AnswerError(
            f"the answer from {self._origin} {found} `{self._place}{name}`",
            CHECK_SERVER,
        )

    def _text(self, name: str) -> str:
        value = self._content.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_TEXT:
            raise self.wrong(name)
        return value

    def _matching(self, name: str, pattern: re.Pattern[str]) -> str:
        value = self._text(name)
        if not pattern.fullmatch(value):
            raise self.wrong(name)
        return value


def _encoded(part: str) -> str:
    return part.translate(_SHELL)
