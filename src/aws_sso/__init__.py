"""AWS IAM Identity Center on the command line, and for Python programs."""

__all__ = (
    *("ConfigError", "Credentials", "MissingLibraryError", "NetworkError", "Role"),
    *("RoleDeniedError", "RoleNotFoundError", "ScopeRefusedError", "SignInFailedError"),
    *("SignInNeededError", "Sso", "SsoError", "StoreError", "UsageError", "__version__"),
    *("credentials", "roles", "session"),
)


def __getattr__(name: str) -> object:
    """Import the interface when a program uses it (PEP 562): every command imports this file."""
    if name not in __all__:
        raise AttributeError(f"module `aws_sso` has no attribute `{name}`")
    from aws_sso.library import public

    return getattr(public, name)
