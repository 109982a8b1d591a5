"""Values of the device authorization grant (RFC 8628)."""

from aws_sso.domain.frozen import frozen
from aws_sso.domain.text.secret import Secret


@frozen
class DeviceAuthorization:
    """A pending device authorization; `expires_in` and `interval` are in seconds.

    `user_code` is shown to the user; `verification_uri_complete` contains it too and may be empty.
    """

    device_code: Secret
    user_code: str
    verification_uri: str
    verification_uri_complete: str
    expires_in: int
    interval: int
