"""What we add to shell start-up files: completions, the function `assume`, the prompt."""

from aws_sso.domain.frozen import frozen
from aws_sso.errors import UsageError

DEFAULT_NAME = "assume"
_WORD = r"[A-Za-z_][A-Za-z0-9_-]{0,63}"
_NOTE = r"# Parts: completions(?:, function (?P<name>\S+?)(?P<prompt>, prompt)?)?"
_TAKEN = """
    alias and autoload begin bg bind break builtin case cd command compdef compgen complete
    compopt continue coproc declare dirs disown do done echo elif else emulate end enable esac
    eval exec exit export false fc fg fi for foreach function functions getopts hash help
    history if in integer jobs let local logout nocorrect not or popd print printf pushd pwd
    read readonly repeat return select set setopt shift shopt source string suspend switch test
    then time times trap true type typeset ulimit umask unalias unset until wait while zmodload
    aws aws-sso aws-sso-clear aws-sso-profile date
    catch class data dynamicparam elseif enum filter finally param process prompt throw try using
"""
"""Reserved words of shells, and commands that our scripts or start-up files need."""


@frozen
class ShellParts:
    """What to add besides completions: the function's name (None for none), and the prompt."""

    function: str | None = None
    prompt: bool = False

    @property
    def note(self) -> str:
        """The first line of a script with these parts."""
        function = f", function {self.function}" if self.function else ""
        return f"# Parts: completions{function}{', prompt' if self.prompt else ''}\n"

    @classmethod
    def of(cls, script: str) -> "ShellParts":
        """Return the parts that a script declares; completions alone if it declares none."""
        import re  # Imported here: `assume` needs only a name from this module.

        found = re.fullmatch(_NOTE, script.partition("\n")[0])
        if not found:
            return cls()
        return cls(found["name"], bool(found["prompt"]))


def check_function_name(name: str) -> None:
    """Raise UsageError for an invalid function name."""
    import re

    if not re.fullmatch(_WORD, name):
        raise UsageError(
            f"`{name}` is not a valid name for a shell function",
            "use ASCII letters, digits, `_` and `-`, starting with a letter",
        )
    # PowerShell, and the file system of macOS, ignore case.
    if name.lower() in _TAKEN.split():
        raise UsageError(f"`{name}` is a shell command", "choose another name")
