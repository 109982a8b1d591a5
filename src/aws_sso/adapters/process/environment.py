"""The environment of programs that we start, without anything that opens the vault."""

from aws_sso.annotations import Mapping

PASSWORD = "AWS_SSO_FILE_PASSWORD"
SERVICE_ACCOUNT = "OP_SERVICE_ACCOUNT_TOKEN"
OUR_SERVICE_ACCOUNT = "AWS_SSO_OP_SERVICE_ACCOUNT_TOKEN"
SECRETS = frozenset({PASSWORD, SERVICE_ACCOUNT, OUR_SERVICE_ACCOUNT})


def for_children(environ: Mapping[str, str], **own: str) -> dict[str, str]:
    """Return the environment for a program that we start, with its additional variables.

    Every program that this package starts gets its environment here.
    """
    return {**{name: value for name, value in environ.items() if name not in SECRETS}, **own}
