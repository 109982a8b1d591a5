"""Store `pass`: the standard Unix password manager (passwordstore.org), a tree of GnuPG files."""

from base64 import b64decode, b64encode
from pathlib import Path

from aws_sso.adapters.files.locations import home_folder
from aws_sso.adapters.process.environment import for_children
from aws_sso.adapters.vault.stores.program import run_store_program
from aws_sso.annotations import Any, Mapping
from aws_sso.errors import StoreError


class PassStore:
    """Stores the item as the entry `aws-sso/VAULT`."""

    kind = "pass"

    def __init__(self, environ: Mapping[str, str], limit: float = 120.0) -> None:
        self._environ = environ
        self._limit = limit

    def load(self, vault_id: str, fields: Mapping[str, Any]) -> bytes | None:
        """Return the item; raises StoreError if it exists but cannot be decrypted."""
        if not self._file(vault_id).exists():
            self._check_initialized()
            return None
        code, out, said = self._run(["pass", "show", f"aws-sso/{vault_id}"])
        if code != 0:
            raise self._refused("show", said)
        try:
            return b64decode(out.splitlines()[0], validate=True)
        except (ValueError, IndexError):
            raise StoreError("the item in `pass` is damaged") from None

    def save(self, vault_id: str, fields: Mapping[str, Any], item: bytes) -> dict[str, Any]:
        """Create or replace the entry."""
        self._check_initialized()
        command = ["pass", "insert", "--multiline", "--force", f"aws-sso/{vault_id}"]
        code, _, said = self._run(command, b64encode(item) + b"\n")
        if code != 0:
            raise self._refused("insert", said)
        return {}

    def drop(self, vault_id: str, fields: Mapping[str, Any]) -> None:
        """Remove the entry."""
        if self._file(vault_id).exists():
            code, _, said = self._run(["pass", "rm", "--force", f"aws-sso/{vault_id}"])
            if code != 0:
                raise self._refused("rm", said)

    @property
    def _folder(self) -> Path:
        chosen = self._environ.get("PASSWORD_STORE_DIR")
        return Path(chosen) if chosen else Path(home_folder(self._environ), ".password-store")

    def _file(self, vault_id: str) -> Path:
        return self._folder / "aws-sso" / f"{vault_id}.gpg"

    def _check_initialized(self) -> None:
        if not (self._folder / ".gpg-id").exists():
            raise StoreError(
                f"`pass` is not set up: {self._folder / '.gpg-id'} is missing",
                "run `pass init GPG-ID`, or set another `SecureStore` in config.yaml",
            )

    def _run(self, command: list[str], content: bytes = b"") -> tuple[int, bytes, str]:
        return run_store_program(command, for_children(self._environ), self._limit, content)

    def _refused(self, what: str, said: str) -> StoreError:
        lines = [line for line in said.splitlines() if line.strip()]
        return StoreError(
            f"`pass {what}` failed: {(lines or ['no reason given'])[-1][:200]}",
            "check that your GnuPG key is available and unlocked: try `pass show`",
        )
