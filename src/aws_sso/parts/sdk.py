"""The files of the AWS SDKs."""

from pathlib import Path

from aws_sso.adapters.sdk.config import aws_config_path, aws_credentials_path
from aws_sso.annotations import TYPE_CHECKING, Mapping

if TYPE_CHECKING:
    from aws_sso.adapters.sdk.profiles import ProfileCredentials
    from aws_sso.domain.session.known_portal import KnownPortal
    from aws_sso.domain.shell.current import ProfileRole
    from aws_sso.domain.shell.sdk_chain import SdkFiles


class Sdk:
    """Uses the adapters for one environment."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def config_path(self, file: str | None = None) -> Path:
        """Return the file with profiles: `file` if given, else the SDKs' file."""
        return aws_config_path(
            {**self._environ, "AWS_CONFIG_FILE": file} if file else self._environ
        )

    @property
    def credentials_path(self) -> Path:
        """The file with static keys."""
        return aws_credentials_path(self._environ)

    def files(self) -> "SdkFiles":
        """Return the profiles in both files; raises SsoError if SDKs cannot read them."""
        from aws_sso.adapters.sdk.files import sdk_files

        return sdk_files(self._environ)

    def role_behind(self, profile: str) -> "ProfileRole | None":
        """Return the role behind one of our profiles, None for other profiles."""
        from aws_sso.adapters.files.user_files import read_text
        from aws_sso.domain.profiles.role_behind import role_behind

        return role_behind(read_text(self.config_path()), profile)

    def known_portals(self) -> "list[KnownPortal]":
        """Return the portals in the configuration of other tools."""
        from aws_sso.adapters.sdk.other_tools import known_portals

        return known_portals(self._environ)

    def hints_of_others(self) -> list[str]:
        """Return hints for users of tools whose portals cannot be read."""
        from aws_sso.adapters.sdk.other_tools import hints_of_others

        return hints_of_others(self._environ)

    def credentials_of(self, profile: str) -> "ProfileCredentials":
        """Return the credentials of a profile that is not ours."""
        from aws_sso.adapters.sdk.profiles import credentials_of_profile

        return credentials_of_profile(profile)
