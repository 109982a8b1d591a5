"""Tokens and client registrations are read back as they were sealed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_sso.domain.session.token import ClientRegistration, Token
from aws_sso.domain.text.secret import Secret

secrets = st.builds(Secret, st.text(min_size=1))
times = st.integers(0, 2**40)
registrations = st.builds(
    ClientRegistration, st.text(), secrets, times, st.text(), st.text(), st.text()
)
tokens = st.builds(
    Token,
    *(secrets, st.none() | secrets, times, times, st.text(), st.text(), st.text()),
    registrations,
)


@given(tokens)
def test_a_token_is_read_back_as_it_was(token: Token) -> None:
    """With the registration it was issued to, and whatever text is in them."""
    assert Token.from_json(token.to_json()) == token
    client = token.registration
    assert ClientRegistration.from_json(client.to_json()) == client


def test_the_sealed_form_stays_what_it_is() -> None:
    """Records of earlier versions are read, so names and nesting do not change."""
    client = ClientRegistration("client", Secret("c"), 3, "https://oidc", "https://start", "pkce")
    token = Token(
        Secret("a"), Secret("r"), 1, 2, "https://oidc", "https://portal", "https://start", client
    )
    assert json.loads(token.to_json()) == {
        "accessToken": "a",
        "refreshToken": "r",
        "obtained": 1,
        "expires": 2,
        "issuer": "https://oidc",
        "portal": "https://portal",
        "startUrl": "https://start",
        "registration": {
            "clientId": "client",
            "clientSecret": "c",
            "expires": 3,
            "issuer": "https://oidc",
            "startUrl": "https://start",
            "workflow": "pkce",
        },
    }


@pytest.mark.parametrize("text", ["", "{", "{}", '{"accessToken": "a", "registration": {}}'])
def test_anything_else_is_refused(text: str) -> None:
    """By the errors that callers know."""
    with pytest.raises((ValueError, KeyError)):
        Token.from_json(text)
