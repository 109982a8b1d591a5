"""Asks the user to sign in: on a page that returns to us (PKCE), or with a code (device)."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import token_urlsafe

from aws_sso.domain.session.token import ClientRegistration, Token
from aws_sso.domain.text.messages import LOGIN
from aws_sso.domain.text.secret import Secret
from aws_sso.errors import (
    AnswerError,
    NetworkError,
    SignInFailedError,
    SignInUnansweredError,
    SsoError,
    UnreachableError,
)
from aws_sso.refusals import OidcRefusedError
from aws_sso.use_cases.sign_in_ports import SignInPorts

_SLOW_DOWN = 5


def ask(ports: SignInPorts, client: ClientRegistration) -> Token:
    """Return a token once the user has signed in.

    Raises OidcRefusedError, which `explained` puts into words, and SsoError.
    """
    by = _by_device if ports.workflow == "device_code" else _by_pkce
    return by(ports, client)


def explained(error: OidcRefusedError) -> SsoError:
    """Explain why a sign-in failed."""
    if error.code == "expired_token":
        return SignInUnansweredError("the code expired before it was confirmed", f"{LOGIN} again")
    plain = {
        "access_denied": ("the sign-in was denied in the browser", f"{LOGIN} to try again"),
        "invalid_grant": (
            "the sign-in page's answer was rejected",
            f"{LOGIN} again; check `StartUrl` and `SSORegion` if that does not help",
        ),
        "slow_down": ("too many sign-ins at once", "wait a minute, then " + LOGIN),
    }.get(error.code)
    if plain:
        return SignInFailedError(*plain)
    if error.code == "server_error":
        return UnreachableError(error.message, f"{LOGIN} later")
    if error.code in ("invalid_request", "resource_not_found"):
        return SignInFailedError(
            f"the sign-in service does not know this instance: {error.description or error.code}",
            "check `StartUrl` and `SSORegion` in config.yaml; the region must be the Identity "
            "Center instance's",
        )
    return SignInFailedError(error.message, error.hint or LOGIN)


def _by_pkce(ports: SignInPorts, client: ClientRegistration) -> Token:
    verifier = token_urlsafe(48)
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    state = token_urlsafe(24)
    with ports.listen(state) as listener:
        url = ports.oidc.authorize_url(client, listener.redirect_uri, state, challenge)
        ports.presenter.ask(url, None)
        code = listener.wait_for_code(ports.time_limit)
        try:
            token = ports.oidc.token_for_code(client, code, listener.redirect_uri, Secret(verifier))
        except SsoError as error:
            listener.tell_browser(error.message)
            raise
        listener.tell_browser(None)
        return token


def _by_device(ports: SignInPorts, client: ClientRegistration) -> Token:
    device = ports.oidc.start_device(client)
    ports.presenter.ask(device.verification_uri_complete or device.verification_uri, device)
    until = ports.now() + device.expires_in
    interval = max(1, device.interval)
    failure: SsoError | None = None
    while ports.now() < until:
        ports.sleep(interval)
        try:
            return ports.oidc.token_for_device(client, device)
        except OidcRefusedError as error:
            if error.code == "slow_down":
                interval += _SLOW_DOWN
            elif error.code not in ("authorization_pending", "server_error"):
                raise
            failure = error if error.code == "server_error" else None
        except AnswerError:
            raise  # The server is not the sign-in service; retrying is pointless.
        except NetworkError as error:
            if failure is None:
                ports.presenter.note(f"{error.message}; retrying")
            failure = error
    # While the service was down, nobody could know whether the user confirmed the code.
    raise failure or OidcRefusedError("expired_token", "the code was not confirmed in time")
