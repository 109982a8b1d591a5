"""Uses a role with boto3; its credentials renew themselves for as long as this runs.

Usage: python who_am_i.py PROFILE
"""

import sys

import aws_sso


def main(profile: str) -> None:
    try:
        session = aws_sso.session(profile)
    except aws_sso.SignInNeededError as error:
        sys.exit(f"{error}; {error.hint}")
    identity = session.client("sts").get_caller_identity()
    print(identity["Account"], identity["Arn"])


if __name__ == "__main__":
    main(sys.argv[1])
