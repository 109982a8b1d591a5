"""boto3 sessions with credentials that renew themselves, through botocore's own protocol."""

from typing import TYPE_CHECKING, Any

from aws_sso.domain.text.expiry import iso_utc
from aws_sso.errors import MissingLibraryError

if TYPE_CHECKING:
    import boto3

    from aws_sso.library.access import RoleAccess

_METHOD = "aws-sso"


def renewing_session(access: "RoleAccess", region: str) -> "boto3.Session":
    """Return a session for a role; raises MissingLibraryError without boto3.

    Its credentials come only from `access`; variables and profiles are ignored.
    """
    try:
        import boto3
    except ImportError:
        raise MissingLibraryError(
            "`aws_sso.session` needs boto3", "pip install 'aws-sso-py[boto3]'"
        ) from None
    from botocore.credentials import CredentialProvider, CredentialResolver, RefreshableCredentials
    from botocore.session import Session

    class Provider(CredentialProvider):  # type: ignore[misc]  # botocore has no types
        """Provides the role's credentials to botocore."""

        METHOD = CANONICAL_NAME = _METHOD

        def load(self) -> Any:
            """Return credentials that botocore asks us to renew before they expire."""
            return RefreshableCredentials.create_from_metadata(
                metadata=_metadata(access),
                refresh_using=lambda: _metadata(access),
                method=_METHOD,
            )

    # The role was chosen here; the profile in `AWS_PROFILE` belongs to another one.
    core = Session({"profile": (None, None, None, None)})
    core.register_component("credential_provider", CredentialResolver([Provider()]))
    core.set_config_variable("region", region)
    core.get_credentials()  # Now, so that errors are raised here and not in a client.
    return boto3.Session(botocore_session=core)


def _metadata(access: "RoleAccess") -> dict[str, str]:
    credentials = access.kept().credentials
    return {
        "access_key": credentials.access_key_id,
        "secret_key": credentials.secret_access_key.reveal(),
        "token": credentials.session_token.reveal(),
        "expiry_time": iso_utc(credentials.expires),
        "account_id": access.role.account_id,
    }
