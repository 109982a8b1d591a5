"""`setup wizard`: create config.yaml by answering questions."""

from aws_sso.cli.options import values
from aws_sso.cli.options.declared import declare, flag, option
from aws_sso.domain.settings.allowed_words import STORES
from aws_sso.errors import UsageError
from aws_sso.parts.parts import Parts


@declare("wizard", needs_config=False)
@flag("--advanced", help="Ask for every setting.")
@flag("--non-interactive", help="Ask nothing: use options and defaults.")
@option("--start-url", metavar="URL", help="Start URL: the full URL, its host, or just d-….")
@option(
    "--sso-region", metavar="REGION", help="Region of Identity Center.", completes=values.regions
)
@option("--store", allowed=STORES, help="Where to store the vault's keys.")
@option(
    "--default-region",
    metavar="REGION",
    help="Default region; `-` for none.",
    completes=values.regions,
)
@option("--profile-format", metavar="TEMPLATE", help="Template for profile names.")
@option("--sign-in/--no-sign-in", default=None, help="Sign in, to use your own roles as examples.")
@option("--completions/--no-completions", default=None, help="Install completions.")
@option("--profiles/--no-profiles", default=None, help="Write profiles to ~/.aws/config.")
@option("--set", field="more", many=True, metavar="KEY=VALUE", help="Set any other key.")
@flag("--no-check", help="Do not check URL and region with the server.")
def command(
    parts: Parts,
    /,
    advanced: bool,
    non_interactive: bool,
    more: tuple[str, ...],
    no_check: bool,
    sign_in: bool | None,
    completions: bool | None,
    profiles: bool | None,
    **answers: str | None,
) -> None:
    """Set up an instance in config.yaml: start URL, profile names, and whether to write profiles.

    Finds the region, signs in to show your own roles, and uses good defaults for the rest;
    `--advanced` asks for everything. Keeps comments, unknown keys and everything you do not change.
    Changes to an existing file are shown first. Offers portals from your AWS CLI config. `--sso`
    names the instance.

    You can give each answer as an option. With `--non-interactive`, nothing is asked:

    \b
    aws-sso setup wizard --non-interactive --start-url d-1234567890 --sso-region eu-west-1
    """
    from aws_sso.cli.wizard.running import set_up
    from aws_sso.use_cases.set_up.context import Given

    pairs = [text.partition("=") for text in more]
    if not all(equals and name for name, equals, _ in pairs):
        raise UsageError("`--set` takes KEY=VALUE")

    def unless_asked(answer: bool | None) -> bool | None:
        return False if answer is None and non_interactive else answer

    given = Given(
        instance=parts.flags.sso,
        sign_in=unless_asked(sign_in),
        completions=unless_asked(completions),
        profiles=unless_asked(profiles),
        more={name: value for name, _, value in pairs},
        checks=not no_check,
        advanced=advanced,
        **answers,
    )
    set_up(parts, given, interactive=not non_interactive)
