"""Click commands, built from their declarations."""

import click
from click.shell_completion import CompletionItem

from aws_sso.annotations import Any, Callable
from aws_sso.cli.options.declared import Argument, Declared, Declaring, Option, declare
from aws_sso.cli.options.everywhere import EVERYWHERE
from aws_sso.cli.options.plain import ALONE
from aws_sso.cli.options.values import Completes, SoFar, command_line
from aws_sso.cli.output import say
from aws_sso.cli.running import run
from aws_sso.domain.text.nearest import nearest
from aws_sso.parts.flags import NAMES, GlobalFlags, flags_from_variables, merged


def flags_of(ctx: click.Context) -> GlobalFlags:
    """Return the flags before and after the command's name; the latter override.

    The outermost context's object is the environment.
    """
    root = ctx.find_root()
    return merged(merged(flags_from_variables(root.obj), root.params), ctx.params)


def global_options() -> list[click.Option]:
    """Return new options, one for each field of `GlobalFlags`."""
    return [_option(one) for one in EVERYWHERE]


def command_of(declared: Declared) -> "SsoCommand":
    """Return a click command built from its declaration."""
    return SsoCommand(declared)


def _option(one: Option, is_eager: bool = False) -> click.Option:
    names = [*one.names, one.field]
    if one.is_flag:
        return click.Option(names, is_flag=True, default=one.default, help=one.help)
    kind: Any = click.Choice(one.allowed) if one.allowed else None
    if one.bounds:
        least, most = one.bounds
        if one.whole:
            kind = click.IntRange(int(least), None if most is None else int(most))
        else:
            kind = click.FloatRange(least, most)
    return (_OptionalValue if one.after_equals else click.Option)(
        names,
        type=kind,
        default=one.default,
        metavar=one.metavar,
        help=one.help,
        multiple=one.many,
        required=one.required,
        show_default=one.shows_default,
        hidden=one.hidden,
        is_eager=is_eager,
        shell_complete=_completion(one.completes),
    )


class _OptionalValue(click.Option):
    """An option whose value follows `=`: it never takes the next word."""

    def add_to_parser(self, parser: Any, ctx: click.Context) -> None:
        """Make the parser read the option alone as the value `*`.

        click has no such option, and its parser no better hook; tests check it against the
        installed click.
        """
        super().add_to_parser(parser, ctx)
        match, mine = parser._match_long_opt, self.opts

        def matched(opt: str, explicit_value: str | None, state: Any) -> None:
            match(opt, ALONE if explicit_value is None and opt in mine else explicit_value, state)

        parser._match_long_opt = matched


def _argument(one: Argument) -> click.Argument:
    kind: Any = click.Choice(one.allowed) if one.allowed else None
    return click.Argument(
        [one.field],
        type=click.UNPROCESSED if one.is_command else kind,
        nargs=-1 if one.many else 1,
        required=one.required,
        metavar=one.metavar,
        shell_complete=_completion(one.completes),
    )


def _completion(
    completes: Completes | None,
) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]] | None:
    if completes is None:
        return None

    def complete(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
        so_far = SoFar(flags_of(ctx), ctx.find_root().obj, ctx.params)
        found = completes(so_far, incomplete)
        return [CompletionItem(item.value, item.kind, item.help) for item in found]

    return complete


def _purpose(ctx: click.Context) -> str:
    """Return the command as the user calls it; `aws-sso` alone runs `list`."""
    names = []
    at: click.Context | None = ctx
    while at is not None and at.parent is not None:
        names.append(at.info_name or "")
        at = at.parent
    return " ".join(["aws-sso", *reversed(names)])


def check_command_name(name: str, known: list[str], ctx: click.Context) -> None:
    """Raise click's UsageError with the nearest name for an unknown command."""
    if name in known or name.startswith("-"):
        return
    near = nearest(name, known)
    meant = f"; did you mean `{near[0]}`?" if near else ""
    raise click.UsageError(f"unknown command `{name}`{meant}", ctx)


class SsoGroup(click.Group):
    """Commands under one name; lists each with a full sentence."""

    def add(
        self, one: "Declared | SsoGroup", name: str | None = None, *, hidden: bool = False
    ) -> None:
        """Add a command, optionally under another name; not listed if `hidden`."""
        command = command_of(one) if isinstance(one, Declared) else one
        command.hidden = hidden
        self.add_command(command, name)

    def takes(
        self, name: str, *, needs_config: bool = True
    ) -> Callable[[Callable[..., Any] | Declaring], Declared]:
        """Declare a command of this group."""

        def add(function: Callable[..., Any] | Declaring) -> Declared:
            declared = declare(name, needs_config=needs_config)(function)
            self.add(declared)
            return declared

        return add

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown name suggests the nearest one."""
        check_command_name(args[0], self.list_commands(ctx), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with the first sentence of their help."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, one.get_short_help_str(limit=200))
                    for name, one in self.commands.items()
                    if not one.hidden
                ]
            )


class SsoCommand(click.Command):
    """A command that also takes the global flags."""

    def __init__(self, declared: Declared) -> None:
        self._declared = declared
        parameters = declared.parameters
        own: list[click.Parameter] = [
            _option(one, is_eager=one.field == declared.called_by)
            if isinstance(one, Option)
            else _argument(one)
            for one in parameters
        ]
        self.own_parameters = own
        takes_command = any(isinstance(one, Argument) and one.is_command for one in parameters)
        super().__init__(
            declared.name,
            {"allow_interspersed_args": False} if takes_command else None,
            params=[*own, *global_options()],
            help=declared.doc,
        )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; attribute errors to this command, so that its help is named."""
        before = list(args)
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        for one in self._declared.parameters:
            if isinstance(one, Argument):
                self._tell_of_dashes(ctx, one, before)
        return rest

    def _tell_of_dashes(self, ctx: click.Context, one: Argument, before: list[str]) -> None:
        count = len(ctx.params.get(one.field) or ())
        if one.is_command:
            ctx.params["after_dashes"] = before[: len(before) - count][-1:] == ["--"]
        if one.before_dashes:
            after = len(before) - before.index("--") - 1 if "--" in before else 0
            ctx.params[one.before_dashes] = count - after

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return `--help`; on stderr, under the function's name, if a shell function calls us."""
        called_by = self._declared.called_by
        if called_by is None:
            return super().get_help_option(ctx)

        def show(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
            if asked and not ctx.resilient_parsing:
                name = ctx.params[called_by]
                with click.Context(self, info_name=name, help_option_names=["-h", "--help"]) as own:
                    say(self.get_help(own))
                ctx.exit()

        return click.Option(
            ["-h", "--help"], is_flag=True, is_eager=True, expose_value=False, callback=show,
            help="Show this help.",
        )  # fmt: skip

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command with what was given."""
        values = {name: value for name, value in ctx.params.items() if name not in NAMES}
        return run(self._declared, values, flags_of(ctx), ctx.find_root().obj, _purpose(ctx))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete options; a command run by the command line completes its own."""
        if ctx.params.get("command"):
            so_far = SoFar(flags_of(ctx), ctx.find_root().obj, ctx.params)
            found = command_line(so_far, incomplete)
            return [CompletionItem(item.value, item.kind, item.help) for item in found]
        return super().shell_complete(ctx, incomplete)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the command's own options, and where to find the global ones."""
        own = [p for p in self.get_params(ctx) if p.name not in NAMES]
        records = [
            record
            for option in own
            if isinstance(option, click.Option)
            and (record := option.get_help_record(ctx)) is not None
        ]
        with formatter.section("Options"):
            formatter.write_dl(records)
        formatter.write_paragraph()
        formatter.write_text(
            "For global options such as --sso and --yes, see `aws-sso help options`."
        )
