"""`each`: a command once for each of many roles."""

import json
import re
import signal
import stat
import sys
from pathlib import Path

import pytest

from aws_sso.emulator.organization import Account, Organization
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter, StartIdentityCenter
from aws_sso.emulator.traffic import Fault
from tests.each import end_those, is_alive, many_roles, results
from tests.full_disk import small_disk
from tests.program import Program
from tests.waiting import until

SHOW = (sys.executable, "-c", "import os, json; print(json.dumps(dict(os.environ)))")
NOTING_MEMORY = """
import atexit, re, sys
path = sys.argv.pop(1)
peak = lambda: re.search("VmHWM.*", open("/proc/self/status").read())[0]
atexit.register(lambda: open(path, "w").write(peak()))
from aws_sso.__main__ import main
main()
"""
SECRETS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")


def test_the_command_runs_once_for_each_role(signed_in: Program) -> None:
    """Words choose the roles as in `list`; each line says whose it is, and the exit code is 0."""
    ran = signed_in.succeeds("each", "shop", "readonly", "--", "echo", "{account} {role}")
    assert sorted(ran.out.splitlines()) == [
        "222233334444:ReadOnly | 222233334444 ReadOnly",
        "333344445555:ReadOnly | 333344445555 ReadOnly",
    ]
    assert re.search(r"2 roles in \d+ s: 2 ok", ran.err)


def test_commands_get_the_variables_of_exec(signed_in: Program) -> None:
    """Keys of their own role, its names and region; no profile, no password of the vault."""
    given = signed_in.having(AWS_PROFILE="other", AWS_SSO_TAG_OLD="x")
    ran = given.succeeds("each", "sandbox", "--json", "--", *SHOW)
    seen = {one["profile"]: json.loads(one["stdout"]) for one in results(ran)}
    assert sorted(seen) == ["111122223333:Admin", "111122223333:ReadOnly"]
    for profile, environ in seen.items():
        alone = json.loads(signed_in.succeeds("exec", "-p", profile, "--", *SHOW).out)
        ours = {name: value for name, value in environ.items() if name.startswith("AWS_")}
        assert ours == {name: value for name, value in alone.items() if name.startswith("AWS_")}
        assert "AWS_SSO_FILE_PASSWORD" not in environ
    assert len({environ["AWS_ACCESS_KEY_ID"] for environ in seen.values()}) == 2


def test_min_ttl_is_in_minutes(signed_in: Program, identity_center: RunningIdentityCenter) -> None:
    """As with `exec`: credentials that last 20 minutes are renewed for 30."""
    world = identity_center.world
    world.credentials_ttl = 1200
    signed_in.succeeds("each", "billing", "--", "true")
    world.credentials_ttl = 3600
    signed_in.succeeds("each", "billing", "--min-ttl", "10", "--", "true")
    assert world.traffic.counts["GetRoleCredentials"] == 1
    signed_in.succeeds("each", "billing", "--min-ttl", "30", "--", "true")
    assert world.traffic.counts["GetRoleCredentials"] == 2


def test_the_region_of_the_user_stays(signed_in: Program) -> None:
    """As with `exec`, and `--no-region` leaves all of that alone."""
    ran = signed_in.succeeds("each", "billing", "--json", "--", *SHOW, AWS_REGION="eu-west-3")
    (one,) = results(ran)
    assert "AWS_DEFAULT_REGION" not in json.loads(one["stdout"])
    (one,) = results(signed_in.succeeds("each", "billing", "--json", "-n", "--", *SHOW))
    assert "AWS_REGION" not in json.loads(one["stdout"])


def test_roles_by_tag_and_prefix(signed_in: Program) -> None:
    """Filters are exact and all have to hold; several values of one tag are alternatives."""
    signed_in.config.write_text(
        signed_in.config.read_text(encoding="utf-8").replace(
            "SSORegion: us-east-1",
            "SSORegion: us-east-1\n    Accounts:\n"
            "      222233334444: {Tags: {Env: dev}}\n      333344445555: {Tags: {Env: prod}}\n"
            "      111122223333: {Tags: {Env: preprod}}",
        ),
        encoding="utf-8",
    )

    def chosen(*arguments: str) -> set[str]:
        ran = signed_in.succeeds("each", *arguments, "--json", "--", "true")
        return {f"{one['account'][:2]}{one['role']}" for one in results(ran)}

    assert chosen("--filter", "env=prod", "--filter", "Role=ReadOnly") == {"33ReadOnly"}
    assert chosen("--filter", "Env=prod", "--filter", "Env=dev", "admin") == {"22Admin"}
    assert chosen("-P", "AccountIdPad=11", "--filter", "Role=Admin") == {"11Admin"}
    assert (
        "does not have the form"
        in signed_in.fails("each", "--filter", "x", "--", "true", code=2).err
    )
    for empty in ("--filter", "--prefix"):  # An unset variable must not mean all roles.
        ran = signed_in.fails("each", empty, "", "--", "true", code=2)
        assert "does not have the form" in ran.err
    assert "no role has the tags" in signed_in.fails("each", "--filter", "a=b", "--", "true").err
    assert "no role matches" in signed_in.fails("each", "nowhere", "--", "true").err


def test_a_command_is_needed_and_has_to_exist(signed_in: Program) -> None:
    """Nothing is done for a typo; the exit code is that of shells."""
    assert "no command to run" in signed_in.fails("each", "shop", code=2).err
    ran = signed_in.fails("each", "shop", "--", "no-such-program", code=127)
    assert "command not found: `no-such-program`" in ran.err
    both = ("each", "shop", "--json", "--ordered", "--", "true")
    assert "cannot be combined" in signed_in.fails(*both, code=2).err


@pytest.mark.parametrize("guarded", [True, False])
def test_where_it_would_ask_and_cannot_nothing_runs(
    guarded: bool,
    tmp_path: Path,
    start_identity_center: StartIdentityCenter,
) -> None:
    """For a guarded role, or eleven: what would run is said, exit code 2; `--yes` answers."""
    program, center = many_roles(start_identity_center, tmp_path, 2 if guarded else 11)
    if guarded:
        program.add_setting("ConfirmTags: {Role: Role000}")
    note = tmp_path / "ran"
    command = ("--", "sh", "-c", f"echo x >> {note}")
    ran = program.fails("each", *command, code=2)
    assert "will run `sh -c" in ran.err
    assert ("(guarded)" in ran.err) == guarded
    assert "no terminal" in ran.err
    assert not note.exists()
    assert center.world.traffic.counts["GetRoleCredentials"] == 0
    program.succeeds("each", "--yes", *command)
    assert len(note.read_text(encoding="utf-8").splitlines()) == (2 if guarded else 11)


def test_a_name_that_is_not_plain_is_never_put_into_an_argument(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """What an account is called must not run: its role is refused by name, the others go on."""
    pwned = tmp_path / "pwned"
    names = {
        "000000000001": "plain-name",
        "000000000002": f"$(touch {pwned})",
        "000000000003": f"x; touch {pwned}",
        "000000000004": "--endpoint-url=http://127.0.0.1:1",
        "000000000005": "../../elsewhere",
    }
    accounts = [Account(key, name, "", ["Admin"]) for key, name in names.items()]
    program = Program.in_new_home(tmp_path, start_identity_center(Organization.of(accounts)))
    program.add_setting("ProfileFormat: '{{ .AccountAlias }}'")
    program.succeeds("login")
    ran = program.run("each", "--json", "--", "sh", "-c", "echo {profile}")
    found = {one["account"]: one for one in results(ran)}
    assert ran.code == 1
    assert not pwned.exists()
    assert found.pop("000000000001")["stdout"] == "plain-name\n"
    assert {one["outcome"] for one in found.values()} == {"refused"}
    assert {one["reason"] for one in found.values()} == {"the value of {profile} is not plain"}
    # Without the placeholder they run like any other, and their names reach the environment only.
    assert "5 ok" in program.succeeds("each", "--", "true").err


def test_500_accounts_with_all_that_can_go_wrong(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """Roles refused, commands that fail, one that hangs: all told apart, and no child is left."""
    program, center = many_roles(start_identity_center, tmp_path, 500)
    accounts = list(center.world.organization.accounts.values())
    for account in accounts[:7]:
        account.roles.clear()
    failing = " ".join(account.account_id for account in accounts[7:20])
    hanging, note = accounts[20].account_id, tmp_path / "hanging"
    script = (
        f'case " {failing} " in *" $1 "*) exit 3;; esac\n'
        f'[ "$1" = {hanging} ] || exit 0\n'
        f'trap "" TERM; sleep 600 & echo $$ $! > {note}; wait; wait'
    )
    ran = program.run(
        *("each", "--yes", "--json", "--jobs", "20", "--timeout", "5", "--kill-after", "1"),
        *("--", "sh", "-c", script, "sh", "{account}"),
        timeout=300,
    )
    count: dict[str, int] = {}
    for one in results(ran):
        count[one["outcome"]] = count.get(one["outcome"], 0) + 1
    assert count == {"ok": 479, "failed": 13, "refused": 7, "timed out": 1}
    assert ran.code == 1
    assert "479 ok, 13 failed, 7 refused, 1 timed out" in ran.err
    assert {one["exit_code"] for one in results(ran) if one["outcome"] == "failed"} == {3}
    pids = [int(text) for text in note.read_text(encoding="utf-8").split()]
    assert len(pids) == 2
    assert not any(is_alive(pid) for pid in pids)
    assert center.world.traffic.counts["GetRoleCredentials"] == 500
    assert center.world.traffic.counts["CreateToken"] == 0


def test_calls_are_made_at_the_pace_that_aws_allows(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """20 calls a second are let through: no role fails, and few calls are made in vain."""
    program, center = many_roles(start_identity_center, tmp_path, 120)
    traffic = center.world.traffic
    traffic.rate = 20
    ran = program.succeeds("each", "--yes", "--jobs", "30", "--", "true")
    assert "120 ok" in ran.err
    assert "429" not in ran.err
    made = traffic.counts["GetRoleCredentials"]
    assert made - traffic.refused["GetRoleCredentials"] == 120
    assert traffic.refused["GetRoleCredentials"] < 60


def test_one_sign_in_for_all(signed_in: Program, identity_center: RunningIdentityCenter) -> None:
    """Before anything runs; where nobody signs in nothing does."""
    world = identity_center.world
    signed_in.succeeds("flush", "--type", "all")
    sessions = len(world.sign_in.sessions)
    signed_in.succeeds("each", "--", "true")
    assert len(world.sign_in.sessions) == sessions + 1
    # With credentials at hand for all, nobody is asked at all.
    signed_in.succeeds("flush", "--type", "sso")
    signed_in.succeeds("each", "--", "true")
    assert len(world.sign_in.sessions) == sessions + 1
    signed_in.add_setting("AutoLogin: false")
    signed_in.succeeds("flush", "--type", "all")
    assert "aws-sso login" in signed_in.fails("each", "--", "true").err


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_all_commands(
    number: int, code: int, tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """It is passed on to whatever they started; who ignores it is killed."""
    program, _ = many_roles(start_identity_center, tmp_path, 6)
    notes = tmp_path / "notes"
    notes.mkdir()
    script = (
        'case $1 in 0000*) trap "" INT TERM HUP;; esac\n'
        f"sleep 600 & echo $$ $! > {notes}/$1.new; mv {notes}/$1.new {notes}/$1; wait; wait"
    )
    running = program.start(
        *("each", "--yes", "--jobs", "3", "--kill-after", "1"),
        *("--", "sh", "-c", script, "sh", "{account}"),
    )
    pids: list[int] = []
    try:
        until(lambda: len([one for one in notes.iterdir() if one.suffix != ".new"]) == 3, "starts")
        pids = [int(p) for note in notes.iterdir() for p in note.read_text("utf-8").split()]
        assert all(is_alive(pid) for pid in pids)
        running.send_signal(number)
        _, err = running.communicate(timeout=30)
        assert running.returncode == code, err
        assert not any(is_alive(pid) for pid in pids)
        assert b"6 roles in " in err
        assert b"3 interrupted, 3 not run" in err
    finally:
        running.kill()
        end_those(pids)


def test_a_second_signal_kills_at_once(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """Nobody has to wait for what does not listen."""
    program, _ = many_roles(start_identity_center, tmp_path, 1)
    note = tmp_path / "note"
    script = f'trap "echo asked >> {note}" INT; echo $$ > {note}; while :; do sleep 1; done'
    running = program.start("each", "--kill-after", "600", "--", "sh", "-c", script)
    try:
        until(note.exists, "the start")
        pid = int(until(lambda: note.read_text("utf-8").split(), "the start")[0])
        running.send_signal(signal.SIGINT)
        until(lambda: "asked" in note.read_text("utf-8"), "the first signal")
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=30)
        assert running.returncode == 130
        assert not is_alive(pid)
    finally:
        running.kill()


def test_ctrl_c_does_not_wait_for_others(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """Another process is at fetching a role's credentials, and hangs: the command ends anyway."""
    program, center = many_roles(start_identity_center, tmp_path, 2)
    center.world.traffic.latency = 600
    holder = program.start("process", "-p", "000001000001:Role000")
    try:
        calls = center.world.traffic.counts
        until(lambda: calls["GetRoleCredentials"] == 1, "the call that hangs")
        running = program.start("each", "--yes", "--", "true")
        until(lambda: calls["GetRoleCredentials"] == 2, "the call for the other role")
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=20)
        assert running.returncode == 130
        assert b"2 not run" in err
    finally:
        holder.kill()


def test_ctrl_c_during_the_sign_in(signed_in: Program, tmp_path: Path) -> None:
    """Ends it as it ends any command; nothing runs."""
    opened = tmp_path / "opened"
    script = tmp_path / "browser"
    script.write_text(f"#!/bin/sh\ntouch {opened}\n", encoding="utf-8")
    script.chmod(0o755)
    signed_in.add_setting(f"UrlExecCommand: {[str(script), '%s']}")
    signed_in.succeeds("flush", "--type", "all")
    running = signed_in.start("each", "shop", "--", "touch", str(tmp_path / "ran"))
    until(opened.exists, "the sign-in page")
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=20)
    assert running.returncode == 130
    assert not (tmp_path / "ran").exists()


def test_a_reader_that_goes_away_ends_all(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """As in `each … | head -1`."""
    program, _ = many_roles(start_identity_center, tmp_path, 3)
    running = program.start(
        "each", "--kill-after", "1", "--", "sh", "-c", "while echo y; do :; done"
    )
    assert running.stdout is not None
    assert b" | y" in running.stdout.readline()
    running.stdout.close()
    assert running.wait(30) in (-signal.SIGPIPE, 1)


def test_nothing_more_is_begun_after_a_failure(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """With `--fail-fast`; those that run may end."""
    program, _ = many_roles(start_identity_center, tmp_path, 8)
    ran = program.run("each", "--jobs", "1", "--fail-fast", "--", "false")
    assert ran.code == 1
    assert "1 failed, 7 not run" in ran.err


def test_completion_knows_roles_and_the_command(signed_in: Program) -> None:
    """Profiles before `--`; what follows it is completed as a command line of its own."""

    def completed(*words: str) -> list[str]:
        return signed_in.succeeds("each", *words, _AWS_SSO_COMPLETE="zsh").out.splitlines()

    assert completed("999")[0] == "values"
    assert completed("999")[1].startswith("999988887777:Billing\t")
    tags = completed("--filter", "acc")
    assert tags[0] == "nospace"
    assert [line.partition("\t")[0] for line in tags[1:]] == ["AccountID=", "AccountAlias="]
    assert completed("--filter", "R") == ["nospace", "Role=\tAdmin, Billing, BreakGlass"]
    assert completed("shop", "--filter", "role=r") == ["values", "role=ReadOnly\t4 roles"]
    assert completed("--filter=Role=Bi") == ["values", "--filter=Role=Billing\t1 role"]
    assert completed("shop", "--jobs", "3", "--", "aws", "s") == ["command 6"]
    assert completed("--", "aws", "s3", "--re") == ["command 3"]


def test_bytes_come_out_as_they_went_in(signed_in: Program) -> None:
    """Whatever their encoding; JSON, which is text, marks what is none."""
    command = ("--", "printf", "\\377\\0x\\r\\n")
    running = signed_in.start("each", "billing", *command)
    out, err = running.communicate(timeout=60)
    assert out == b"999988887777:Billing | \xff\0x\r\n", err
    (one,) = results(signed_in.succeeds("each", "billing", "--json", *command))
    assert one["stdout"] == "\ufffd\0x\r\n"


@pytest.mark.parametrize("how", ["--json", "--ordered"])
def test_output_that_waits_does_not_fill_the_memory(
    how: str, signed_in: Program, tmp_path: Path
) -> None:
    """60 MB of one command, of which every byte is printed."""
    size, line = 60_000_000, "10 € for a café crème\n"
    script = f"yes '{line.strip()}' | head -c {size}"
    note = tmp_path / "note"
    command = ("each", "billing", how, "--", "sh", "-c", script)
    ran = signed_in.run_command([sys.executable, "-c", NOTING_MEMORY, str(note), *command])
    assert ran.code == 0, ran.err
    whole = (
        json.loads(ran.out)["stdout"]
        if how == "--json"
        else ran.out.replace("999988887777:Billing | ", "")
    )
    expected = (line * (size // len(line.encode()) + 1)).encode()[:size].decode(errors="replace")
    assert whole.rstrip("\n") == expected.rstrip("\n")
    # In KiB. It is 40,000 without any output, and half as much again for what readers hold.
    assert int(note.read_text(encoding="utf-8").split()[1]) < 90_000


def test_a_full_disk_for_output_that_waits(signed_in: Program, tmp_path: Path) -> None:
    """It says so and ends the commands, instead of printing a part as if it were all."""
    place = tmp_path / "small"
    place.mkdir()
    with small_disk(place):
        ran = signed_in.fails(
            *("each", "billing", "--json", "--", "head", "-c", "5000000", "/dev/zero"),
            TMPDIR=str(place),
        )
    assert "cannot keep output in a temporary file: No space left" in ran.err
    assert "hint: set `TMPDIR`" in ran.err


def test_output_in_order(tmp_path: Path, start_identity_center: StartIdentityCenter) -> None:
    """With `--ordered`, role by role, whoever was first; stderr stays stderr."""
    program, _ = many_roles(start_identity_center, tmp_path, 6)
    listed = program.succeeds("list", "--csv", "AccountIdPad").out.splitlines()[1:]
    first, folder = listed[0], tmp_path / "done"
    folder.mkdir()
    # The first one waits for all others.
    script = (
        f'while [ "$1" = {first} ] && [ $(ls {folder} | wc -l) -lt 5 ]; do sleep 0.05; done\n'
        f"echo a; echo b >&2; printf c; touch {folder}/$1"
    )
    ran = program.succeeds("each", "--ordered", "--", "sh", "-c", script, "sh", "{account}")
    assert ran.out.splitlines() == [f"{one}:Role000 | {x}" for one in listed for x in "ac"]
    errors = [line for line in ran.err.splitlines() if " | " in line]
    assert errors == [f"{one}:Role000 | b" for one in listed]


def test_one_private_log_per_role(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """Both streams, under safe names, mode 0600; a link that lies there is not followed."""
    accounts = [
        Account("000000000001", "a", "", ["Admin", "admin", "..", "-rf"]),
        Account("000000000002", "b", "", ["Admin"]),
    ]
    program = Program.in_new_home(tmp_path, start_identity_center(Organization.of(accounts)))
    program.succeeds("login")
    folder, victim = tmp_path / "logs", tmp_path / "victim"
    victim.write_text("kept", encoding="utf-8")
    folder.mkdir(mode=0o700)
    (folder / "000000000002-Admin.log").symlink_to(victim)
    command = ("each", "--json", "--out", str(folder), "--", "sh", "-c", "echo out; echo err >&2")
    for _ in range(2):
        ran = program.succeeds(*command)
        files = sorted(folder.iterdir())
        assert [file.name for file in files] == [
            "000000000001--rf.log",
            "000000000001-...log",
            "000000000001-Admin.log",
            "000000000001-admin~2.log",
            "000000000002-Admin.log",
        ]
        for file in files:
            assert file.read_text("utf-8") == "out\nerr\n"
            assert stat.S_IMODE(file.lstat().st_mode) == 0o600
            assert not file.is_symlink()
        assert {one["log"] for one in results(ran)} == {str(file) for file in files}
    assert victim.read_text("utf-8") == "kept"


def test_logs_are_not_written_where_others_may_write(signed_in: Program, tmp_path: Path) -> None:
    """They could put a file in the place of one: nothing runs."""
    folder, note = tmp_path / "open", tmp_path / "ran"
    folder.mkdir()
    folder.chmod(0o777)
    ran = signed_in.fails("each", "billing", "--out", str(folder), "--", "touch", str(note))
    assert str(folder) in ran.err
    assert "hint: name a new folder with `--out`\n" in ran.err  # no chmod of /tmp
    assert not note.exists()


def test_an_endpoint_instead_of_keys(signed_in: Program) -> None:
    """Each command has one of its own, with its own token, that gives its own role's keys."""
    fetch = (
        "import json, os, urllib.request as r; e = os.environ; q = r.Request("
        "e['AWS_CONTAINER_CREDENTIALS_FULL_URI'], headers={'Authorization': "
        "e['AWS_CONTAINER_AUTHORIZATION_TOKEN']}); print(json.dumps([dict(e), "
        "json.load(r.urlopen(q))]))"
    )
    command = ("each", "sandbox", "--endpoint", "--json", "--", sys.executable, "-c", fetch)
    ran = signed_in.succeeds(*command)
    found = [json.loads(one["stdout"]) for one in results(ran)]
    assert len(found) == 2
    for environ, keys in found:
        assert not set(SECRETS) & environ.keys()
        assert keys["SecretAccessKey"] not in json.dumps(environ)
    assert len({environ["AWS_CONTAINER_AUTHORIZATION_TOKEN"] for environ, _ in found}) == 2
    assert len({keys["AccessKeyId"] for _, keys in found}) == 2
    # Uses of so many roles do not push out what people picked last.
    assert not (signed_in.folder / "history.json").exists()


def test_narrowed_for_all(signed_in: Program, identity_center: RunningIdentityCenter) -> None:
    """Each role gets narrowed credentials, and never its own."""
    ran = signed_in.succeeds("each", "sandbox", "--read-only", "--json", "--", *SHOW)
    keys = {json.loads(one["stdout"])["AWS_ACCESS_KEY_ID"] for one in results(ran)}
    own = {entry[0] for entry in identity_center.world.handed_out}
    assert len(keys) == 2
    assert not keys & own
    identity_center.world.traffic.faults = [Fault("GetScopedCredentials", "AccessDenied", count=9)]
    ran = signed_in.run("each", "shop", "--read-only", "--json", "--", "true")
    assert {one["outcome"] for one in results(ran)} == {"refused"}


def test_roles_of_all_instances_unless_one_is_named(signed_in: Program) -> None:
    """One that was never fetched is named; labels tell same profiles of two instances apart."""
    text = signed_in.config.read_text(encoding="utf-8")
    entry = re.search(r"  Default:\n(    .*\n)+", text)
    assert entry is not None
    signed_in.configure(
        text.replace(entry[0], entry[0] + entry[0].replace("Default", "Other"))
        + "DefaultSSO: Default\n"
    )
    ran = signed_in.succeeds("each", "billing", "--", "true")
    assert "the roles of `Other` were never fetched" in ran.err
    signed_in.succeeds("login", "-S", "Other")
    ran = signed_in.succeeds("each", "billing", "--", "printenv", "AWS_SSO")
    assert sorted(ran.out.splitlines()) == [
        "Default/999988887777:Billing | Default",
        "Other/999988887777:Billing | Other",
    ]
    ran = signed_in.succeeds("each", "-S", "Other", "billing", "--", "printenv", "AWS_SSO")
    assert ran.out == "999988887777:Billing | Other\n"


def test_no_secret_is_in_a_command_line_or_message(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """At the most talkative level, and in what the processes' command lines show."""
    command = ("sh", "-c", "cat /proc/$PPID/cmdline /proc/self/cmdline")
    ran = signed_in.succeeds("each", "-L", "trace", "shop", "--", *command)
    secrets = [text for keys in identity_center.world.handed_out for text in keys[1:]]
    assert len(secrets) >= 12
    assert not [secret for secret in secrets if secret in ran.all]


def test_a_command_reads_nothing_and_has_no_terminal(signed_in: Program) -> None:
    """Many at once cannot share what is typed: they see the end of the file, and a session each."""
    script = "cat; test -z \"$(ps -o tty= -p $$ | tr -d ' ?')\" && echo none"
    ran = signed_in.succeeds("each", "billing", "--", "sh", "-c", script)
    assert ran.out == "999988887777:Billing | none\n"
