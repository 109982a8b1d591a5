"""The parts that sign in to one instance."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from aws_sso.adapters.aws.oidc import OidcClient
from aws_sso.adapters.desktop import surroundings
from aws_sso.cli.instance_wiring import SDK_PATIENCE, InstanceWiring
from aws_sso.cli.output import say
from aws_sso.cli.presenter import TerminalPresenter
from aws_sso.cli.url_wiring import UrlWiring
from aws_sso.domain.aws.origin import origin
from aws_sso.errors import SignInFailedError, SignInNeededError
from aws_sso.use_cases.sign_in import SignIn, SignInPorts

if TYPE_CHECKING:
    from aws_sso.adapters.desktop.callback_listener import CallbackListener
    from aws_sso.cli.wiring import Wiring


class SignInWiring:
    """What gets tokens for an instance, and how it asks the user to sign in."""

    def __init__(self, wiring: "Wiring", instance: InstanceWiring) -> None:
        self._wiring = wiring
        self._instance = instance
        self._say: Callable[[str], None] = say
        self._parent: str | None = None

    @property
    def sign_in(self) -> SignIn:
        """What gets tokens for it."""
        return SignIn(
            SignInPorts(
                shelf=self._instance.records,
                oidc=OidcClient(
                    self._wiring.https,
                    self._instance.endpoints.oidc,
                    self._instance.endpoints.portal,
                    self._instance.settings.start_url,
                    self._wiring.now,
                ),
                presenter=self._presenter(),
                listen=self._listen,
                lock=lambda: self._instance.lock("sign-in"),
                now=self._wiring.now,
                sleep=time.sleep,
                failed_since=lambda began: self._instance.failures.since(
                    self._instance.named("sign-in"), began
                ),
                record_failure=lambda error: self._instance.failures.record(
                    self._instance.named("sign-in"), error, self._wiring.now()
                ),
                began=self._wiring.began,
                portal=origin(self._instance.endpoints.portal),
                start_url=self._instance.settings.start_url,
                workflow=self.workflow,
            )
        )

    @property
    def workflow(self) -> str:
        """The sign-in workflow: as chosen, else as fits the surroundings."""
        chosen = self._wiring.flags.auth_workflow or self._wiring.settings.auth_workflow
        return chosen or surroundings.fitting_workflow(self._wiring.environ)

    def in_background(self, parent: str | None) -> None:
        """Sign in, and wait as long as SDKs do; `parent` is the program that asks."""
        from aws_sso.adapters.process.detached import run_detached

        self._parent = parent

        def work(tell: Callable[[str], None]) -> None:
            self._say = tell
            self._wiring.https.forget_connections()
            self.sign_in.token(may_ask=True)

        until = time.monotonic() + SDK_PATIENCE
        ended = run_detached(work, say, SDK_PATIENCE)
        while ended.killed and time.monotonic() < until:
            # Whoever killed it meant that process, not ours: take its place.
            ended = run_detached(work, say, until - time.monotonic())
        if ended.goes_on:
            raise SignInNeededError(
                f"nobody signed in within {SDK_PATIENCE:.0f} seconds",
                "run aws-sso login; or finish in the browser, the page stays good for 10 minutes",
            )
        if not ended.done:
            raise SignInFailedError(ended.message or "the sign-in failed", ended.hint)

    def can_open_browser(self) -> bool:
        """Tell whether a sign-in page can be opened without a terminal to print on."""
        return UrlWiring(self._wiring).opens_unseen(self._instance.settings)

    def _presenter(self) -> TerminalPresenter:
        def tell(text: str) -> None:
            self._say(text)

        return TerminalPresenter(
            self._instance.settings,
            self._wiring.purpose,
            self._parent,
            UrlWiring(self._wiring).for_sign_in(self._instance.settings, tell),
            tell,
        )

    def _listen(self, state: str) -> "AbstractContextManager[CallbackListener]":
        from aws_sso.adapters.desktop.callback_listener import listening

        return listening(state, self._instance.name, self._wiring.purpose, self._parent)
