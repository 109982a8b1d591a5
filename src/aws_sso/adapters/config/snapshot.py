"""The snapshot of the settings that the hot lane reads instead of config.yaml and vault.json.

Text with a value a line, because reading that needs no library:

    aws-sso-hotlane PROGRAM-VERSION
    STATE of config.yaml    (size, times and inode; so that a change is noticed)
    STATE of vault.json
    VAULT-ID
    DEFAULT INSTANCE
    PARTITION KEY-ID INSTANCE     (a line for each instance with a key)
"""

from aws_sso.version import __version__

FIRST_LINE = f"aws-sso-hotlane {__version__}"
NAME = "hotlane"


def write_snapshot(
    folder: str,
    config_state: str,
    vault_state: str,
    vault_id: str,
    default_instance: str,
    instances: dict[str, tuple[str, str]],
) -> None:
    """Write the snapshot into `folder`/state if it is not there already.

    `instances` maps names to partition and key id. The states are those before the files were
    read. Where it cannot be written, the hot lane is just not taken.
    """
    from pathlib import Path

    from aws_sso.adapters.files.files import make_private_folder, write_atomically
    from aws_sso.errors import FileAccessError, UnsafeFileError

    lines = [FIRST_LINE, config_state, vault_state, vault_id, default_instance]
    lines += [f"{partition} {key_id} {name}" for name, (partition, key_id) in instances.items()]
    content = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
    path = Path(folder) / "state" / NAME
    try:
        if not path.exists() or path.read_bytes() != content:
            make_private_folder(path.parent)
            write_atomically(path, content)
    except (FileAccessError, UnsafeFileError, OSError):
        pass
