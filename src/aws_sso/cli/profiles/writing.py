"""The parts that write named profiles, over all instances."""

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aws_sso.adapters.files.user_files import read_text, replace_text
from aws_sso.adapters.sdk.config import aws_config_path, aws_credentials_path
from aws_sso.cli.output import warn
from aws_sso.cli.reports.refresh import report_freshness
from aws_sso.domain.profiles.entries import EntryForm
from aws_sso.domain.profiles.name_problems import name_problems
from aws_sso.domain.profiles.names import profile_namer
from aws_sso.domain.roles.roles import Role, configured_region
from aws_sso.errors import ConfigError
from aws_sso.use_cases.fresh_roles import fresh_roles_of_all
from aws_sso.use_cases.plan_profiles import ProfilePlan, plan_profiles

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts


class ProfileWriting:
    """Plans and writes `file`, or the one that the SDKs read if that is None."""

    def __init__(self, parts: "Parts", file: str | None = None) -> None:
        self._parts = parts
        self.path = aws_config_path(
            {**parts.environ, "AWS_CONFIG_FILE": file} if file else parts.environ
        )
        """The file to write."""

    def known_roles(self) -> tuple[Role, ...]:
        """Return the roles of all instances as fetched last; raises RoleNotFoundError for none."""
        return tuple(role for one in self._parts.instances.all for role in one.roles.known())

    def fresh_roles(self) -> tuple[Role, ...]:
        """Return the roles of all instances, stale lists fetched anew where that is possible.

        Raises what kept us from fetching those of an instance that were never fetched.
        """
        roles: list[Role] = []
        may_ask = self._parts.settings.auto_login
        for found in fresh_roles_of_all(self._parts.instances.all, may_ask=may_ask):
            report_freshness(found.freshness, found.instance)
            if found.problem:
                warn(found.problem.message)  # An instance that gives no roles needs no profiles.
            roles += found.roles
        return tuple(roles)

    def plan(self, roles: tuple[Role, ...], open_action: str | None = None) -> ProfilePlan:
        """Work out what the file should be; raises ConfigError if that cannot be."""
        settings = self._parts.settings
        path = settings.config_profiles_binary_path
        form = EntryForm(
            str(self._parts.files.user_path(path)) if path else own_program(),
            open_action or settings.config_profiles_url_action,
            settings.config_variables,
        )
        return plan_profiles(
            roles,
            lambda role: configured_region(settings, role),
            form,
            name_problems(roles, settings.profile_format, profile_namer),
            read_text(self.path),
            read_text(aws_credentials_path(self._parts.environ)),
        )

    def write(self, plan: ProfilePlan) -> None:
        """Write the file; raises FileAccessError if it is no longer what was planned for."""
        replace_text(self.path, plan.before, plan.after, self._parts.locks)


def own_program() -> str:
    """Return the absolute path by which this program can be run again.

    A link, such as pipx makes, is not followed: it stays when a new version is installed. Raises
    ConfigError when there is none.
    """
    name = "aws-sso.exe" if os.name == "nt" else "aws-sso"
    candidates = [sys.argv[0], str(Path(sys.executable).with_name(name)), shutil.which(name) or ""]
    for candidate in candidates:
        path = os.path.abspath(candidate) if candidate else ""
        if os.path.basename(path) == name and os.access(path, os.X_OK):
            return path
    raise ConfigError(
        "cannot tell where this program is installed",
        "set `ConfigProfilesBinaryPath` in config.yaml",
    )
