"""HTTPS calls: the system's certificates, the environment's proxies, no redirects, no surprises."""

import json
import logging
import os
import re
import ssl
import sys
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from aws_sso.adapters.aws.proxy import Proxy, proxy_for
from aws_sso.adapters.process.time_limit import NoAnswerError, return_within
from aws_sso.domain.aws.url import Url
from aws_sso.domain.frozen import frozen
from aws_sso.errors import AnswerError, NetworkError, PassingNetworkError

_log = logging.getLogger(__name__)
_MAX_ANSWER = 16 << 20
_CONNECT_TIMEOUT = 10.0
_READ_TIMEOUT = 30.0
_LONGEST_CALL = 60.0
"""Seconds for one call from its first byte to its last, so that one byte a second is too slow."""
_NOTE_AFTER = 2.0
_NOTE_EVERY = 10.0
_WRONG_CLOCK = 300.0
_LONGEST_PAUSE = 60.0
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?", re.ASCII)
_CONNECTIONS = 100
"""Kept open at most: as many as there can be threads."""


@frozen
class Answer:
    """An HTTP answer of the server at `origin`; header names are in lower case."""

    origin: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after(self) -> float | None:
        """How many seconds the server asks to be left alone, a minute at most, if it says.

        RFC 9110, 10.2.3: seconds, or a date, which is compared with the server's own.
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
            content = json.loads(self.body or b"{}")
        except (ValueError, RecursionError):
            content = None
        if not isinstance(content, dict):
            raise AnswerError(
                f"{self.origin} answered with something other than JSON (status {self.status})",
                "is there a proxy or a captive portal in between? open the start URL in a browser",
            )
        return content


def seconds_of(date: str) -> float | None:
    """Return an HTTP date in Unix seconds; None for what is none, and for years that are none."""
    try:
        moment = parsedate_to_datetime(date)
        return moment.timestamp() if 1970 <= moment.year < 3000 else None
    except (TypeError, ValueError, OverflowError, OSError, IndexError):
        return None


class Https:
    """Calls servers; keeps connections open between calls and may be used by several threads.

    `notice_clock` is told once, in seconds, how far this machine's clock is ahead of a server's
    if that is more than five minutes. `trusted` is a certificate (PEM) to trust instead of those
    of the system. `time_left` gives the seconds that are left for everything; no call takes longer.
    `note` says whom we wait for, if a call takes over two seconds; at most once in ten seconds.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        user_agent: str,
        now: Callable[[], float],
        notice_clock: Callable[[float], None],
        trusted: str | None = None,
        time_left: Callable[[], float] = lambda: _LONGEST_CALL,
        note: Callable[[str], None] | None = None,
    ) -> None:
        self._environ = environ
        self._user_agent = user_agent
        self._now = now
        self._notice_clock = notice_clock
        self._trusted = trusted
        self._time_left = time_left
        self._note = note
        self._noted = -_NOTE_EVERY
        self._noticed = False
        self._pools: dict[Proxy | None, Any] = {}

    def call(
        self,
        method: str,
        url: Url,
        *,
        body: Mapping[str, Any] | None = None,
        form: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request and return the answer, whatever its status.

        `body` goes as JSON, `form` as an encoded form. Raises NetworkError when there is no answer,
        with what stands in the way as hint; PassingNetworkError if that may be gone at the next
        try. Plain HTTP goes to loopback addresses only.
        """
        if not url.is_safe:
            raise NetworkError(f"will not speak to {url.origin} without TLS", "use https://")
        sent = {"User-Agent": self._user_agent, "Accept": "application/json", **(headers or {})}
        content: bytes | None = None
        if body is not None:
            sent["Content-Type"] = "application/json"
            content = json.dumps(body).encode()
        elif form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
            content = form.encode()
        seconds = min(_LONGEST_CALL, self._time_left())
        if seconds <= 0:
            raise NetworkError(f"no time is left to ask {url.origin}")
        proxy = proxy_for(url)
        try:
            answer = return_within(
                seconds,
                lambda: self._exchanged(method, url, proxy, content, sent),
                note_after=_NOTE_AFTER,
                note=lambda: self._note_waiting(url, proxy),
            )
        except NoAnswerError:
            # Not one that may pass: it has cost a minute already.
            raise NetworkError(
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
            # By the URL's parts: nothing reads its text again, so nothing can read it otherwise.
            pool = self._pool(proxy).connection_from_host(url.host, url.port, url.scheme)
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
        """Say whom we wait for; calls of many threads wait together."""
        now = time.monotonic()
        if self._note and now - self._noted >= _NOTE_EVERY:
            self._noted = now
            self._note(f"waiting for {url.origin}{_through(proxy)}")

    def forget_connections(self) -> None:
        """Begin with new connections: after a fork, those open belong to the parent as well."""
        self._pools = {}

    def _pool(self, proxy: Proxy | None) -> Any:
        import urllib3

        if proxy not in self._pools:
            options: dict[str, Any] = {
                "ssl_context": self._tls(),
                "timeout": urllib3.Timeout(connect=_CONNECT_TIMEOUT, read=_READ_TIMEOUT),
                "retries": False,
                "maxsize": _CONNECTIONS,
            }
            if proxy is None:
                self._pools[proxy] = urllib3.PoolManager(**options)
            else:
                login = None
                if proxy.login:
                    login = urllib3.make_headers(proxy_basic_auth=proxy.login.reveal())
                self._pools[proxy] = urllib3.ProxyManager(
                    str(proxy.url), proxy_headers=login, **options
                )
        return self._pools[proxy]

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
                    f"`AWS_CA_BUNDLE` cannot be used: {bundle}: {error.strerror or error}",
                    "it names a file of certificates in PEM format",
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
    """Translate what urllib3 raises, without a proxy's password or a query's content."""
    from urllib3 import exceptions

    through = _through(proxy)
    cause = error.__cause__ or error
    if isinstance(error, exceptions.ProxyError) and proxy:
        return NetworkError(
            f"the proxy {proxy.url.origin} does not let us through to {url.origin}: "
            f"{_short(error.original_error)}",
            "check `HTTPS_PROXY`, its user and password, and `NO_PROXY`",
        )
    if isinstance(error, exceptions.SSLError) or isinstance(cause, ssl.SSLError):
        return _tls_explained(cause, url, through)
    if isinstance(error, exceptions.NameResolutionError):
        return NetworkError(
            f"there is no host {url.host}{through}",
            "check the network, and `SSORegion` in config.yaml",
        )
    refused = isinstance(error, exceptions.NewConnectionError)  # a kind of timeout to urllib3
    if isinstance(error, exceptions.TimeoutError) and not refused:
        return PassingNetworkError(
            f"{url.origin} did not answer in time{through}",
            "check the network and the proxy settings",
        )
    kind = NetworkError if refused else PassingNetworkError
    return kind(
        f"cannot reach {url.origin}{through}: {_short(cause)}",
        "check the network, the proxy settings, and `SSORegion` in config.yaml",
    )


def _tls_explained(cause: BaseException, url: Url, through: str) -> NetworkError:
    reason = getattr(cause, "reason", None) or str(cause)
    if "WRONG_VERSION_NUMBER" in str(reason) or "HTTP_REQUEST" in str(reason):
        return NetworkError(
            f"{url.origin} does not speak TLS{through}",
            "a captive portal or a proxy may answer in its place; is the port right?",
        )
    if isinstance(cause, ssl.SSLCertVerificationError) or "CERTIFICATE" in str(reason).upper():
        return NetworkError(
            f"the certificate of {url.origin} is not trusted{through}: {_short(cause)}",
            "if your company's proxy re-signs traffic, let `AWS_CA_BUNDLE` name its CA",
        )
    return PassingNetworkError(
        f"TLS with {url.origin} failed{through}: {_short(cause)}",
        "check the network and the proxy settings",
    )


def _short(error: BaseException) -> str:
    if isinstance(error, OSError) and error.errno and error.strerror:
        # Windows knows the network's errors by numbers that the C library has no text for.
        is_known = error.errno > 0 and sys.platform != "win32"
        return os.strerror(error.errno) if is_known else error.strerror
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return text.rsplit(": ", 1)[-1] if "HTTPConnection" in text or "HTTPSConn" in text else text
