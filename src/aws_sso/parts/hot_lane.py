"""Prepares the hot lane for the next `process`."""

import os

from aws_sso.adapters.config.snapshot import portal_variable, write_snapshot
from aws_sso.adapters.vault.manifest import FILE_NAME, DamagedVaultFileError, VaultFile
from aws_sso.annotations import TYPE_CHECKING
from aws_sso.domain.aws.arn import partition_of
from aws_sso.domain.text.file_names import file_state
from aws_sso.errors import SsoError

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts


def prepare_hot_lane(parts: "Parts") -> None:
    """Write the hot lane's snapshot, if it would print exactly what we did."""
    read, locations = parts.read_settings, parts.locations
    quiet = not read.warnings and read.settings.log.level in ("error", "warn")
    ours = locations.config_file == locations.file("config.yaml")
    if not (quiet and ours and read.state):
        return
    path = os.path.join(locations.vault, FILE_NAME)
    try:
        state = file_state(os.stat(path))
        file = VaultFile.read(path)
        default = read.settings.default_instance_name()
    except (OSError, SsoError, DamagedVaultFileError):
        return
    # The vault must stay unlocked without its store, and the store `json` warns each time.
    if file is None or file.store == "json" or not parts.vaults.minutes(file.store):
        return
    instances = {}
    for one in parts.instances.all:
        if one.name in file.key_ids:
            try:
                givers = ";".join(region.endpoints.givers for region in one.regions)
            except SsoError:
                continue
            partition = partition_of(one.settings.sso_region)
            instances[one.name] = (partition, file.key_ids[one.name], givers)
    variable = portal_variable(parts.environ)
    write_snapshot(locations.folder, read.state, state, file.vault_id, default, variable, instances)
