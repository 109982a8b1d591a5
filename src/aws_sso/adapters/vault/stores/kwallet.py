"""Store `kwallet`: KDE's wallet, over D-Bus (org.kde.KWallet)."""

from base64 import b64decode, b64encode
from contextlib import closing

from aws_sso.adapters.process.time_limit import within
from aws_sso.annotations import Any, Callable, Mapping, TypeVar
from aws_sso.errors import StoreError

T = TypeVar("T")
_WHAT = "KWallet"
_APPLICATION = "aws-sso"
_FOLDER = "aws-sso"
_SERVICES = (
    ("org.kde.kwalletd6", "/modules/kwalletd6"),
    ("org.kde.kwalletd5", "/modules/kwalletd5"),
)
_PROMPT_SECONDS = 120.0


class KWalletStore:
    """Stores the item in the folder `aws-sso` of the network wallet."""

    kind = "kwallet"

    def __init__(self, prompt_seconds: float = _PROMPT_SECONDS) -> None:
        self._prompt_seconds = prompt_seconds

    def load(self, vault_id: str, fields: Mapping[str, Any]) -> bytes | None:
        """Return the item; raises StoreError if the wallet is absent, locked or silent."""

        def call(wallet: "_Wallet") -> bytes | None:
            if not wallet.call("hasEntry", "iss", _FOLDER, vault_id):
                return None
            text = wallet.call("readPassword", "iss", _FOLDER, vault_id)
            try:
                return b64decode(str(text), validate=True)
            except ValueError:
                raise StoreError(f"the item in {_WHAT} is damaged") from None

        return self._with_wallet(call)

    def save(self, vault_id: str, fields: Mapping[str, Any], item: bytes) -> dict[str, Any]:
        """Create or replace the item."""

        def call(wallet: "_Wallet") -> dict[str, Any]:
            if not wallet.call("hasFolder", "is", _FOLDER):
                wallet.call("createFolder", "is", _FOLDER)
            text = b64encode(item).decode()
            if wallet.call("writePassword", "isss", _FOLDER, vault_id, text) != 0:
                raise StoreError(f"{_WHAT} did not store the item")
            wallet.call("sync", "i")
            return {}

        return self._with_wallet(call)

    def drop(self, vault_id: str, fields: Mapping[str, Any]) -> None:
        """Delete the item."""
        self._with_wallet(lambda wallet: wallet.call("removeEntry", "iss", _FOLDER, vault_id))

    def _with_wallet(self, call: Callable[["_Wallet"], T]) -> T:
        from jeepney.io.blocking import open_dbus_connection
        from jeepney.wrappers import DBusErrorResponse

        def run() -> T:
            with closing(open_dbus_connection()) as connection:
                wallet = _Wallet(connection)
                wallet.open()
                return call(wallet)

        try:
            return within(self._prompt_seconds, run, _WHAT)
        except (DBusErrorResponse, OSError, EOFError, KeyError) as error:
            reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
            raise StoreError(
                f"cannot use {_WHAT}: {reason}",
                "start KWallet and open your wallet, or set `SecureStore: file` in config.yaml",
            ) from None


class _Wallet:
    """One connection to the daemon, with the wallet opened."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._handle = -1
        self._service = self._running()

    def open(self) -> None:
        name = self._send("networkWallet", "")
        self._handle = int(self._send("open", "sxs", name, 0, _APPLICATION))
        if self._handle < 0:
            raise StoreError(
                f"{_WHAT} did not open the wallet `{name}`: it is locked, or access was denied",
                "open your wallet and try again, or set `SecureStore: file` in config.yaml",
            )

    def call(self, method: str, signature: str, *arguments: object) -> Any:
        """Call a method of the opened wallet; handle and application are added."""
        return self._send(method, signature + "s", self._handle, *arguments, _APPLICATION)

    def _running(self) -> tuple[str, str]:
        from jeepney import DBusAddress, new_method_call

        bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        for method in ("ListNames", "ListActivatableNames"):
            reply = self._connection.send_and_get_reply(new_method_call(bus, method))
            for service in _SERVICES:
                if service[0] in reply.body[0]:
                    return service
        raise StoreError(
            f"{_WHAT} is not running", "start KWallet, or set `SecureStore: file` in config.yaml"
        )

    def _send(self, method: str, signature: str, *arguments: object) -> Any:
        from jeepney import DBusAddress, new_method_call
        from jeepney.wrappers import unwrap_msg

        name, path = self._service
        address = DBusAddress(path, name, "org.kde.KWallet")
        message = new_method_call(address, method, signature or None, arguments)
        body = unwrap_msg(self._connection.send_and_get_reply(message))
        return body[0] if body else None
