"""Account ids, ARNs, regions, origins, times, secrets, file names."""

import json
import pickle
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sso.domain.aws.arn import RoleArn, account_id, partition_of, role_arn
from aws_sso.domain.aws.region import is_region_name
from aws_sso.domain.session.credentials import RoleCredentials, renew_at
from aws_sso.domain.text.expiry import hours_and_minutes, iso_utc, seconds_of, time_left
from aws_sso.domain.text.file_names import file_name, text_of
from aws_sso.domain.text.printable import printable
from aws_sso.domain.text.secret import Secret


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_account_ids_survive_the_loss_of_zeros(number: int) -> None:
    """Whatever zeros are left, it is the same account."""
    assert account_id(str(number)) == account_id(f"{number:012d}") == f"{number:012d}"


@pytest.mark.parametrize(
    "text", ["", "1234567890123", "12 34", "-1", "0x10", "١٢٣", "1_000", "1e3"]
)
def test_what_is_no_account_id_is_refused(text: str) -> None:
    """Only ASCII digits, at most 12."""
    with pytest.raises(ValueError, match="account id"):
        account_id(text)


def test_arns_are_read_and_written() -> None:
    """With path, and with an id that lost its zeros."""
    arn = RoleArn.parse("arn:aws-us-gov:iam::7:role/path/Ops")
    assert (arn.account_id, arn.path, arn.role_name) == ("000000000007", "/path/", "Ops")
    assert str(arn) == "arn:aws-us-gov:iam::000000000007:role/path/Ops"
    assert role_arn("cn-north-1", "000000000007", "R") == "arn:aws-cn:iam::000000000007:role/R"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "arn:aws:iam::1:user/x",
        "arn:aws:iam::1:role/",
        "arn:aws:s3:::b",
        "arn:x:iam::1:role/r",
    ],
)
def test_what_is_no_role_arn_is_refused(text: str) -> None:
    """Users, buckets, half an ARN."""
    with pytest.raises(ValueError):
        RoleArn.parse(text)


def test_partitions_follow_the_region() -> None:
    """Known prefixes, commercial otherwise."""
    found = [
        partition_of(r) for r in ("eu-west-1", "us-gov-east-1", "cn-north-1", "eusc-de-east-1")
    ]
    assert found == ["aws", "aws-us-gov", "aws-cn", "aws-eusc"]


@pytest.mark.parametrize("text", ["eu-west-1", "us-gov-west-1", "eusc-de-east-1", "me-central-1"])
def test_regions_are_known_by_their_shape(text: str) -> None:
    """New ones appear without us."""
    assert is_region_name(text)


@pytest.mark.parametrize(
    "text", ["", "eu", "eu-west", "EU-WEST-1", "a.b-c-1", "x/y-z-1", "eu--west-1"]
)
def test_what_could_be_a_host_name_is_no_region(text: str) -> None:
    """It becomes part of one."""
    assert not is_region_name(text)


def test_times_in_words() -> None:
    """For scripts and for people."""
    assert hours_and_minutes(25 * 3600 + 3 * 60 + 59) == "25h03m"
    assert [hours_and_minutes(left) for left in (0.5, 0, -1)] == ["00h00m", "Expired", "Expired"]
    now = 1_767_225_600
    left = [time_left(now + seconds, now) for seconds in (0, 59, 60, 3600)]
    assert left == ["Expired", "< 1m", "1m", "1h00m"]
    assert seconds_of("2026-01-01T00:00:00Z") == now
    assert seconds_of(" 2026-01-01T00:00:00.5Z ") == now + 0.5
    assert seconds_of("2026-01-01T01:00:00+01:00") == now
    assert seconds_of("2026-01-01 01:00:00 +0100 CET") == now
    assert iso_utc(now) == "2026-01-01T00:00:00Z"


@given(st.integers(0, 253_402_300_799) | st.integers(-1000, 100_000))
def test_times_are_written_and_read_as_datetime_does(at: int) -> None:
    """Up to the year 9999."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at)
    assert iso_utc(at) == moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert seconds_of(iso_utc(at)) == at
    with pytest.raises(OverflowError):
        iso_utc(at + 10**13)


@given(st.lists(st.integers(0, 99), min_size=6, max_size=6))
def test_dates_that_do_not_exist_are_refused(numbers: list[int]) -> None:
    """As `datetime` refuses them."""
    year, month, day, hour, minute, second = numbers
    text = f"20{year:02d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}Z"
    try:
        expected = datetime.fromisoformat(text).timestamp()
    except ValueError:
        with pytest.raises(ValueError):
            seconds_of(text)
    else:
        assert seconds_of(text) == expected


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-01-01T00:00:00", "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    """Without a zone it could be any."""
    with pytest.raises(ValueError):
        seconds_of(text)


def test_renewal_begins_a_quarter_hour_or_a_quarter_life_before_the_end() -> None:
    """Whichever is shorter."""
    assert renew_at(0, 3600) == 3600 - 900
    assert renew_at(0, 43200) == 43200 - 900
    assert renew_at(0, 1200) == 1200 - 300


def test_credentials_come_back_from_their_json() -> None:
    """What `process` prints is what is kept."""
    credentials = RoleCredentials("ASIA", Secret("s"), Secret("t"), 1_700_000_000)
    printed = credentials.process_json("012345670123")
    assert RoleCredentials.from_process_json(printed) == credentials
    assert json.loads(printed)["AccountId"] == "012345670123"


def test_claude_code_gets_the_four_fields_that_it_reads() -> None:
    """Under one key, and nothing else."""
    credentials = RoleCredentials("ASIA", Secret("s"), Secret("t"), 1_700_000_000)
    keys = json.loads(credentials.claude_json())["Credentials"]
    assert set(keys) == {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}


def test_a_secret_does_not_show_itself() -> None:
    """Not by printing, formatting, or within something else; nor can it be pickled."""
    secret = Secret("canary")
    shown = [str(secret), repr(secret), f"{secret}", f"{secret:>20}", repr([secret]), f"{secret!r}"]
    assert not any("canary" in text for text in shown)
    assert "canary" not in repr(RoleCredentials("k", secret, secret, 0))
    with pytest.raises(TypeError):
        pickle.dumps(secret)


@given(st.text(max_size=60))
def test_the_text_of_a_file_name_is_known_again(text: str) -> None:
    """Unless it ended in a hash; and what is none of ours is no text."""
    name = file_name(text)
    assert text_of(name) == (None if "%hash-" in name else text)


@given(st.text(), st.text())
def test_file_names_stand_for_one_text_only(one: str, other: str) -> None:
    """Also where the file system does not tell case."""
    assert (file_name(one).lower() == file_name(other).lower()) == (one == other)


@given(st.text(max_size=300))
def test_file_names_are_good_anywhere(text: str) -> None:
    """Short enough, no separators, not hidden, plain ASCII."""
    name = file_name(text)
    assert len(name) <= 200
    assert name.isascii()
    assert not set(name) & set('/\\:*?"<>|\0')
    assert not name.startswith(".")


@given(st.text())
def test_printable_text_cannot_steer_a_terminal(text: str) -> None:
    """No control characters are left."""
    assert printable(text).isprintable()
