"""What the wizard decides, on machines and with answers that no terminal test can have."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from aws_sso.cli.output import TERMINAL
from aws_sso.domain.aws.url import Url
from aws_sso.domain.session.device import DeviceAuthorization
from aws_sso.domain.session.known_portal import KnownPortal
from aws_sso.domain.session.token import ClientRegistration
from aws_sso.domain.settings.settings import Settings
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import ConfigError, SignInFailedError, SsoError, UsageError
from aws_sso.parts.flags import GlobalFlags
from aws_sso.parts.parts import Parts
from aws_sso.parts.set_up import ConfigFile
from aws_sso.refusals import OidcRefusedError
from aws_sso.use_cases.install_completions import Completions
from aws_sso.use_cases.set_up.asking import Choice, Nobody
from aws_sso.use_cases.set_up.context import Context, Given, OwnRoles
from aws_sso.use_cases.set_up.draft import ConfigEdits, begin
from aws_sso.use_cases.set_up.stores import ask_store
from aws_sso.use_cases.set_up.wizard import ask_all

URL = "https://d-1234567890.awsapps.com/start"
GO = f"SSOConfig:\n  Work:\n    SSORegion: eu-west-1\n    StartUrl: {URL}\nThreads: 3 # few\n"


@dataclass
class SignInService:
    """That of one region, which knows a start URL or does not."""

    knows: bool

    def register(self, workflow: str) -> ClientRegistration:
        return ClientRegistration("id", Secret("x"), 0, "https://issuer", URL, workflow)

    def start_device(self, client: ClientRegistration) -> DeviceAuthorization:
        if not self.knows:
            raise OidcRefusedError("invalid_request", "")
        return DeviceAuthorization(Secret("x"), "CODE", "https://device", "", 600, 5)


@dataclass
class Machine:
    """A machine with these programs, on which the portal is in `home_region`."""

    config: ConfigFile
    platform: str = "linux"
    programs: tuple[str, ...] = ()
    portals: tuple[KnownPortal, ...] = ()
    home_region: str = "eu-west-1"
    leads_to: str = URL

    def has_program(self, name: str) -> bool:
        return name in self.programs

    def known_portals(self) -> Sequence[KnownPortal]:
        return self.portals

    def hints_of_others(self) -> Sequence[str]:
        return ["look there"]

    def region_names(self) -> Sequence[str]:
        return ["af-south-1", "cn-north-1", "eu-west-1", "us-east-1"]

    def sign_in_service(self, region: str, start_url: str) -> SignInService:
        return SignInService(region == self.home_region and start_url == URL)

    def page(self, url: Url) -> tuple[int, str | None]:
        return 302, self.leads_to

    def roles(self, settings: Settings, instance: str) -> OwnRoles:
        raise NotImplementedError

    def completions(self) -> Completions:
        raise UsageError("completions do not support `ash`")


@dataclass
class Person(Nobody):
    """Takes what is offered, but for choices whose title begins as told; notes all choices."""

    answers: dict[str, str] = field(default_factory=dict)
    asked: list[Choice] = field(default_factory=list)

    def choose(self, choice: Choice) -> str:
        self.asked.append(choice)
        said = [answer for title, answer in self.answers.items() if title in choice.title]
        return said[0] if said else choice.offered


NewConfig = Callable[[str | None], ConfigFile]


@pytest.fixture
def config(tmp_path: Path) -> NewConfig:
    """config.yaml in an empty home, or where `--config` says."""

    def new(place: str | None) -> ConfigFile:
        flags = GlobalFlags(config=place and str(tmp_path / place))
        home = {"HOME": str(tmp_path), "USERPROFILE": str(tmp_path)}
        return ConfigFile(Parts(flags, home, "aws-sso setup wizard", TERMINAL))

    return new


def context(machine: Machine, person: Person, given: Given | None = None) -> Context:
    said: list[str] = []
    draft = begin(machine.config, said.append)
    return Context(person, given or Given(), draft, machine, said.append, lambda _: None)


@pytest.mark.parametrize(
    ("platform", "programs", "expected"),
    [
        ("linux", (), ["secret-service", "kwallet", "file", "json"]),
        ("linux", ("op",), ["secret-service", "kwallet", "1password", "file", "json"]),
        ("darwin", ("pass",), ["keychain", "pass", "file", "json"]),
        ("win32", ("op",), ["wincred", "1password", "file", "json"]),
        ("freebsd14", (), ["file", "json"]),
    ],
)  # fmt: skip
def test_stores_are_those_of_the_system(
    config: NewConfig, platform: str, programs: tuple[str, ...], expected: list[str]
) -> None:
    """After the best one; those that a program keeps only where that is there."""
    person = Person()
    edits: ConfigEdits = {}
    ask_store(context(Machine(config(None), platform, programs), person), edits)
    (asked,) = person.asked
    assert [one.value for one in asked.options] == ["", *expected]
    assert edits == {}, "the best one needs no setting"


def test_it_begins_with_the_go_programs_file(config: NewConfig, tmp_path: Path) -> None:
    """Where ours is to be in another place; its own stays as it is."""
    theirs = tmp_path / ".aws-sso" / "config.yaml"
    theirs.parent.mkdir(mode=0o700)
    theirs.write_bytes(GO.encode())
    said: list[str] = []
    draft = begin(config("mine/config.yaml"), said.append)
    assert said == [f"starting with the settings in {theirs}"]
    assert draft.settings
    assert draft.settings.calls.threads == 3
    change = draft.change({("Threads",): 7})
    assert (change.before, change.after) == ("", GO.replace("3 # few", "7 # few"))
    draft.file.replace(change.before, change.after)
    assert (tmp_path / "mine/config.yaml").read_text(encoding="utf-8") == change.after
    assert theirs.read_text(encoding="utf-8") == GO


def test_in_the_usual_place_the_go_programs_file_is_ours(config: NewConfig, tmp_path: Path) -> None:
    """Nothing is copied, and nothing changes that was not asked for."""
    theirs = tmp_path / ".aws-sso" / "config.yaml"
    theirs.parent.mkdir(mode=0o700)
    theirs.write_bytes(GO.encode())
    theirs.chmod(0o600)
    plan = ask_all(context(Machine(config(None)), Person(), Given(sign_in=False)))
    draft = begin(config(None), lambda _: None)
    assert not draft.change(plan.edits).is_change
    assert not plan.completions, "the shell has none"


def test_an_empty_home_gets_the_head(config: NewConfig) -> None:
    """A file that says where its keys are described."""
    draft = begin(config(None), lambda _: None)
    assert draft.settings is None
    edits: ConfigEdits = {
        ("SSOConfig", "Default", "SSORegion"): "eu-west-1",
        ("SSOConfig", "Default", "StartUrl"): URL,
    }
    change = draft.change(edits)
    assert change.after.startswith("# Settings of aws-sso. For all keys, see ")
    assert "+  Default:" in change.diff.splitlines()


def test_all_regions_are_asked_for_the_one_that_knows_a_portal(config: NewConfig) -> None:
    """Of the portal's own partition; what another tool says may be out of date."""
    machine = Machine(config(None), portals=(KnownPortal("work", URL, "us-east-1", "a file"),))
    person = Person({"does not know": "all"})
    plan = ask_all(context(machine, person, Given(sign_in=False)))
    assert plan.edits["SSOConfig", "Default", "SSORegion"] == "eu-west-1"
    assert plan.edits["SSOConfig", "Default", "StartUrl"] == URL


def test_a_start_url_of_the_companys_own_stays_and_its_portal_is_asked_about(
    config: NewConfig,
) -> None:
    """The region is found by where it leads; config.yaml keeps what people know."""
    own = "https://aws.example.com/"
    plan = ask_all(context(Machine(config(None)), Person(), Given(start_url=own, sign_in=False)))
    assert plan.edits["SSOConfig", "Default", "StartUrl"] == own
    assert plan.edits["SSOConfig", "Default", "SSORegion"] == "eu-west-1"


def test_a_start_url_that_leads_anywhere_else_is_an_error(config: NewConfig) -> None:
    """Said while setting up, not at the first sign-in."""
    machine = Machine(config(None), leads_to="https://portal.example.com/start")
    given = Given(start_url="https://aws.example.com/", sign_in=False)
    with pytest.raises(SignInFailedError, match="is not an AWS access portal"):
        ask_all(context(machine, Person(), given))


def test_what_nobody_can_decide_is_an_error(config: NewConfig) -> None:
    """A portal that the region does not know, where nobody can say what to do."""
    machine = Machine(config(None), home_region="nowhere")
    given = Given(start_url=URL, sso_region="us-east-1", sign_in=False)
    with pytest.raises(ConfigError, match="us-east-1 does not know"):
        ask_all(context(machine, Person(), given))


def test_names_are_shown_by_an_example_until_roles_are_known(config: NewConfig) -> None:
    """Each way to name profiles with what it makes of a made-up role."""
    person = Person()
    given = Given(start_url=URL, sso_region="eu-west-1", sign_in=False)
    ask_all(context(Machine(config(None)), person, given))
    asked = next(one for one in person.asked if one.title == "How should profiles be named?")
    assert [one.label for one in asked.options] == [
        "111122223333:Developer",
        "ExampleShop:Developer",
        "example-shop-developer",
        "my own template",
    ]


def test_without_a_portal_to_offer_other_tools_give_hints(config: NewConfig) -> None:
    """Before the start URL is asked for."""
    said: list[str] = []
    machine = Machine(config(None), home_region="nowhere")
    draft = begin(machine.config, said.append)
    asking = Context(Person(), Given(sign_in=False), draft, machine, said.append, lambda _: None)
    with pytest.raises(SsoError):
        ask_all(asking)
    assert "hint: look there" in said
