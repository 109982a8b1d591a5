"""Where a company's own start URL redirects: one request, without following the redirect."""

from aws_sso.adapters.aws.https import Https
from aws_sso.domain.aws.url import Url
from aws_sso.domain.text.printable import printable
from aws_sso.errors import PassingNetworkError

_REDIRECTS = (301, 302, 303, 307, 308)
_NO_HEAD = (405, 501)
_LONGEST = 300


def redirect_of(https: Https, url: Url) -> tuple[int, str | None]:
    """Return a page's status and redirect target, None without a redirect.

    Uses HEAD, or GET if the server does not support HEAD. Raises NetworkError without an answer, or
    if the server asks to retry later.
    """
    answer = https.call("HEAD", url)
    if answer.status in _NO_HEAD:
        answer = https.call("GET", url)
    if answer.status >= 500 or answer.status == 429:
        raise PassingNetworkError(f"{url.origin} answered with status {answer.status}")
    if answer.status not in _REDIRECTS:
        return answer.status, None
    return answer.status, printable(answer.headers.get("location", "")[:_LONGEST]) or None
