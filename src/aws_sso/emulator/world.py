"""All of the emulator's state in one place."""

from dataclasses import dataclass, field

from aws_sso.emulator.clock import Clock
from aws_sso.emulator.key_mint import KeyMint, LocalMint
from aws_sso.emulator.organisation import Organisation, sample
from aws_sso.emulator.sign_in_state import SignInState
from aws_sso.emulator.traffic import Traffic


@dataclass
class World:
    """An Identity Center instance and everybody's state in it.

    `base_url` is where it is served, without a final slash. `credentials_ttl` is in seconds.
    """

    base_url: str
    organisation: Organisation = field(default_factory=sample)
    auto_approve: bool = False
    credentials_ttl: int = 3600
    mint: KeyMint = field(default_factory=LocalMint)
    clock: Clock = field(default_factory=Clock)
    traffic: Traffic = field(default_factory=Traffic)
    sign_in: SignInState = field(init=False)
    handed_out: list[tuple[str, str, str]] = field(default_factory=list)
    """Access key id, secret access key and session token of all credentials handed out."""
    handed_out_for: list[str] = field(default_factory=list)
    """`ACCOUNT/ROLE` of each of them."""
    federation_requests: list[dict[str, str]] = field(default_factory=list)
    """What the federation endpoint was asked, the query of each request in order."""
    signin_tokens: dict[str, str] = field(default_factory=dict)
    """Console sign-in tokens, and the access key id that each stands for."""

    def __post_init__(self) -> None:
        self.sign_in = SignInState(self.clock, [self.start_url, f"{self.base_url}/start"])

    @property
    def start_url(self) -> str:
        """The start URL that clients have to name.

        Only a name, like an issuer: nothing is fetched from it. The AWS CLI insists on `https`, and
        looks for redirects wherever the host is not under `awsapps.com`.
        """
        return "https://d-0000000000.awsapps.com/start"
