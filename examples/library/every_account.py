"""Asks every account the same question, several at the same time, with read-only credentials.

Usage: python every_account.py WORD...
"""

import sys
from concurrent.futures import ThreadPoolExecutor

import aws_sso


def question(sso: aws_sso.Sso, role: aws_sso.Role) -> str:
    session = sso.session(role, scope="read-only")
    return str(session.client("sts").get_caller_identity()["Account"])


def main(*words: str) -> None:
    # One object for all: the vault is opened once, and all calls keep the pace that AWS allows.
    sso = aws_sso.Sso()
    found = sso.roles(*words)
    with ThreadPoolExecutor(10) as pool:
        accounts = pool.map(lambda role: question(sso, role), found)
        for role, account in zip(found, accounts, strict=True):
            print(role.profile, account)


if __name__ == "__main__":
    main(*sys.argv[1:])
