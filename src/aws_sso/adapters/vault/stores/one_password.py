"""Store `1password`: an item in a 1Password vault, through the `op` program (version 2).

1Password CLI reference: `op item get|create|edit|delete`, `OP_SERVICE_ACCOUNT_TOKEN`.
"""

from base64 import b64decode, b64encode

from aws_sso.adapters.process.environment import OUR_SERVICE_ACCOUNT, SERVICE_ACCOUNT, for_children
from aws_sso.adapters.vault.stores.program import run_store_program
from aws_sso.annotations import Any, Mapping
from aws_sso.domain.settings.settings import OnePasswordSettings
from aws_sso.domain.text.json_text import parsed, written
from aws_sso.errors import StoreError

_FIELD = "password"


class OnePasswordStore:
    """Stores the item as the password of a 1Password item named after the vault.

    `desktop` signs in through the desktop app, `service-account` with the token in
    `AWS_SSO_OP_SERVICE_ACCOUNT_TOKEN` (or `OP_SERVICE_ACCOUNT_TOKEN`).
    """

    kind = "1password"

    def __init__(
        self, settings: OnePasswordSettings, environ: Mapping[str, str], limit: float = 120.0
    ) -> None:
        self._settings = settings
        self._limit = limit
        self._environ = for_children(environ)
        token = environ.get(OUR_SERVICE_ACCOUNT) or environ.get(SERVICE_ACCOUNT)
        # With the desktop app the token must be unset: it would take precedence.
        if token and settings.auth_type == "service-account":
            self._environ[SERVICE_ACCOUNT] = token

    def load(self, vault_id: str, fields: Mapping[str, Any]) -> bytes | None:
        """Return the item, or None if `op` reports that it does not exist; raises StoreError."""
        found = self._item(vault_id)
        if found is None:
            return None
        for field in found.get("fields", []):
            if field.get("id") == _FIELD and isinstance(field.get("value"), str):
                try:
                    return b64decode(field["value"], validate=True)
                except ValueError:
                    break
        raise StoreError("the item in 1Password is damaged")

    def save(self, vault_id: str, fields: Mapping[str, Any], item: bytes) -> dict[str, Any]:
        """Create or replace the item; the content goes to `op` through stdin."""
        content = {
            "title": _title(vault_id),
            "category": "PASSWORD",
            "fields": [
                {
                    "id": _FIELD,
                    "type": "CONCEALED",
                    "purpose": "PASSWORD",
                    "value": b64encode(item).decode(),
                }
            ],
        }
        there = self._item(vault_id)
        command = (
            ["item", "create", "-"] if there is None else ["item", "edit", str(there["id"]), "-"]
        )
        code, _, said = self._op(command, written(content).encode())
        if code != 0:
            raise self._refused(said)
        return {}

    def drop(self, vault_id: str, fields: Mapping[str, Any]) -> None:
        """Delete the item."""
        there = self._item(vault_id)
        if there is not None:
            code, _, said = self._op(["item", "delete", str(there["id"])])
            if code != 0:
                raise self._refused(said)

    def _item(self, vault_id: str) -> dict[str, Any] | None:
        code, out, said = self._op(
            ["item", "get", _title(vault_id), "--format", "json", "--reveal"]
        )
        if code != 0:
            if "isn't an item" in said:
                return None
            raise self._refused(said)
        try:
            found = parsed(out)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise StoreError("`op` did not return an item")
        return found

    def _op(self, arguments: list[str], content: bytes = b"") -> tuple[int, bytes, str]:
        command = ["op", *arguments]
        if self._settings.vault:
            command += ["--vault", self._settings.vault]
        if self._settings.account:
            command += ["--account", self._settings.account]
        return run_store_program(command, self._environ, self._limit, content)

    def _refused(self, said: str) -> StoreError:
        how = (
            f"set `{OUR_SERVICE_ACCOUNT}` to the token of a service account with access to the "
            "vault"
            if self._settings.auth_type == "service-account"
            else "unlock the 1Password app, and enable its integration with the 1Password CLI"
        )
        reason = (said.splitlines() or ["no reason given"])[-1][:200]
        return StoreError(f"1Password refused: {reason}", how)


def _title(vault_id: str) -> str:
    return f"aws-sso vault {vault_id}"
