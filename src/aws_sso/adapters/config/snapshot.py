"""The snapshot of the settings that the hot lane reads instead of config.yaml and vault.json.

Text with one value per line, which needs no library to read:

    aws-sso-hotlane PROGRAM-VERSION
    STATE of config.yaml    (size, times and inode, to detect changes)
    STATE of vault.json
    VAULT-ID
    DEFAULT INSTANCE
    VARIABLES    (the environment's values for endpoints that give role credentials; may be empty)
    PARTITION KEY-ID GIVERS INSTANCE    (one line per instance with a key; GIVERS: for each of its
                                         regions what credentials are bound to, separated by `;`)
"""

import os

from aws_sso.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:  # The hot lane imports this module and avoids `typing`.
    from aws_sso.annotations import Mapping

FIRST_LINE = f"aws-sso-hotlane {__version__}"
NAME = "hotlane"


def portal_variable(environ: "Mapping[str, str]") -> str:
    """Return the environment's values for endpoints that give role credentials; "" if unset."""
    access = environ.get("AWS_ENDPOINT_URL_ACCOUNT_ACCESS_RUNTIME", "")
    portal = environ.get("AWS_ENDPOINT_URL_SSO") or environ.get("AWS_ENDPOINT_URL") or ""
    return f"{portal} {access}" if access else portal


def write_snapshot(
    folder: str,
    config_state: str,
    vault_state: str,
    vault_id: str,
    default_instance: str,
    portal_variable: str,
    instances: dict[str, tuple[str, str, str]],
) -> None:
    """Write the snapshot to `folder`/state, unless it is up to date.

    `instances` maps names to partition, key id and givers. The states are from before the files
    were read. If the snapshot cannot be written, the hot lane is simply not used.
    """
    from aws_sso.adapters.files.files import make_private_folder, write_atomically
    from aws_sso.adapters.files.ours import folder_of, read_ours
    from aws_sso.errors import FileAccessError, UnsafeFileError

    lines = [FIRST_LINE, config_state, vault_state, vault_id, default_instance]
    lines.append(portal_variable)
    lines += [" ".join((*fields, name)) for name, fields in instances.items()]
    content = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")
    path = os.path.join(folder, "state", NAME)
    try:
        if read_ours(path, hidden=True) != content:
            make_private_folder(folder_of(path), hidden=True)
            write_atomically(path, content)
    except (FileAccessError, UnsafeFileError):
        pass
