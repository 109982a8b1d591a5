"""All of the emulator's state in one place."""

from dataclasses import dataclass, field

from aws_sso.emulator.clock import Clock
from aws_sso.emulator.key_mint import KeyMint, Keys, LocalMint
from aws_sso.emulator.organization import Organization, sample
from aws_sso.emulator.sign_in_state import SignInState
from aws_sso.emulator.signed.sessions import Sessions
from aws_sso.emulator.traffic import Traffic
from aws_sso.emulator.upstream import Upstream


@dataclass
class World:
    """An Identity Center instance with all of its state.

    `base_url` is where it is served, without a final slash. `credentials_ttl` is in seconds.
    """

    base_url: str
    organization: Organization = field(default_factory=sample)
    auto_approve: bool = False
    credentials_ttl: int = 3600
    tenant: str = "aa-emulated"
    """The tenant that Account Access knows."""
    longest_access: int = 43200
    """The longest session (seconds) that Account Access gives."""
    mint: KeyMint = field(default_factory=LocalMint)
    clock: Clock = field(default_factory=Clock)
    traffic: Traffic = field(default_factory=Traffic)
    sign_in: SignInState = field(init=False)
    handed_out: list[tuple[str, str, str]] = field(default_factory=list)
    """Access key id, secret access key and session token of all issued credentials."""
    handed_out_for: list[str] = field(default_factory=list)
    """`ACCOUNT/ROLE` of each of them."""
    federation_requests: list[dict[str, str]] = field(default_factory=list)
    """The queries of all requests to the federation endpoint, in order."""
    signin_tokens: dict[str, str] = field(default_factory=dict)
    """Console sign-in tokens, with the access key id of each."""
    sessions: Sessions = field(default_factory=Sessions)
    upstream: Upstream | None = None
    """The target of allowed signed calls to other services."""
    decisions: list[tuple[str, str, str]] = field(default_factory=list)
    """Role, action and result of each signed call that policies were evaluated for."""

    def __post_init__(self) -> None:
        self.sign_in = SignInState(self.clock, [self.start_url, f"{self.base_url}/start"])

    def hand_out(self, keys: Keys, account: str, role: str) -> None:
        """Record that the portal issued keys for a role."""
        self.handed_out_for.append(f"{account}/{role}")
        self.handed_out.append((keys.access_key_id, keys.secret_access_key, keys.session_token))
        self.sessions.begin(keys, account, role)

    @property
    def start_url(self) -> str:
        """The start URL that clients must use.

        Only a name, like an issuer: nothing is fetched from it. The AWS CLI requires `https`, and
        follows redirects if the host is not under `awsapps.com`.
        """
        return "https://d-0000000000.awsapps.com/start"
