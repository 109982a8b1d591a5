"""What the picker is made of: the roles of an instance, and how they were used."""

from typing import TYPE_CHECKING

from aws_sso.cli.output import warn
from aws_sso.cli.reports.refresh import report_refresh
from aws_sso.domain.profiles.names import PLAIN
from aws_sso.domain.roles.roles import Role
from aws_sso.domain.roles.search import Candidate
from aws_sso.domain.roles.tags import account_label
from aws_sso.domain.text.printable import printable
from aws_sso.errors import PickerLeftError, SsoError, UsageError

if TYPE_CHECKING:
    from aws_sso.cli.picker.picker import Look, Picked
    from aws_sso.parts.instance import Instance
    from aws_sso.parts.parts import Parts


def pick(parts: "Parts", instance: "Instance", account: str | None = None) -> "Picked":
    """Let the user pick a role of an instance, of one account if given.

    Raises UsageError without a terminal, PickerLeftError if the user left without a choice.
    """
    return _Picking(parts, instance).pick(account)


class _Picking:
    """Lets the user pick a role of an instance."""

    def __init__(self, parts: "Parts", instance: "Instance") -> None:
        self._parts = parts
        self._instance = instance

    def pick(self, account: str | None = None) -> "Picked":
        """Return what was picked, of one account's roles if given.

        Raises UsageError without a terminal, PickerLeftError if the user left without a choice.
        """
        environ = self._parts.environ
        if not self._parts.desktop.has_terminal() or environ.get("TERM", "") in ("", "dumb"):
            raise UsageError(
                "there is no terminal on which a role could be picked",
                "name one with `--profile`; `aws-sso list` shows them all",
            )
        self._refresh_if_stale()
        candidates = self.candidates(account)
        from aws_sso.cli.picker.picker import Picker

        picker = Picker(candidates, self._parts.now(), self._look(), self._copy)
        try:
            with self._parts.desktop.terminal() as (source, screen):
                picked = picker.run(source, screen)
        except EOFError:
            picked = None
        if picked is None:
            raise PickerLeftError("no role was picked")
        return picked

    def candidates(self, account: str | None = None) -> list[Candidate]:
        """Return the roles to choose from, with what is known of their use."""
        expiries = self._instance.records.credential_expiries()
        uses = {use.arn: use for use in self._instance.roles.recently_used()}
        shows_profile = self._parts.settings.profile_format != PLAIN
        primary = self._instance.primary_tags
        labels: dict[str, str] = {}
        found = []
        for role in self._instance.roles.known():
            if account is not None and role.account_id != account:
                continue
            use = uses.get(role.arn)
            found.append(
                Candidate(
                    role,
                    self._label(role, primary, labels),
                    use.last if use else 0,
                    use.times if use else 0,
                    expiries.get(role.arn, 0),
                    shows_profile or role.own_profile is not None,
                )
            )
        return found

    def _label(self, role: Role, primary: tuple[str, ...], known: dict[str, str]) -> str:
        """Return what to call a role's account; worked out once for those without own tags."""
        if role.tags:
            return printable(account_label(role, primary))
        label = known.get(role.account_id)
        if label is None:
            label = known[role.account_id] = printable(account_label(role, primary))
        return label

    def _refresh_if_stale(self) -> None:
        if not self._instance.roles.are_stale():
            return
        try:
            report_refresh(
                self._instance.roles.fetch(may_ask=self._parts.settings.auto_login), brief=True
            )
        except SsoError as error:
            if self._instance.roles.refreshed is None:
                raise
            warn(f"the roles are old: {error.message}")

    def _look(self) -> "Look":
        from aws_sso.cli.picker.colors import style_rules, unknown_colors
        from aws_sso.cli.picker.picker import Look

        settings = self._parts.settings
        for problem in unknown_colors(settings.prompt_colors):
            warn(problem)
        return Look(
            f"{self._parts.purpose} ({self._instance.name})",
            style_rules(settings.prompt_colors, colored=not self._parts.environ.get("NO_COLOR")),
            settings.first_tag,
            settings.full_text_search,
        )

    def _copy(self, text: str) -> str:
        try:
            self._parts.desktop.copy(text)
        except SsoError as error:
            return error.message
        return f"copied {text}"
