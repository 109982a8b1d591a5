"""The parts that export an instance's token to the AWS CLI."""

import os
from pathlib import Path

from aws_sso.adapters.files.locations import home_folder
from aws_sso.adapters.sdk.cli_tokens import CliTokens, ExportNotesFile
from aws_sso.annotations import TYPE_CHECKING, Sequence
from aws_sso.domain.session.cli_token import keys_for
from aws_sso.domain.session.known_portal import Found
from aws_sso.domain.session.start_url import plain_start_url
from aws_sso.errors import SignInNeededError
from aws_sso.use_cases.export_token import ExportPorts, begin_export, end_export, export, withdraw

if TYPE_CHECKING:
    from aws_sso.domain.session.token import Token
    from aws_sso.domain.settings.settings import InstanceSettings
    from aws_sso.parts.parts import Parts
    from aws_sso.parts.region import Region

NOTES = "aws-cli-tokens.json"
"""Name of the file in our folder that records exports."""


def notes_of(parts: "Parts") -> ExportNotesFile:
    """Return the recorded exports."""
    return ExportNotesFile(parts.locations.file(NOTES), parts.locks, parts.voice.warn)


def export_ports(parts: "Parts", name: str, region: str = "") -> ExportPorts:
    """Return what exporting needs; `region` is needed only to write tokens."""
    cache = CliTokens(Path(home_folder(parts.environ), ".aws", "sso", "cache"))
    return ExportPorts(notes_of(parts), cache, name, region, parts.voice.warn)


def token_changed(parts: "Parts", name: str, region: str, token: "Token | None") -> None:
    """Update an instance's exported token: a new one from this region, or None for none."""
    if not os.path.exists(parts.locations.file(NOTES)):
        return
    ports = export_ports(parts, name, region)
    if token is None:
        withdraw(ports)
    else:
        export(ports, token)


def start_exporting(
    parts: "Parts", settings: "InstanceSettings", region: "Region", sessions: Sequence[str]
) -> list[str]:
    """Export the token from now on; returns the written files, none if not signed in.

    `sessions` are names of sso-sessions; by default, those for this portal in `~/.aws/config`.
    Raises SsoError.
    """
    ports = export_ports(parts, settings.name, region.name)
    begin_export(ports, tuple(dict.fromkeys(sessions)) or _found(parts, settings))
    try:
        token = region.sign_in.token(may_ask=False)
    except SignInNeededError:
        return []
    return export(ports, token)


def stop_exporting(parts: "Parts", name: str) -> bool:
    """Delete exported tokens and stop exporting; returns whether there were any."""
    return end_export(export_ports(parts, name))


def _found(parts: "Parts", settings: "InstanceSettings") -> tuple[str, ...]:
    ours = plain_start_url(settings.start_url)
    known = [one for one in parts.sdk.known_portals() if plain_start_url(one.start_url) == ours]
    return keys_for(
        settings.start_url,
        [one.name for one in known if one.found is Found.SESSION],
        has_plain_profiles=any(one.found is Found.PROFILE for one in known),
    )
