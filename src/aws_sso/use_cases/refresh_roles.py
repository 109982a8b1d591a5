"""Fetching all accounts and roles, in parallel, without losing what was known."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Protocol

from aws_sso.domain.roles import Account, Catalog
from aws_sso.domain.token import Token
from aws_sso.errors import PortalRefusedError, SsoError
from aws_sso.use_cases.calls import Calls


class Portal(Protocol):
    """The part of the portal that lists accounts and roles, page by page."""

    def accounts_page(
        self, token: Token, next_page: str | None
    ) -> tuple[list[tuple[str, str, str]], str | None]: ...
    def role_names_page(
        self, token: Token, account: str, next_page: str | None
    ) -> tuple[list[str], str | None]: ...


class Tokens(Protocol):
    """Where tokens come from."""

    def token(self, *, may_ask: bool, rejected: Token | None = None) -> Token: ...


class Progress(Protocol):
    """Told how far it got."""

    def begin(self, total: int) -> None: ...
    def advance(self) -> None: ...


@dataclass(frozen=True)
class Ports:
    """What fetching one instance's roles needs."""

    tokens: Tokens
    portal: Portal
    calls: Calls
    progress: Progress
    now: Callable[[], float]


@dataclass(frozen=True)
class Refreshed:
    """What a refresh brought: the new catalog, and roles (account id, role name) come and gone.

    `reason` tells why accounts are missing; `interrupted` is true if the user stopped it.
    """

    catalog: Catalog
    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    reason: SsoError | None = None
    interrupted: bool = False


class _TokenInUse:
    """The token that all threads use; a refused one is replaced once, by whoever comes first."""

    def __init__(self, tokens: Tokens, may_ask: bool) -> None:
        self._tokens = tokens
        self._may_ask = may_ask
        self.token = tokens.token(may_ask=may_ask)

    def replaced(self, rejected: Token) -> Token:
        if self.token.access_token == rejected.access_token:
            self.token = self._tokens.token(may_ask=self._may_ask, rejected=rejected)
        return self.token


def refresh_roles(
    ports: Ports,
    previous: Catalog | None,
    sso_region: str,
    start_url: str,
    *,
    threads: int,
    may_ask: bool,
) -> Refreshed:
    """Fetch the accounts of an instance and the roles in each.

    Accounts whose roles cannot be fetched keep those of `previous` and are named as missing. Raises
    SsoError when there is no token, or the accounts themselves cannot be listed.
    """
    in_use = _TokenInUse(ports.tokens, may_ask)
    listed = list(_accounts(ports, in_use))
    known = {account.account_id: account for account in previous.accounts} if previous else {}
    ports.progress.begin(len(listed))
    roles, reason, interrupted = _all_role_names(
        ports, in_use, [entry[0] for entry in listed], threads
    )
    accounts = []
    missing = []
    for account_id, name, email in listed:
        names = roles.get(account_id)
        if names is None:
            missing.append(account_id)
            names = known[account_id].roles if account_id in known else ()
        accounts.append(Account(account_id, name, email, names))
    catalog = Catalog(sso_region, start_url, int(ports.now()), tuple(accounts), tuple(missing))
    before, after = _pairs(previous), _pairs(catalog)
    return Refreshed(
        catalog,
        tuple(sorted(after - before)),
        tuple(sorted(before - after)),
        reason,
        interrupted,
    )


def _all_role_names(
    ports: Ports, in_use: _TokenInUse, accounts: list[str], threads: int
) -> tuple[dict[str, tuple[str, ...]], SsoError | None, bool]:
    """Return role names by account, the first reason why some are missing, and if interrupted."""
    found: dict[str, tuple[str, ...]] = {}
    reason: SsoError | None = None
    interrupted = False
    retried: set[str] = set()
    pending: dict[Future[tuple[str, ...]], tuple[str, Token]] = {}
    # Not concurrent.futures.wait: it looks at every pending call each time one ends.
    ended: SimpleQueue[Future[tuple[str, ...]]] = SimpleQueue()
    pool = ThreadPoolExecutor(max_workers=threads)

    def submit(account: str, token: Token) -> None:
        future = pool.submit(_role_names, ports, token, account)
        pending[future] = (account, token)
        future.add_done_callback(ended.put)

    try:
        for account in accounts:
            submit(account, in_use.token)
        while pending:
            future = ended.get()
            account, token = pending.pop(future)
            try:
                found[account] = future.result()
            except SsoError as error:
                if _is_unauthorized(error) and account not in retried and reason is None:
                    retried.add(account)
                    try:
                        submit(account, in_use.replaced(token))
                        continue
                    except SsoError as no_token:
                        reason = no_token
                reason = reason or error
            ports.progress.advance()
    except KeyboardInterrupt:
        interrupted = True
    finally:
        ports.calls.stop()
        pool.shutdown(cancel_futures=True)
    return found, reason, interrupted


def _is_unauthorized(error: SsoError) -> bool:
    return isinstance(error, PortalRefusedError) and error.is_unauthorized


def _role_names(ports: Ports, token: Token, account: str) -> tuple[str, ...]:
    names: list[str] = []
    page: str | None = None
    while True:
        found, page = ports.calls.make(
            lambda at=page: ports.portal.role_names_page(token, account, at)  # type: ignore[misc]
        )
        names += found
        if not page:
            return tuple(sorted(set(names)))


def _accounts(ports: Ports, in_use: _TokenInUse) -> Iterator[tuple[str, str, str]]:
    page: str | None = None
    while True:
        token = in_use.token
        try:
            found, page = ports.calls.make(
                lambda t=token, at=page: ports.portal.accounts_page(t, at)  # type: ignore[misc]
            )
        except PortalRefusedError as error:
            if not error.is_unauthorized or in_use.replaced(token) is token:
                raise
            found, page = ports.portal.accounts_page(in_use.token, page)
        yield from found
        if not page:
            return


def _pairs(catalog: Catalog | None) -> set[tuple[str, str]]:
    if catalog is None:
        return set()
    return {(account.account_id, role) for account in catalog.accounts for role in account.roles}
