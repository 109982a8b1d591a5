"""The Identity Center instances in config.yaml."""

from aws_sso.annotations import TYPE_CHECKING, Iterator, Sequence
from aws_sso.domain.frozen import cached_property
from aws_sso.errors import ConfigError
from aws_sso.parts.instance import Instance

if TYPE_CHECKING:
    from aws_sso.domain.roles.roles import Role
    from aws_sso.domain.roles.selection import RoleChoice
    from aws_sso.parts.parts import Parts


class Instances:
    """All instances, and the ones with a certain role or account."""

    def __init__(self, parts: "Parts") -> None:
        self._parts = parts

    @cached_property
    def chosen(self) -> Instance:
        """The instance chosen by `--sso` or the settings."""
        return self.named(self._parts.flags.sso)

    def named(self, name: str | None) -> Instance:
        """Return an instance, the default for None; raises UsageError for an unknown name."""
        return Instance(self._parts, self._parts.settings.instance(name))

    @cached_property
    def all(self) -> tuple[Instance, ...]:
        """Every instance, regardless of `--sso`, in the order of config.yaml."""
        return tuple(Instance(self._parts, one) for one in self._parts.settings.instances.values())

    @cached_property
    def preferred(self) -> Instance | None:
        """The chosen one; None if there are several and no default."""
        if self._parts.flags.sso:
            return self.chosen
        try:
            return self.chosen
        except ConfigError:
            return None

    @cached_property
    def searched(self) -> tuple[Instance, ...]:
        """The instance named by `--sso`, else all of them, the default first.

        `AWS_SSO` also names it. If it belongs to the shell's role, that instance only comes first.
        """
        first = self.preferred
        if first is None:
            return self.all
        named = self._parts.flags.sso
        if named:
            from aws_sso.domain.shell.own_shell import is_of_shell

            if not is_of_shell(named, self._parts.environ):
                return (first,)
        return (first, *(one for one in self.all if one.name != first.name))

    @property
    def first(self) -> Instance:
        """The chosen one, or any if there are several and no default."""
        return self.searched[0]

    def matching(self, choice: "RoleChoice") -> "Iterator[tuple[Instance, Sequence[Role]]]":
        """Yield the searched instances with roles that match a choice, and these roles."""
        for instance in self.searched:
            if found := instance.roles.matching(choice):
                yield instance, found

    def having(self, account: str) -> "Iterator[Instance]":
        """Yield the searched instances that have roles in an account."""
        for instance in self.searched:
            if any(role.account_id == account for role in instance.roles.all()):
                yield instance
