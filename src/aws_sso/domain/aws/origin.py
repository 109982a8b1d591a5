"""Origins of URLs: whom a token may be shown to, and who may be spoken to in clear."""

from ipaddress import ip_address
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"https": 443, "http": 80}


def origin(url: str) -> str:
    """Return scheme, host and port of `url`, in the form of RFC 6454 section 6.2.

    Raises ValueError for anything that is not an http or https URL with a host.
    """
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"not an http or https URL: {url!r}")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = parts.port
    return f"{scheme}://{host}" + ("" if port in (None, _DEFAULT_PORTS[scheme]) else f":{port}")


def is_loopback_host(host: str) -> bool:
    """Tell whether a host name or address can only mean this machine (RFC 6761, RFC 5735)."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_safe_to_call(url: str) -> bool:
    """Tell whether secrets may go to `url`: HTTPS anywhere, plain HTTP to loopback only."""
    parts = urlsplit(url)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and is_loopback_host(parts.hostname or "")
