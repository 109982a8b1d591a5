"""The parts that hand out an instance's role credentials."""

from aws_sso.annotations import TYPE_CHECKING, TypeVar
from aws_sso.domain.frozen import cached_property
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.selection import RoleChoice
from aws_sso.use_cases.hand_out import HandOut, HandOutPorts, Kept, Services

if TYPE_CHECKING:
    from aws_sso.annotations import Callable
    from aws_sso.domain.scope.scope import Scope
    from aws_sso.domain.session.credentials import RoleCredentials
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts
    from aws_sso.parts.region import Region
    from aws_sso.use_cases.narrow import NarrowedHandOut
    from aws_sso.use_cases.paced_calls import PacedCalls

    T = TypeVar("T")


class CredentialParts:
    """Gets an instance's role credentials, narrowed if the command asks for that."""

    def __init__(self, parts: "Parts", instance: "Instance") -> None:
        self._parts = parts
        self._instance = instance
        self._calls: dict[tuple[str, str], PacedCalls] = parts.guest.calls if parts.guest else {}
        """Calls that share one pace, by instance and region. A program's outlive the parts."""

    @property
    def scope(self) -> "Scope | None":
        """The scope of all credentials handed out; None for none."""
        return self._parts.scope

    @property
    def is_narrowed(self) -> bool:
        """Whether all credentials handed out are narrowed."""
        return self._parts.scope is not None

    def of(self, role: Role, *, min_ttl: int = 0) -> "RoleCredentials":
        """Return a role's credentials, valid for `min_ttl` seconds if possible."""
        return self.handed_out(role, may_ask=self._parts.may_sign_in, min_ttl=min_ttl).credentials

    def handed_out(self, role: Role, *, may_ask: bool, min_ttl: int = 0) -> Kept:
        """Return credentials as `of` does, and when to renew them."""
        force = self._parts.flags.sts_refresh
        return self._hand_out.credentials(role, may_ask=may_ask, min_ttl=min_ttl, force=force)

    def at_hand(self, role: Role) -> Kept:
        """Return a role's credentials and when to renew them, without asking to sign in."""
        return self._hand_out.credentials(role, may_ask=False)

    def are_at_hand(self, role: Role) -> bool:
        """Return whether credentials of a role are to be had without a token."""
        return not self._parts.flags.sts_refresh and self._hand_out.has(role)

    def prepare(self) -> None:
        """Build what all roles share, before several threads ask for credentials.

        Their calls are then made at one pace.
        """
        _ = self._hand_out, self._narrowing_calls
        for region in self._instance.regions:
            self._services(region)

    def for_sdk(self, role: Role, *, min_ttl: int = 0) -> "RoleCredentials":
        """Return credentials within the time that SDKs wait."""
        from aws_sso.use_cases.hand_out_to_sdk import credentials_for_sdk

        one = self._instance
        return credentials_for_sdk(
            self._hand_out,
            role,
            min_ttl=min_ttl,
            force=self._parts.flags.sts_refresh,
            may_sign_in=lambda: (
                self._parts.may_sign_in and one.signing_in.can_go_on_in_background()
            ),
            sign_in_aside=self._sign_in_aside,
        )

    def _sign_in_aside(self) -> None:
        one = self._instance
        one.signing_in.in_background()
        if one.whereabouts:
            one.whereabouts.look_again()

    @cached_property
    def _hand_out(self) -> "HandOut | NarrowedHandOut":
        if self._parts.scope is None:
            return self._unscoped
        from aws_sso.parts.scopes import who_and_where
        from aws_sso.use_cases.narrow import NarrowedHandOut, NarrowPorts

        one, parts, scope = self._instance, self._parts, self._parts.scope
        ports = NarrowPorts(
            shelf=one.records,
            base=self._unscoped,
            sts=lambda: one.likely_up.sts(),
            calls=lambda: self._narrowing_calls,
            turn=one.turn,
            description=lambda: who_and_where(parts, scope),
            now=parts.now,
            warn=parts.voice.warn,
        )
        return NarrowedHandOut(ports, scope)

    @cached_property
    def _unscoped(self) -> HandOut:
        one, parts = self._instance, self._parts
        return HandOut(
            HandOutPorts(
                shelf=one.records,
                in_region=self._in_region,
                turn=lambda arn: one.turn(f"role {arn}"),
                role_by_arn=lambda arn: one.roles.find_offline(RoleChoice(arn=arn)),
                hint_if_denied=one.roles.hint_if_denied,
                now=parts.now,
                warn=parts.voice.warn,
            )
        )

    def _in_region(self, work: "Callable[[Services], T]") -> "T":
        return self._instance.first_up(lambda region: work(self._services(region)))

    def _services(self, region: "Region") -> Services:
        key = self._instance.name, region.name
        calls = self._calls.get(key) or self._calls.setdefault(key, region.paced_calls())
        return Services(
            tokens=region.sign_in,
            portal=region.portal,
            sts=region.sts(),
            calls=calls,
            access=region.access,
        )

    @cached_property
    def _narrowing_calls(self) -> "PacedCalls":
        """Calls to STS with a separate pace: its limit is not the portal's."""
        key = self._instance.name, "narrowing"
        return self._calls.get(key) or self._calls.setdefault(
            key, self._instance.likely_up.paced_calls()
        )
