"""Runs the wizard: asks, shows the change, writes it, and does the remaining setup."""

from aws_sso.annotations import TYPE_CHECKING, Callable
from aws_sso.cli.output import say
from aws_sso.cli.profiles.offer import offer_profiles, roles_for_profiles
from aws_sso.cli.reports.refresh import report_refresh
from aws_sso.errors import SsoError, UsageError
from aws_sso.parts.completions import completions_of
from aws_sso.parts.profiles import Profiles
from aws_sso.parts.set_up import SetUpParts
from aws_sso.use_cases.set_up.asking import Asker, Nobody
from aws_sso.use_cases.set_up.context import Context, Given
from aws_sso.use_cases.set_up.draft import Draft, begin
from aws_sso.use_cases.set_up.wizard import Plan, ask_all

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts
    from aws_sso.use_cases.refresh_roles import Refreshed


def set_up_first(parts: "Parts") -> None:
    """Run the wizard before a person's first command, if there is no config.yaml yet."""
    say(f"{parts.locations.config_file} does not exist yet")
    set_up(parts, Given(), interactive=True)


def set_up(parts: "Parts", given: Given, *, interactive: bool) -> None:
    """Run the wizard.

    Raises UsageError if nobody can be asked, KeyboardInterrupt if the user quits.
    """
    found_out = SetUpParts(parts)
    draft = begin(found_out.config, say)

    def ask_through(asker: Asker) -> Plan:
        return ask_all(Context(asker, given, draft, found_out, say, _tell_fetched))

    if not interactive:
        plan = ask_through(Nobody())
        _write(draft, plan, lambda: True)
        _do_the_rest(parts.again(), given, plan)
        return
    if not parts.desktop.has_terminal():
        raise UsageError(
            "cannot ask questions: no terminal",
            "use `--non-interactive` and give answers as options",
        )
    from aws_sso.cli.wizard.terminal_asker import TerminalAsker

    path = draft.file.path
    say(f"answer a few questions to set up {path}")
    say("Enter accepts the shown answer; Ctrl-C quits without changes")
    colored = not parts.environ.get("NO_COLOR")
    with parts.desktop.terminal() as (source, screen):
        asker = TerminalAsker(source, screen, colored=colored)
        plan = ask_through(asker)

        def agrees() -> bool:
            # A new file replaces nothing.
            return not draft.before or asker.confirm(
                f"Write this to {path}?", "as shown", offered=True
            )

        _write(draft, plan, agrees)
        _do_the_rest(parts.again(), given, plan)


def _write(draft: Draft, plan: Plan, agrees: Callable[[], bool]) -> None:
    """Show the change, and write it if the user agrees; raises SsoError otherwise."""
    change = draft.change(plan.edits)
    if not change.is_change:
        say(f"{change.path} is up to date")
        return
    say(change.diff)
    if not agrees():
        raise SsoError("nothing was written", "run `aws-sso setup wizard` again")
    draft.file.replace(change.before, change.after)
    say(f"wrote {change.path}")


def _do_the_rest(parts: "Parts", given: Given, plan: Plan) -> None:
    """Do the setup beyond config.yaml; `parts` are new ones that read the written file."""
    store = parts.settings.store.kind
    before = parts.vaults.move(store) if store else None
    if before and before != store:
        say(f"moved the vault's keys from `{before}` to `{store}`")
    if plan.completions:
        completions = completions_of(parts)
        completions.install()
        say(f"{completions.start_up} has the completions; open a new shell to use them")
    if plan.profiles:
        profiles = Profiles(parts)
        planned = profiles.plan(roles_for_profiles(parts))
        # Yes to profiles covers new ones; changes to existing ones are shown first.
        forced = given.profiles is True or planned.summary.only_adds
        offer_profiles(parts, profiles, planned, force=forced)
    for hint in plan.hints:
        say(f"hint: {hint}")
    if parts.instances.first.roles.refreshed:
        say("hint: run `aws-sso list` to see your roles, `aws-sso exec` to start a shell with one")
    else:
        say("hint: run `aws-sso login` to sign in")


def _tell_fetched(refreshed: "Refreshed") -> None:
    """Report the result of fetching the roles in a few words."""
    report_refresh(refreshed, brief=True)
