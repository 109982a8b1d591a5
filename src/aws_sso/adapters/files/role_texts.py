"""The texts of all roles in the picker, in a file beside the role index.

So a first screen needs no role but those that it shows. The file is derived and disposable, as the
index is: when the index changes, the next picker writes a new one.

    {"made_from": TEXT, "bytes": SIZE of the lines that follow, "counts": {KIND: COUNT, …}}
    the texts, one per line: first all of the first kind, then of the second, … (see `Texts`)
"""

from itertools import chain, islice

from aws_sso.adapters.files.files import make_private_folder, write_atomically
from aws_sso.adapters.files.ours import folder_of, read_ours
from aws_sso.annotations import Any, Callable
from aws_sso.domain.frozen import as_map
from aws_sso.domain.roles.candidates import Texts
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.errors import FileAccessError, UnsafeFileError

_LAYOUT = 1
_ANY_TEXT = "surrogatepass"
"""Names from a server may have halves of characters."""


class RoleTexts:
    """Keeps the texts in a file; `made_from` identifies the index that they belong to."""

    def __init__(self, path: str, made_from: str) -> None:
        self._path = path
        self._made_from = f"{made_from} {_LAYOUT}"

    def kept(self, work_out: Callable[[], Texts]) -> Texts:
        """Return the texts; work them out if the file is missing, damaged or of another index.

        A space stands for a line break.
        """
        texts = self._read()
        if texts is None:
            texts = _in_lines(work_out())
            try:
                self._write(texts)
            except (FileAccessError, UnsafeFileError):
                pass  # The next picker works them out again.
        return texts

    def _read(self) -> Texts | None:
        try:
            first, _, rest = (read_ours(self._path, hidden=True) or b"").partition(b"\n")
            about: dict[str, Any] = parsed(first)
            if about["made_from"] != self._made_from or about["bytes"] != len(rest):
                return None
            lines = iter(rest.decode("utf-8", _ANY_TEXT).split("\n"))
            kinds: dict[str, int] = about["counts"]
            return Texts(**{kind: list(islice(lines, count)) for kind, count in kinds.items()})
        except (FileAccessError, ValueError, TypeError, LookupError):
            return None

    def _write(self, texts: Texts) -> None:
        kinds = as_map(texts)
        lines = "\n".join(chain.from_iterable(kinds.values())).encode("utf-8", _ANY_TEXT)
        counts = {kind: len(every) for kind, every in kinds.items()}
        about = {"made_from": self._made_from, "bytes": len(lines), "counts": counts}
        make_private_folder(folder_of(self._path), hidden=True)
        write_atomically(self._path, f"{written(about)}\n".encode() + lines)


def _in_lines(texts: Texts) -> Texts:
    kinds = as_map(texts).items()
    return Texts(**{kind: [one.replace("\n", " ") for one in every] for kind, every in kinds})
