"""The parts that sign in to one instance."""

import time
from contextlib import AbstractContextManager
from copy import copy

from aws_sso.adapters.aws.oidc import OidcClient
from aws_sso.adapters.desktop import surroundings
from aws_sso.adapters.desktop.sign_in_prompt import SignInPrompt
from aws_sso.annotations import TYPE_CHECKING, Callable
from aws_sso.domain.session.token import ACCOUNT_SCOPES, TENANT_SCOPES
from aws_sso.errors import SignInFailedError, SignInNeededError
from aws_sso.use_cases.sign_in import SignIn
from aws_sso.use_cases.sign_in_pages import SignInPages
from aws_sso.use_cases.sign_in_ports import SignInPorts

if TYPE_CHECKING:
    from aws_sso.adapters.desktop.callback_listener import CallbackListener
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts
    from aws_sso.parts.region import Region


class SigningIn:
    """The source of an instance's tokens, and how it asks the user to sign in.

    `redirect_port` is the port that the browser returns to, 0 for any. A chosen port implies PKCE.
    """

    def __init__(
        self, parts: "Parts", instance: "Instance", region: "Region", redirect_port: int = 0
    ) -> None:
        self._parts = parts
        self._instance = instance
        self._region = region
        self._redirect_port = redirect_port
        self._say: Callable[[str], None] = parts.voice.say
        self._parent: str | None = None
        # Now: a sign-in in the background has left the terminal.
        self._watched = parts.voice.is_watched() or parts.desktop.has_terminal()
        parts.ready_to_log()

    @property
    def sign_in(self) -> SignIn:
        """The source of its tokens."""
        return SignIn(self._ports())

    def _ports(self) -> SignInPorts:
        parts, region = self._parts, self._region
        access = region.endpoints.access
        return SignInPorts(
            shelf=region.records,
            oidc=self.oidc,
            presenter=self._prompt(),
            listen=self._listen,
            pages=self._pages,
            turn=region.turn("sign-in"),
            now=parts.now,
            sleep=time.sleep,
            portal=region.endpoints.portal.identity,
            start_url=region.start_url,
            workflow=self.workflow,
            whereabouts=self,
            access=access.identity if access else None,
            scopes=self._scopes,
        )

    def as_remembered(self) -> SignInPorts:
        """Return the ports for the instance's portal at the last sign-in."""
        if self._instance.whereabouts:
            self._instance.whereabouts.look_again()
        return self._ports()

    def followed(self) -> SignInPorts:
        """Return the ports for the portal behind its start URL now."""
        if self._instance.whereabouts:
            self._instance.whereabouts.follow()
        return self._ports()

    def remember(self) -> None:
        """Remember where its start URL led."""
        if self._instance.whereabouts:
            self._instance.whereabouts.remember()

    @property
    def oidc(self) -> OidcClient:
        """The sign-in service."""
        region = self._region
        return OidcClient(
            region.https,
            region.endpoints.oidc,
            region.endpoints.portal,
            region.start_url,
            self._parts.now,
            self._scopes,
            region.endpoints.access,
        )

    @property
    def _scopes(self) -> tuple[str, ...]:
        """What the token is for: Account Access only for an instance with a tenant."""
        return TENANT_SCOPES if self._instance.settings.tenant else ACCOUNT_SCOPES

    @property
    def workflow(self) -> str:
        """The sign-in workflow: as chosen, else as fits the surroundings."""
        if self._redirect_port:
            return "pkce"
        chosen = self._parts.flags.auth_workflow or self._parts.settings.session.auth_workflow
        return chosen or surroundings.fitting_workflow(self._parts.environ)

    @property
    def _pages(self) -> SignInPages:
        from aws_sso.adapters.files.unanswered_pages import UnansweredPages
        from aws_sso.domain.text.file_names import file_name

        parts = self._parts
        path = parts.locations.derived("sign-in-pages", f"{file_name(self._instance.name)}.json")
        return SignInPages(UnansweredPages(path), watched=self._watched, now=parts.now)

    def can_go_on_in_background(self) -> bool:
        """Return whether a sign-in started here can continue after we stop waiting."""
        from aws_sso.adapters.process.detached import is_possible

        return is_possible() and self._parts.urls.opens_unseen(self._instance.settings)

    def in_background(self) -> None:
        """Sign in for the calling program, and wait until patience ends."""
        from aws_sso.adapters.process.detached import run_detached

        self._parent = surroundings.parent_process()
        # A terminal is no sign of a person: `watch aws …` runs in one all night.
        self._watched = self._parts.voice.is_watched()
        patience = self._parts.time.patience()

        def work(tell: Callable[[str], None]) -> None:
            self._say = tell
            self._parts.time.forget()
            self._region.https.forget_connections()
            self._instance.first_up(
                lambda region: self._in(region).sign_in.token(may_ask=True, must_keep=True)
            )

        until = time.monotonic() + patience
        ended = run_detached(work, self._parts.voice.say, patience)
        while ended.killed and time.monotonic() < until:
            # The background process was killed, not ours: take its place.
            ended = run_detached(work, self._parts.voice.say, until - time.monotonic())
        if ended.goes_on:
            raise SignInNeededError(
                f"sign-in not completed within {patience:.0f} seconds",
                "run aws-sso login, or finish in the browser; the page stays valid for 10 minutes",
            )
        if not ended.done:
            raise SignInFailedError(ended.message or "the sign-in failed", ended.hint)

    def _in(self, region: "Region") -> "SigningIn":
        """Return the same for another region."""
        other = copy(self)
        other._region = region
        return other

    def _prompt(self) -> SignInPrompt:
        def tell(text: str) -> None:
            self._say(text)

        return SignInPrompt(
            self._instance.settings,
            self._where,
            self._region.endpoints.foreign(),
            self._parts.purpose,
            self._parent,
            lambda: self._parts.urls.for_sign_in(self._instance.settings, tell),
            tell,
        )

    @property
    def _where(self) -> str | None:
        """Where the sign-in is, if not at the start URL."""
        settings, region = self._instance.settings, self._region
        if region.start_url != settings.start_url and self._instance.whereabouts:
            return f"the start URL redirects to {region.start_url}"
        if region.name != settings.sso_region:
            return f"in {region.name}, at {region.start_url}"
        return None

    def _listen(self, state: str) -> "AbstractContextManager[CallbackListener]":
        from aws_sso.adapters.desktop.callback_listener import listening

        name, purpose = self._instance.name, self._parts.purpose
        return listening(state, name, purpose, self._parent, self._redirect_port)
