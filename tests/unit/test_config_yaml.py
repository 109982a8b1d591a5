"""config.yaml: everything that the Go program's file may hold, and its traps."""

import json
from pathlib import Path

import pytest

from aws_sso.adapters.config.reading import load_settings
from aws_sso.adapters.config.settings_cache import read_settings
from aws_sso.domain.frozen import as_plain as asdict
from aws_sso.domain.settings import keys as settings_keys
from aws_sso.domain.settings.settings import ReadSettings, value_at
from aws_sso.errors import ConfigError, UsageError

EVERYTHING = """\
SSOConfig:
  Default:
    SSORegion: us-east-1
    StartUrl: https://d-1234567890.awsapps.com/start
    DefaultRegion: eu-west-1
    AuthUrlAction: open
    ConsoleVia: portal
    Accounts:
      012345670123:
        Name: Log Archive
        DefaultRegion: eu-central-1
        Tags:
          Env: prod
          Team: platform
        Roles:
          ReadOnly:
            Profile: logs-ro
            DefaultRegion: ap-southeast-2
            Tags:
              - Env: audit
              - Color: red
            Via: arn:aws:iam::000000000007:role/Jump
            SourceIdentity: somebody
            ExternalId: 0042-partner
            DurationSeconds: 900
            Scopes: [look, look]
      "000000000008": {Scopes: [read-only]}
      000012345678: {Name: lost zeros}
      "000000000007":
      98765:
        Roles:
          Admin:
  GovCloud:
    SSORegion: us-gov-west-1
    StartUrl: https://start.us-gov-home.awsapps.com/directory/example
DefaultSSO: Default
DefaultRegion: us-west-2
AuthWorkflow: device_code
AutoLogin: no
CacheRefresh: 12
AutoConfigCheck: true
Threads: 8
MaxRetry: 3
MaxBackoff: 10
Browser: /usr/bin/firefox
BrowserProfile: "{{ .SSO }}"
UrlAction: exec
UrlExecCommand: [open, -a, Firefox, "%s"]
ConfigProfilesUrlAction: open
ConfigProfilesBinaryPath: /usr/local/bin/aws-sso
ConsoleDuration: 720
LogLevel: INFO
LogLines: true
HistoryLimit: 20
HistoryMinutes: 60
SecureStore: file
JsonStore: ~/store.json
SecretServiceCollection: other
UnlockMinutes: 5
ExecKeepsPassword: true
UrlOneTime: always
OnePassword: {Vault: Private, AuthType: service-account, Account: example}
ConfirmTags: {Env: prod}
ProfileFormat: "{{ FirstItem .AccountName (.AccountAlias | nospace) }}:{{ .RoleName }}"
ConfigVariables: {output: json, sts_regional_endpoints: regional, cli_pager: ""}
BareCommand: exec
NestedExec: switch
FirstTag: Team
FullTextSearch: false
AccountPrimaryTag: []
PromptColors: {DescriptionBGColor: Turquoise}
ListFields: [AccountIdPad, ExpiresStr]
CsvHeader: false
EnvVarTags: [Env]
AllowEndpoints: [https://portal.example.com, "https://10.0.0.1:8443/"]
FirefoxOpenUrlInContainer: false
Policies:
  look:
    Version: 2012-10-17
    Statement: [{Effect: Allow, Action: "s3:List*", Resource: "*", Condition: {Bool: {a: true}}}]
  file: ~/policies/look.json
  text: '{"Version": "2012-10-17"}'
"""


def load(folder: Path, text: str) -> ReadSettings:
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


HEAD = "SSOConfig: {D: {SSORegion: us-east-1, StartUrl: 'https://x.example.com/'}}\n"


def test_a_file_with_every_key_loads_without_a_warning(tmp_path: Path) -> None:
    """All of them, and each arrives."""
    loaded = load(tmp_path, EVERYTHING)
    assert loaded.warnings == ()
    settings = loaded.settings
    named = {line.split(":")[0].strip() for line in EVERYTHING.splitlines()}
    assert {key.name for key in settings_keys.TOP_KEYS} <= named
    assert settings.session.auto_login is False
    assert settings.picker.bare_command == "exec"
    assert settings.roles.nested_exec == "switch"
    assert settings.urls.exec_command == ("open", "-a", "Firefox", "%s")
    assert settings.log.level == "info"
    assert settings.roles.account_primary_tag == ()
    assert settings.store.one_password is not None
    assert settings.store.one_password.auth_type == "service-account"
    assert settings.profiles.variables["cli_pager"] == ""
    role = settings.instances["Default"].accounts["012345670123"].roles["ReadOnly"]
    assert role.tags == {"Env": "audit", "Color": "red"}
    assert (role.profile, role.source_identity) == ("logs-ro", "somebody")
    assert (role.external_id, role.duration_seconds) == ("0042-partner", 900)
    assert role.scopes == ("look",)
    assert settings.instances["Default"].console_via == "portal"
    assert settings.instances["Default"].accounts["000000000008"].scopes == ("read-only",)
    assert settings.policies["file"] == "~/policies/look.json"
    statement = {"Effect": "Allow", "Action": "s3:List*", "Resource": "*"}
    assert json.loads(settings.policies["look"]) == {
        "Version": "2012-10-17",
        "Statement": [{**statement, "Condition": {"Bool": {"a": "true"}}}],
    }


def test_account_ids_mean_what_is_written(tmp_path: Path) -> None:
    """Octal numbers, lost zeros, quotes: always the digits that stand there."""
    accounts = load(tmp_path, EVERYTHING).settings.instances["Default"].accounts
    assert list(accounts) == [
        *("012345670123", "000000000008", "000012345678", "000000000007", "000000098765")
    ]


def test_defaults_are_those_of_the_documentation(tmp_path: Path) -> None:
    """A minimal file has the default of every key."""
    settings = load(tmp_path, HEAD).settings
    for key in settings_keys.TOP_KEYS:
        if not key.required:
            found = value_at(settings, key.field_name)
            assert found == (key.default if key.default != () else found)
            assert found in (key.default, (), {})
    assert settings.default_instance_name() == "D"


def test_old_key_names_work(tmp_path: Path) -> None:
    """And the old Firefox switch sets the URL action."""
    settings = load(
        tmp_path,
        HEAD + "UrlActionExec: [x, '%s']\nConfigUrlAction: clip\nFirefoxOpenUrlInContainer: true\n",
    ).settings
    assert settings.urls.exec_command == ("x", "%s")
    assert settings.profiles.url_action == "clip"
    assert settings.urls.action == "open-url-in-container"


def test_anchors_and_merge_keys_work(tmp_path: Path) -> None:
    """YAML's own ways to repeat oneself; the closer value wins."""
    text = (
        "Common: &c {SSORegion: us-east-1, StartUrl: 'https://x.example.com/'}\n"
        "SSOConfig:\n  A: *c\n  B: {<<: *c, SSORegion: eu-west-1}\nDefaultSSO: A\n"
    )
    loaded = load(tmp_path, text)
    regions = {name: i.sso_region for name, i in loaded.settings.instances.items()}
    assert regions == {"A": "us-east-1", "B": "eu-west-1"}
    assert "unknown key `Common`" in loaded.warnings[0]


def test_a_byte_order_mark_is_no_trouble(tmp_path: Path) -> None:
    """Windows editors leave one."""
    assert load(tmp_path, "\ufeff" + HEAD).settings.instances


def test_unknown_instances_suggest_the_nearest(tmp_path: Path) -> None:
    """With the list of those there are."""
    settings = load(tmp_path, EVERYTHING).settings
    with pytest.raises(UsageError, match="no instance named `GovCluod`") as caught:
        settings.instance("GovCluod")
    assert "did you mean `GovCloud`" in str(caught.value.hint)


def test_aliases_cannot_blow_up(tmp_path: Path) -> None:
    """A bomb of aliases is an error or a warning, and quick."""
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 20)
    )
    assert len(load(tmp_path, HEAD + bomb).warnings) == 20


@pytest.mark.parametrize("depth", [2000, 200_000])
def test_deep_nesting_is_an_error(tmp_path: Path, depth: int) -> None:
    """Not a crash."""
    with pytest.raises(ConfigError):
        load(tmp_path, "[" * depth)


WHOLE = """\
SSOConfig:
  Default:
    SSORegion: us-east-1
    StartUrl: https://x.awsapps.com/start
    DefaultRegion: eu-west-1
    Accounts:
      12345: {Name: A, Tags: [{a: b}], Roles: {R: {Via: "arn:aws:iam::000000000001:role/X"}}}
  Other Ünï: {SSORegion: cn-north-1, StartUrl: https://y/start}
DefaultSSO: Default
OnePassword: {Vault: v}
UrlExecCommand: [a, "%s"]
AccountPrimaryTag: []
ConfigVariables: {a: b}
ConfirmTags: {Env: prod}
Unknown: 1
"""


def test_settings_kept_from_last_time_are_the_same(tmp_path: Path) -> None:
    """Types, order and warnings too; any change of the file is noticed, any damage harmless."""
    config, cache = tmp_path / "config.yaml", tmp_path / "state" / "settings.json"
    config.write_text(WHOLE, encoding="utf-8")
    direct = load_settings(config)
    for _ in range(2):
        kept = read_settings(config, cache)
        assert asdict(kept.settings) == asdict(direct.settings)
        assert repr(list(asdict(kept.settings).values())) == repr(
            [asdict(direct.settings)[name] for name in asdict(kept.settings)]
        )
        assert kept.settings.instances["Default"] == direct.settings.instances["Default"]
        assert kept.warnings == direct.warnings != ()
    whole = cache.read_text(encoding="utf-8")
    assert read_settings(config, cache).settings.default_region is None
    config.write_text(WHOLE + "DefaultRegion: eu-north-1\n", encoding="utf-8")
    assert read_settings(config, cache).settings.default_region == "eu-north-1"
    for damaged in ("", "{", "[]", "null", whole[:200], whole.replace("0.", "9.", 1)):
        cache.write_text(damaged, encoding="utf-8")
        assert read_settings(config, cache).settings.default_region == "eu-north-1"
    config.write_text("SSOConfig: [", encoding="utf-8")
    with pytest.raises(ConfigError):
        read_settings(config, cache)
    config.unlink()
    with pytest.raises(ConfigError, match="configuration file not found"):
        read_settings(config, cache)


@pytest.mark.parametrize(
    ("policies", "said"),
    [
        ("{./x: y.json}", "`Policies`: found the name `./x`"),
        ("{x.json: y.json}", "`Policies`: found the name `x.json`"),
        ("{x: }", "`Policies.x`: found nothing"),
        ("{x: [a]}", "`Policies.x`: found a list"),
        ("{x: {Statement: }}", "`Policies.x.Statement`: found nothing"),
        ("{x: {Effect: Deny, Effect: Allow}}", "`Effect`: duplicate key"),
        ("[x]", "`Policies`: found a list"),
    ],
)
def test_policies_that_cannot_be_are_errors(tmp_path: Path, policies: str, said: str) -> None:
    """With the line; a key that is there twice above all."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, f"{HEAD}Policies: {policies}\n")
    assert said in caught.value.message
    assert ":2:" in caught.value.message


def role_with(*lines: str) -> str:
    """A file in which one role has these lines."""
    shown = "".join(f"          {line}\n" for line in lines)
    return (
        "SSOConfig:\n  D:\n    SSORegion: us-east-1\n    StartUrl: https://x.example.com/\n"
        f"    Accounts:\n      '111122223333':\n        Roles:\n         Partner:\n{shown}"
    )


VIA = "Via: arn:aws:iam::111122223333:role/Hub"


def test_an_external_id_is_what_is_written(tmp_path: Path) -> None:
    """Digits with zeros in front are no number, and partners hand out such ids."""
    settings = load(tmp_path, role_with(VIA, "ExternalId: 00123")).settings
    role = settings.instances["D"].accounts["111122223333"].roles["Partner"]
    assert role.external_id == "00123"


@pytest.mark.parametrize("text", ["x", "'a b'", "é-id", "a" * 1225])
def test_an_external_id_that_aws_refuses_is_an_error(tmp_path: Path, text: str) -> None:
    """With what is allowed, before AWS is asked."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, role_with(VIA, f"ExternalId: {text}"))
    assert "`ExternalId`" in caught.value.message
    assert "2 to 1224" in (caught.value.hint or "")


@pytest.mark.parametrize("seconds", ["899", "3601", "43200", "an hour"])
def test_chained_roles_last_an_hour_at_most(tmp_path: Path, seconds: str) -> None:
    """The error says which numbers are possible, and why."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, role_with(VIA, f"DurationSeconds: {seconds}"))
    assert "config.yaml:10: `DurationSeconds`: found" in caught.value.message
    assert "from 900 to 3600 (AWS ends sessions of role chains" in (caught.value.hint or "")


@pytest.mark.parametrize("line", ["ExternalId: partner", "DurationSeconds: 900"])
def test_settings_for_chains_without_a_chain_are_warned_of(tmp_path: Path, line: str) -> None:
    """Nothing would come of them."""
    key = line.partition(":")[0]
    (warning,) = load(tmp_path, role_with(line)).warnings
    assert warning.endswith(f"role `Partner`: `{key}` has no effect without `Via`")


def test_quotes_around_a_name_of_an_instance_are_not_part_of_it(tmp_path: Path) -> None:
    """awsume leaves those of our profiles' `credential_process` line in place."""
    settings = load(tmp_path, HEAD).settings
    assert settings.instance('"D"').name == "D"
    for wrong in ('"E"', '"', '""', '"D', "'D'"):
        with pytest.raises(UsageError, match="no instance named"):
            settings.instance(wrong)
