"""Lists the accounts of an AWS IAM Identity Center user, with the roles in each.

Usage: account-report START_URL REGION
"""

import sys
import time
from collections.abc import Callable, Iterator

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

Show = Callable[[str], None]
UNSIGNED = Config(retries={"mode": "adaptive", "max_attempts": 10})


class NotAllowedError(Exception):
    """The user did not allow the sign-in."""


def sign_in(start_url: str, region: str, show: Show, pause: Callable[[float], None]) -> str:
    """Return an access token, once the user has allowed it on the page that `show` tells of."""
    oidc = botocore.session.Session().create_client("sso-oidc", region, config=UNSIGNED)
    client = oidc.register_client(
        clientName="account-report", clientType="public", scopes=["sso:account:access"]
    )
    known = {"clientId": client["clientId"], "clientSecret": client["clientSecret"]}
    device = oidc.start_device_authorization(**known, startUrl=start_url)
    show(f"open {device['verificationUriComplete']} (code {device['userCode']})")
    while True:
        try:
            token = oidc.create_token(
                **known,
                grantType="urn:ietf:params:oauth:grant-type:device_code",
                deviceCode=device["deviceCode"],
            )
            return str(token["accessToken"])
        except oidc.exceptions.AuthorizationPendingException:
            pause(device["interval"])
        except oidc.exceptions.AccessDeniedException:
            raise NotAllowedError from None


def report(token: str, region: str) -> Iterator[str]:
    """Yield a line for each account, in the order of their ids."""
    sso = botocore.session.Session().create_client("sso", region, config=UNSIGNED)
    pages = sso.get_paginator("list_accounts").paginate(accessToken=token)
    accounts = [account for page in pages for account in page["accountList"]]
    for account in sorted(accounts, key=lambda one: str(one["accountId"])):
        try:
            pages = sso.get_paginator("list_account_roles").paginate(
                accessToken=token, accountId=account["accountId"]
            )
            roles = [role["roleName"] for page in pages for role in page["roleList"]]
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 403:
                raise
            roles = []  # Taken away since the list was made.
        yield f"{account['accountId']} {account['accountName']}: {', '.join(roles) or 'none'}"


def main() -> None:
    start_url, region = sys.argv[1:]
    try:
        token = sign_in(start_url, region, lambda text: print(text, file=sys.stderr), time.sleep)
    except NotAllowedError:
        sys.exit("the sign-in was not allowed")
    for line in report(token, region):
        print(line)


if __name__ == "__main__":
    main()
