"""The parts that put completions into the files that shells read when they start."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aws_sso.adapters.desktop.shell_start_up import SHELLS, completion_script, start_up_file
from aws_sso.adapters.files.files import make_private_folder, write_atomically
from aws_sso.adapters.files.user_files import read_text, replace_text
from aws_sso.domain.text.line_diff import changed_lines
from aws_sso.domain.text.marked_block import lines_of, with_block, without_block
from aws_sso.errors import FileAccessError, UsageError

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts


class Completions:
    """Completions for `shell`, or for the one that calls us if that is None.

    `start_up` is the file to change, if not the usual one. Raises UsageError for a shell that we
    have no completions for.
    """

    def __init__(
        self, parts: "Parts", shell: str | None = None, start_up: str | None = None
    ) -> None:
        shell = shell or parts.desktop.calling_shell()
        if shell not in SHELLS:
            raise UsageError(
                f"there are no completions for `{shell}`", f"there are for {', '.join(SHELLS)}"
            )
        self._parts = parts
        self._shell = shell
        self.start_up = (
            Path(start_up).absolute()
            if start_up
            else start_up_file(shell, parts.environ, sys.platform)
        )
        """The file that the shell reads when it starts."""
        self._is_ours = shell == "fish" and start_up is None
        self._script = parts.locations.folder / f"completion.{shell}"

    def source(self) -> str:
        """Return the script itself."""
        return completion_script(self._shell)

    def install(self) -> str:
        """Put them in; returns the change of the start-up file as a diff, empty for none."""
        if self._is_ours:
            return self._replace(self.source())
        make_private_folder(self._script.parent)
        write_atomically(self._script, self.source().encode())
        path = shlex.quote(str(self._script))
        line = f"if [ -r {path} ]; then . {path}; fi\n"
        if self._shell == "fish":
            line = f"if test -r {path}; source {path}; end\n"
        return self._replace(with_block(read_text(self.start_up), line))

    def uninstall(self) -> str:
        """Take them out; returns the change of the start-up file as a diff, empty for none."""
        if self._is_ours:
            shown = self._diff(read_text(self.start_up), "")
            self._remove(self.start_up)
            return shown
        shown = self._replace(without_block(read_text(self.start_up)))
        self._remove(self._script)
        return shown

    def _replace(self, after: str) -> str:
        before = read_text(self.start_up)
        if before != after:
            replace_text(self.start_up, before, after, self._parts.locks)
        return self._diff(before, after)

    def _diff(self, before: str, after: str) -> str:
        old, new = ([line.rstrip("\r\n") for line in lines_of(text)] for text in (before, after))
        return "\n".join(changed_lines(old, new))

    def _remove(self, path: Path) -> None:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise FileAccessError(
                f"{path} cannot be removed: {error.strerror}", "check its permissions"
            ) from None
