"""Gets credentials in an asyncio program: calls that may wait run in threads.

Usage: python without_waiting.py PROFILE PROFILE...
"""

import asyncio
import sys

import aws_sso


async def main(*profiles: str) -> None:
    sso = aws_sso.Sso()
    waiting = (asyncio.to_thread(sso.credentials, profile) for profile in profiles)
    for credentials in await asyncio.gather(*waiting):
        print(credentials.role.arn, credentials.expiration.isoformat())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
