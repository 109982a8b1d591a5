"""The doctor's judgments: what is wrong, how bad that is, and what can be done about it."""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from aws_sso.adapters.files.locations import Locations
from aws_sso.adapters.files.violations import unsafe_files, unsafe_files_of_the_user
from aws_sso.adapters.sdk.caches import Caches
from aws_sso.domain.profiles.name_problems import NameProblems
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.shell.sdk_chain import SdkFiles
from aws_sso.domain.text.marked_block import BEGIN, END
from aws_sso.errors import ConfigError, FileAccessError, NetworkError, SsoError, StoreError
from aws_sso.use_cases.doctor import desktop, files, network, sdk, session
from aws_sso.use_cases.doctor.examine import ORDER, Checked, examine, is_broken, mend
from aws_sso.use_cases.doctor.finding import Check, Finding, Repair, Status, broken, ok, warning
from aws_sso.use_cases.plan_profiles import ProfilePlan
from tests.unit.roles import role

ADMIN = role("111122223333", "Shop", "Admin")
NOW = 1_000_000.0
NO_FILES = SdkFiles({}, {})


def statuses(found: Sequence[Finding]) -> list[str]:
    """How bad each finding is."""
    return [one.status.value for one in found]


def repaired(finding: Finding) -> None:
    """Do what a finding offers."""
    assert finding.repair
    finding.repair.do()


def all_well() -> dict[str, Check]:
    """Checks that find nothing."""
    return {name: partial(_well, name) for name in ORDER}


def _well(name: str) -> list[Finding]:
    return [ok(name)]


def test_checks_run_in_order() -> None:
    """Each by its name."""
    found = examine(all_well(), lambda: True)
    assert [(one.check, one.finding.message) for one in found] == [(n, n) for n in ORDER]
    assert not is_broken(found)


def test_without_settings_only_what_needs_none_is_checked() -> None:
    """Whether there are any is asked once files may have been found wanting."""
    found = examine(all_well(), lambda: False)
    names = [one.check for one in found]
    assert names[:2] == ["configuration", "permissions"]
    assert {"store", "network", "session", "roles", "profiles", "browser"}.isdisjoint(names)


def test_an_error_in_a_check_is_a_finding() -> None:
    """With its hint; the other checks run on."""

    def fails() -> list[Finding]:
        raise StoreError("locked", "unlock it")

    found = examine({**all_well(), "store": fails}, lambda: True)
    (bad,) = [one.finding for one in found if one.check == "store"]
    assert (bad.status, bad.message, bad.hint) == (Status.BROKEN, "locked", "unlock it")
    assert len(found) == len(ORDER)
    assert is_broken(found)


def test_what_the_user_agrees_to_is_mended() -> None:
    """One that does not work is told of, and does not count."""
    done: list[str] = []

    def fails() -> None:
        raise SsoError("no", None)

    found = [
        Checked("a", warning("first", None, Repair("do the first", lambda: done.append("first")))),
        Checked("b", warning("second", None, Repair("refuse", lambda: done.append("second")))),
        Checked("c", broken("third", None, Repair("do the third", fails))),
        Checked("d", broken("fourth", "by hand")),
    ]
    asked: list[str] = []
    failures: list[SsoError] = []

    def agrees(question: str) -> bool:
        asked.append(question)
        return "refuse" not in question

    assert mend(found, agrees, failures.append) == 1
    assert done == ["first"]
    assert asked == ["first: do the first?", "second: refuse?", "third: do the third?"]
    assert [error.message for error in failures] == ["no"]


def test_who_may_read_secrets_and_change_settings(tmp_path: Path) -> None:
    """Settings may be read, secrets may not; what is not there harms nobody."""
    config, vault, keys = tmp_path / "config.yaml", tmp_path / "vault", tmp_path / "credentials"
    vault.mkdir()
    tmp_path.chmod(0o755)
    config.touch()
    config.chmod(0o666)
    vault.chmod(0o755)

    def found() -> list[Finding]:
        ours = unsafe_files(Locations(str(config), str(tmp_path)))
        return files.permissions(ours, unsafe_files_of_the_user([keys], []))

    bad = found()
    assert statuses(bad) == ["broken", "broken"]
    assert f"write to {config} (mode 0666)" in bad[0].message
    assert f"read {vault} (mode 0755)" in bad[1].message
    assert bad[1].hint == f"chmod 700 {vault}"
    for one in bad:
        repaired(one)
    assert statuses(found()) == ["ok"]
    keys.touch()
    keys.chmod(0o644)
    assert statuses(found()) == ["warning"]


def test_what_is_kept_of_an_instance_that_is_gone() -> None:
    """The repair forgets that one only."""
    forgotten: list[str] = []
    (one,) = files.leftovers({"Default"}, ["Old", "Default"], forgotten.append, [])
    assert one.status is Status.WARNING
    repaired(one)
    assert forgotten == ["Old"]
    (aside,) = files.leftovers({"Default"}, [], forgotten.append, [Path("cache.json.damaged-1")])
    assert aside.repair is None
    assert "cache.json.damaged-1" in aside.message


@pytest.mark.parametrize(
    ("wanted", "used", "status"),
    [
        (None, None, "ok"),
        ("file", None, "ok"),
        ("file", "file", "ok"),
        (None, "kwallet", "ok"),
        ("json", "json", "warning"),
        ("file", "pass", "broken"),
    ],
)
def test_the_store_of_the_settings_has_the_keys(
    wanted: str | None, used: str | None, status: str
) -> None:
    """It is opened only if it is the right one and there are keys in it."""
    unlocked: list[bool] = []
    moved: list[str] = []
    found = session.store(wanted, used, lambda: unlocked.append(True), moved.append)
    assert statuses(found) == [status]
    assert bool(unlocked) == (used is not None and status != "broken")
    if status == "broken":
        repaired(found[0])
        assert moved == ["file"]


def test_sessions_that_last_are_over_and_never_were() -> None:
    """Only the first is well; `login` is named with the instance."""
    lasts = session.session("Work", int(NOW) + 3600, NOW)
    assert (lasts.status, lasts.message) == (
        Status.OK,
        "signed in to `Work`; session valid for 1h00m",
    )
    for ends in (int(NOW) - 1, 0):
        bad = session.session("Work", ends, NOW)
        assert (bad.status, bad.hint) == (Status.WARNING, "aws-sso login -S Work")


@dataclass
class Roles:
    """The roles of an instance as fetched last."""

    refreshed: int | None = int(NOW) - 60
    missing: int = 0
    stale: bool = False
    problems: NameProblems = field(default_factory=lambda: NameProblems({}, (), None))
    fetches: list[bool] = field(default_factory=list)

    def all(self) -> Sequence[Role]:
        return (ADMIN,)

    def are_stale(self) -> bool:
        return self.stale

    def name_problems(self) -> NameProblems:
        return self.problems

    def fetch(self, *, may_ask: bool) -> None:
        self.fetches.append(may_ask)


def test_roles_are_there_young_complete_and_have_names() -> None:
    """Each fault is one finding; a repair asks nobody to sign in."""
    (well,) = session.roles("Work", Roles(), NOW)
    assert (well.status, well.message) == (Status.OK, "1 roles of `Work`, fetched 1m ago")
    never = Roles(None, stale=True)
    (one,) = session.roles("Work", never, NOW)
    assert "never fetched" in one.message
    repaired(one)
    assert never.fetches == [False]
    shared = NameProblems({"x": (ADMIN, ADMIN)}, (), None)
    bad = session.roles("Work", Roles(missing=2, stale=True, problems=shared), NOW)
    assert statuses(bad) == ["warning"] * 3
    assert [one.hint for one in bad] == [*["aws-sso cache -S Work"] * 2, shared.remedy]


@dataclass
class Services:
    """Services of which some do not answer."""

    down: Sequence[str] = ()
    clock_ahead: float | None = None
    reached: list[str] = field(default_factory=list)

    def reach(self, origin: str) -> None:
        self.reached.append(origin)
        if origin in self.down:
            raise NetworkError(f"cannot reach {origin}", "check the network")


def test_a_service_that_everything_needs_is_worse_than_another() -> None:
    """Each is asked once, though it is named twice."""
    needed, others = ["https://portal", "https://oidc"], ["https://sts", "https://portal"]
    services = Services()
    (well,) = network.network(needed, others, [], services)
    assert well.status is Status.OK
    assert services.reached == ["https://oidc", "https://portal", "https://sts"]
    found = network.network(needed, others, [], Services(down=("https://sts", "https://portal")))
    assert statuses(found) == ["broken", "warning"]
    assert "only `console` and roles with `Via` need it" in found[1].message


def test_services_that_are_not_aws_are_named() -> None:
    """Somewhere else with a warning, on this machine without one; beside what else is found."""
    foreign = ["https://portal.example.com", "http://127.0.0.1:4646"]
    here, there, well = network.network(foreign, [], foreign, Services())
    assert here.status is Status.OK
    assert "http://127.0.0.1:4646 on this machine" in here.message
    assert there.status is Status.WARNING
    assert "https://portal.example.com, which is not AWS" in there.message
    assert "2 service(s) answer" in well.message


@pytest.mark.parametrize(("ahead", "words"), [(3600.0, "60 minutes ahead of"), (-600.0, "behind")])
def test_a_wrong_clock_breaks_things(ahead: float, words: str) -> None:
    """In either direction."""
    (bad,) = network.network([], [], [], Services(clock_ahead=ahead))
    assert bad.status is Status.BROKEN
    assert words in bad.message


def test_a_portal_of_another_region() -> None:
    """What the sign-in service says, with the instance's name."""
    url = "https://d-0000000000.awsapps.com/start"
    assert network.portal("Work", "us-east-1", url, lambda region, start: None).status is Status.OK
    bad = network.portal("Work", "us-east-1", url, lambda region, start: ConfigError("not known"))
    assert (bad.status, bad.message) == (Status.BROKEN, "`Work`: not known")


@dataclass
class Profiles:
    """The named profiles of a file, and what they should be."""

    before: str = f"{BEGIN}\n{END}\n"
    after: str = f"{BEGIN}\n{END}\n"
    shadowed: tuple[str, ...] = ()
    path: Path = Path("/made/up/config")
    written: list[str] = field(default_factory=list)

    def text(self) -> str:
        return self.before

    def known_roles(self) -> tuple[Role, ...]:
        return (ADMIN,)

    def plan(self, roles: tuple[Role, ...]) -> ProfilePlan:
        return ProfilePlan(self.before, self.after, "", len(roles), self.shadowed, ())

    def write(self, plan: ProfilePlan) -> None:
        self.written.append(plan.after)


def test_profiles_are_judged_once_there_are_any() -> None:
    """Before that nothing is planned, and no role has to be known."""
    (none,) = sdk.profiles(Profiles(before="[default]\n"), lambda: NO_FILES, lambda path: True)
    assert none.status is Status.OK
    (well,) = sdk.profiles(Profiles(), lambda: NO_FILES, lambda path: True)
    assert well.message == f"{Profiles.path} has all 1 profiles"
    old = Profiles(after="new", shadowed=("admin",))
    found = sdk.profiles(old, lambda: NO_FILES, lambda path: True)
    assert statuses(found) == ["warning", "warning"]
    repaired(found[0])
    assert old.written == ["new"]


def test_profiles_that_run_a_program_that_is_gone() -> None:
    """Only ours are looked at, and what cannot be read as a command is left alone."""
    command = "/gone/aws-sso process --arn arn:aws:iam::111122223333:role/Admin"
    config = {
        "other": {"credential_process": "/gone/other"},
        "odd": {"credential_process": f"'{command}"},
        "ours": {"credential_process": command},
    }
    (bad,) = sdk.profiles(Profiles(after="new"), lambda: SdkFiles(config, {}), lambda path: True)
    assert bad.status is Status.BROKEN
    assert "/gone/aws-sso, which does not exist" in bad.message
    found = sdk.profiles(Profiles(), lambda: SdkFiles(config, {}), lambda path: False)
    assert statuses(found) == ["ok"]


def test_a_profile_that_variables_hide() -> None:
    """The variables alone are no fault, and no more is a profile that does not ask us."""
    process = {"credential_process": "aws-sso process --arn arn:aws:iam::111122223333:role/Admin"}
    environ = {"AWS_ACCESS_KEY_ID": "made-up", "AWS_SECRET_ACCESS_KEY": "made-up"}
    ours = SdkFiles({"admin": process}, {})
    assert statuses(sdk.shell({}, NO_FILES)) == ["ok"]
    assert statuses(sdk.shell(environ, ours)) == ["ok"]
    assert statuses(sdk.shell({**environ, "AWS_PROFILE": "admin"}, ours)) == ["warning"]
    assert statuses(sdk.shell({"AWS_PROFILE": "absent"}, ours)) == ["broken"]


NONE_EXPORTED = sdk.Exported({}, ["Default"], lambda instance: None)


def test_secrets_of_other_tools(tmp_path: Path) -> None:
    """Files without secrets, and those that cannot be read, are left alone and kept."""
    cache = tmp_path / "sso" / "cache"
    cache.mkdir(parents=True)
    (cache / "token.json").write_text('{"accessToken": "made-up"}', encoding="utf-8")
    (cache / "other.json").write_text(
        '{"accessToken": "", "region": "us-east-1"}', encoding="utf-8"
    )
    (cache / "list.json").write_text("[1]", encoding="utf-8")
    (cache / "bad.json").write_text("{", encoding="utf-8")
    if sys.platform != "win32":
        os.mkfifo(cache / "pipe.json")  # Reading it would never end.
    (one,) = sdk.secrets_in_clear(Caches(tmp_path), lambda: NO_FILES, NONE_EXPORTED)
    (cache / "pipe.json").unlink(missing_ok=True)
    assert "unencrypted tokens" in one.message
    assert "(1 file(s))" in one.message
    repaired(one)
    assert sorted(path.name for path in cache.iterdir()) == ["bad.json", "list.json", "other.json"]


def test_long_term_keys_are_those_without_a_session(tmp_path: Path) -> None:
    """A credentials file that cannot be read is another check's to tell of."""
    keys = {
        "long": {"aws_access_key_id": "made-up", "aws_secret_access_key": "made-up"},
        "short": {"aws_secret_access_key": "made-up", "aws_session_token": "made-up"},
    }
    (one,) = sdk.secrets_in_clear(Caches(tmp_path), lambda: SdkFiles({}, keys), NONE_EXPORTED)
    assert one.message.endswith("credentials file: long")

    def fails() -> SdkFiles:
        raise SsoError("cannot be read", None)

    assert statuses(sdk.secrets_in_clear(Caches(tmp_path), fails, NONE_EXPORTED)) == ["ok"]


@dataclass
class Completions:
    """Completions of which one script is installed."""

    script: str
    source: str = "new"

    def installed(self) -> str:
        return self.script

    def install(self) -> str:
        self.script = self.source
        return ""


@pytest.mark.parametrize("script", ["", "old"])
def test_completions_that_are_not_there_or_old(script: str) -> None:
    """Both are mended by installing them."""
    ours = Completions(script)
    (bad,) = desktop.completions("zsh", ours)
    assert bad.status is Status.WARNING
    repaired(bad)
    assert statuses(desktop.completions("zsh", ours)) == ["ok"]
    assert statuses(desktop.completions("csh", None)) == ["ok"]


@pytest.mark.parametrize(
    ("there", "kind", "status"),
    [
        (True, "xterm", "ok"),
        (True, "dumb", "warning"),
        (True, "", "warning"),
        (False, "dumb", "ok"),
    ],
)
def test_a_terminal_to_draw_on(there: bool, kind: str, status: str) -> None:
    """Where there is none at all, nobody waits for a picker."""
    assert statuses(desktop.terminal(there, kind)) == [status]


def test_repairs_that_cannot_be_done_say_why(tmp_path: Path) -> None:
    """As errors of ours, so that the doctor goes on with the next one."""
    keys = tmp_path / "credentials"
    keys.touch()
    keys.chmod(0o644)
    (unsafe,) = unsafe_files_of_the_user([keys], [])
    keys.unlink()
    assert unsafe.mend
    with pytest.raises(FileAccessError):
        unsafe.mend()
    folder = tmp_path / "folder.json"
    folder.mkdir()
    with pytest.raises(FileAccessError):
        Caches(tmp_path).delete([folder])
