"""The emulator behaves like the service where that matters to clients."""

import json
from typing import Any

import pytest
import urllib3

from aws_sso.emulator import browser
from aws_sso.emulator.organization import NASTY_NAMES, from_file, generated
from aws_sso.emulator.pytest_plugin import RunningIdentityCenter, StartIdentityCenter
from aws_sso.emulator.refusals import OidcRefusalError


def post(center: RunningIdentityCenter, path: str, fields: Any, **headers: str) -> Any:
    return urllib3.request(
        "POST", center.world.base_url + path, json=fields, headers=headers, retries=False
    )


def registered(center: RunningIdentityCenter) -> dict[str, str]:
    client = center.world.sign_in.register("t", "public", ["sso:account:access"], [], [], None)
    return {"clientId": client.client_id, "clientSecret": client.secret}


def device_sign_in(center: RunningIdentityCenter) -> str:
    state = center.world.sign_in
    who = registered(center)
    device = state.start_device(who["clientId"], who["clientSecret"], center.start_url)
    state.decide_device(device.user_code, True)
    token = state.token_for_device(who["clientId"], who["clientSecret"], device.code)
    return str(token["accessToken"])


def accounts(center: RunningIdentityCenter, token: str) -> Any:
    return urllib3.request(
        "GET",
        f"{center.world.base_url}/assignment/accounts",
        headers={"x-amz-sso_bearer_token": token},
        retries=False,
    )


def test_polling_too_fast_is_told_to_slow_down(identity_center: RunningIdentityCenter) -> None:
    """RFC 8628: the interval grows by five seconds."""
    state = identity_center.world.sign_in
    client, secret = registered(identity_center).values()
    device = state.start_device(client, secret, identity_center.start_url)
    errors = []
    for _ in range(2):
        with pytest.raises(OidcRefusalError) as caught:
            state.token_for_device(client, secret, device.code)
        errors.append(caught.value.error)
    assert errors == ["authorization_pending", "slow_down"]
    assert device.interval == 6


def test_a_device_code_dies_of_age(identity_center: RunningIdentityCenter) -> None:
    """After ten minutes the code is `expired_token`, whatever the user says then."""
    state = identity_center.world.sign_in
    client, secret = registered(identity_center).values()
    device = state.start_device(client, secret, identity_center.start_url)
    identity_center.world.clock.offset = 601
    with pytest.raises(OidcRefusalError) as caught:
        state.token_for_device(client, secret, device.code)
    assert caught.value.error == "expired_token"


def test_the_rate_limit_lets_that_many_calls_through(
    identity_center: RunningIdentityCenter,
) -> None:
    """Beyond the rate comes 429 with Retry-After, and only for the portal."""
    identity_center.world.traffic.rate = 3
    identity_center.world.traffic.monotonic = lambda: 0.0
    token = device_sign_in(identity_center)
    answers = [accounts(identity_center, token) for _ in range(6)]
    refused = [answer for answer in answers if answer.status == 429]
    assert len(refused) == 3
    assert refused[0].headers["x-amzn-ErrorType"] == "TooManyRequestsException"
    assert refused[0].headers["Retry-After"] == "1"


def test_an_unknown_start_url_is_refused(identity_center: RunningIdentityCenter) -> None:
    """As the service does for a wrong start URL or region."""
    answer = post(
        identity_center,
        "/device_authorization",
        {**registered(identity_center), "startUrl": "https://wrong.example.com/start"},
    )
    assert answer.status == 400
    assert answer.json()["error"] == "invalid_request"


def test_a_token_can_die_before_its_time_and_a_role_can_be_taken_away(
    identity_center: RunningIdentityCenter,
) -> None:
    """401 for the token, 403 for the role."""
    token = device_sign_in(identity_center)
    url = (
        f"{identity_center.world.base_url}/federation/credentials"
        "?account_id=111122223333&role_name=Admin"
    )
    headers = {"x-amz-sso_bearer_token": token}
    assert urllib3.request("GET", url, headers=headers).status == 200
    control = f"{identity_center.world.base_url}/_emulator"
    assert urllib3.request("DELETE", f"{control}/roles/111122223333/Admin").status == 200
    assert urllib3.request("GET", url, headers=headers).status == 403
    assert urllib3.request("POST", f"{control}/expire-tokens").status == 200
    assert urllib3.request("GET", url, headers=headers).status == 401


def test_faults_count_calls_and_can_break_connections(
    identity_center: RunningIdentityCenter,
) -> None:
    """The second call fails as asked, the third is cut off, the fourth is well again."""
    token = device_sign_in(identity_center)
    for nth, error in ((2, "InternalServerException"), (2, "drop")):
        fault = {"operation": "ListAccounts", "error": error, "nth": nth}
        assert post(identity_center, "/_emulator/faults", fault).status == 200
    assert accounts(identity_center, token).status == 200
    assert accounts(identity_center, token).status == 500
    with pytest.raises(urllib3.exceptions.HTTPError):
        accounts(identity_center, token)
    assert accounts(identity_center, token).status == 200
    state = urllib3.request("GET", f"{identity_center.world.base_url}/_emulator").json()
    assert state["counts"]["ListAccounts"] == 4
    assert state["refused"]["ListAccounts"] == 2


def test_a_fault_for_no_operation_is_refused(identity_center: RunningIdentityCenter) -> None:
    """A mistyped fault would make a test pass for no reason."""
    fault = {"operation": "ListAcounts", "error": "drop"}
    assert post(identity_center, "/_emulator/faults", fault).status == 400


def test_foreign_host_names_are_turned_away(identity_center: RunningIdentityCenter) -> None:
    """A web page cannot reach it by DNS rebinding."""
    url = f"{identity_center.world.base_url}/_emulator/issued"
    assert urllib3.request("GET", url, headers={"Host": "evil.example.com"}).status == 400


def test_the_clock_shows_in_the_date_header(identity_center: RunningIdentityCenter) -> None:
    """An hour ahead is an hour ahead for everyone who looks."""
    url = f"{identity_center.world.base_url}/_emulator"
    before = urllib3.request("GET", url).headers["Date"]
    post(identity_center, "/_emulator/tune", {"clock_offset": 3600})
    assert urllib3.request("GET", url).headers["Date"] != before


def test_a_person_can_allow_and_deny_on_the_device_page(
    identity_center: RunningIdentityCenter,
) -> None:
    """The page asks for the code or shows it, and the buttons decide."""
    state = identity_center.world.sign_in
    client, secret = registered(identity_center).values()
    device = state.start_device(client, secret, identity_center.start_url)
    page = f"{identity_center.world.base_url}/device"
    assert "Enter the code" in urllib3.request("GET", page).data.decode()
    url = f"{page}?user_code={device.user_code}"
    assert device.user_code in urllib3.request("GET", url).data.decode()
    assert browser.decide(url, "deny") == 200
    with pytest.raises(OidcRefusalError) as caught:
        state.token_for_device(client, secret, device.code)
    assert caught.value.error == "access_denied"
    assert browser.decide(url, "allow") == 404, "decided already"


def test_the_console_takes_credentials_that_it_handed_out(
    identity_center: RunningIdentityCenter,
) -> None:
    """getSigninToken, then login; credentials from elsewhere are refused."""
    token = device_sign_in(identity_center)
    base = identity_center.world.base_url
    keys = urllib3.request(
        "GET",
        f"{base}/federation/credentials",
        fields={"account_id": "111122223333", "role_name": "Admin"},
        headers={"x-amz-sso_bearer_token": token},
    ).json()["roleCredentials"]

    def ask(secret: str, duration: str = "3600") -> Any:
        session = {
            "sessionId": keys["accessKeyId"],
            "sessionKey": secret,
            "sessionToken": keys["sessionToken"],
        }
        fields = {
            "Action": "getSigninToken",
            "SessionDuration": duration,
            "Session": json.dumps(session),
        }
        return urllib3.request("GET", f"{base}/federation", fields=fields)

    assert ask("wrong").status == 400
    assert ask(keys["secretAccessKey"], "60").status == 400
    signin = ask(keys["secretAccessKey"]).json()["SigninToken"]
    console = "https://console.aws.amazon.com/"
    login = {"Action": "login", "Destination": console, "SigninToken": signin}
    assert (
        keys["accessKeyId"]
        in urllib3.request("GET", f"{base}/federation", fields=login).data.decode()
    )


def test_organizations_are_made_up_or_read(tmp_path: Any) -> None:
    """Generated ones have unique ids and every awkward name; files may drop leading zeros."""
    people = generated(1000, 3, nasty=True)
    assert len(people.accounts) == 1000
    assert {account.name for account in people.accounts.values()} == set(NASTY_NAMES)
    file = tmp_path / "org.json"
    file.write_text(
        '{"accounts": [{"id": 12345670123, "name": "n", "roles": ["R"]}]}', encoding="utf-8"
    )
    assert list(from_file(file).accounts) == ["012345670123"]
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match="not an organization"):
        from_file(file)


def test_each_identity_center_stands_alone(start_identity_center: StartIdentityCenter) -> None:
    """Tokens of one are nothing to another."""
    one, other = start_identity_center(), start_identity_center(generated(3, 1))
    token = device_sign_in(one)
    assert accounts(one, token).status == 200
    assert accounts(other, token).status == 401
    assert len(accounts(other, device_sign_in(other)).json()["accountList"]) == 3
