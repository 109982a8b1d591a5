"""cache.json: accounts and roles of all instances, without secrets; also readable with `jq`.

{"version": 1, "instances": {NAME: {"sso_region", "start_url", "refreshed" (Unix seconds),
 "missing": [ACCOUNT], "accounts": {ACCOUNT: {"name", "email", "roles": [ROLE]}}}}}
"""

from aws_sso.adapters.files.files import make_private_folder
from aws_sso.adapters.files.instances_file import NOT_OURS, InstancesFile
from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.files.ours import folder_of
from aws_sso.annotations import Any, Callable, StrPath
from aws_sso.domain.roles.roles import Account, Catalog
from aws_sso.domain.text.messages import FETCH_ROLES

VERSION = 1
_OF_THE_GO_PROGRAM = frozenset({"ConfigCreatedAt", "SSO"})
"""Keys of an aws-sso-cli cache.json, which the next refresh replaces."""
_REMEDY = FETCH_ROLES


class RoleCache:
    """Reads and writes the catalogs of instances; `warn` is called for a damaged file."""

    def __init__(self, path: StrPath, locks: Locks, warn: Callable[[str], None]) -> None:
        self._folder = folder_of(path)
        self._file = InstancesFile(path, VERSION, warn, _REMEDY, _OF_THE_GO_PROGRAM)
        self._locks = locks

    def catalog(self, instance: str, sso_region: str, start_url: str) -> Catalog | None:
        """Return the last catalog of an instance with exactly this region and start URL."""
        entry = self._file.read().get(instance)
        if entry is None:
            return None
        try:
            catalog = _catalog(entry)
        except NOT_OURS:
            self._file.lay_aside()
            return None
        same = (catalog.sso_region, catalog.start_url) == (sso_region, start_url)
        return catalog if same else None

    def keep(self, instance: str, catalog: Catalog) -> None:
        """Replace one instance's catalog; others are kept."""
        make_private_folder(self._folder)
        with self._locks.hold("cache"):
            self._file.write({**self._file.read(), instance: _entry(catalog)})


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
                tuple(map(str, account.get("access", ()))),
            )
            for account_id, account in entry["accounts"].items()
        ),
        tuple(map(str, entry["missing"])),
        entry.get("tenant"),
    )


def _entry(catalog: Catalog) -> dict[str, Any]:
    return {
        "sso_region": catalog.sso_region,
        "start_url": catalog.start_url,
        "refreshed": catalog.refreshed,
        "missing": list(catalog.missing),
        **({"tenant": catalog.tenant} if catalog.tenant else {}),
        "accounts": {
            account.account_id: {
                "name": account.name,
                "email": account.email,
                "roles": list(account.roles),
                **({"access": list(account.access)} if account.access else {}),
            }
            for account in catalog.accounts
        },
    }
