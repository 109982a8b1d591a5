"""The global flags of one run: those of the environment, and those given on the command line."""

import click

from aws_sso.parts.flags import GlobalFlags, flags_from_variables, merged


def flags_of(ctx: click.Context) -> GlobalFlags:
    """Return the flags given before the command's name and after it; the latter count more.

    The object of the outermost context is the environment.
    """
    root = ctx.find_root()
    flags = merged(flags_from_variables(root.obj), root.params)
    return merged(flags, ctx.params)
