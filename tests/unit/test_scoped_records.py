"""Narrowed credentials in the vault: under role and scope, and under nothing else."""

from pathlib import Path

import pytest

from aws_sso.adapters.files.locks import Locks
from aws_sso.adapters.vault.instance_records import InstanceRecords
from aws_sso.adapters.vault.kernel_keyring import KernelKeyring
from aws_sso.adapters.vault.stores.cleartext_file import JsonStore
from aws_sso.adapters.vault.unlocked import Unlocked
from aws_sso.adapters.vault.vault import Vault
from aws_sso.domain.aws.endpoints import Endpoint, Endpoints
from aws_sso.domain.frozen import replace
from aws_sso.domain.scope.scope import Scope
from aws_sso.domain.session.credentials import RoleCredentials
from aws_sso.domain.text.secret import Secret
from aws_sso.use_cases.hand_out import Kept

ADMIN, OTHER = "arn:aws:iam::111122223333:role/Admin", "arn:aws:iam::111122223333:role/Other"
LOOK = Scope("look", '{"look":1}')
SCOPES = [
    LOOK,
    Scope("look", '{"look":2}'),
    Scope("look", '{"look":1}', 900),
    Scope("look", None, 900),
    Scope("", None, 900),
    Scope("another name", '{"look":1}'),
]
SERVICE = Endpoint("https://sso.example.com", "https://sso.example.com", is_aws=True)
STS = replace(SERVICE, identity="https://sts.example.com")
HERE = Endpoints(SERVICE, SERVICE, STS)


def records(folder: Path, endpoints: Endpoints = HERE) -> InstanceRecords:
    locks = Locks(folder / "locks", "test", lambda message: None)
    store = JsonStore(folder / "keys.json", lambda message: None)
    unlocked = Unlocked(KernelKeyring(), 0)
    vault = Vault(folder / "vault", store, locks, lambda message: None, unlocked)
    return InstanceRecords(vault, "Default", lambda: endpoints, lambda: 1_000.0)


def kept(name: str, expires: int = 5_000) -> Kept:
    return Kept(RoleCredentials(name, Secret("made-up"), Secret("made-up"), expires), 4_000)


def test_each_scope_has_a_record_of_its_own(tmp_path: Path) -> None:
    """And the role's own credentials another one; whatever is kept last, all stay what they are."""
    shelf = records(tmp_path)
    shelf.keep_credentials(ADMIN, kept("own"))
    for number, scope in enumerate(SCOPES):
        assert shelf.scoped_credentials(ADMIN, scope) is None
        shelf.keep_scoped_credentials(ADMIN, scope, kept(f"key{number}"))
    for number, scope in enumerate(SCOPES):
        assert shelf.scoped_credentials(ADMIN, scope) == kept(f"key{number}")
        assert shelf.scoped_credentials(OTHER, scope) is None
    assert shelf.credentials(ADMIN) == kept("own")


def test_narrowed_credentials_answer_no_unscoped_question(tmp_path: Path) -> None:
    """Whatever is asked for by a name that looks like theirs."""
    shelf = records(tmp_path)
    shelf.keep_scoped_credentials(ADMIN, LOOK, kept("narrow"))
    for name in (ADMIN, f"{ADMIN} {LOOK.digest} {LOOK.label}", f"{ADMIN} {LOOK.digest}"):
        assert shelf.credentials(name) is None


def test_a_record_moved_to_another_scope_or_kind_does_not_open(tmp_path: Path) -> None:
    """Where it lies is part of what it is sealed with."""
    shelf = records(tmp_path)
    shelf.keep_credentials(ADMIN, kept("own"))
    shelf.keep_scoped_credentials(ADMIN, LOOK, kept("narrow"))
    shelf.keep_scoped_credentials(ADMIN, SCOPES[1], kept("other"))
    (own,) = (tmp_path / "vault").rglob("role-credentials/*.sealed")
    narrow = list((tmp_path / "vault").rglob("scoped-credentials/*.sealed"))
    before = {path: path.read_bytes() for path in (own, *narrow)}
    look = next(path for path in narrow if LOOK.digest in path.name)
    for path, content in before.items():
        if path != look:
            look.write_bytes(content)
            look.chmod(0o600)
            assert shelf.scoped_credentials(ADMIN, LOOK) is None
    own.write_bytes(before[look])
    assert shelf.credentials(ADMIN) is None


@pytest.mark.parametrize("which", ["portal", "sts"])
def test_what_another_service_gave_counts_as_missing(tmp_path: Path, which: str) -> None:
    """Another portal, or another STS: it may have narrowed nothing."""
    records(tmp_path).keep_scoped_credentials(ADMIN, LOOK, kept("narrow"))
    strange = replace(SERVICE, identity="https://elsewhere.example.com")
    elsewhere = replace(HERE, **{which: strange})
    assert records(tmp_path, elsewhere).scoped_credentials(ADMIN, LOOK) is None
    assert records(tmp_path).scoped_credentials(ADMIN, LOOK) == kept("narrow")


def test_their_ends_are_told_without_a_key(tmp_path: Path) -> None:
    """By role and what people call the scope; the later one where two policies had one name."""
    shelf = records(tmp_path)
    for scope, expires in ((LOOK, 5_000), (SCOPES[1], 6_000), (SCOPES[2], 5_500)):
        shelf.keep_scoped_credentials(ADMIN, scope, kept("narrow", expires))
    assert shelf.scoped_expiries() == {
        (ADMIN, "look"): 6_000,
        (ADMIN, "look max-ttl=15"): 5_500,
    }
    assert shelf.credential_expiries() == {}


def test_they_go_with_the_others(tmp_path: Path) -> None:
    """`flush` counts both."""
    shelf = records(tmp_path)
    shelf.keep_credentials(ADMIN, kept("own"))
    shelf.keep_scoped_credentials(ADMIN, LOOK, kept("narrow"))
    assert shelf.drop_credentials() == 2
    assert shelf.scoped_credentials(ADMIN, LOOK) is None
    assert shelf.credentials(ADMIN) is None
