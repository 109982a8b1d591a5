"""Follows start URLs that are a company's own."""

from aws_sso.annotations import TYPE_CHECKING, Callable

if TYPE_CHECKING:
    from aws_sso.domain.session.portal_address import PortalAddress
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts


class Whereabouts:
    """Follows such a URL once per command, at sign-in; all else uses the remembered portal."""

    def __init__(self, parts: "Parts", instance: "Instance") -> None:
        self._parts = parts
        self._instance = instance
        self._followed: PortalAddress | None = None
        self._trusted: PortalAddress | None = None

    def trust(self, text: str) -> None:
        """Trust this portal as its target from now on, and follow it; raises UsageError."""
        from aws_sso.use_cases.locate_portal import trusted_portal

        self._trusted = trusted_portal(text)
        self.follow()

    def look_again(self) -> None:
        """Use the portal remembered now: another process may have signed in meanwhile."""
        if self._followed is None and (remembered := self.remembered()):
            self._instance.move_to(remembered)

    def remembered(self) -> "PortalAddress | None":
        """Return the portal of the last sign-in."""
        one = self._instance
        return self._parts.files.portals.portal(one.name, one.settings.start_url)

    def follow(self, warn: Callable[[str], None] | None = None) -> "PortalAddress":
        """Use the current portal, or the remembered one (with a warning) if it cannot be reached.

        Raises SignInFailedError and NetworkError.
        """
        if self._followed is not None:
            return self._followed
        from aws_sso.use_cases.locate_portal import LocatePorts, locate_portal

        settings = self._instance.settings
        self._followed = locate_portal(
            LocatePorts(
                start_url=settings.start_url,
                redirect_of=self._parts.network.page,
                remembered=self.remembered(),
                trusted=self._trusted,
                regions=(settings.sso_region, *settings.sso_regions),
                warn=warn or self._parts.voice.warn,
            )
        )
        self._instance.move_to(self._followed)
        return self._followed

    def remember(self) -> None:
        """Remember the portal, if it is new; credentials of another portal are deleted."""
        before = self.remembered()
        if self._followed is None or self._followed == before:
            return
        one = self._instance
        if before and not before.is_same_portal(self._followed):
            one.records.drop_credentials()
        self._parts.files.portals.keep(
            one.name, one.settings.start_url, self._followed, self._parts.now()
        )
