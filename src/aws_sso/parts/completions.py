"""The completions of one shell, and their files."""

import sys
from functools import partial
from pathlib import Path

from aws_sso.adapters.desktop.shell_start_up import shell_script, start_up_file, suffix
from aws_sso.adapters.files.files import make_private_folder, write_atomically
from aws_sso.adapters.files.ours import read_ours
from aws_sso.adapters.files.user_files import read_text, remove_file, replace_text
from aws_sso.annotations import TYPE_CHECKING
from aws_sso.domain.shell.start_up import ShellParts
from aws_sso.use_cases.install_completions import Completions, check_shell

if TYPE_CHECKING:
    from aws_sso.adapters.files.locks import Locks
    from aws_sso.parts.parts import Parts


def completions_of(
    parts: "Parts",
    shell: str | None = None,
    start_up: str | None = None,
    wanted: ShellParts | None = None,
) -> Completions:
    """Return the completions for `shell`, or for the calling shell if None.

    `start_up` is the file to change, if not the default; `wanted` are other parts, None for the
    installed ones. Raises UsageError for an unsupported shell.
    """
    shell = shell or parts.desktop.calling_shell()
    check_shell(shell)
    if shell == "powershell" and sys.platform != "win32":
        shell = "pwsh"  # The only one there is here.
    files = _Files(
        Path(start_up).absolute()
        if start_up
        else start_up_file(shell, parts.environ, sys.platform),
        Path(parts.locations.file(_script_name(shell))),
        parts.locks,
    )
    # fish reads every file in a folder, and one of them is ours.
    own_file = shell == "fish" and start_up is None
    script_of = partial(shell_script, shell)
    return Completions(shell, script_of, files, has_own_file=own_file, wanted=wanted)


def _script_name(shell: str) -> str:
    # PowerShell runs files that end in `.ps1` only.
    return f"completion.{shell}" + (".ps1" if suffix(shell) == "ps1" else "")


class _Files:
    """The user's files, and our own."""

    def __init__(self, start_up: Path, script: Path, locks: "Locks") -> None:
        self.start_up = start_up
        self.script = script
        self._locks = locks

    def text_of(self, path: Path) -> str:
        if path == self.script:
            return (read_ours(path) or b"").decode("utf-8", "replace")
        return read_text(path)

    def replace(self, path: Path, before: str, after: str) -> None:
        replace_text(path, before, after, self._locks)

    def keep(self, path: Path, text: str) -> None:
        make_private_folder(path.parent)
        read_ours(path)  # Shells run it, so fix a file that others created or may write.
        write_atomically(path, text.encode())

    def remove(self, path: Path) -> None:
        remove_file(path)
