"""Chooses a role from typed text, and turns its credentials into environment changes."""

from aws_sso.annotations import TYPE_CHECKING, Sequence
from aws_sso.cli.asking import can_pick
from aws_sso.cli.output import say
from aws_sso.cli.roles.confirming import confirm_role
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.domain.roles.tags import account_label
from aws_sso.domain.shell.variables import EnvironmentChanges, changes_for
from aws_sso.parts.parts import Parts
from aws_sso.use_cases.choose_role import ChooseRolePorts, Chosen, ToPick, choose_role

if TYPE_CHECKING:
    from aws_sso.parts.instance import Instance


def chosen_role(
    parts: Parts, choice: RoleChoice, words: Sequence[str] = (), *, elevate: bool = False
) -> "Chosen[Instance] | None":
    """Return the role for a choice or for `words`, with its instance.

    An exact name is taken in any instance. On a terminal, the only role that has all words is taken
    too, and reported. Anything else opens the picker with that text, as does no text. Without a
    terminal that is an error with the nearest names. Unknown names never cause a fetch. With
    `elevate` it is the role's `Elevate` role. Asks before using a guarded role.

    None if the user opened the role's console from the picker instead.
    """
    found, opens_console = unconfirmed_role(parts, choice, words)
    if elevate:
        from aws_sso.use_cases.step_up import stronger_role

        roles = found.instance.roles.index()
        found = Chosen(found.instance, stronger_role(found.role, parts.settings, roles))
    confirm_role(parts, found.role)
    if not opens_console:
        return found
    from aws_sso.cli.console.opening import open_home

    open_home(parts, found.instance, found.role)
    return None


def unconfirmed_role(
    parts: Parts, choice: RoleChoice, words: Sequence[str] = ()
) -> "tuple[Chosen[Instance], bool]":
    """Return the same for a caller that asks itself, and whether the console is wanted instead."""
    ports = ChooseRolePorts(
        parts.instances,
        lambda: can_pick(parts),
        parts.settings.roles.account_primary_tag,
        parts.now(),
    )
    found = choose_role(ports, choice, words)
    if isinstance(found, ToPick):
        from aws_sso.cli.picker.picking import pick

        picked = pick(parts, found.instance, text=found.text)
        return Chosen(found.instance, picked.role.role), picked.opens_console
    if found.by_words:
        say(_taken(parts, found))
    return found, False


def _taken(parts: Parts, found: "Chosen[Instance]") -> str:
    """Say which role the words selected, with its account's name, and another instance."""
    role = found.role
    label = account_label(role, found.instance.primary_tags)
    account = f" ({label})" if label and label not in role.profile else ""
    is_usual = found.instance is parts.instances.preferred
    return f"using `{role.profile}`{account}" + ("" if is_usual else f" of `{role.instance}`")


def role_variables(
    parts: Parts,
    chosen: "Chosen[Instance]",
    *,
    min_ttl: int,
    set_region: bool,
    overwrite_region: bool = False,
) -> EnvironmentChanges:
    """Get credentials valid for `min_ttl` minutes, and return what to set."""
    role, instance = chosen.role, chosen.instance
    credentials = instance.credentials.of(role, min_ttl=min_ttl * 60)
    scope = instance.credentials.scope
    instance.roles.note_use(role)
    return changes_for(
        role,
        credentials,
        parts.environ,
        parts.settings.roles.env_var_tags,
        confirm_tags=parts.settings.roles.confirm_tags,
        set_region=set_region,
        overwrite_region=overwrite_region,
        scope=scope.text if scope else "",
    )
