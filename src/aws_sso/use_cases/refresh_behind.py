"""Refreshes roles behind a screen: in a thread, shown as they arrive, dropped without a trace."""

import threading

from aws_sso.annotations import Callable, Protocol, Sequence
from aws_sso.domain.frozen import frozen, replace
from aws_sso.domain.roles.roles import Account, Catalog, Role
from aws_sso.domain.session.token import Token
from aws_sso.errors import SignInNeededError, SsoError
from aws_sso.use_cases.refresh_roles import Refreshed, Tokens

_OFFER_EVERY = 1.0
"""Seconds between offers of roles, since each one processes all roles."""


class Refresh(Protocol):
    """Fetches all roles with these tokens, reporting each account as it arrives."""

    def __call__(self, tokens: Tokens, arrived: Callable[[Account], None]) -> Refreshed: ...


@frozen
class RefreshBehindPorts:
    """What refreshing behind a screen needs.

    `known` is the last fetched catalog. `give_up` ends waiting calls, `keep` stores a new catalog,
    `roles_of` computes its roles.
    """

    known: Catalog
    tokens: Tokens
    refresh: Refresh
    give_up: Callable[[], None]
    keep: Callable[[Catalog], None]
    roles_of: Callable[[Catalog], Sequence[Role]]
    monotonic: Callable[[], float]


class RefreshBehind:
    """One refresh; `offer` gets all roles whenever they change.

    It works in a separate thread until `stop()`, and never asks to sign in.
    """

    def __init__(self, ports: RefreshBehindPorts, offer: Callable[[Sequence[Role]], None]) -> None:
        self._ports = ports
        self._offer = offer
        self._accounts = {account.account_id: account for account in ports.known.accounts}
        self._differs = False
        self._offered = float("-inf")
        self._stopped = False
        self._whole = threading.Lock()
        """Held during work that must not be cut off."""
        self._outcome: Refreshed | SsoError | None = None

    def start(self) -> None:
        """Begin."""
        threading.Thread(target=self._run, daemon=True).start()

    def stop(self) -> Refreshed | SsoError | None:
        """Stop it and return the result; None if it was not finished, and nothing is stored.

        Waits only for a token renewal and for a file being written.
        """
        with self._whole:
            self._stopped = True
        self._ports.give_up()
        return self._outcome

    def token(self, *, may_ask: bool, rejected: Token | None = None) -> Token:
        """Return a token without asking the user, unless the refresh was stopped."""
        with self._whole:
            if self._stopped:
                raise SignInNeededError("the refresh was stopped")
            return self._ports.tokens.token(may_ask=False, rejected=rejected)

    def _run(self) -> None:
        try:
            refreshed = self._ports.refresh(self, self._arrived)
        except SsoError as error:
            self._outcome = error
            return
        with self._whole:
            if self._stopped:
                return
            try:
                self._ports.keep(refreshed.catalog)
            except SsoError as error:
                self._outcome = error
                return
            self._outcome = refreshed
        if refreshed.added or refreshed.removed:
            self._offer(self._ports.roles_of(refreshed.catalog))

    def _arrived(self, account: Account) -> None:
        if self._accounts.get(account.account_id) != account:
            self._accounts[account.account_id] = account
            self._differs = True
        now = self._ports.monotonic()
        if self._differs and not self._stopped and now - self._offered >= _OFFER_EVERY:
            self._differs, self._offered = False, now
            accounts = tuple(self._accounts.values())
            self._offer(self._ports.roles_of(replace(self._ports.known, accounts=accounts)))
