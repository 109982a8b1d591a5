"""Errors of the services: all from botocore's models, and a few more."""


class OidcRefusalError(Exception):
    """An error of the OIDC service: OAuth error code, name of the AWS exception, HTTP status."""

    def __init__(self, exception: str, description: str) -> None:
        super().__init__(description)
        self.exception = exception
        self.error, self.status = OIDC_ERRORS[exception]
        self.description = description


class PortalRefusalError(Exception):
    """An error of the portal: name of the AWS exception, HTTP status, message."""

    def __init__(self, exception: str, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.exception = exception
        self.status = PORTAL_ERRORS[exception]
        self.message = message
        self.retry_after = retry_after


OIDC_ERRORS = {
    "AccessDeniedException": ("access_denied", 400),
    "AuthorizationPendingException": ("authorization_pending", 400),
    "ExpiredTokenException": ("expired_token", 400),
    "InternalServerException": ("server_error", 500),
    "InvalidClientException": ("invalid_client", 401),
    "InvalidClientMetadataException": ("invalid_client_metadata", 400),
    "InvalidGrantException": ("invalid_grant", 400),
    "InvalidRedirectUriException": ("invalid_redirect_uri", 400),
    "InvalidRequestException": ("invalid_request", 400),
    "InvalidScopeException": ("invalid_scope", 400),
    "SlowDownException": ("slow_down", 400),
    "UnauthorizedClientException": ("unauthorized_client", 400),
    "UnsupportedGrantTypeException": ("unsupported_grant_type", 400),
}
"""OAuth error code and HTTP status by the exception's name (botocore's model `sso-oidc`)."""

PORTAL_ERRORS = {
    "InvalidRequestException": 400,
    "UnauthorizedException": 401,
    "ForbiddenException": 403,
    "ResourceNotFoundException": 404,
    "TooManyRequestsException": 429,
    "InternalServerException": 500,
}
"""HTTP status by the exception's name (model `sso`; Forbidden and 500 happen unmodeled)."""


class AccessRefusalError(Exception):
    """An error of Account Access: name of the AWS exception, HTTP status, message."""

    def __init__(self, exception: str, message: str) -> None:
        super().__init__(message)
        self.exception = exception
        self.status = ACCESS_ERRORS[exception]
        self.message = message


ACCESS_ERRORS = {
    "ValidationException": 400,
    "UnauthorizedException": 401,
    "AccessDeniedException": 403,
    "ThrottlingException": 429,
    "InternalServerException": 500,
}
"""HTTP status by the exception's name (model `account-access-runtime`)."""
