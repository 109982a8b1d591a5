"""Checks of our own files: configuration, permissions, leftovers."""

import os
import stat
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aws_sso.adapters.config.reading import load_settings
from aws_sso.adapters.sdk.config import aws_credentials_path
from aws_sso.adapters.vault.manifest import FILE_NAME, DamagedVaultFileError, VaultFile
from aws_sso.cli.doctor.finding import Finding, Repair, broken, ok, warning

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts

_READ, _WRITE = 0o077, 0o022


def configuration(parts: "Parts") -> list[Finding]:
    """config.yaml is there and says nothing odd."""
    path = parts.locations.config_file
    loaded = load_settings(path)
    odd = [warning(text, "mend or remove that key") for text in loaded.warnings]
    return odd or [ok(f"{path}: {len(loaded.settings.instances)} instance(s)")]


def permissions(parts: "Parts") -> list[Finding]:
    """Nobody else may read secrets or write settings."""
    where = parts.locations
    looked_at = [
        (where.folder, _WRITE, broken),
        (where.config_file, _WRITE, broken),
        (where.vault, _READ, broken),
        (aws_credentials_path(parts.environ), _READ, warning),
    ]
    found = []
    for path, forbidden, bad in looked_at:
        mode = _mode(path)
        if mode is not None and mode & forbidden:
            safe = mode & ~forbidden
            found.append(
                bad(
                    f"other users may {'read' if forbidden == _READ else 'write to'} {path} "
                    f"(mode {mode:04o})",
                    f"chmod {safe:o} {path}",
                    Repair(f"take that away from {path}", partial(path.chmod, safe)),
                )
            )
    return found or [ok("nobody else may read secrets or change settings")]


def leftovers(parts: "Parts") -> list[Finding]:
    """Nothing is kept of instances that config.yaml no longer has, and no damaged files."""
    found = []
    try:
        file = VaultFile.read(parts.locations.vault / FILE_NAME)
    except DamagedVaultFileError:
        file = None
    known = set(parts.settings.instances)
    for name in sorted(file.key_ids if file else ()):
        if name not in known and not name.startswith("\0"):
            found.append(
                warning(
                    f"the vault keeps tokens and credentials of `{name}`, which config.yaml does "
                    "not have",
                    "rename the instance back, or have them deleted: `aws-sso doctor --fix`",
                    Repair(f"delete what is kept of `{name}`", partial(parts.vault.forget, name)),
                )
            )
    damaged = sorted(parts.locations.folder.rglob("*.damaged-*"))
    if damaged:
        found.append(
            warning(
                f"{len(damaged)} damaged file(s) were set aside, as {damaged[0]}",
                "delete them once you need them no more",
            )
        )
    return found or [ok("nothing is left over")]


def _mode(path: Path) -> int | None:
    if os.name != "posix":
        return None
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return None
