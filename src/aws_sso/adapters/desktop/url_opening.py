"""Opens URLs as configured: in a browser, with a command, on the clipboard, or printed."""

import os
import threading

from aws_sso.adapters.desktop.browsers import browser_command, firefox_command
from aws_sso.adapters.desktop.terminal import note_for_later
from aws_sso.adapters.files.locations import home_folder
from aws_sso.adapters.process.detached import leave_behind
from aws_sso.adapters.process.environment import for_children
from aws_sso.annotations import Callable, Mapping, Sequence
from aws_sso.domain.console.containers import SCHEMES
from aws_sso.domain.console.url_actions import UrlChoice
from aws_sso.errors import SsoError, UsageError

_OTHERWISE = "choose another one with `--browser` or `UrlExecCommand`, or use `--url-action print`"
_LATE = "no browser has opened the page yet"
_LATE_HINT = "to see the URL, use `--url-action print`"


class UrlOpener:
    """Carries out one URL action.

    `show` prints a URL for the user. `tell` reports the result, including a browser that fails
    later. `in_container` builds the URL that opens another one in a container. `stays` is true if
    this process runs for as long as the page is valid, as it does for a sign-in.
    """

    def __init__(
        self,
        choice: UrlChoice,
        environ: Mapping[str, str],
        show: Callable[[str], None],
        tell: Callable[[str], None],
        in_container: Callable[[str], str] | None = None,
        *,
        stays: bool = False,
    ) -> None:
        self._choice = choice
        self._environ = environ
        self._show = show
        self._tell = tell
        self._in_container = in_container
        self._stays = stays
        self._watch: threading.Thread | None = None

    def open(self, url: str) -> None:
        """Open or show `url`; raises SsoError if the program cannot be started.

        The URL is a credential, so messages never contain it. It comes from a server, so only web
        pages are opened.
        """
        if not url.startswith(("https://", "http://")):
            raise SsoError(
                "the sign-in service returned a URL that is not a web page",
                "check `SSORegion` and the `AWS_ENDPOINT_URL…` variables",
            )
        action = self._choice.action
        if action == "print":
            self._show(f"Open this URL in a browser:\n\n  {url}\n")
        elif action == "printurl":
            self._show(url)
        elif action == "clip":
            from aws_sso.adapters.desktop.clipboard import copy

            copy(url, self._environ)
            self._tell("URL copied to the clipboard; paste it into a browser")
        elif action == "ansi-osc52":
            from aws_sso.adapters.desktop.clipboard import copy_by_terminal

            copy_by_terminal(url, self._environ)
            self._tell("URL copied to your terminal's clipboard; paste it into a browser")
        elif action == "exec":
            if not self._choice.command:
                raise UsageError(
                    "`--url-action exec` needs a command",
                    "set `UrlExecCommand` in config.yaml: a list with `%s` for the URL",
                )
            self._hand_over(url, self._own_command)
        elif action in SCHEMES and self._in_container:
            in_container = self._in_container
            self._hand_over(url, lambda url: self._container_command(in_container(url)))
        else:
            command = browser_command(self._browser, self._choice.profile, self._environ)
            self._hand_over(url, lambda url: [*command, url])

    def wait_for_failure(self, seconds: float) -> None:
        """Wait briefly, to report a browser that fails at once."""
        if self._watch:
            self._watch.join(seconds)

    @property
    def _browser(self) -> str | None:
        return self._expanded(self._choice.browser) if self._choice.browser else None

    def _own_command(self, url: str) -> list[str]:
        return [self._expanded(part).replace("%s", url) for part in self._choice.command]

    def _container_command(self, url: str) -> list[str]:
        if self._choice.command:
            return self._own_command(url)
        return [*firefox_command(self._browser, self._environ), url]

    def _hand_over(self, url: str, command: Callable[[str], Sequence[str]]) -> None:
        """Start a program with the URL or a one-time address."""
        if not self._choice.one_time:
            self._start(command(url))
            return
        from aws_sso.adapters.desktop.one_time_address import OneTimeAddress

        try:
            once = OneTimeAddress(url)
        except OSError as error:
            raise SsoError(
                f"cannot listen on 127.0.0.1 for the browser: {error.strerror}",
                "set `UrlOneTime: never` in config.yaml, or use `--url-action print`",
            ) from None
        try:
            self._start(command(once.address))
            if not self._stays:
                note = note_for_later()
                late = f"\n{_LATE}\nhint: {_LATE_HINT}\n"
                leave_behind(lambda: once.serve(lambda: note(late)), once.socket_number)
        except BaseException:
            once.close()
            raise
        if self._stays:
            threading.Thread(target=once.serve, args=(self._tell_late,), daemon=True).start()
        else:
            once.close()

    def _tell_late(self) -> None:
        self._tell(_LATE)
        self._tell(f"hint: {_LATE_HINT}")

    def _start(self, command: Sequence[str]) -> None:
        import subprocess

        # A separate session: closing the terminal or Ctrl-C must not end the browser, and the
        # browser's output must not reach a parsed stdout.
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env=for_children(self._environ),
            )
        except OSError as error:
            raise SsoError(
                f"cannot start `{command[0]}` to open a URL: {error.strerror}", _OTHERWISE
            ) from None

        def watch() -> None:
            code = process.wait()
            if code > 0:
                program = os.path.basename(command[0])
                self._tell(f"`{program}` failed to open a URL (exit code {code})")
                self._tell(f"hint: {_OTHERWISE}")

        # Report a failed browser, so that the user does not wait for a page that never appears.
        self._watch = threading.Thread(target=watch, daemon=True)
        self._watch.start()

    def _expanded(self, text: str) -> str:
        home = home_folder(self._environ)
        if text == "~" or text.startswith("~/"):
            text = home + text[1:]
        return text.replace("${HOME}", home).replace("$HOME", home)
