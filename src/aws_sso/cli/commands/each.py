"""`each`: a command once for each of many roles."""

from functools import partial

from aws_sso.annotations import TYPE_CHECKING
from aws_sso.cli.asking import confirm
from aws_sso.cli.each.printing import AsJson, Ordered, Prefixes, Printing, Streamed, Unprinted
from aws_sso.cli.each.showing import Showing
from aws_sso.cli.options import values
from aws_sso.cli.options.declared import argument, declare, flag, option
from aws_sso.cli.options.role import min_ttl_option, prefix_option
from aws_sso.cli.options.scope import scope_options
from aws_sso.cli.output import is_watched, say, warn
from aws_sso.domain.text.messages import CHECK_PATH, command_not_found
from aws_sso.domain.text.printable import printable
from aws_sso.errors import FAILURE, OutputError, SsoError, UsageError
from aws_sso.parts.parts import Parts
from aws_sso.use_cases.choose_roles import ChooseRolesPorts, RolesWish, choose_roles
from aws_sso.use_cases.plan_each import EachPlan, Task, plan_each
from aws_sso.use_cases.run_each import EachRun, Ended, Outcome, RunEachWish

if TYPE_CHECKING:
    from aws_sso.parts.each import EachParts

_SHOWN = 20
_LONGEST = 86400


@declare("each")
@option(
    "--filter",
    field="filters",
    many=True,
    metavar="TAG=VALUE",
    help="Only roles with this tag; repeatable.",
    completes=values.tag_filters,
)
@prefix_option
@option(
    "--jobs",
    "-j",
    bounds=(1, 100),
    default=10,
    shows_default=True,
    help="Number of commands to run in parallel.",
)
@option(
    "--timeout", bounds=(1, _LONGEST), metavar="SECONDS", help="Stop a command after this time."
)
@option(
    "--kill-after",
    bounds=(0, _LONGEST),
    default=10,
    shows_default=True,
    metavar="SECONDS",
    help="Kill a command that has not stopped after this time.",
)
@flag("--fail-fast", help="Start no more commands after one has failed.")
@flag("--ordered", help="Print the output role by role, in the order of `list`.")
@flag("--json", field="as_json", help="Print one line of JSON for each role.")
@option(
    "--out",
    "-o",
    field="folder",
    metavar="DIR",
    help="Write output to one file per role instead of printing it.",
    completes=values.files,
)
@flag("--endpoint", help="Give commands a credential endpoint instead of keys.")
@flag("--no-region", "-n", help="Leave the region variables alone.")
@min_ttl_option
@scope_options
@argument(
    "arguments",
    metavar="[WORD]... -- COMMAND [ARGS]...",
    many=True,
    before_dashes="count",
    completes=values.words_and_command,
)
def command(
    parts: Parts,
    arguments: tuple[str, ...],
    count: int,
    filters: tuple[str, ...],
    prefix: str | None,
    jobs: int,
    timeout: int | None,
    kill_after: int,
    fail_fast: bool,
    ordered: bool,
    as_json: bool,
    folder: str | None,
    endpoint: bool,
    no_region: bool,
    min_ttl: int,
) -> int:
    """Run a command once for each of many roles, several in parallel.

    WORDs choose the roles, as in `list`; without any, it runs for all roles. In the arguments of
    COMMAND, `{account}`, `{role}` and `{profile}` are replaced. Asks first for more than ten roles,
    and for guarded ones. The exit code is 0 if COMMAND succeeded for all.

    \b
    aws-sso each ReadOnly -- aws s3 ls
    aws-sso each --filter Env=prod --read-only --json -- ./inventory.sh {account}
    """
    if as_json and ordered:
        raise UsageError("`--json` and `--ordered` cannot be combined")
    words, wanted = arguments[:count], arguments[count:]
    if not wanted:
        raise UsageError(
            "no command to run", "put the command after `--`: `aws-sso each WORD -- COMMAND`"
        )
    if not parts.desktop.has_program(wanted[0]):
        raise _NoProgramError(wanted[0])
    settings = parts.settings.roles
    searched = ChooseRolesPorts(
        parts.instances.searched, settings.account_primary_tag, warn, parts.now()
    )
    roles = choose_roles(searched, RolesWish(words, filters, prefix))
    plan = plan_each(roles, wanted, settings.confirm_tags)
    _agree(parts, plan, wanted)
    from aws_sso.parts.each import EachParts, EachWish  # Not for help and completion.

    each = EachParts(parts, EachWish(min_ttl * 60, endpoint, not no_region, folder))
    printing: Printing
    if as_json:
        printing = AsJson(each.log_of, each.spill)
    elif folder is not None:
        printing = Unprinted()
    else:
        printing = Streamed(Prefixes(plan.tasks, parts.environ))
        printing = Ordered(plan.tasks, printing, each.spill) if ordered else printing
    showing = Showing(plan.tasks, printing)
    wish = RunEachWish(jobs, timeout, kill_after, fail_fast)
    each.get_ready(plan.tasks)  # Here Ctrl-C ends it as it ends any command.
    with each.signals.noted():
        return _watch(each, each.run(plan.tasks, wish), showing)


class _NoProgramError(SsoError):
    """The program does not exist; the exit code is the one that shells use."""

    exit_code = 127

    def __init__(self, name: str) -> None:
        super().__init__(command_not_found(name), CHECK_PATH)


def _agree(parts: Parts, plan: EachPlan, command: tuple[str, ...]) -> None:
    """Say what will run, and ask if there are many roles, or guarded ones."""
    if not (plan.asks or is_watched()):
        return
    count = len(plan.tasks)
    say(f"will run `{' '.join(command)}` for {count} role{'' if count == 1 else 's'}:")
    guarded = {task.number for task in plan.guarded}
    # Readers must not miss guarded and refused roles.
    first = sorted(plan.tasks, key=lambda one: one.number not in guarded and not one.refusal)
    for task in first[:_SHOWN]:
        say(f"  {task.label}{_remark(task, guarded)}")
    if count > _SHOWN:
        say(f"  and {count - _SHOWN} more")
    if not plan.asks:
        return
    asked = f"{len(guarded)} of them guarded. " if guarded else ""
    if not confirm(parts, f"{asked}Run it?"):
        raise SsoError("nothing was run")


def _remark(task: Task, guarded: set[int]) -> str:
    if task.refusal:
        return f" (refused: {printable(task.refusal)})"
    return " (guarded)" if task.number in guarded else ""


def _watch(each: "EachParts", run: EachRun, showing: Showing) -> int:
    """Show events until nothing is running, pass on signals, and return the exit code."""
    stopped_by: int | None = None
    failure: OutputError | None = None
    try:
        for event in run.events():
            number = each.signals.take()
            if number is not None:
                stopped_by = stopped_by or number
                run.stop(number)
            showing.note(event)
            if failure is not None:
                continue
            try:
                each.signals.interrupting(partial(showing.show, event))
            except OutputError as error:
                failure = error  # Nobody reads our output any more: end, as every program does.
                run.stop()
    finally:
        run.kill()
    if failure is not None:
        raise failure
    showing.end()
    if stopped_by is not None:
        return 128 + stopped_by
    return 0 if all(_is_ok(one) for one in showing.results.values()) else FAILURE


def _is_ok(ended: Ended) -> bool:
    return ended.outcome is Outcome.OK
