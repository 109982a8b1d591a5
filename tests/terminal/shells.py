"""The three shells on a real terminal, with our function in their start-up files."""

import shutil
from collections.abc import Callable
from pathlib import Path

from aws_sso.emulator.organization import Account
from tests.program import Program
from tests.terminal.tmux import Tmux

HOSTILE = "x $(touch pwned) `touch pwned` %n %F{red} \\u \\[ ${HOME} 'q\""
"""The name of an account that would run something, or show something else, where it is expanded."""
PEOPLE = (
    Account("111122223333", "shop-prod", "a@example.com", ["Admin", "ReadOnly"]),
    Account("111122224444", "shop-dev", "b@example.com", ["Admin"]),
    Account("222233334444", HOSTILE, "c@example.com", ["Billing"]),
)
SHELLS = ("bash", "zsh", "fish")
START_UP = {
    "bash": (".bashrc", "PS1='<$?>$ '\n"),
    "zsh": (".zshrc", "PROMPT='<%?>$ '\nautoload -Uz compinit; compinit -u -D\n"),
    "fish": (
        ".config/fish/config.fish",
        "set -g fish_greeting\nset -g fish_autosuggestion_enabled 0\n"
        "function fish_prompt\n    printf '<%s>$ ' $status\nend\n",
    ),
}
"""The start-up file of each shell, and a prompt that shows the exit code of the command before."""


def prepare(program: Program, shell: str, before: str = "", *options: str) -> None:
    """Write the user's own start-up file, with more lines `before` ours, and install."""
    name, text = START_UP[shell]
    path = program.home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + before, encoding="utf-8")
    # Else a new fish reads all manual pages, in the background.
    (program.home / ".local/share/fish/generated_completions").mkdir(parents=True, exist_ok=True)
    program.succeeds("setup", "shell", "--shell", shell, *options)


class ShellTerminal:
    """A shell that its user has just started in a terminal."""

    def __init__(
        self, shell: str, program: Program, folder: Path, prompt: str = "<0>$", **environ: str
    ) -> None:
        folder.mkdir()
        path = str(shutil.which(shell))
        self.shell = shell
        self.tmux = Tmux(folder, {**program.environ, "SHELL": path, **environ}, 150, 40)
        self.tmux.line(f"exec {path} -i")
        self.waits(prompt)

    def line(self, text: str, *shown: str) -> list[str]:
        """Type a line on a cleared screen, and wait for what it brings there."""
        self.tmux.line("clear")
        self.tmux.comes_to(
            lambda lines: lines[0].endswith("$") and not any(lines[1:]), "a clear screen"
        )
        self.tmux.line(text)
        return self.tmux.shows(*shown) if shown else []

    def waits(self, prompt: str, *, colored: bool = False) -> list[str]:
        """Wait until the last line on the screen is this prompt; returns the screen."""
        return self.tmux.comes_to(
            lambda lines: next((line for line in reversed(lines) if line), "") == prompt,
            f"the prompt {prompt!r}",
            colored=colored,
        )

    def variables(self, *names: str) -> str:
        """Return what types these variables in angle brackets."""
        return "printf '<%s>' " + " ".join(f'"${name}"' for name in names)

    def end(self) -> None:
        """End it."""
        self.tmux.end()


OpenShell = Callable[..., ShellTerminal]
