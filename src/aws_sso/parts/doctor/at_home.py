"""The dependencies of checks of our files, vault and instances."""

from pathlib import Path

from aws_sso.adapters.config.reading import load_settings
from aws_sso.adapters.files.files import files_set_aside
from aws_sso.adapters.files.shared_failures import Failures
from aws_sso.adapters.files.violations import unsafe_files, unsafe_files_of_the_user
from aws_sso.adapters.vault.manifest import kept_instances, store_in_use
from aws_sso.annotations import TYPE_CHECKING
from aws_sso.use_cases.doctor import files, session
from aws_sso.use_cases.doctor.finding import Finding

if TYPE_CHECKING:
    from aws_sso.parts.parts import Parts


def configuration(parts: "Parts") -> list[Finding]:
    """Check the current config.yaml."""
    path = Path(parts.locations.config_file)
    return files.configuration(path, load_settings(path))


def permissions(parts: "Parts") -> list[Finding]:
    """Check who may read and write our files, and files that others also read."""
    bundle = parts.environ.get("AWS_CA_BUNDLE")
    clear = [parts.sdk.config_path(), *([Path(bundle)] if bundle else [])]
    return files.permissions(
        unsafe_files(parts.locations),
        unsafe_files_of_the_user([parts.sdk.credentials_path], clear),
    )


def leftovers(parts: "Parts") -> list[Finding]:
    """Check for leftovers."""
    where = parts.locations
    kept = kept_instances(where.vault)
    damaged = files_set_aside(where.folder)
    # The vault itself is built only if something has to be deleted.
    found = files.leftovers(
        parts.settings.instances, kept, lambda name: parts.vaults.vault.forget(name), damaged
    )
    return found + files.failures(Failures(where.derived("failures")).all(), parts.now())


def store(parts: "Parts") -> list[Finding]:
    """Check the store that keeps the vault's keys."""
    wanted, used = parts.settings.store.kind, store_in_use(parts.locations.vault)
    return session.store(wanted, used, lambda: parts.vaults.vault.unlock(), parts.vaults.move)


def sessions(parts: "Parts") -> list[Finding]:
    """Check the session of each instance."""
    return [
        session.session(one.name, one.records.token_expiry(), parts.now())
        for one in parts.instances.all
    ]


def roles(parts: "Parts") -> list[Finding]:
    """Check the roles of each instance."""
    return [
        finding
        for one in parts.instances.all
        for finding in session.roles(one.name, one.roles, parts.now())
    ]
