"""The role index: one instance's roles in a text file, so that a lookup parses only what it needs.

It is derived from config.yaml and cache.json, and disposable. When one of them changes, a new index
is written and moved into place. If it cannot be written, the roles are computed each time.

Each line of the file is JSON, in ASCII:

    {"made_from": TEXT, "bytes": SIZE of the lines that follow, …}     (see `_About`)
    [PROFILE, ACCOUNT_ID, …, NAMES]          (one line per role, in order; see `_COLUMNS`)

A lookup searches the lines for a value in its JSON form, and parses those that contain it.
"""

import os

from aws_sso.adapters.files.files import make_private_folder, write_atomically
from aws_sso.adapters.files.ours import check_folder, folder_of, open_ours
from aws_sso.annotations import (
    TYPE_CHECKING,
    Any,
    Callable,
    Iterable,
    Iterator,
    Sequence,
    StrPath,
    TypeVar,
)
from aws_sso.domain.frozen import as_map, frozen
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice, matches
from aws_sso.domain.text.file_names import file_state
from aws_sso.domain.text.json_text import parsed, string_at, written
from aws_sso.errors import FileAccessError, UnsafeFileError

if TYPE_CHECKING:
    from io import BufferedReader

    from aws_sso.adapters.files.role_lines import RoleLines

T = TypeVar("T")

_SHARED = ("instance", "sso_region", "start_url")
"""The first fields of a role: they are the same for all roles of an instance."""
_COLUMNS = (
    "profile",
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
    "external_id",
    "duration_seconds",
    "tenant",
)
"""The other fields: the profile name, then all others in order. After them, a line has the role's
names in lower case.
"""
_PROFILE_AT = _COLUMNS.index("own_profile")
"""Where a role has its profile name among these fields."""
_LAYOUT = 8
_LONGEST_ABOUT = 20_000
"""In bytes. The first line is shorter, even with long addresses."""
_BLOCK = 1 << 16
"""How many bytes are searched at a time: memory for more would cost more than the search."""
_UNUSABLE = (OSError, FileAccessError, ValueError, TypeError, LookupError, AttributeError)
"""What reading a file raises that is missing, from another version, or damaged."""


@frozen
class Content:
    """The content of an index: the roles in order, and when they were fetched.

    `refreshed` is in Unix seconds, None if never fetched. `missing` is the number of accounts whose
    roles could not be fetched and are as last known.
    """

    roles: tuple[Role, ...]
    refreshed: int | None
    missing: int = 0


@frozen
class _About:
    """The first line: what the others were made from, and how long they are.

    `shared` are the values of `_SHARED`. For the rest, see `Content`.
    """

    made_from: str
    refreshed: int | None
    missing: int
    shared: list[str]
    bytes: int


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
        self._path = path
        self._primary_tags = primary_tags
        # Checked before reading, so that a change in between is noticed next time.
        self._made_from = f"{version} {_LAYOUT} {_state_of(cache)}"
        self._work_out = work_out
        self._content: Content | None = None
        self._about: _About | None = None
        check_folder(folder_of(path), hidden=True)
        try:
            with self._opened() as file:
                self._about = self._read_about(file)
        except _UNUSABLE:
            pass

    @property
    def refreshed(self) -> int | None:
        """When the roles were fetched, in Unix seconds; None if never."""
        return self._about.refreshed if self._about else self._built().refreshed

    @property
    def missing(self) -> int:
        """The number of accounts whose roles could not be fetched last time."""
        return self._about.missing if self._about else self._built().missing

    def roles(self) -> tuple[Role, ...]:
        """Return all roles, sorted by account id and role name."""
        lines = self.lines()
        return self._built().roles if lines is None else lines.roles()

    def lines(self) -> "RoleLines | None":
        """Return all roles, to be parsed when they are looked at; None without a file."""
        from aws_sso.adapters.files.role_lines import RoleLines

        try:
            with self._opened() as file:
                self._about = self._read_about(file)
                lines = file.read()
        except _UNUSABLE:
            return None
        return RoleLines(self._made_from, lines, self._role, lambda: self._built().roles)

    def profiles(self) -> list[str]:
        """Return the profile names of all roles."""
        found = self._from_file(lambda: [*self._first_cells()])
        return [role.profile for role in self._built().roles] if found is None else found

    def matching(self, choice: RoleChoice) -> tuple[Role, ...]:
        """Return the roles that match a choice: none, one, or several with one profile name."""
        if choice.profile:
            values = [b"\n[%b" % _json(choice.profile)]
        elif choice.arn:
            values = [_json(str(choice.arn))]
        elif choice.account and choice.role:
            values = [_json(choice.account), _json(choice.role)]
        else:
            return ()
        return tuple(self._found(values, lambda role: matches(role, choice)))

    def with_words(self, words: Sequence[str], most: int) -> tuple[Role, ...]:
        """Return the first `most` roles whose names contain every word literally."""
        from aws_sso.domain.roles.names import stand_in

        values = [_json(word)[1:-1] for word in sorted(words, key=len, reverse=True)]
        found = self._found(values, lambda role: stand_in(words, self._names_of(role)), most)
        return tuple(found)

    def in_account(self, account: str) -> tuple[Role, ...]:
        """Return the roles of an account."""
        return tuple(self._found([_json(account)], lambda role: role.account_id == account))

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
        found = self.in_account(account) if account else self._with_prefix("role_name", prefix)
        return sorted({one.role_name for one in found if one.role_name.startswith(prefix)})

    def _with_prefix(self, column: str, prefix: str) -> list[Role]:
        start = _json(prefix)[:-1]
        found = self._found([start], lambda role: str(getattr(role, column)).startswith(prefix))
        return sorted(found, key=lambda role: str(getattr(role, column)))

    def _names_of(self, role: Role) -> str:
        # Imported here: reading an index does not need it.
        from aws_sso.domain.roles.names import all_names
        from aws_sso.domain.roles.tags import account_label

        return all_names(role, account_label(role, self._primary_tags))

    def _found(
        self, values: Sequence[bytes], fits: Callable[[Role], bool], most: int | None = None
    ) -> list[Role]:
        """Return the first `most` roles that fit; their lines must contain `values`."""

        def from_lines() -> list[Role]:
            roles = (self._role(parsed(line)) for line in self._lines_with(*values))
            return _first(filter(fits, roles), most)

        found = self._from_file(from_lines)
        return _first(filter(fits, self._built().roles), most) if found is None else found

    def _from_file(self, read: Callable[[], T]) -> T | None:
        """Return what `read` finds in the file; None if that is missing or damaged."""
        if self._about is None:
            return None
        try:
            return read()
        except _UNUSABLE:
            self._about = None
            return None

    def _opened(self) -> "BufferedReader":
        return open(open_ours(self._path, os.O_RDONLY, hidden=True), "rb")

    def _read_about(self, file: "BufferedReader") -> _About:
        """Read the first line; raises ValueError if the file was made from something else."""
        about = _About(**parsed(file.readline(_LONGEST_ABOUT)))
        if about.made_from != self._made_from:
            raise ValueError("it was made from something else")
        if os.fstat(file.fileno()).st_size != file.tell() + about.bytes:
            raise ValueError("it is not complete")
        return about

    def _lines_with(self, first: bytes, *others: bytes) -> Iterator[bytes]:
        """Yield the lines that contain these values; the first may include the line end before."""
        with self._opened() as file:
            self._read_about(file)
            rest = b"\n"
            while block := file.read(_BLOCK):
                # From one line end to another; the rest waits for the next block.
                text = rest + block
                last = text.rfind(b"\n")
                at = text.find(first, 0, last)
                while at >= 0:
                    start = text.rfind(b"\n", 0, at + 1) + 1
                    end = text.index(b"\n", start)
                    line = text[start:end]
                    if all(other in line for other in others):
                        yield line
                    at = text.find(first, end, last)
                rest = text[last:]

    def _first_cells(self) -> Iterator[str]:
        with self._opened() as file:
            self._read_about(file)
            text = file.read().decode("ascii")
        at = 0
        while at < len(text):
            yield string_at(text, at + len("["))
            at = text.index("\n", at) + 1

    def _role(self, row: list[Any]) -> Role:
        shared = self._about.shared if self._about else ()
        profile, *others = row[:-1]
        fields = [*shared, *others[:_PROFILE_AT], profile, *others[_PROFILE_AT:]]
        return Role(*fields)

    def _built(self) -> Content:
        if self._content is None:
            self._content = self._work_out()
            try:
                self._write(self._content)
            except (FileAccessError, UnsafeFileError):
                pass  # The next command computes them again.
        return self._content

    def _write(self, content: Content) -> None:
        rows = ([*_row(role), self._names_of(role)] for role in content.roles)
        lines = "".join(f"{written(row)}\n" for row in rows).encode()
        shared = _shared(content.roles)
        about = _About(self._made_from, content.refreshed, content.missing, shared, len(lines))
        make_private_folder(folder_of(self._path), hidden=True)
        write_atomically(self._path, f"{written(as_map(about))}\n".encode() + lines)


def _json(text: str) -> bytes:
    return written(text).encode()


def _first(roles: Iterable[Role], most: int | None) -> list[Role]:
    from itertools import islice

    return list(islice(roles, most))


def _state_of(source: StrPath) -> str:
    try:
        return file_state(os.stat(source))
    except OSError:
        return "absent"


def _shared(roles: Sequence[Role]) -> list[str]:
    return [getattr(roles[0], name) if roles else "" for name in _SHARED]


def _row(role: Role) -> list[Any]:
    return [dict(role.tags) if name == "tags" else getattr(role, name) for name in _COLUMNS]
