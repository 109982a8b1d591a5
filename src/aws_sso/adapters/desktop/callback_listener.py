"""The loopback listener to which the browser returns after a PKCE sign-in (RFC 8252)."""

import html
import logging
import threading
from contextlib import contextmanager
from hmac import compare_digest
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from aws_sso import browser_page
from aws_sso.adapters.desktop.loopback_server import LoopbackHandler, LoopbackServer
from aws_sso.annotations import Iterator
from aws_sso.domain.text.messages import DEVICE_CODE
from aws_sso.domain.text.printable import printable
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import SignInFailedError, SignInUnansweredError

_log = logging.getLogger(__name__)
_PATH = "/oauth/callback"
_EXCHANGE_TIME = 60.0
_LAST_PAGE_TIME = 5.0
_ASKED = (
    '<p class="asked">Requested by <code>{purpose}</code>{parent} for the instance '
    "<code>{instance}</code>.</p>"
)


class CallbackListener:
    """Accepts one answer with the right state; rejects everything else and keeps waiting.

    Rejects processes of other users too: they can neither complete nor end a sign-in.

    The final page shows `instance`, `purpose` and `parent` (the program that started ours, unless
    the user did).
    """

    def __init__(
        self, state: str, instance: str, purpose: str, parent: str | None, port: int = 0
    ) -> None:
        self._state = state
        self._instance = instance
        self._purpose = purpose
        self._parent = parent
        self._came = threading.Event()
        self._told = threading.Event()
        self._sent = threading.Event()
        self._taken = threading.Lock()
        self._code: Secret | None = None
        self._denied: str | None = None
        self._failure: str | None = None
        # RFC 8252, section 7.3 requires servers to allow all ports.
        self._server = LoopbackServer(self._handler(), port)
        self._thread = threading.Thread(target=self._server.serve, daemon=True)

    @property
    def redirect_uri(self) -> str:
        """The URL to return to."""
        return f"{self._server.origin}{_PATH}"

    def wait_for_code(self, timeout: float) -> Secret:
        """Return the authorization code.

        Raises SignInFailedError on denial, SignInUnansweredError on timeout.
        """
        if not self._came.wait(timeout):
            raise SignInUnansweredError(
                f"sign-in not completed within {timeout / 60:.0f} minutes",
                DEVICE_CODE,
            )
        if self._code is None:
            self.tell_browser(f"The sign-in was denied: {self._denied}")
            raise SignInFailedError(
                f"the sign-in was denied in the browser: {self._denied}",
                "run `aws-sso login` to try again",
            )
        return self._code

    def tell_browser(self, failure: str | None) -> None:
        """Set the result for the browser's page; None for success."""
        self._failure = failure
        self._told.set()

    def _handler(self) -> type[LoopbackHandler]:
        listener = self

        class Handler(LoopbackHandler):
            def answer(self, *, looks_only: bool) -> None:
                if looks_only:
                    self.send_error(HTTPStatus.METHOD_NOT_ALLOWED)
                else:
                    listener._answer(self)

        return Handler

    def _answer(self, request: LoopbackHandler) -> None:
        if not request.still_ours():
            return
        parts = urlsplit(request.path)
        host = request.headers.get("Host", "")
        if parts.path != _PATH or f"http://{host}" != self._server.origin:
            _send(request, HTTPStatus.NOT_FOUND, "")
            return
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if not compare_digest(query.get("state", "").encode(), self._state.encode()):
            _log.warning("ignored a request with an unknown state at the sign-in listener")
            self._page(
                request,
                HTTPStatus.BAD_REQUEST,
                "Unexpected sign-in",
                "This answer belongs to another sign-in. Use the tab that was opened last.",
            )
            return
        with self._taken:
            first = not self._came.is_set()
            if first:
                if query.get("code"):
                    self._code = Secret(query["code"])
                else:
                    said = query.get("error_description") or query.get("error") or "no code"
                    # One line, so that it cannot forge another line of our output.
                    self._denied = printable(said)
                self._came.set()
        if not first:
            self._page(request, HTTPStatus.GONE, "Already done", "This sign-in has already ended.")
            return
        if not self._told.wait(_EXCHANGE_TIME):
            self._failure = "The program did not finish the sign-in."
        try:
            if self._failure is None:
                text = "You are signed in. Return to the terminal."
                self._page(request, HTTPStatus.OK, "Signed in", text)
            else:
                self._page(request, HTTPStatus.OK, "Not signed in", self._failure)
        finally:
            self._sent.set()

    def _page(self, request: LoopbackHandler, status: HTTPStatus, title: str, text: str) -> None:
        asked = _ASKED.format(
            purpose=html.escape(self._purpose),
            parent=f", started by {html.escape(self._parent.replace('`', ''))},"
            if self._parent
            else "",
            instance=html.escape(self._instance),
        )
        ended: browser_page.Kind = "failed" if self._failure else "done"
        kind = ended if status is HTTPStatus.OK else "expired"
        content = browser_page.paragraph(text) + asked
        _send(request, status, browser_page.page(kind, title, content, "You can close this tab."))

    def _close(self) -> None:
        self._told.set()
        if self._came.is_set():
            # Another thread is still sending the page to the browser.
            self._sent.wait(_LAST_PAGE_TIME)
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()


@contextmanager
def listening(
    state: str, instance: str, purpose: str, parent: str | None = None, port: int = 0
) -> Iterator[CallbackListener]:
    """Listen until the block ends, starting before any browser opens.

    Uses `port`, or any free one. Raises SignInFailedError if it is not available.
    """
    try:
        listener = CallbackListener(state, instance, purpose, parent, port)
    except OSError as error:
        if port:
            raise SignInFailedError(
                f"cannot listen on port {port} of 127.0.0.1: {error.strerror}",
                "choose another `--redirect-port`, the same as in `ssh -L`, or end the program "
                "that uses it",
            ) from None
        raise SignInFailedError(
            f"cannot listen on 127.0.0.1 for the browser: {error.strerror}",
            "use `--auth-workflow device_code`",
        ) from None
    listener._thread.start()
    try:
        yield listener
    finally:
        listener._close()


def _send(request: LoopbackHandler, status: HTTPStatus, page: str) -> None:
    body = page.encode()
    request.send_response(status)
    request.send_header("Content-Type", "text/html; charset=utf-8")
    request.send_header("Content-Length", str(len(body)))
    request.send_header("Cache-Control", "no-store")
    request.send_header("Content-Security-Policy", browser_page.POLICY)
    request.send_header("Referrer-Policy", "no-referrer")
    request.send_header("Connection", "close")
    request.end_headers()
    request.wfile.write(body)
