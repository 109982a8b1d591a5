"""What reporting the status needs: a few files, but no store and no network."""

from aws_sso.adapters.vault.record_ends import record_ends
from aws_sso.adapters.vault.record_format import ROLE_CREDENTIALS, TOKEN, in_region
from aws_sso.annotations import TYPE_CHECKING
from aws_sso.use_cases.tell_status import StatusPorts

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts


def status_ports(parts: "Parts") -> StatusPorts:
    """Return what reporting the status needs."""
    return StatusPorts(
        environ=parts.environ,
        instance=lambda: parts.instance.name,
        profile_role=lambda name: parts.sdk.role_behind(name),
        ends=KeptEnds(parts),
        is_locked=lambda: _is_locked(parts),
        now=parts.now,
    )


class KeptEnds:
    """When the vault's records expire, by their headers."""

    def __init__(self, parts: "Parts") -> None:
        self._parts = parts

    def session(self, instance: str) -> int | None:
        """Return when the session's last token expires."""
        vault, one = self._parts.locations.vault, self._parts.settings.instance(instance)
        names = [TOKEN, *(in_region(TOKEN, region) for region in one.sso_regions)]
        ends = [record_ends(vault, instance, TOKEN, name) for name in names]
        return max((end for end in ends if end is not None), default=None)

    def credentials(self, instance: str, arn: str) -> int | None:
        """Return when a role's credentials expire."""
        return record_ends(self._parts.locations.vault, instance, ROLE_CREDENTIALS, arn)

    def session_renews(self, instance: str) -> bool:
        """Return whether the token can be renewed; false if unlocking the vault could ask."""
        if not _opens_unasked(self._parts):
            return False
        token = self._parts.instances.named(instance).likely_up.sign_in.renewable()
        return token is not None and token.can_be_renewed(self._parts.now())


def _is_locked(parts: "Parts") -> bool:
    """Return whether unlocking the vault requires asking for a password."""
    from aws_sso.adapters.vault.manifest import store_in_use

    return store_in_use(parts.locations.vault) == "file" and not _opens_unasked(parts)


def _opens_unasked(parts: "Parts") -> bool:
    from aws_sso.adapters.process.environment import PASSWORD
    from aws_sso.adapters.vault.manifest import vault_in_use
    from aws_sso.adapters.vault.unlocked import kept_key

    vault = vault_in_use(parts.locations.vault)
    if vault is None:
        return False
    if vault.store == "json" or (vault.store == "file" and parts.environ.get(PASSWORD)):
        return True
    if parts.settings.store.unlock_minutes == 0:
        return False  # Keys of an earlier unlock are dropped at the next use.
    return any(kept_key(vault.vault_id, key_id) for key_id in vault.key_ids.values())
