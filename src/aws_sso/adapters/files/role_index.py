"""The role index: one instance's roles in SQLite, so that a lookup reads only what it needs.

It is derived from config.yaml and cache.json, and disposable. When one of them changes, a new index
is built under a temporary name and moved into place. If it cannot be written, the roles are
computed each time.
"""

import os
from itertools import islice

from aws_sso.adapters.files.files import make_private_folder, remove_if_there, temporary_beside
from aws_sso.adapters.files.ours import check_folder, folder_of, open_ours
from aws_sso.adapters.files.replacing import put_in_place
from aws_sso.adapters.files.sqlite import Connection, Error, connect
from aws_sso.annotations import Any, Callable, Sequence, StrPath
from aws_sso.domain.frozen import frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice, matches
from aws_sso.domain.text.file_state import file_state
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.errors import FileAccessError, UnsafeFileError

_SHARED = ("instance", "sso_region", "start_url")
"""The first fields of a role: they are the same for all roles of an instance."""
_COLUMNS = (
    "account_id",
    "account_name",
    "account_alias",
    "email",
    "role_name",
    "arn",
    "default_region",
    "via",
    "source_identity",
    "tags",
    "own_profile",
    "profile",
    "external_id",
    "duration_seconds",
    "tenant",
)
_NUMBERS = ("duration_seconds",)
_TAGS = _COLUMNS.index("tags")
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM roles "  # noqa: S608 - fixed names
_SCHEMA = f"""
CREATE TABLE about (
    made_from TEXT, refreshed INTEGER, missing INTEGER, {
    ", ".join(f"{one} TEXT" for one in _SHARED)
}
);
CREATE TABLE roles (
    number INTEGER PRIMARY KEY, {
    ", ".join(f"{name} {'INTEGER' if name in _NUMBERS else 'TEXT'}" for name in _COLUMNS)
}, names TEXT
);
"""
_INDEXES = """
CREATE INDEX by_profile ON roles (profile);
CREATE INDEX by_arn ON roles (arn);
CREATE INDEX by_account ON roles (account_id, role_name);
"""
_LAYOUT = 5


@frozen
class Content:
    """The content of an index: the roles in order, and when they were fetched.

    `refreshed` is in Unix seconds, None if never fetched. `missing` is the number of accounts whose
    roles could not be fetched and are as last known.
    """

    roles: tuple[Role, ...]
    refreshed: int | None
    missing: int = 0


class RoleIndex:
    """Finds roles of one instance.

    `version` identifies the program and the settings. `cache` is the file with fetched roles.
    `work_out` computes the content from both. `primary_tags` are the tags that name an account.
    """

    def __init__(
        self,
        path: str,
        version: str,
        cache: StrPath,
        work_out: Callable[[], Content],
        primary_tags: Sequence[str] = (),
    ) -> None:
        self._file: Connection | None = None
        self._path = path
        self._primary_tags = primary_tags
        # Checked before reading, so that a change in between is noticed next time.
        self._made_from = f"{version} {_LAYOUT} {_state_of(cache)}"
        self._work_out = work_out
        self._content: Content | None = None
        self._about: tuple[int | None, int] | None = None
        self._shared: tuple[Any, ...] = ()
        self._open()

    @property
    def refreshed(self) -> int | None:
        """When the roles were fetched, in Unix seconds; None if never."""
        return self._about[0] if self._about else self._built().refreshed

    @property
    def missing(self) -> int:
        """The number of accounts whose roles could not be fetched last time."""
        return self._about[1] if self._about else self._built().missing

    def roles(self) -> tuple[Role, ...]:
        """Return all roles, sorted by account id and role name."""
        found = self._query("ORDER BY number", ())
        return self._built().roles if found is None else found

    def matching(self, choice: RoleChoice) -> tuple[Role, ...]:
        """Return the roles that match a choice: none, one, or several with one profile name."""
        if choice.profile:
            found = self._query("WHERE profile = ? ORDER BY number", (choice.profile,))
        elif choice.arn:
            found = self._query("WHERE arn = ?", (str(choice.arn),))
        elif choice.account and choice.role:
            values = (choice.account, choice.role)
            found = self._query("WHERE account_id = ? AND role_name = ?", values)
        else:
            return ()
        if found is None:
            found = self._built().roles
        return tuple(role for role in found if matches(role, choice))

    def with_words(self, words: Sequence[str], most: int) -> tuple[Role, ...]:
        """Return the first `most` roles whose names contain every word literally."""
        condition = " AND ".join("instr(names, ?)" for _ in words)
        found = self._query(f"WHERE {condition} ORDER BY number LIMIT {most:d}", tuple(words))
        if found is None:
            from aws_sso.domain.roles.names import stand_in

            fit = (one for one in self._built().roles if stand_in(words, self._names_of(one)))
            found = tuple(islice(fit, most))
        return found

    def in_account(self, account: str) -> tuple[Role, ...]:
        """Return the roles of an account."""
        found = self._query("WHERE account_id = ? ORDER BY number", (account,))
        roles = self._built().roles if found is None else found
        return tuple(role for role in roles if role.account_id == account)

    def profiles(self) -> list[str]:
        """Return the profile names of all roles."""
        found = self._rows("SELECT profile FROM roles ORDER BY number", ())
        if found is None:
            return [role.profile for role in self._built().roles]
        return [name for (name,) in found]

    def _names_of(self, role: Role) -> str:
        # Imported here: reading an index does not need it.
        from aws_sso.domain.roles.names import all_names
        from aws_sso.domain.roles.tags import account_label

        return all_names(role, account_label(role, self._primary_tags))

    def profiles_with_prefix(self, prefix: str) -> list[Role]:
        """Return the roles whose profile name begins with a text, sorted by name."""
        return self._with_prefix("profile", prefix)

    def arns_with_prefix(self, prefix: str) -> list[Role]:
        """Return the roles whose ARN begins with a text, sorted by ARN."""
        return self._with_prefix("arn", prefix)

    def accounts_with_prefix(self, prefix: str, role: str | None) -> list[Role]:
        """Return one role for each account whose id begins with a text, named `role` if given."""
        found = self._with_prefix("account_id", prefix)
        if role:
            found = [one for one in found if one.role_name == role]
        return list({one.account_id: one for one in reversed(found)}.values())[::-1]

    def role_names_with_prefix(self, prefix: str, account: str | None) -> list[str]:
        """Return role names that begin with a text, in one account if given."""
        if account:
            found = self._query("WHERE account_id = ?", (account,))
            roles = self._built().roles if found is None else found
            names = {one.role_name for one in roles if one.account_id == account}
        else:
            names = {one.role_name for one in self._with_prefix("role_name", prefix)}
        return sorted(name for name in names if name.startswith(prefix))

    def _with_prefix(self, column: str, prefix: str) -> list[Role]:
        condition = f"WHERE {column} >= ? AND {column} < ?"
        found = self._query(condition, (prefix, prefix + "\U0010ffff"))
        roles = self._built().roles if found is None else found
        fit = [role for role in roles if getattr(role, column).startswith(prefix)]
        return sorted(fit, key=lambda role: str(getattr(role, column)))

    def _query(self, condition: str, values: tuple[str, ...]) -> tuple[Role, ...] | None:
        rows = self._rows(_SELECT + condition, values)
        try:
            return None if rows is None else tuple(map(self._role, rows))
        except ValueError:  # Damaged: treat as missing.
            self._close()
            return None

    def _role(self, row: tuple[Any, ...]) -> Role:
        values = list(row)
        values[_TAGS] = parsed(row[_TAGS]) if row[_TAGS] else {}
        return Role(*self._shared, *values)

    def _rows(self, statement: str, values: tuple[str, ...]) -> list[tuple[Any, ...]] | None:
        """Return the file's content; None if it is missing or unreadable."""
        if self._file is None:
            return None
        try:
            return self._file.execute(statement, values).fetchall()
        except (Error, ValueError):  # Damaged: treat as missing.
            self._close()
            return None

    def _built(self) -> Content:
        if self._content is None:
            self._content = self._work_out()
            try:
                self._write(self._content)
            except (FileAccessError, UnsafeFileError, OSError, Error, ValueError):
                pass  # The next command computes them again.
        return self._content

    def _open(self) -> None:
        check_folder(folder_of(self._path), hidden=True)
        try:
            # SQLite opens the path again; nobody else can put another file there.
            os.close(open_ours(self._path, os.O_RDONLY, hidden=True))
        except (OSError, FileAccessError):
            return
        try:
            # The file is never changed, only replaced, so it needs neither locks nor a journal.
            location = f"file:{_in_a_uri(self._path)}?mode=ro&immutable=1"
            # The last thread to drop this object must close it.
            self._file = connect(location, uri=True, check_same_thread=False)
            about = self._file.execute("SELECT * FROM about").fetchone()
            made_from, refreshed, missing, *shared = about
        except (Error, TypeError, ValueError):
            self._close()
            return
        if made_from == self._made_from:
            self._about, self._shared = (refreshed, missing), tuple(shared)
        else:
            self._close()

    def __del__(self) -> None:
        """Close the file; Python 3.13 warns programs that use us of one left open."""
        self._close()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file = None
        self._about = None

    def _write(self, content: Content) -> None:
        from contextlib import closing  # Imported here: reading needs none of it.

        make_private_folder(folder_of(self._path), hidden=True)
        temporary = temporary_beside(self._path)
        os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            with closing(connect(temporary)) as file:
                # Nobody sees the file before it is complete, so it needs no journal.
                file.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
                places = ", ".join("?" * (len(_COLUMNS) + 1))
                file.executemany(
                    f"INSERT INTO roles ({', '.join(_COLUMNS)}, names) "  # noqa: S608
                    f"VALUES ({places})",
                    ((*_row(role), self._names_of(role)) for role in content.roles),
                )
                file.executescript(_INDEXES)
                file.execute(
                    "INSERT INTO about VALUES (?, ?, ?, ?, ?, ?)",
                    (self._made_from, content.refreshed, content.missing, *_shared(content.roles)),
                )
                file.commit()
            put_in_place(temporary, self._path)
        finally:
            remove_if_there(temporary)


def _in_a_uri(path: str) -> str:
    """Return a path for SQLite's URI (sqlite.org/uri.html, 3.1)."""
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _state_of(source: StrPath) -> str:
    try:
        return file_state(os.stat(source))
    except OSError:
        return "absent"


def _shared(roles: Sequence[Role]) -> list[str]:
    return [getattr(roles[0], name) if roles else "" for name in _SHARED]


def _row(role: Role) -> tuple[str | int | None, ...]:
    tags = written(dict(role.tags)) if role.tags else ""
    values = [getattr(role, name) for name in _COLUMNS]
    values[_TAGS] = tags
    return tuple(values)
