"""`ecs docker`: not supported, and what to do instead."""

from aws_sso.cli.options.declared import argument, declare
from aws_sso.errors import SsoError
from aws_sso.parts.parts import Parts


@declare("docker", needs_config=False)
@argument("words", metavar="[start|stop]...", many=True, is_command=True)
def docker(parts: Parts, words: tuple[str, ...], after_dashes: bool) -> None:
    """Not supported: run `aws-sso ecs server` on this machine; containers can reach it.

    \b
    aws-sso ecs server --default NAME          instead of `ecs docker start`; Ctrl-C stops it
    aws-sso ecs env -p NAME --format compose   variables for compose.yaml

    The container must share this machine's network (`network_mode: host`). To keep the server
    running, start it with systemd or launchd; the documentation has both files.
    """
    raise SsoError(
        f"`aws-sso ecs docker{_said(words)}` is not supported, and not needed",
        "run `aws-sso ecs server`; see `aws-sso ecs docker --help`",
    )


def _said(words: tuple[str, ...]) -> str:
    return f" {words[0]}" if words and words[0] in ("start", "stop") else ""
