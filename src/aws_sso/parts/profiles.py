"""Named profiles of all instances in an AWS SDK file."""

from aws_sso.adapters.files.user_files import read_text, replace_text
from aws_sso.annotations import TYPE_CHECKING
from aws_sso.domain.profiles.entries import EntryForm
from aws_sso.domain.profiles.name_problems import name_problems
from aws_sso.domain.profiles.names import profile_namer
from aws_sso.domain.profiles.scoped import with_scoped
from aws_sso.domain.roles.roles import Role, configured_region
from aws_sso.use_cases.plan_profiles import ProfilePlan, plan_profiles

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts


class Profiles:
    """Plans and writes the profiles in `file`, or in the SDKs' file if None."""

    def __init__(self, parts: "Parts", file: str | None = None) -> None:
        self._parts = parts
        self.path = parts.sdk.config_path(file)
        """The file to write."""

    def known_roles(self) -> tuple[Role, ...]:
        """Return the last fetched roles of all instances; raises RoleNotFoundError if none."""
        return tuple(role for one in self._parts.instances.all for role in one.roles.known())

    def text(self) -> str:
        """Return the file's current text, "" if it does not exist."""
        return read_text(self.path)

    def plan(self, roles: tuple[Role, ...], open_action: str | None = None) -> ProfilePlan:
        """Compute the new file; raises ConfigError if that is impossible."""
        settings = self._parts.settings
        form = EntryForm(
            self._program(),
            open_action or settings.profiles.url_action,
            settings.profiles.variables,
            tuple(settings.policies),
        )
        roles, scopes = with_scoped(settings, roles)
        return plan_profiles(
            roles,
            lambda role: configured_region(settings, role),
            form,
            name_problems(roles, settings.profiles.name_format, profile_namer),
            self.text(),
            read_text(self._parts.sdk.credentials_path),
            scopes,
        )

    def write(self, plan: ProfilePlan) -> None:
        """Write the file; raises FileAccessError if it has changed since planning."""
        replace_text(self.path, plan.before, plan.after, self._parts.locks)

    def _program(self) -> str:
        """Return the path of the program that the profiles run."""
        path = self._parts.settings.profiles.binary_path
        if path:
            return str(self._parts.files.user_path(path))
        from aws_sso.adapters.process.own_program import own_program

        return own_program()
