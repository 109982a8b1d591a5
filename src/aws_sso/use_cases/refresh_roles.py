"""Fetches all accounts and roles in parallel, without losing what was known."""

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from queue import Empty, SimpleQueue

from aws_sso.annotations import Callable, Iterator, Mapping, Protocol
from aws_sso.domain.frozen import frozen, replace
from aws_sso.domain.roles.roles import Account, Catalog, access_role_name
from aws_sso.domain.session.token import Token
from aws_sso.domain.text.messages import CHECK_SERVER
from aws_sso.errors import AnswerError, NetworkError, SsoError
from aws_sso.refusals import PortalRefusedError
from aws_sso.use_cases.paced_calls import PacedCalls

_SLICE = 0.25
_MOST_PAGES = 1000
"""With a hundred entries each: ten times the size of the largest organizations."""
_SILENT_IN_A_ROW = 5
"""So many accounts without an answer, and none between them with one: the server is down."""


class Portal(Protocol):
    """The part of the portal that lists accounts and roles, page by page."""

    @property
    def origin(self) -> str: ...
    def accounts_page(
        self, token: Token, next_page: str | None
    ) -> tuple[list[tuple[str, str, str]], str | None]: ...
    def role_names_page(
        self, token: Token, account: str, next_page: str | None
    ) -> tuple[list[str], str | None]: ...


class Access(Protocol):
    """The part of Account Access that lists roles, page by page."""

    @property
    def origin(self) -> str: ...
    def roles_page(
        self, token: Token, next_page: str | None
    ) -> tuple[list[tuple[str, str, str]], str | None]: ...


class Tokens(Protocol):
    """The source of tokens."""

    def token(self, *, may_ask: bool, rejected: Token | None = None) -> Token: ...


class Progress(Protocol):
    """Reports progress."""

    def expect(self, more: int) -> None: ...
    def advance(self) -> None: ...
    def end(self) -> None: ...


def _unwatched(account: Account) -> None:
    """Do nothing: a stand-in for a listener to accounts."""


@frozen
class RefreshPorts:
    """What fetching one instance's roles needs.

    `calls` serve this refresh alone, which stops them at its end.
    """

    tokens: Tokens
    portal: Portal
    calls: PacedCalls
    progress: Progress
    now: Callable[[], float]
    arrived: Callable[[Account], None] = _unwatched
    """Called for each account as it arrives, by the refreshing thread."""
    access: Access | None = None
    tenant: str | None = None
    """Whose roles Account Access lists; None for no tenant."""


@frozen
class Refreshed:
    """A refresh's result: the new catalog; roles (account id, name) added and removed.

    `reason` says why accounts are missing, `no_access` why the tenant's roles are from an earlier
    fetch.
    """

    catalog: Catalog
    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    reason: SsoError | None = None
    no_access: SsoError | None = None


class _TokenInUse:
    """The token that all threads use; the first thread to see a refusal replaces it, once."""

    def __init__(self, tokens: Tokens, may_ask: bool) -> None:
        self._tokens = tokens
        self._may_ask = may_ask
        self.token = tokens.token(may_ask=may_ask)

    def replaced(self, rejected: Token) -> Token:
        if self.token.access_token == rejected.access_token:
            self.token = self._tokens.token(may_ask=self._may_ask, rejected=rejected)
        return self.token


def refresh_roles(
    ports: RefreshPorts,
    previous: Catalog | None,
    sso_region: str,
    start_url: str,
    *,
    threads: int,
    may_ask: bool,
) -> Refreshed:
    """Fetch the accounts of an instance and their roles.

    Accounts whose roles cannot be fetched keep their roles from `previous` and are listed as
    missing. Raises SsoError without a token, or if the accounts cannot be listed, and
    KeyboardInterrupt if the user stops it; then all results are dropped.
    """
    in_use = _TokenInUse(ports.tokens, may_ask)
    known = {account.account_id: account for account in previous.accounts} if previous else {}
    listed: dict[str, tuple[str, str]] = {}
    names = _RoleNames(ports, in_use, threads)
    no_access: SsoError | None = None
    try:
        # Fetch the roles of the first accounts while listing the next accounts.
        for page in _account_pages(ports, in_use):
            new = {entry[0]: entry[1:] for entry in page if entry[0] not in listed}
            listed |= new
            names.fetch(new)
        try:
            given = _access_roles(ports, ports.access, in_use) if ports.access else []
        except SsoError as error:
            no_access, given = error, _access_before(previous, ports.tenant)
        names.wait()
    finally:
        names.stop()
        ports.progress.end()
    accounts = []
    missing = []
    for account_id, (name, email) in listed.items():
        roles = names.found.get(account_id)
        if roles is None:
            missing.append(account_id)
            roles = known[account_id].roles if account_id in known else ()
        accounts.append(Account(account_id, name, email, roles))
    accounts = _with_access(accounts, given)
    catalog = Catalog(
        *(sso_region, start_url, int(ports.now()), tuple(accounts), tuple(missing), ports.tenant)
    )
    before, after = _pairs(previous), _pairs(catalog)
    return Refreshed(
        catalog,
        tuple(sorted(after - before)),
        tuple(sorted(before - after)),
        names.reason,
        no_access,
    )


def _access_roles(
    ports: RefreshPorts, access: Access, in_use: _TokenInUse
) -> list[tuple[str, str, str]]:
    """Return account id, account name and ARN of each role that Account Access lists."""
    found: list[tuple[str, str, str]] = []
    page: str | None = None
    marks = _Marks(access.origin)
    while True:
        token = in_use.token
        try:
            more, page = ports.calls.make(partial(access.roles_page, token, page))
        except PortalRefusedError as error:
            if not error.is_unauthorized:
                raise
            token = in_use.replaced(token)
            more, page = ports.calls.make(partial(access.roles_page, token, page))
        found += more
        if not page:
            return found
        marks.check(page)


def _access_before(previous: Catalog | None, tenant: str | None) -> list[tuple[str, str, str]]:
    if previous is None or previous.tenant != tenant:
        return []
    return [(one.account_id, one.name, arn) for one in previous.accounts for arn in one.access]


def _with_access(accounts: list[Account], given: list[tuple[str, str, str]]) -> list[Account]:
    """Return the accounts with the roles that Account Access gives there, and its further ones."""
    arns: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for account, name, arn in given:
        arns.setdefault(account, set()).add(arn)
        names[account] = names.get(account) or name
    listed = {account.account_id for account in accounts}
    more = [Account(one, names[one], "", ()) for one in arns if one not in listed]
    return [
        replace(one, access=tuple(sorted(arns.get(one.account_id, ()))))
        for one in (*accounts, *more)
    ]


class _RoleNames:
    """Fetches role names in threads; `found` has them by account.

    `reason` is the first reason why some are missing.
    """

    def __init__(self, ports: RefreshPorts, in_use: _TokenInUse, threads: int) -> None:
        self._ports = ports
        self._in_use = in_use
        self._pool = ThreadPoolExecutor(max_workers=threads)
        self._pending: dict[Future[tuple[str, ...]], tuple[str, Token]] = {}
        self._names: dict[str, tuple[str, str]] = {}
        # Not concurrent.futures.wait: it looks at every pending call each time one ends.
        self._ended: SimpleQueue[Future[tuple[str, ...]]] = SimpleQueue()
        self._retried: set[str] = set()
        self._silent = 0
        self.found: dict[str, tuple[str, ...]] = {}
        self.reason: SsoError | None = None

    def fetch(self, accounts: Mapping[str, tuple[str, str]]) -> None:
        """Start fetching more accounts (id, name, email), and take results that have arrived."""
        self._names |= accounts
        self._ports.progress.expect(len(accounts))
        for account in accounts:
            self._submit(account, self._in_use.token)
        while not self._ended.empty():
            self._take(self._ended.get())

    def wait(self) -> None:
        """Wait until all have arrived or failed."""
        while self._pending:
            try:
                ended = self._ended.get(timeout=_SLICE)
            except Empty:
                continue  # Ctrl-C is noticed here, even if another thread received it.
            self._take(ended)

    def stop(self) -> None:
        """Cancel what has not started, and wait for the rest."""
        self._ports.calls.stop()
        self._pool.shutdown(cancel_futures=True)

    def _submit(self, account: str, token: Token) -> None:
        future = self._pool.submit(_role_names, self._ports, token, account)
        self._pending[future] = (account, token)
        future.add_done_callback(self._ended.put)

    def _take(self, future: Future[tuple[str, ...]]) -> None:
        account, token = self._pending.pop(future)
        try:
            self.found[account] = future.result()
        except SsoError as error:
            if _is_unauthorized(error) and account not in self._retried and self.reason is None:
                self._retried.add(account)
                try:
                    self._submit(account, self._in_use.replaced(token))
                    return
                except SsoError as no_token:
                    self.reason = no_token
            self.reason = self.reason or error
            self._give_up_on_silence(error)
        else:
            self._silent = 0
            self._ports.arrived(Account(account, *self._names[account], self.found[account]))
        self._ports.progress.advance()

    def _give_up_on_silence(self, error: SsoError) -> None:
        """Leave out all other accounts if the server is down: each would wait a minute for it."""
        self._silent = self._silent + 1 if isinstance(error, NetworkError) else 0
        if self._silent == _SILENT_IN_A_ROW:
            self._ports.calls.stop()


def _is_unauthorized(error: SsoError) -> bool:
    return isinstance(error, PortalRefusedError) and error.is_unauthorized


def _role_names(ports: RefreshPorts, token: Token, account: str) -> tuple[str, ...]:
    names: list[str] = []
    page: str | None = None
    marks = _Marks(ports.portal.origin)
    while True:
        found, page = ports.calls.make(partial(ports.portal.role_names_page, token, account, page))
        names += found
        if not page:
            return tuple(sorted(set(names)))
        marks.check(page)


def _account_pages(
    ports: RefreshPorts, in_use: _TokenInUse
) -> Iterator[list[tuple[str, str, str]]]:
    page: str | None = None
    marks = _Marks(ports.portal.origin)
    while True:
        token = in_use.token
        try:
            found, page = _accounts_page(ports, token, page)
        except PortalRefusedError as error:
            if not error.is_unauthorized:
                raise
            found, page = _accounts_page(ports, in_use.replaced(token), page)
        yield found
        if not page:
            return
        marks.check(page)


class _Marks:
    """The page tokens of one list; a repeated token means an endless list."""

    def __init__(self, origin: str) -> None:
        self._origin = origin
        self._seen: set[str] = set()

    def check(self, mark: str) -> None:
        """Raise AnswerError for a repeated token, or for too many."""
        if mark in self._seen or len(self._seen) >= _MOST_PAGES:
            raise AnswerError(
                f"the answers from {self._origin} never end: `nextToken` keeps repeating",
                CHECK_SERVER,
            )
        self._seen.add(mark)


def _accounts_page(
    ports: RefreshPorts, token: Token, page: str | None
) -> tuple[list[tuple[str, str, str]], str | None]:
    return ports.calls.make(lambda: ports.portal.accounts_page(token, page))


def _pairs(catalog: Catalog | None) -> set[tuple[str, str]]:
    if catalog is None:
        return set()
    return {
        (account.account_id, role)
        for account in catalog.accounts
        for role in (*account.roles, *map(access_role_name, account.access))
    }
