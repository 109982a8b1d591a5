"""Clients for servers, and their endpoints."""

import math

from aws_sso.annotations import TYPE_CHECKING, Callable
from aws_sso.domain.frozen import cached_property
from aws_sso.version import __version__

if TYPE_CHECKING:
    from aws_sso.adapters.aws.https import Https
    from aws_sso.adapters.aws.oidc import OidcClient
    from aws_sso.domain.aws.endpoints import Endpoints
    from aws_sso.domain.aws.url import Url
    from aws_sso.parts.parts import Parts
    from aws_sso.use_cases.paced_calls import PacedCalls

_PAGE_TIME = 10.0
_HURRIED_TIME = 15.0
_HURRIED_TRYING = 5.0


class Network:
    """Builds HTTPS clients and endpoints."""

    def __init__(self, parts: "Parts") -> None:
        self._parts = parts
        self._endpoints: dict[tuple[str, bool], Endpoints] = {}

    @cached_property
    def https(self) -> "Https":
        """A client for servers whose certificates the system trusts."""
        return self.trusting(None)

    @cached_property
    def hurried(self) -> "Https":
        """A client that gives up sooner, because another region may answer."""
        return self.telling(self._warn_of_clock, patience=_HURRIED_TIME)

    def trusting(self, certificate: str | None) -> "Https":
        """Return a client that trusts a certificate (PEM), or the system's certificates."""
        return self.telling(self._warn_of_clock, certificate)

    def telling(
        self,
        ahead: Callable[[float], None],
        certificate: str | None = None,
        patience: float = math.inf,
    ) -> "Https":
        """Return a client that reports how many seconds our clock is ahead, if it is wrong.

        Each call may take `patience` seconds at most.
        """
        from aws_sso.adapters.aws.https import LONGEST_CALL, Https

        agent = f"aws-sso-py/{__version__}"
        return Https(
            self._parts.environ,
            agent,
            self._parts.now,
            ahead,
            certificate,
            self._parts.time.left,
            self._note,
            min(patience, LONGEST_CALL),
        )

    @cached_property
    def _note(self) -> Callable[[str], None] | None:
        """Explains to a person why nothing happens; None if nobody is watching."""
        voice = self._parts.voice
        return voice.say if voice.is_watched() else None

    def _warn_of_clock(self, ahead: float) -> None:
        from aws_sso.domain.session.clock import wrong_clock

        self._parts.voice.warn(f"{wrong_clock(ahead)}; set the clock, or times will be wrong")

    def page(self, url: "Url") -> tuple[int, str | None]:
        """Return a page's status and redirect target; asked for ten seconds at most."""
        from aws_sso.adapters.aws.start_page import redirect_of

        return redirect_of(self.telling(self._warn_of_clock, patience=_PAGE_TIME), url)

    def endpoints(self, region: str, *, with_access: bool = False) -> "Endpoints":
        """Return the service endpoints of a region, `with_access` Account Access too."""
        key = region, with_access
        if key not in self._endpoints:
            self._endpoints[key] = self._found_endpoints(region, with_access=with_access)
        return self._endpoints[key]

    def _found_endpoints(self, region: str, *, with_access: bool) -> "Endpoints":
        from aws_sso.adapters.aws.endpoints import endpoints_of

        state = self._parts.locations.derived("endpoints.json")
        # The wizard calls servers before there is a config.yaml.
        has_config = self._parts.files.has_config()
        allowed = self._parts.settings.calls.allow_endpoints if has_config else ()
        environ = self._parts.environ
        return endpoints_of(region, environ, allowed, state, with_access=with_access)

    def sign_in_service(self, region: str, start_url: str) -> "OidcClient":
        """Return the sign-in service of a region, for the instance with a start URL."""
        from aws_sso.adapters.aws.oidc import OidcClient

        found = self.endpoints(region)
        return OidcClient(self.https, found.oidc, found.portal, start_url, self._parts.now)

    def region_names(self) -> dict[str, str]:
        """Return the names of all regions, with their locations."""
        from aws_sso.adapters.aws.regions import region_names

        return region_names()

    def paced_calls(self, *, hurried: bool = False) -> "PacedCalls":
        """Return calls that share one pace, and are retried while time is left.

        If `hurried`, an unreachable server is retried for a few seconds only.
        """
        import random
        import time

        from aws_sso.use_cases.paced_calls import LONGEST_TRYING, PacedCalls

        settings = self._parts.settings
        return PacedCalls(
            settings.calls.max_retry,
            settings.calls.max_backoff,
            time.monotonic,
            random.random,
            time_left=self._parts.time.left,
            note=self._note,
            longest_trying=_HURRIED_TRYING if hurried else LONGEST_TRYING,
        )
