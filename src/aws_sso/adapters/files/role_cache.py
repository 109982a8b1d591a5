"""cache.json: the accounts and roles of all instances, without secrets, for us and for `jq`.

{"version": 1, "instances": {NAME: {"sso_region", "start_url", "refreshed" (Unix seconds),
 "missing": [ACCOUNT], "accounts": {ACCOUNT: {"name", "email", "roles": [ROLE]}}}}}
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aws_sso.adapters.files.files import (
    make_private_folder,
    read_bytes,
    set_aside,
    write_atomically,
)
from aws_sso.adapters.files.locks import Locks
from aws_sso.domain.roles.roles import Account, Catalog

VERSION = 1


class RoleCache:
    """Reads and writes the catalogs of instances; `warn` is told about a damaged file."""

    def __init__(self, path: Path, locks: Locks, warn: Callable[[str], None]) -> None:
        self._path = path
        self._locks = locks
        self._warn = warn

    def catalog(self, instance: str, sso_region: str, start_url: str) -> Catalog | None:
        """Return what was fetched last for an instance with exactly that region and start URL."""
        entry = self._instances().get(instance)
        if entry is None:
            return None
        try:
            catalog = _catalog(entry)
        except (KeyError, TypeError, ValueError, AttributeError):
            self._lay_aside()
            return None
        same = (catalog.sso_region, catalog.start_url) == (sso_region, start_url)
        return catalog if same else None

    def keep(self, instance: str, catalog: Catalog) -> None:
        """Replace one instance's catalog; those of others stay."""
        make_private_folder(self._path.parent)
        with self._locks.hold("cache"):
            content = {
                "version": VERSION,
                "instances": {**self._instances(), instance: _entry(catalog)},
            }
            write_atomically(self._path, json.dumps(content, indent=1).encode() + b"\n")

    def _instances(self) -> dict[str, Any]:
        raw = read_bytes(self._path)
        if raw is None:
            return {}
        try:
            content = json.loads(raw)
        except ValueError:
            content = None
        if isinstance(content, dict):
            if content.get("version") == VERSION and isinstance(content.get("instances"), dict):
                return dict(content["instances"])
            if "ConfigCreatedAt" in content or "SSO" in content:
                return {}  # Written by the Go program: replaced with the next refresh.
        self._lay_aside()
        return {}

    def _lay_aside(self) -> None:
        aside = set_aside(self._path)
        self._warn(
            f"{self._path} was damaged or of another version; it is now {aside.name}. "
            "`aws-sso cache` fetches your roles anew"
        )


def _catalog(entry: dict[str, Any]) -> Catalog:
    return Catalog(
        str(entry["sso_region"]),
        str(entry["start_url"]),
        int(entry["refreshed"]),
        tuple(
            Account(
                str(account_id),
                str(account["name"]),
                str(account["email"]),
                tuple(map(str, account["roles"])),
            )
            for account_id, account in entry["accounts"].items()
        ),
        tuple(map(str, entry["missing"])),
    )


def _entry(catalog: Catalog) -> dict[str, Any]:
    return {
        "sso_region": catalog.sso_region,
        "start_url": catalog.start_url,
        "refreshed": catalog.refreshed,
        "missing": list(catalog.missing),
        "accounts": {
            account.account_id: {
                "name": account.name,
                "email": account.email,
                "roles": list(account.roles),
            }
            for account in catalog.accounts
        },
    }
