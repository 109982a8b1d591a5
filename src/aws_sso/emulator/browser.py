"""A stand-in for a user with a browser: opens a sign-in page and decides.

python -m aws_sso.emulator.browser URL [allow|deny]
"""

import sys
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

_SIGN_IN_PAGES = ("/authorize", "/device")


def decide(url: str, decision: str = "allow") -> int:
    """Visit a sign-in page and press `allow` or `deny`; returns the last page's HTTP status.

    For `/authorize` the browser is redirected to the program that waits on loopback; for `/device`
    the code in the URL is confirmed. URLs that lead to such a page are followed; any other page is
    only loaded.
    """
    opener = build_opener(ProxyHandler({}))
    parts = urlsplit(url)
    fields = {name: values[0] for name, values in parse_qs(parts.query).items()}
    target = f"{parts.scheme}://{parts.netloc}{parts.path}"
    form: bytes | None = urlencode({**fields, "decision": decision}).encode()
    if parts.path not in _SIGN_IN_PAGES:
        target, form = url, None
    try:
        # The form button's request; urllib follows the redirect with GET, like browsers.
        with opener.open(
            Request(target, data=form), timeout=90
        ) as answer:  # a URL from the program under test
            answer.read()
            at, status = answer.geturl(), int(answer.status)
    except HTTPError as error:
        return error.code
    leads_on = form is None and urlsplit(at).path in _SIGN_IN_PAGES
    return decide(at, decision) if leads_on else status


if __name__ == "__main__":
    sys.exit(0 if decide(*sys.argv[1:3]) < 400 else 1)
