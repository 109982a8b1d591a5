"""`import aws_sso`: roles and credentials for other people's Python programs."""

import ast
import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pexpect
import pytest

import aws_sso
from aws_sso.emulator.organization import generated
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter, StartIdentityCenter
from aws_sso.emulator.traffic import Fault
from tests import parts
from tests.program import Program

PROFILE = "111122223333:Admin"
ARN = "arn:aws:iam::111122223333:role/Admin"
EXAMPLES = parts.ROOT / "examples" / "library"
CALLER = "print(session.client('sts').get_caller_identity()['Arn'])"


def python(program: Program, code: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """Run Python code as a program in a home would."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env={**program.environ, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        start_new_session=True,
    )


def printed(program: Program, code: str, **environ: str) -> str:
    """Return what code prints, and nothing on stderr."""
    done = python(program, code, **environ)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def error_of(program: Program, call: str, **environ: str) -> str:
    """Return the kind and the message of the error that a call raises."""
    code = f"""
        import aws_sso
        try:
            {call}
        except aws_sso.SsoError as error:
            print(type(error).__name__, error, error.hint)
        """
    return printed(program, code, **environ)


def test_a_session_has_the_role(signed_in: Program, identity_center: RunningIdentityCenter) -> None:
    """Whatever else the environment says; the same credentials as `process` has."""
    code = f"""
        import aws_sso
        session = aws_sso.session('{PROFILE}')
        {CALLER}
        print(session.region_name)
        """
    others = {"AWS_PROFILE": "absent", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y"}
    out = printed(signed_in, code, **others)
    assert "assumed-role/" in out
    assert "Admin" in out
    assert out.endswith("\nus-east-1\n")
    assert printed(signed_in, code, AWS_REGION="eu-west-3").endswith("\neu-west-3\n")
    assert "AccessKeyId" in signed_in.succeeds("process", "-p", PROFILE).out
    assert identity_center.world.traffic.counts["GetRoleCredentials"] == 1


def test_roles_and_credentials_are_values(signed_in: Program) -> None:
    """Typed, without secrets in what is printed, and none that pickle."""
    code = """
        import aws_sso, pickle
        found = aws_sso.roles("shop", "prod", "glass")
        (role,) = found
        print(role.profile, role.account_id, role.account_alias, role.arn)
        print(role.sso, role.tags["Role"])
        print({role: 1}[aws_sso.roles("breakglass")[0]], aws_sso.roles("nowhere"))
        found = aws_sso.credentials(role, min_ttl=5)
        print(found.expiration.tzinfo, sorted(found.variables), found.role == role)
        print(found.secret_access_key in repr(found), found.session_token in str(found))
        try:
            pickle.dumps(found)
        except TypeError:
            print("does not pickle")
        """
    assert printed(signed_in, code).splitlines() == [
        "333344445555:BreakGlass 333344445555 Example Shop Production "
        "arn:aws:iam::333344445555:role/BreakGlass",
        "Default BreakGlass",
        "1 ()",
        "UTC ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] True",
        "False False",
        "does not pickle",
    ]


def test_a_role_is_meant_exactly(signed_in: Program) -> None:
    """By profile, ARN, or words that only one role has; anything else is an error with names."""
    for name in (PROFILE, ARN, "sandbox admin", "SANDBOX Admin"):
        code = f"import aws_sso; print(aws_sso.credentials('{name}').role.arn)"
        assert printed(signed_in, code) == f"{ARN}\n"
    said = error_of(signed_in, "aws_sso.credentials('shop admim')")
    assert said.startswith("RoleNotFoundError no role has the profile name")
    assert "RoleNotFoundError" in error_of(signed_in, "aws_sso.credentials('readonly')")
    assert "UsageError no role named" in error_of(signed_in, "aws_sso.credentials(' ')")
    assert "UsageError" in error_of(signed_in, "aws_sso.credentials('arn:aws:s3:::x')")
    assert "UsageError" in error_of(signed_in, "aws_sso.credentials('x', sso='Other')")


def test_nobody_is_asked_unless_the_program_allows_it(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """Whatever `AutoLogin` says: no browser, no words on stdout; `sign_in` allows it."""
    world = identity_center.world
    signed_in.succeeds("flush", "--type", "all")
    sessions = len(world.sign_in.sessions)
    said = error_of(signed_in, f"aws_sso.session('{PROFILE}')")
    assert said.startswith("SignInNeededError ")
    assert "aws-sso login" in said
    assert len(world.sign_in.sessions) == sessions
    code = f"import aws_sso; print(aws_sso.credentials('{PROFILE}', sign_in=True).role.arn)"
    done = python(signed_in, code)
    assert (done.returncode, done.stdout) == (0, f"{ARN}\n"), done.stderr
    assert "asks you to sign in" in done.stderr
    assert len(world.sign_in.sessions) == sessions + 1


def test_nobody_is_asked_for_a_password_either(signed_in: Program) -> None:
    """Even on a terminal: a locked vault is an error."""
    signed_in.succeeds("lock")
    environ = {k: v for k, v in signed_in.environ.items() if k != "AWS_SSO_FILE_PASSWORD"}
    code = f"import aws_sso; aws_sso.credentials('{PROFILE}')"
    process = pexpect.spawn(sys.executable, ["-c", code], env=environ, encoding="utf-8", timeout=60)
    process.expect(pexpect.EOF)
    process.close()
    assert isinstance(process.before, str)
    assert "PasswordNeededError: the vault is locked" in process.before
    assert "Password of" not in process.before


def test_the_process_stays_the_programs_own(signed_in: Program) -> None:
    """Its environment, its streams, its signals, and what debuggers may do."""
    code = f"""
        import ctypes, os, signal, sys
        def state():
            handlers = [signal.getsignal(n) for n in signal.valid_signals()]
            return dict(os.environ), handlers, ctypes.CDLL(None).prctl(3), sys.stdout, sys.stderr
        before = state()
        import aws_sso
        aws_sso.session('{PROFILE}')
        print(state() == before)
        """
    assert printed(signed_in, code) == "True\n"


def test_narrowed_sessions(signed_in: Program, identity_center: RunningIdentityCenter) -> None:
    """Never the role's own credentials; if AWS refuses, there are none."""
    signed_in.add_setting('Policies: {look: "{}"}')
    code = f"""
        import aws_sso
        session = aws_sso.session('{PROFILE}', scope='read-only=s3', max_ttl=20)
        print(session.get_credentials().access_key)
        """
    key = printed(signed_in, code).strip()
    own = {entry[0] for entry in identity_center.world.handed_out}
    assert len(own) == 1
    assert key not in own
    for call in ("scope='absent'", "scope='read-only=nothing'", "scope='look'", "max_ttl=0"):
        assert re.match(
            "UsageError|ConfigError", error_of(signed_in, f"aws_sso.session('x', {call})")
        )
    identity_center.world.traffic.faults = [Fault("GetScopedCredentials", "AccessDenied", count=9)]
    said = error_of(signed_in, f"aws_sso.session('{PROFILE}', scope='read-only')")
    assert said.startswith("ScopeRefusedError")


def test_warnings_go_to_the_log(signed_in: Program, identity_center: RunningIdentityCenter) -> None:
    """And to stderr only if the program wants its log there."""
    identity_center.world.credentials_ttl = 600
    signed_in.succeeds("process", "-p", PROFILE)
    identity_center.world.traffic.faults = [
        Fault("GetRoleCredentials", "InvalidRequestException", count=9)
    ]
    code = f"import aws_sso; print(aws_sso.credentials('{PROFILE}', min_ttl=30).role.role_name)"
    assert printed(signed_in, code) == "Admin\n"
    done = python(signed_in, f"import logging; logging.basicConfig(); {code}")
    assert "WARNING:aws_sso:could not renew credentials" in done.stderr


def test_another_configuration(signed_in: Program, tmp_path: Path) -> None:
    """A program may name one, by text or path; a missing one is an error that names it."""
    home = tmp_path / "elsewhere"
    home.mkdir(mode=0o700)
    code = f"""
        import aws_sso, pathlib
        config = pathlib.Path({str(signed_in.config)!r})
        print(len(aws_sso.roles(config=config)), len(aws_sso.Sso(config=str(config)).roles()))
        """
    assert printed(signed_in, code, HOME=str(home)) == "10 10\n"
    said = error_of(signed_in, "aws_sso.roles()", HOME=str(home))
    assert said.startswith("ConfigError")
    assert str(home) in said


def test_a_program_may_change_its_folder(
    signed_in: Program, identity_center: RunningIdentityCenter, tmp_path: Path
) -> None:
    """A relative config.yaml and policy are those of the beginning, whatever is in the new one."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for folder, effect in ((ours, "Deny"), (theirs, "Allow")):
        folder.mkdir(mode=0o700)
        statement = {"Effect": effect, "Action": "s3:*", "Resource": "*"}
        policy = {"Version": "2012-10-17", "Statement": [statement]}
        (folder / "p.json").write_text(json.dumps(policy), encoding="utf-8")
    config = "SSOConfig:\n  Theirs: {SSORegion: us-east-1, StartUrl: https://x.awsapps.com/start}\n"
    (theirs / "config.yaml").write_text(config, encoding="utf-8")
    identity_center.world.credentials_ttl = 8
    code = f"""
        import aws_sso, os, time
        os.chdir({str(signed_in.folder)!r})
        given, named = aws_sso.Sso(config="config.yaml"), aws_sso.Sso()
        os.chdir({str(ours)!r})
        session = given.session("{PROFILE}", scope="p.json")
        os.chdir({str(theirs)!r})
        print({{one.sso for sso in (given, named) for one in sso.roles()}})
        end = time.monotonic() + 60
        first = session.get_credentials().access_key
        while session.get_credentials().get_frozen_credentials().access_key == first:
            assert time.monotonic() < end
        """
    out = printed(signed_in, code, AWS_SSO_CONFIG="config.yaml")
    assert out == "{'Default'}\n"
    narrowed = [one for one in identity_center.world.sessions.all() if one.scoped]
    assert len(narrowed) > 1
    assert {"Deny" in repr(one.policies[-1]) for one in narrowed} == {True}


def test_roles_that_were_never_fetched_are_fetched_once(signed_in: Program) -> None:
    """With the token at hand; the same object goes on to get credentials."""
    (signed_in.folder / "cache.json").unlink()
    code = f"""
        import aws_sso
        sso = aws_sso.Sso()
        print(len(sso.roles()), sso.credentials('{PROFILE}').role.role_name)
        """
    assert printed(signed_in, code) == "10 Admin\n"


def test_nothing_is_left_open(signed_in: Program) -> None:
    """Programs that turn warnings into errors see none: no file, no socket, no thread."""
    code = f"""
        import aws_sso, gc, threading
        sso = aws_sso.Sso()
        print(sso.credentials('{PROFILE}', scope='read-only').role == sso.roles("sandbox admin")[0])
        del sso
        gc.collect()
        print(threading.active_count())
        """
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", textwrap.dedent(code)],
        env=signed_in.environ, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("True\n1\n", "")


def test_a_refused_role_is_told_apart(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """By its own error."""
    identity_center.world.organization.accounts["111122223333"].roles.remove("Admin")
    assert error_of(signed_in, f"aws_sso.session('{PROFILE}')").startswith("RoleDeniedError")


def test_without_boto3_only_session_is_missing(signed_in: Program) -> None:
    """It says what to install; the rest works."""
    code = f"""
        import sys
        sys.modules["boto3"] = None
        import aws_sso
        print(len(aws_sso.roles()), aws_sso.credentials('{PROFILE}').role.role_name)
        try:
            aws_sso.session('{PROFILE}')
        except aws_sso.MissingLibraryError as error:
            print(error.hint)
        """
    assert printed(signed_in, code) == "10 Admin\npip install 'aws-sso-py[boto3]'\n"


def test_many_threads_and_processes_ask_once(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """50 threads in one process, and 20 processes beside it, all of a cold role."""
    threads = f"""
        import aws_sso
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(50) as pool:
            asked = [pool.submit(aws_sso.session, '{PROFILE}') for _ in range(50)]
        print({{one.result().get_credentials().access_key for one in asked}})
        """
    alone = f"import aws_sso; print({{aws_sso.credentials('{PROFILE}').access_key_id}})"
    codes = [textwrap.dedent(code) for code in (threads, *[alone] * 20)]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            env=signed_in.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for code in codes
    ]
    ended = [one.communicate(timeout=300) for one in running]
    assert {one.returncode for one in running} == {0}, ended
    assert len({out for out, _ in ended}) == 1, ended
    assert identity_center.world.traffic.counts["GetRoleCredentials"] == 1


def test_short_credentials_are_renewed_under_load(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """8 seconds each: calls of many threads go on across four of them without an error."""
    identity_center.world.credentials_ttl = 8
    code = f"""
        import aws_sso, threading, time
        session = aws_sso.session('{PROFILE}')
        keys, errors, end = set(), [], time.monotonic() + 60
        def work():
            client = session.client("sts")
            while len(keys) < 4 and time.monotonic() < end:
                try:
                    client.get_caller_identity()
                    keys.add(session.get_credentials().get_frozen_credentials().access_key)
                except Exception as error:
                    errors.append(repr(error))
        threads = [threading.Thread(target=work) for _ in range(8)]
        for one in threads: one.start()
        for one in threads: one.join()
        print(len(keys), errors)
        """
    assert printed(signed_in, code) == "4 []\n"
    assert identity_center.world.traffic.counts["GetRoleCredentials"] <= 5


def test_one_object_keeps_the_pace_for_all_threads(
    tmp_path: Path, start_identity_center: StartIdentityCenter
) -> None:
    """60 roles by 30 threads where 20 calls a second are let through: all succeed."""
    center = start_identity_center(generated(60, 1))
    program = Program.in_new_home(tmp_path, center)
    program.succeeds("login")
    center.world.traffic.rate = 20
    code = """
        import aws_sso
        from concurrent.futures import ThreadPoolExecutor
        sso = aws_sso.Sso()
        with ThreadPoolExecutor(30) as pool:
            print(len({one.access_key_id for one in pool.map(sso.credentials, sso.roles())}))
        """
    assert printed(program, code) == "60\n"


def test_it_works_after_a_fork(signed_in: Program) -> None:
    """Of a process whose object was in use: locks and connections are not the parent's."""
    code = f"""
        import aws_sso, os
        sso = aws_sso.Sso()
        session = sso.session('{PROFILE}')
        pid = os.fork()
        key = sso.credentials("billing").access_key_id
        {CALLER}
        if pid:
            assert os.waitpid(pid, 0)[1] == 0
        """
    out = printed(signed_in, code)
    assert out.count("Admin") == 2


def test_beside_credential_process(
    signed_in: Program, identity_center: RunningIdentityCenter
) -> None:
    """A program may use both: our session, and a profile that calls us."""
    signed_in.succeeds("config", "--force")
    code = f"""
        import aws_sso, boto3
        ours = aws_sso.session('{PROFILE}').get_credentials().get_frozen_credentials()
        theirs = boto3.Session(profile_name='{PROFILE}').get_credentials().get_frozen_credentials()
        print(ours[:3] == theirs[:3])
        """
    assert printed(signed_in, code) == "True\n"
    assert identity_center.world.traffic.counts["GetRoleCredentials"] == 1


MODULES = (
    "import json, sys; before = set(sys.modules); {}; "
    "print(json.dumps(sorted(set(sys.modules) - before)))"
)


def test_importing_it_imports_nothing(signed_in: Program) -> None:
    """Until something is used; an attribute that there is not costs nothing either."""
    assert json.loads(printed(signed_in, MODULES.format("import aws_sso"))) == ["aws_sso"]
    probe = "import aws_sso; hasattr(aws_sso, 'absent'); dir(aws_sso)"
    assert json.loads(printed(signed_in, MODULES.format(probe))) == ["aws_sso"]


def test_using_it_imports_no_more_than_it_needs(signed_in: Program) -> None:
    """Nothing of the command line, and boto3 for sessions only."""
    use = f"import aws_sso; aws_sso.roles(); aws_sso.credentials('{PROFILE}')"
    loaded = set(json.loads(printed(signed_in, MODULES.format(use))))
    assert not loaded & {"boto3", "click", "rich", "prompt_toolkit", "uvicorn", "starlette", "yaml"}
    assert not [name for name in loaded if name.startswith("aws_sso.cli")]


def test_all_names_are_there_and_documented() -> None:
    """The stub, the module and the documentation tell of the same ones."""
    stub = (Path(aws_sso.__file__ or "").parent / "__init__.pyi").read_text("utf-8")
    (names,) = (one.value for one in ast.parse(stub).body if isinstance(one, ast.Assign))
    assert sorted(ast.literal_eval(names)) == sorted(aws_sso.__all__)
    page = (parts.ROOT / "docs" / "how-to" / "library.md").read_text("utf-8")
    for name in aws_sso.__all__:
        assert getattr(aws_sso, name) is not None
        assert f"`{name}" in page or f"aws_sso.{name}" in page, f"{name} is not documented"
    with pytest.raises(AttributeError):
        aws_sso.absent  # type: ignore[attr-defined]  # noqa: B018  # that is the test


@pytest.mark.parametrize(
    ("example", "arguments", "expected"),
    [
        ("who_am_i", (PROFILE,), r"\d{12} arn:aws:sts::\d{12}:assumed-role/\S*Admin\S*\n"),
        ("every_account", ("readonly",), r"(\d{12}:ReadOnly \d{12}\n){4}"),
        ("without_waiting", (PROFILE, "billing"), r"(arn:aws:iam::\S+ 20\S+\n){2}"),
    ],
)
def test_examples_work(
    example: str, arguments: tuple[str, ...], expected: str, signed_in: Program
) -> None:
    """As they are in the repository."""
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / f"{example}.py"), *arguments],
        env=signed_in.environ, capture_output=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(expected, done.stdout), done.stdout


def test_programs_are_checked_by_type(tmp_path: Path) -> None:
    """mypy, strictly, of the examples against the installed package; and it notices a mistake."""

    def checked(*files: str) -> Any:
        command = [sys.executable, "-m", "mypy", "--strict", "--config-file", "", "--cache-dir"]
        return subprocess.run(
            [*command, str(tmp_path / "cache"), *files],
            cwd=tmp_path, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip

    examples = [str(path) for path in sorted(EXAMPLES.glob("*.py"))]
    done = checked(*examples)
    assert done.returncode == 0, done.stdout
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "import aws_sso\naws_sso.credentials(1)\naws_sso.roles('x')[0].absent\n"
        "x: int = aws_sso.credentials('x').session_token\naws_sso.absent\n",
        encoding="utf-8",
    )
    assert [line.split(":")[1] for line in checked("wrong.py").stdout.splitlines()[:-1]] == list(
        "2345"
    )
