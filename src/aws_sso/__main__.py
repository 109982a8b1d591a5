"""Entry point of `aws-sso` and `python -m aws_sso`."""

import sys


def main() -> None:
    """Run the program and end the process with its exit code."""
    from aws_sso.cli.app import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
