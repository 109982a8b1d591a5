"""Entry point of `aws-sso` and `python -m aws_sso`."""

import os
import sys


def main() -> None:
    """Run the program and end the process with its exit code."""
    arguments = sys.argv[1:]
    ready = None
    if arguments in (["version"], ["--version"]):
        from aws_sso.version import __version__

        ready = f"aws-sso {__version__}\n"
    elif "process" in arguments:
        from aws_sso.hotlane import answer

        ready = answer(arguments)
    if ready is not None:
        sys.stdout.write(ready)
        sys.stdout.flush()
        return
    from aws_sso.cli.app import main as run

    sys.exit(run(arguments, dict(os.environ)))


if __name__ == "__main__":
    main()
