"""HTTPS calls: the system's certificates, the environment's proxies, no redirects."""

import logging
import os
import re
import ssl
import sys
import time
from email.utils import parsedate_to_datetime

from aws_sso.adapters.aws.proxy import Proxy, proxy_for
from aws_sso.adapters.process.time_limit import NoAnswerError, return_within
from aws_sso.annotations import Any, Callable, Mapping
from aws_sso.domain.aws.url import Url
from aws_sso.domain.frozen import frozen
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.domain.text.messages import needs_tls
from aws_sso.errors import AnswerError, NetworkError, PassingNetworkError, UnreachableError

_log = logging.getLogger(__name__)
_MAX_ANSWER = 16 << 20
_CONNECT_TIMEOUT = 10.0
_READ_TIMEOUT = 30.0
LONGEST_CALL = 60.0
"""Seconds for a whole call, so that a server that sends one byte a second is too slow."""
_NOTE_AFTER = 2.0
_NOTE_EVERY = 10.0
_WRONG_CLOCK = 300.0
_LONGEST_PAUSE = 60.0
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", re.ASCII)
_CONNECTIONS = 100
"""Most connections kept open: as many as there can be threads."""


@frozen
class Answer:
    """An HTTP answer from the server at `origin`; header names are in lower case."""

    origin: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after(self) -> float | None:
        """The number of seconds the server asks us to wait, at most 60; None if it does not say.

        RFC 9110, 10.2.3: seconds, or a date, which is compared with the server's clock.
        """
        said = self.headers.get("retry-after", "").strip()
        if _SECONDS.fullmatch(said):
            return min(float(said), _LONGEST_PAUSE)
        until, now = seconds_of(said), seconds_of(self.headers.get("date", ""))
        if until is None or now is None:
            return None
        return min(max(0.0, until - now), _LONGEST_PAUSE)

    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object; raises AnswerError if it is not one."""
        try:
            content = parsed(self.body or b"{}")
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise AnswerError(
                f"{self.origin} did not answer with JSON (status {self.status})",
                "a proxy or captive portal may be in between; open the start URL in a browser to "
                "check",
            )
        return content


def seconds_of(date: str) -> float | None:
    """Return an HTTP date in Unix seconds; None if the date or its year is invalid."""
    try:
        moment = parsedate_to_datetime(date)
        return moment.timestamp() if 1970 <= moment.year < 3000 else None
    except (TypeError, ValueError, OverflowError, OSError, IndexError):
        return None


class Https:
    """Calls servers; keeps connections open between calls; thread-safe.

    `notice_clock` is called once with the seconds that this machine's clock is ahead of a server's,
    if more than five minutes. `trusted` is a certificate (PEM) to trust instead of the system's. A
    call may take `patience` seconds, and no longer than `time_left` returns. `note` reports which
    server we are waiting for if a call takes over two seconds, at most once in ten seconds.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        user_agent: str,
        now: Callable[[], float],
        notice_clock: Callable[[float], None],
        trusted: str | None = None,
        time_left: Callable[[], float] = lambda: LONGEST_CALL,
        note: Callable[[str], None] | None = None,
        patience: float = LONGEST_CALL,
    ) -> None:
        self._environ = environ
        self._user_agent = user_agent
        self._now = now
        self._notice_clock = notice_clock
        self._trusted = trusted
        self._time_left = time_left
        self._patience = patience
        self._note = note
        self._noted = -_NOTE_EVERY
        self._noticed = False
        self._pools: dict[tuple[str, Proxy | None], Any] = {}

    def call(
        self,
        method: str,
        url: Url,
        *,
        body: Mapping[str, Any] | None = None,
        form: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request and return the answer, with any status.

        `body` is sent as JSON, `form` as an encoded form. Raises NetworkError without an answer,
        with the cause as hint; PassingNetworkError if a retry may help. Plain HTTP is limited to
        loopback addresses.
        """
        if not url.is_safe:
            raise NetworkError(needs_tls(url.origin), "use https://")
        sent = {"User-Agent": self._user_agent, "Accept": "application/json", **(headers or {})}
        content: bytes | None = None
        if body is not None:
            sent["Content-Type"] = "application/json"
            content = written(body).encode()
        elif form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
            content = form.encode()
        seconds = min(self._patience, self._time_left())
        if seconds <= 0:
            raise NetworkError(f"no time left to call {url.origin}")
        proxy = proxy_for(url)
        try:
            answer = return_within(
                seconds,
                lambda: self._exchanged(method, url, proxy, content, sent),
                note_after=_NOTE_AFTER,
                note=lambda: self._note_waiting(url, proxy),
            )
        except NoAnswerError:
            # Not a PassingNetworkError: this has taken long enough. If our own time was short, that
            # says nothing about the server.
            kind = UnreachableError if seconds == self._patience else NetworkError
            raise kind(
                f"{url.origin} did not answer within {seconds:.0f} seconds{_through(proxy)}",
                "check the network and the proxy settings",
            ) from None
        _log.debug("%s %s%s: %s", method, url.origin, url.path, answer.status)
        self._compare_clocks(answer.headers.get("date"))
        return answer

    def _exchanged(
        self,
        method: str,
        url: Url,
        proxy: Proxy | None,
        content: bytes | None,
        sent: dict[str, str],
    ) -> Answer:
        import urllib3

        try:
            # Use the URL's parts: no library parses the text again, so none can read it
            # differently.
            pool = self._pool(url.scheme, proxy).connection_from_host(
                url.host, url.port, url.scheme
            )
            answer = pool.urlopen(
                method,
                url.target,
                body=content,
                headers=sent,
                redirect=False,
                retries=False,
                preload_content=False,
                assert_same_host=False,
            )
            raw = answer.read(_MAX_ANSWER + 1, decode_content=True)
            if len(raw) > _MAX_ANSWER:
                answer.close()
                raise AnswerError(f"{url.origin} sent more than {_MAX_ANSWER >> 20} MiB")
            answer.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise _explained(error, url, proxy) from None
        return Answer(
            url.origin,
            answer.status,
            {name.lower(): value for name, value in answer.headers.items()},
            raw,
        )

    def _note_waiting(self, url: Url, proxy: Proxy | None) -> None:
        """Report which server we are waiting for; calls from many threads wait together."""
        now = time.monotonic()
        if self._note and now - self._noted >= _NOTE_EVERY:
            self._noted = now
            self._note(f"waiting for {url.origin}{_through(proxy)}")

    def forget_connections(self) -> None:
        """Start with new connections: after a fork, open ones are shared with the parent."""
        self._pools = {}

    def _pool(self, scheme: str, proxy: Proxy | None) -> Any:
        import urllib3

        if (scheme, proxy) not in self._pools:
            options: dict[str, Any] = {
                "timeout": urllib3.Timeout(connect=_CONNECT_TIMEOUT, read=_READ_TIMEOUT),
                "retries": False,
                "maxsize": _CONNECTIONS,
            }
            if scheme == "https":  # Plain HTTP stays on this machine.
                options["ssl_context"] = self._tls()
            if proxy is None:
                pool = urllib3.PoolManager(**options)
            else:
                login = None
                if proxy.login:
                    login = urllib3.make_headers(proxy_basic_auth=proxy.login.reveal())
                pool = urllib3.ProxyManager(str(proxy.url), proxy_headers=login, **options)
            self._pools[scheme, proxy] = pool
        return self._pools[scheme, proxy]

    def _tls(self) -> ssl.SSLContext:
        if self._trusted:
            context = ssl.create_default_context(cadata=self._trusted)
            context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
            return context
        bundle = self._environ.get("AWS_CA_BUNDLE")
        if bundle:
            try:
                return ssl.create_default_context(cafile=bundle)
            except OSError as error:
                raise NetworkError(
                    f"cannot use `AWS_CA_BUNDLE`: {bundle}: {error.strerror or error}",
                    "set it to a file with certificates in PEM format",
                ) from None
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

    def _compare_clocks(self, date: str | None) -> None:
        if self._noticed or not date:
            return
        theirs = seconds_of(date)
        if theirs is None:
            return
        ahead = self._now() - theirs
        if abs(ahead) > _WRONG_CLOCK:
            self._noticed = True
            self._notice_clock(ahead)


def _through(proxy: Proxy | None) -> str:
    return f" through the proxy {proxy.url.origin}" if proxy else ""


def _explained(error: Exception, url: Url, proxy: Proxy | None) -> NetworkError:
    """Translate urllib3's errors, without a proxy's password or the content of a query."""
    from urllib3 import exceptions

    through = _through(proxy)
    cause = error.__cause__ or error
    blamed = error.original_error if isinstance(error, exceptions.ProxyError) else None
    if isinstance(blamed, ConnectionResetError):
        cause = blamed  # urllib3 blames the proxy even if the server behind it did that.
    elif blamed and proxy:
        # A proxy that cannot reach the server answers with status 500 or above.
        is_down = "Tunnel connection failed: 5" in str(blamed)
        return (UnreachableError if is_down else NetworkError)(
            f"the proxy {proxy.url.origin} refused the connection to {url.origin}: "
            f"{_short(blamed)}",
            "check `HTTPS_PROXY` (with user name and password) and `NO_PROXY`",
        )
    if isinstance(error, exceptions.SSLError) or isinstance(cause, ssl.SSLError):
        return _tls_explained(cause, url, through)
    if isinstance(error, exceptions.NameResolutionError):
        return UnreachableError(
            f"host not found: {url.host}{through}",
            "check the network, and `SSORegion` in config.yaml",
        )
    refused = isinstance(error, exceptions.NewConnectionError)  # a timeout to urllib3
    if isinstance(error, exceptions.TimeoutError) and not refused:
        return PassingNetworkError(
            f"{url.origin} did not answer in time{through}",
            "check the network and the proxy settings",
        )
    kind = UnreachableError if refused else PassingNetworkError
    return kind(
        f"cannot reach {url.origin}{through}: {_short(cause)}",
        "check the network, the proxy settings, and `SSORegion` in config.yaml",
    )


def _tls_explained(cause: BaseException, url: Url, through: str) -> NetworkError:
    reason = getattr(cause, "reason", None) or str(cause)
    if "WRONG_VERSION_NUMBER" in str(reason) or "HTTP_REQUEST" in str(reason):
        return NetworkError(
            f"{url.origin} does not speak TLS{through}",
            "check the port; a captive portal or proxy may be answering instead",
        )
    if isinstance(cause, ssl.SSLCertVerificationError) or "CERTIFICATE" in str(reason).upper():
        return NetworkError(
            f"the certificate from {url.origin} is not trusted{through}: {_short(cause)}",
            "if your company's proxy re-signs traffic, set `AWS_CA_BUNDLE` to its CA certificate",
        )
    return PassingNetworkError(
        f"TLS with {url.origin} failed{through}: {_short(cause)}",
        "check the network and the proxy settings",
    )


def _short(error: BaseException) -> str:
    if isinstance(error, OSError) and error.errno and error.strerror:
        # Windows has numbers for network errors for which the C library has no text.
        is_known = error.errno > 0 and sys.platform != "win32"
        return os.strerror(error.errno) if is_known else error.strerror
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return text.rsplit(": ", 1)[-1] if "HTTPConnection" in text or "HTTPSConn" in text else text
