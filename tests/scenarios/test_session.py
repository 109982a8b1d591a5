"""A whole session by the real program: sign in, find, hand out, sign out."""

import json
import re
import socket
import subprocess
import sys
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pexpect
import pytest

from aws_sso.emulator.pytest_plugin import RunningIdentityCenter
from aws_sso.emulator.traffic import Fault
from tests import parts
from tests.program import Program, Ran
from tests.waiting import until

PROFILE = "111122223333:Admin"


def counts(center: RunningIdentityCenter) -> dict[str, int]:
    return dict(center.world.traffic.counts)


def test_login_signs_in_once_and_fetches_the_roles(
    program: Program, identity_center: RunningIdentityCenter
) -> None:
    """The first login does both, the second nothing at all."""
    first = program.succeeds("login")
    assert "`aws-sso login` asks you to sign in to `Default`" in first.err
    assert "10 roles in 5 accounts" in first.err
    after_first = counts(identity_center)
    assert "already signed in to `Default`" in program.succeeds("login").err
    assert counts(identity_center) == after_first
    assert after_first["CreateToken"] == 1


@pytest.mark.parametrize("workflow", ["pkce", "device_code"])
def test_both_workflows_sign_in(
    workflow: str, program: Program, identity_center: RunningIdentityCenter
) -> None:
    """PKCE by the page's redirect, device code by confirming the code."""
    ran = program.succeeds("login", "--auth-workflow", workflow)
    assert "signed in to `Default`" in ran.err
    assert ("check that the page shows this code: " in ran.err) == (workflow == "device_code")
    assert identity_center.world.sign_in.sessions


def test_device_code_is_chosen_where_no_browser_can_come_back(
    program: Program, identity_center: RunningIdentityCenter
) -> None:
    """Scenario 19: over SSH the code and URL are printed, whatever `DISPLAY` says."""
    program.configure(
        f"SSOConfig: {{Default: {{SSORegion: us-east-1, StartUrl: {identity_center.start_url}}}}}"
    )
    identity_center.world.auto_approve = True
    ran = program.succeeds("login", SSH_CONNECTION="198.51.100.7 50000 198.51.100.8 22")
    assert "check that the page shows this code: " in ran.err
    assert f"{identity_center.world.base_url}/device?user_code=" in ran.err


def test_list_shows_roles_without_the_network(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Default columns, and how long the session lasts, on stderr."""
    before = counts(identity_center)
    ran = signed_in.succeeds()
    head, rule, *rows = ran.out.splitlines()
    assert head.split() == ["AccountIdPad", "AccountAlias", "RoleName", "Expires", "Profile"]
    assert set(rule) == {"=", " "}
    assert rows[0].split() == [
        "012345670123",
        "Example",
        "Log",
        "Archive",
        "ReadOnly",
        "012345670123:ReadOnly",
    ]
    assert len(rows) == 10
    assert re.search("signed in to `Default`; session valid for 5[0-9]m", ran.err)
    assert counts(identity_center) == before


def test_list_prints_every_field_in_every_form(signed_in: Program) -> None:
    """Table, CSV and JSON agree; leading zeros stay; old field names work."""
    signed_in.succeeds("process", "-p", PROFILE)
    names = [line.split()[0] for line in signed_in.succeeds("list", "-f").out.splitlines()[2:]]
    assert len(names) == 15
    rows = json.loads(signed_in.succeeds("list", "--json", *names).out)
    assert rows[0] | {"Expires": ""} == {
        "Id": "0",
        "AccountAlias": "Example Log Archive",
        "AccountId": "12345670123",
        "AccountIdPad": "012345670123",
        "AccountName": "",
        "Arn": "arn:aws:iam::012345670123:role/ReadOnly",
        "DefaultRegion": "us-east-1",
        "EmailAddress": "logs@example.com",
        "Expires": "",
        "ExpiresEpoch": "0",
        "Profile": "012345670123:ReadOnly",
        "RoleName": "ReadOnly",
        "SSO": "Default",
        "Scopes": "",
        "Via": "",
    }
    assert [r["Profile"] for r in rows if r["ExpiresEpoch"] != "0"] == [PROFILE]
    old = signed_in.succeeds("list", "--csv", "ARN", "ExpiresStr", "AccountIdStr").out
    assert old.splitlines()[0] == "Arn,Expires,AccountIdPad"
    assert len(old.splitlines()) == 11


def test_list_sorts_and_filters(signed_in: Program) -> None:
    """By any field, numbers as numbers, stable; `--prefix` ignores case."""
    ids = signed_in.succeeds("list", "--csv", "AccountId", "-s", "AccountId", "--reverse").out
    numbers = [int(line) for line in ids.splitlines()[1:]]
    assert numbers == sorted(numbers, reverse=True)
    by_variable = signed_in.succeeds("list", "--csv", "RoleName", AWS_SSO_FIELD_SORT="RoleName").out
    assert by_variable.splitlines()[1:4] == ["Admin", "Admin", "Billing"]
    some = signed_in.succeeds("list", "--csv", "Profile", "-P", "accountalias=example shop p").out
    assert len(some.splitlines()) == 4


def test_process_prints_the_json_that_sdks_read(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Scenario 15: JSON only; one call to AWS for two runs; the variables are not looked at."""
    other_role = {"AWS_SSO_ROLE_ARN": "arn:aws:iam::999988887777:role/Billing"}
    first = signed_in.succeeds("process", "--profile", PROFILE, **other_role)
    assert first.err == ""
    answer = json.loads(first.out)
    key, secret, token = identity_center.world.handed_out[-1]
    assert answer["Version"] == 1
    assert (answer["AccessKeyId"], answer["SecretAccessKey"], answer["SessionToken"]) == (
        key,
        secret,
        token,
    )
    left = datetime.fromisoformat(answer["Expiration"]) - datetime.now(UTC)
    assert 3500 < left.total_seconds() <= 3600
    assert answer["Expiration"].endswith("Z")
    again = signed_in.succeeds("process", "--arn", "arn:aws:iam::111122223333:role/Admin")
    assert again.out == first.out
    assert counts(identity_center)["GetRoleCredentials"] == 1
    renewed = signed_in.succeeds("process", "-A", "111122223333", "-R", "Admin", "--sts-refresh")
    assert renewed.out != first.out


def test_process_needs_no_list_of_roles_for_a_role_named_in_full(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """A profile copied to a new machine works there after `login`, and before any refresh."""
    (signed_in.folder / "cache.json").unlink()
    before = counts(identity_center)
    signed_in.succeeds("process", "--arn", "arn:aws:iam::012345670123:role/ReadOnly")
    assert counts(identity_center)["ListAccounts"] == before["ListAccounts"]
    # An id that lost its leading zero means the same account.
    signed_in.succeeds("process", "-A", "12345670123", "-R", "ReadOnly")
    assert counts(identity_center)["GetRoleCredentials"] == 1


def test_process_renews_what_would_not_last(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Below 15 minutes left, or below `--min-ttl`, new credentials are fetched."""
    identity_center.world.credentials_ttl = 3600
    signed_in.succeeds("process", "-p", PROFILE)
    signed_in.succeeds("process", "-p", PROFILE, "--min-ttl", "30")
    assert counts(identity_center)["GetRoleCredentials"] == 1
    warned = signed_in.succeeds("process", "-p", PROFILE, "--min-ttl", "120")
    assert re.search("for only (59|60) minutes; 120 were requested", warned.err)
    assert counts(identity_center)["GetRoleCredentials"] == 2


def test_credentials_at_hand_outlive_a_failing_renewal(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """When renewing fails, what is still valid is handed out, with a warning."""
    signed_in.add_setting("MaxRetry: 0")
    first = signed_in.succeeds("process", "-p", PROFILE)
    identity_center.world.organization.accounts["111122223333"].roles.remove("Admin")
    again = signed_in.succeeds("process", "-p", PROFILE, "--min-ttl", "90")
    assert again.out == first.out
    assert "warning: could not renew credentials" in again.err


@pytest.mark.parametrize("shell", ["bash", "zsh", "sh", "fish"])
def test_eval_sets_variables_in_a_real_shell(shell: str, signed_in: Program) -> None:
    """The shell's own environment afterwards is what the role needs; `--clear` takes it away."""
    path = parts.program(shell)
    evaluate = {
        "fish": f"aws-sso eval -p {PROFILE} | source",
        "bash": f"eval $(aws-sso eval -p {PROFILE})",
        "zsh": f"eval $(aws-sso eval -p {PROFILE})",
        "sh": f'eval "$(aws-sso eval -p {PROFILE})"',
    }[shell]
    clear = "aws-sso eval --clear | source" if shell == "fish" else 'eval "$(aws-sso eval -c)"'
    script = f"{evaluate}\nenv\necho END-OF-PART\n{clear}\nenv"
    done = subprocess.run(
        [path, "-c", script],
        env=signed_in.environ,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    with_role, without = (
        dict(line.split("=", 1) for line in part.splitlines() if "=" in line)
        for part in done.stdout.split("END-OF-PART\n")
    )
    assert with_role["AWS_SSO_ROLE_ARN"] == "arn:aws:iam::111122223333:role/Admin"
    assert with_role["AWS_ACCESS_KEY_ID"].startswith("ASIA")
    assert with_role["AWS_REGION"] == with_role["AWS_DEFAULT_REGION"] == "us-east-1"
    assert with_role["AWS_SSO_PROFILE"] == PROFILE
    left = {name for name in without if name.startswith("AWS")}
    assert left == {name for name in signed_in.environ if name.startswith("AWS")}


def test_eval_refresh_renews_the_shells_role(signed_in: Program) -> None:
    """`--refresh` takes the role from `AWS_SSO_ROLE_ARN`, and nothing else does."""
    arn = "arn:aws:iam::999988887777:role/Billing"
    ran = signed_in.succeeds("eval", "--refresh", "--shell", "bash", AWS_SSO_ROLE_ARN=arn)
    assert "export AWS_SSO_ACCOUNT_ID=999988887777;" in ran.out
    ran = signed_in.fails("eval", "--shell", "bash", code=2, AWS_SSO_ROLE_ARN=arn)
    assert "hint: choose a role with `--profile`" in ran.err
    assert "is not set" in signed_in.fails("eval", "--refresh", "--shell", "bash", code=2).err


def test_exec_runs_a_command_in_our_place(signed_in: Program) -> None:
    """Variables are set, arguments are the child's own, its exit code is ours."""
    code = "import os, sys; print(os.environ['AWS_SSO_ROLE_NAME'], sys.argv[1:]); sys.exit(7)"
    ran = signed_in.run("exec", "-p", PROFILE, sys.executable, "-c", code, "-p", "--help")
    assert (ran.code, ran.out) == (7, "Admin ['-p', '--help']\n")
    killed = signed_in.run("exec", "-p", PROFILE, "sh", "-c", "kill -TERM $$")
    assert killed.code == -15, "the process was replaced, so the signal is its own end"


def test_exec_refuses_to_mix_identities(signed_in: Program) -> None:
    """With AWS variables set it refuses, unless told to overwrite or to use the shell's role."""
    ran = signed_in.fails("exec", "-p", PROFILE, "env", code=2, AWS_PROFILE="x")
    assert "`AWS_PROFILE` is already set" in ran.err
    there = {"AWS_PROFILE": "x", "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE"}
    assert "are already set" in signed_in.fails("exec", "env", code=2, **there).err
    ran = signed_in.succeeds("exec", "-O", "-p", PROFILE, "env", **there)
    assert "AWS_PROFILE" not in ran.out
    assert "AWS_ACCESS_KEY_ID=ASIA" in ran.out
    variables = {
        "AWS_ACCESS_KEY_ID": "ASIAOLD",
        "AWS_SSO_ACCOUNT_ID": "999988887777",
        "AWS_SSO_ROLE_NAME": "Billing",
    }
    assert "role/Billing" in signed_in.succeeds("exec", "--env", "env", **variables).out


def test_exec_starts_the_users_shell_without_a_command(signed_in: Program) -> None:
    """A subshell with the role, from `SHELL` when no shell runs us."""
    done = subprocess.run(
        [sys.executable, "-m", "aws_sso", "exec", "-p", PROFILE],
        env={**signed_in.environ, "SHELL": "/bin/sh"},
        input=b"echo in $AWS_SSO_PROFILE\nexit 3\n",
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 3
    assert done.stdout == f"in {PROFILE}\n".encode()


def test_exec_explains_a_command_that_does_not_run(signed_in: Program) -> None:
    """127 and 126, as shells do."""
    ran = signed_in.fails("exec", "-p", PROFILE, "no-such", code=127)
    assert "command not found: `no-such`" in ran.err
    assert "cannot run `/etc`" in signed_in.fails("exec", "-p", PROFILE, "/etc", code=126).err


def test_time_tells_what_is_left(program: Program) -> None:
    """`HHhMMm`, `Expired`, or an error where there is nothing."""
    later = datetime.fromtimestamp(datetime.now(UTC).timestamp() + 3725, UTC).isoformat()
    assert program.succeeds("time", AWS_SSO_SESSION_EXPIRATION=later).out == "01h02m\n"
    old = "2020-01-01 00:00:00 +0000 UTC"
    assert program.succeeds("time", AWS_SSO_SESSION_EXPIRATION=old).out == "Expired\n"
    assert "hint: get some" in program.fails("time").err
    assert "is not a valid time" in program.fails("time", AWS_SSO_SESSION_EXPIRATION="soon").err


def test_an_expired_token_is_renewed_silently(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """With a refresh token nobody is asked; the new token is kept."""
    identity_center.world.sign_in.token_ttl = 30  # below the minute that we want to spare
    signed_in.succeeds("login", "--force")
    before = counts(identity_center)["CreateToken"]
    identity_center.world.sign_in.token_ttl = 3600
    ran = signed_in.succeeds("process", "-p", PROFILE)
    assert ran.err == ""
    assert counts(identity_center)["CreateToken"] == before + 1
    assert len(identity_center.world.sign_in.sessions) == 2


def test_a_token_that_dies_early_is_renewed_once(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Scenario 11: 401 from the portal, one renewal, then it works."""
    identity_center.world.sign_in.expire_access_tokens()
    before = counts(identity_center)["CreateToken"]
    assert signed_in.succeeds("process", "-p", PROFILE).err == ""
    assert counts(identity_center)["CreateToken"] == before + 1
    identity_center.world.sign_in.expire_access_tokens()
    signed_in.succeeds("cache", "--threads", "5")
    assert counts(identity_center)["CreateToken"] == before + 2


def test_a_session_that_is_over_leads_to_one_sign_in(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """`invalid_grant` for the refresh token: the user is asked, by the command that needs it."""
    identity_center.world.sign_in.end_all_sessions()
    ran = signed_in.succeeds("eval", "-p", PROFILE, "--shell", "bash")
    assert "`aws-sso eval` asks you to sign in" in ran.err
    assert len(identity_center.world.sign_in.sessions) == 2
    identity_center.world.sign_in.end_all_sessions()
    signed_in.add_setting("AutoLogin: false")
    ran = signed_in.fails("eval", "-p", "999988887777:Billing", "--shell", "bash")
    assert "hint: run `aws-sso login`" in ran.err


def test_a_forgotten_client_is_registered_again(
    program: Program, identity_center: RunningIdentityCenter
) -> None:
    """`invalid_client` costs one more registration, and nobody's attention."""
    program.succeeds("login", "--auth-workflow", "device_code")
    identity_center.world.sign_in.clients.clear()
    identity_center.world.sign_in.end_all_sessions()
    program.succeeds("flush", "-t", "sso")
    program.succeeds("login", "--auth-workflow", "device_code")
    assert counts(identity_center)["RegisterClient"] == 2


def test_process_signs_in_by_itself_and_says_who_asked(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """With a way to open a page: the sign-in names the program that started us."""
    identity_center.world.sign_in.end_all_sessions()
    ran = signed_in.succeeds("process", "-p", PROFILE)
    assert json.loads(ran.out)["Version"] == 1
    assert "`aws-sso process`, started by `" in ran.err


def test_process_does_not_wait_where_nobody_can_sign_in(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """No display and no command for URLs: exit 1 at once, with the hint."""
    identity_center.world.sign_in.end_all_sessions()
    signed_in.add_setting("UrlAction: open")
    ran = signed_in.fails("process", "-p", PROFILE)
    assert "hint: run `aws-sso login`" in ran.err
    for action in ("print", "printurl"):
        ran = signed_in.fails("process", "-p", PROFILE, "--url-action", action, code=2)
        assert "cannot be used with" in ran.err


def test_logout_ends_the_session_and_leaves_nothing(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """At AWS and here; the vault's key for the instance is gone too."""
    signed_in.succeeds("process", "-p", PROFILE)
    assert len(list(signed_in.folder.rglob("*.sealed"))) == 3
    assert "signed out of `Default`" in signed_in.succeeds("logout").err
    assert all(session.over for session in identity_center.world.sign_in.sessions)
    assert list(signed_in.folder.rglob("*.sealed")) == []
    assert (
        json.loads((signed_in.folder / "vault" / "vault.json").read_text(encoding="utf-8"))[
            "key_ids"
        ]
        == {}
    )
    assert "not signed in" in signed_in.succeeds("logout").err
    assert "not signed in to `Default`" in signed_in.succeeds("list").err


def test_logout_deletes_here_even_if_aws_cannot_be_told(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """The failure is said, and nothing is left."""
    identity_center.world.traffic.faults.append(Fault("Logout", "drop"))
    ran = signed_in.fails("logout")
    assert "signed out here, but not at AWS" in ran.err
    assert list(signed_in.folder.rglob("*.sealed")) == []


def test_logout_at_other_services_says_which_session_lives_on(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """The token belongs to others: it is not shown to these, and gone from here."""
    before = identity_center.world.traffic.counts.copy()
    for name in identity_center.variables:
        signed_in.environ[name] = "http://127.0.0.1:9"
    ran = signed_in.fails("logout")
    base = identity_center.world.base_url
    assert f"did not end the session at {base},{base}" in ran.err
    assert identity_center.world.traffic.counts == before
    assert list(signed_in.folder.rglob("*.sealed")) == []


def test_flush_deletes_here_only(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """`sts` by default, `sso` and `all` on request; the session at AWS goes on."""
    signed_in.succeeds("process", "-p", PROFILE)
    assert "credentials of 1 role" in signed_in.succeeds("flush").err
    assert len(list(signed_in.folder.rglob("*.sealed"))) == 2
    assert "SSO token" in signed_in.succeeds("flush", "--type", "all").err
    assert [path.parent.name for path in signed_in.folder.rglob("*.sealed")] == ["client"]
    assert not identity_center.world.sign_in.sessions[0].over


def test_cache_tells_what_came_and_went(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Differences on stdout, one a line."""
    accounts = identity_center.world.organization.accounts
    accounts["111122223333"].roles.remove("Admin")
    accounts["012345670123"].roles.append("Auditor")
    ran = signed_in.succeeds("cache")
    assert ran.out == (
        "+ 012345670123 Auditor  Example Log Archive\n- 111122223333 Admin  Example Sandbox\n"
    )
    assert signed_in.succeeds("cache").out == ""


def test_two_instances_never_mix(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Scenario 22: the same start URL under two names: two sessions, two caches, two keys."""
    text = signed_in.config.read_text(encoding="utf-8")
    other = (
        f"  Other: {{SSORegion: us-east-1, StartUrl: {identity_center.start_url}}}\nAuthWorkflow"
    )
    signed_in.configure(text.replace("AuthWorkflow", other, 1))
    assert "have not been fetched yet" in signed_in.fails("list", "-S", "Other").err
    signed_in.succeeds("login", AWS_SSO="Other")
    assert len(identity_center.world.sign_in.sessions) == 2
    signed_in.succeeds("logout", "--sso", "Other")
    signed_in.succeeds("process", "-p", PROFILE)
    assert [session.over for session in identity_center.world.sign_in.sessions] == [False, True]


def test_global_flags_stand_before_and_after_the_command(signed_in: Program) -> None:
    """Both places mean the same; the later one wins, and flags win over variables."""
    text = signed_in.config.read_text(encoding="utf-8")
    start_url = text.split("StartUrl: ")[1].split()[0]
    other = f"  Other: {{SSORegion: us-east-1, StartUrl: {start_url}}}\nAuthWorkflow"
    signed_in.configure(text.replace("AuthWorkflow", other, 1))
    for arguments in (["-S", "Other", "list"], ["list", "-S", "Other"]):
        assert "the roles of `Other`" in signed_in.fails(*arguments).err
    signed_in.succeeds("--sso", "Other", "list", "--sso", "Default")
    signed_in.succeeds("list", "--sso", "Default", AWS_SSO="Other")
    assert "the roles of `Other`" in signed_in.fails(AWS_SSO="Other").err


def test_the_configuration_can_lie_elsewhere(signed_in: Program) -> None:
    """`--config` and its variable, with everything else of ours beside it; XDG's place too."""
    elsewhere = signed_in.home / "elsewhere"
    signed_in.folder.rename(elsewhere)
    signed_in.succeeds("list", "--config", str(elsewhere / "config.yaml"))
    signed_in.succeeds("list", AWS_SSO_CONFIG="~/elsewhere/config.yaml")
    assert not signed_in.folder.exists()
    (signed_in.home / ".config").mkdir()
    elsewhere.rename(signed_in.home / ".config" / "aws-sso")
    signed_in.succeeds("list")
    signed_in.succeeds("list", XDG_CONFIG_HOME=str(signed_in.home / ".config"))


def test_version_and_help_need_no_configuration(program: Program) -> None:
    """They work in an empty home."""
    program.config.unlink()
    assert program.succeeds("version").out == program.succeeds("--version").out
    for arguments in (["--help"], ["list", "-h"], ["setup", "store", "--help"]):
        assert "Usage: aws-sso" in program.succeeds(*arguments).out


def test_a_closed_pipe_is_no_error(signed_in: Program) -> None:
    """`aws-sso list | head -1` ends quietly."""
    command = f"{sys.executable} -m aws_sso list | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],
        env=signed_in.environ,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() in ("0", "141")
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_the_browser_comes_back_to_the_port_that_was_chosen(program: Program) -> None:
    """As over SSH with that port forwarded; twice in a row, although connections linger."""
    port, visited = free_port(), program.home / "visited"
    browser = program.home / "browser.py"
    browser.write_text(
        "import sys\nfrom aws_sso.emulator.browser import decide\n"
        f"open({str(visited)!r}, 'a').write(sys.argv[1] + '\\n')\ndecide(sys.argv[1])\n",
        encoding="utf-8",
    )
    program.add_setting(f"UrlExecCommand: {[sys.executable, str(browser), '%s']}")
    program.add_setting("AuthWorkflow: device_code")
    over_ssh = {"SSH_CONNECTION": "198.51.100.7 50000 198.51.100.8 22"}
    for _ in range(2):
        program.succeeds("login", "--force", "--redirect-port", str(port), **over_ssh)
    first, second = visited.read_text(encoding="utf-8").splitlines()
    for url in (first, second):
        (uri,) = parse_qs(urlsplit(url).query)["redirect_uri"]
        assert uri == f"http://127.0.0.1:{port}/oauth/callback"


def test_a_redirect_port_that_is_taken_is_an_error(program: Program) -> None:
    """Before any browser opens; the hint says that `ssh -L` has to name the same."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = program.fails("login", "--redirect-port", str(port))
    assert f"cannot listen on port {port} of 127.0.0.1" in ran.err
    assert "the same as in `ssh -L`" in ran.err
    assert "asks you to sign in" not in ran.err


def test_a_redirect_port_is_nothing_for_device_codes(program: Program) -> None:
    """No browser comes back with these."""
    flags = ("--redirect-port", "8400", "--auth-workflow", "device_code")
    assert "cannot be combined" in program.fails("login", *flags, code=2).err


def unanswered(program: Program, identity_center: RunningIdentityCenter) -> Ran:
    """An SDK's call whose sign-in page nobody answers until its code has expired."""
    identity_center.world.traffic.faults.append(Fault("CreateToken", "ExpiredTokenException", 1, 1))
    return program.fails("process", "--arn", ARN)


@pytest.fixture
def polled(program: Program) -> Program:
    """A home in which programs poll, and where opening a page does nothing."""
    program.add_setting("UrlExecCommand: ['true', '%s']")
    program.add_setting("AuthWorkflow: device_code")
    return program


ARN = "arn:aws:iam::111122223333:role/Admin"


def test_after_a_page_that_nobody_answered_the_next_one_waits(
    polled: Program, identity_center: RunningIdentityCenter
) -> None:
    """Programs get an error at once, which says when; other instances have pages of their own."""
    assert "the code expired before it was confirmed" in unanswered(polled, identity_center).err
    opened = counts(identity_center)["StartDeviceAuthorization"]
    for command in (("process", "--arn", ARN), ("cache",)):
        ran = polled.fails(*command)
        assert "nobody answered the last sign-in page; the next one opens at" in ran.err
        assert "`aws-sso login` in a terminal" in ran.err
    assert counts(identity_center)["StartDeviceAuthorization"] == opened


def test_a_command_at_a_terminal_opens_a_page_at_once(
    polled: Program, identity_center: RunningIdentityCenter
) -> None:
    """Its finished sign-in lets programs open pages again."""
    unanswered(polled, identity_center)
    identity_center.world.auto_approve = True
    command = [sys.executable, "-m", "aws_sso", "login"]
    terminal = pexpect.spawn(command[0], command[1:], env=polled.environ, encoding="utf-8")
    terminal.expect("signed in to `Default`")
    terminal.expect(pexpect.EOF)
    polled.succeeds("logout")
    assert "asks you to sign in" in polled.succeeds("process", "--arn", ARN).err


def test_a_person_may_send_messages_elsewhere(
    polled: Program, identity_center: RunningIdentityCenter
) -> None:
    """The command still runs in their terminal. A program's call there gets an error."""
    unanswered(polled, identity_center)
    call = f"{sys.executable} -m aws_sso process --arn {ARN} >out 2>log"
    login = f"{sys.executable} -m aws_sso login 2>>log"
    identity_center.world.auto_approve = True
    shell = pexpect.spawn(
        "sh", ["-c", f"{call}; echo $?; {login} && echo done"],
        env=polled.environ, encoding="utf-8", cwd=polled.home,
    )  # fmt: skip
    shell.expect("1\r\n")
    shell.expect("done")
    shell.expect(pexpect.EOF)
    log = (polled.home / "log").read_text(encoding="utf-8")
    assert "nobody answered the last sign-in page" in log
    assert "signed in to `Default`" in log


def test_a_page_whose_process_was_killed_does_not_count(
    polled: Program, identity_center: RunningIdentityCenter
) -> None:
    """Nobody had the time to answer it."""
    running = polled.start("cache")
    until(lambda: counts(identity_center).get("StartDeviceAuthorization"), "the sign-in page")
    running.kill()
    running.wait(20)
    identity_center.world.auto_approve = True
    polled.succeeds("cache")
