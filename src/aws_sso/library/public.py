"""All names of the Python interface, imported together when a program first uses one."""

from aws_sso.errors import (
    ConfigError,
    MissingLibraryError,
    NetworkError,
    RoleDeniedError,
    RoleNotFoundError,
    ScopeRefusedError,
    SignInFailedError,
    SignInNeededError,
    SsoError,
    StoreError,
    UsageError,
)
from aws_sso.library.interface import Sso, credentials, roles, session
from aws_sso.library.values import Credentials, Role
from aws_sso.version import __version__

__all__ = [
    "ConfigError",
    "Credentials",
    "MissingLibraryError",
    "NetworkError",
    "Role",
    "RoleDeniedError",
    "RoleNotFoundError",
    "ScopeRefusedError",
    "SignInFailedError",
    "SignInNeededError",
    "Sso",
    "SsoError",
    "StoreError",
    "UsageError",
    "__version__",
    "credentials",
    "roles",
    "session",
]
