"""HTTPS calls: the system's certificates, the environment's proxies, no redirects, no surprises."""

import json
import logging
import os
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from aws_sso.domain.aws.origin import is_loopback_host, is_safe_to_call
from aws_sso.errors import NetworkError

_log = logging.getLogger(__name__)
_MAX_ANSWER = 16 << 20
_CONNECT_TIMEOUT = 10.0
_READ_TIMEOUT = 30.0
_WRONG_CLOCK = 300.0
_CONNECTIONS = 100
"""Kept open at most: as many as there can be threads."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def retry_after(self) -> float | None:
        """How many seconds the server asks to be left alone, if it says (RFC 9110, 10.2.3)."""
        try:
            return float(self.headers["retry-after"])
        except (KeyError, ValueError):
            return None

    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object; raises NetworkError if it is not one."""
        try:
            content = json.loads(self.body or b"{}")
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise NetworkError(
                f"the server answered with something other than JSON (status {self.status})",
                "is there a proxy or a captive portal in between? open the start URL in a browser",
            )
        return content


class Https:
    """Calls servers; keeps connections open between calls and may be used by several threads.

    `notice_clock` is told once, in seconds, how far this machine's clock is ahead of a server's
    if that is more than five minutes. `trusted` is a certificate (PEM) to trust instead of those
    of the system.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        user_agent: str,
        now: Callable[[], float],
        notice_clock: Callable[[float], None],
        trusted: str | None = None,
    ) -> None:
        self._environ = environ
        self._user_agent = user_agent
        self._now = now
        self._notice_clock = notice_clock
        self._trusted = trusted
        self._noticed = False
        self._pools: dict[str | None, Any] = {}

    def call(
        self,
        method: str,
        url: str,
        *,
        fields: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        form: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request and return the answer, whatever its status.

        `fields` go into the query, `body` as JSON, `form` as an encoded form. Raises NetworkError
        when there is no answer, with what stands in the way as hint. Plain HTTP goes to loopback
        addresses only.
        """
        import urllib3

        if not is_safe_to_call(url):
            raise NetworkError(f"will not speak to {_place(url)} without TLS", "use https://")
        sent = {"User-Agent": self._user_agent, "Accept": "application/json", **(headers or {})}
        content: bytes | None = None
        if body is not None:
            sent["Content-Type"] = "application/json"
            content = json.dumps(body).encode()
        elif form is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
            content = form.encode()
        proxy = self._proxy_for(url)
        try:
            answer = self._pool(proxy).request(
                method,
                f"{url}?{urlencode(fields)}" if fields else url,
                body=content,
                headers=sent,
                redirect=False,
                preload_content=False,
            )
            raw = answer.read(_MAX_ANSWER + 1, decode_content=True)
            answer.release_conn()
        except urllib3.exceptions.HTTPError as error:
            raise _explained(error, url, proxy) from None
        if len(raw) > _MAX_ANSWER:
            raise NetworkError(f"{_place(url)} sent more than {_MAX_ANSWER >> 20} MiB")
        names = {name.lower(): value for name, value in answer.headers.items()}
        _log.debug("%s %s: %s", method, _place(url) + urlsplit(url).path, answer.status)
        self._compare_clocks(names.get("date"))
        return Answer(answer.status, names, raw)

    def forget_connections(self) -> None:
        """Begin with new connections: after a fork, those open belong to the parent as well."""
        self._pools = {}

    def _pool(self, proxy: str | None) -> Any:
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
                parts = urlsplit(proxy)
                login = None
                if parts.username:
                    user, password = unquote(parts.username), unquote(parts.password or "")
                    login = urllib3.make_headers(proxy_basic_auth=f"{user}:{password}")
                self._pools[proxy] = urllib3.ProxyManager(proxy, proxy_headers=login, **options)
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

    def _proxy_for(self, url: str) -> str | None:
        from urllib.request import getproxies, proxy_bypass

        parts = urlsplit(url)
        host = parts.hostname or ""
        if is_loopback_host(host) or proxy_bypass(host):
            return None
        proxy = getproxies().get(parts.scheme) or getproxies().get("all")
        if proxy and "://" not in proxy:
            proxy = f"http://{proxy}"
        return proxy

    def _compare_clocks(self, date: str | None) -> None:
        if self._noticed or not date:
            return
        try:
            ahead = self._now() - parsedate_to_datetime(date).timestamp()
        except (TypeError, ValueError):
            return
        if abs(ahead) > _WRONG_CLOCK:
            self._noticed = True
            self._notice_clock(ahead)


def _place(url: str) -> str:
    """Return scheme, host and port of a URL: what may be shown of it."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname}{port}"


def _explained(error: Exception, url: str, proxy: str | None) -> NetworkError:
    """Translate what urllib3 raises, without a proxy's password or a query's content."""
    from urllib3 import exceptions

    place = _place(url)
    through = f" through the proxy {_place(proxy)}" if proxy else ""
    cause = error.__cause__ or error
    if isinstance(error, exceptions.ProxyError):
        return NetworkError(
            f"the proxy {_place(proxy or '')} does not let us through to {place}: "
            f"{_short(error.original_error)}",
            "check `HTTPS_PROXY`, its user and password, and `NO_PROXY`",
        )
    if isinstance(error, exceptions.SSLError) or isinstance(cause, ssl.SSLError):
        return NetworkError(
            f"the certificate of {place} is not trusted{through}: {_short(cause)}",
            "if your company's proxy re-signs traffic, let `AWS_CA_BUNDLE` name its CA",
        )
    if isinstance(error, exceptions.NameResolutionError):
        return NetworkError(
            f"there is no host {urlsplit(url).hostname}{through}",
            "check the network, and `SSORegion` in config.yaml",
        )
    refused = isinstance(error, exceptions.NewConnectionError)  # a kind of timeout to urllib3
    if isinstance(error, exceptions.TimeoutError) and not refused:
        return NetworkError(
            f"{place} did not answer in time{through}", "check the network and the proxy settings"
        )
    return NetworkError(
        f"cannot reach {place}{through}: {_short(cause)}",
        "check the network, the proxy settings, and `SSORegion` in config.yaml",
    )


def _short(error: BaseException) -> str:
    if isinstance(error, OSError) and error.errno and error.strerror:
        return os.strerror(error.errno) if error.errno > 0 else error.strerror
    text = str(error).splitlines()[0] if str(error) else type(error).__name__
    return text.rsplit(": ", 1)[-1] if "HTTPConnection" in text or "HTTPSConn" in text else text
