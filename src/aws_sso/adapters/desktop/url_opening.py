"""Opens URLs as the user wants it: a browser, a command, the clipboard, or printed."""

import os
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence

from aws_sso.adapters.desktop.browsers import browser_command, firefox_command
from aws_sso.adapters.desktop.clipboard import copy, copy_by_terminal
from aws_sso.adapters.files.locations import home_folder
from aws_sso.domain.console.containers import SCHEMES
from aws_sso.domain.console.url_actions import UrlChoice
from aws_sso.errors import SsoError, UsageError

_NOT_FOR_BROWSERS = frozenset({"AWS_SSO_FILE_PASSWORD", "AWS_SSO_OP_SERVICE_ACCOUNT_TOKEN"})
_OTHERWISE = "name another one with `--browser` or `UrlExecCommand`, or use `--url-action print`"


class UrlOpener:
    """Carries out one URL action.

    `show` prints a URL for the user, `tell` says how it went, also of a browser that failed later;
    `in_container` makes the URL that opens another one in a container.
    """

    def __init__(
        self,
        choice: UrlChoice,
        environ: Mapping[str, str],
        show: Callable[[str], None],
        tell: Callable[[str], None],
        in_container: Callable[[str], str] | None = None,
    ) -> None:
        self._choice = choice
        self._environ = environ
        self._show = show
        self._tell = tell
        self._in_container = in_container
        self._watch: threading.Thread | None = None

    def open(self, url: str) -> None:
        """Open or show `url`; raises SsoError when the program for it cannot be started.

        The URL is a credential: no message holds it. It comes from a server, so nothing but a web
        page is opened.
        """
        if not url.startswith(("https://", "http://")):
            raise SsoError(
                "the sign-in service gave an address that is no web page",
                "check `SSORegion` and the `AWS_ENDPOINT_URL…` variables",
            )
        action = self._choice.action
        if action == "print":
            self._show(f"Open this URL in a browser:\n\n  {url}\n")
        elif action == "printurl":
            self._show(url)
        elif action == "clip":
            copy(url, self._environ)
            self._tell("the URL is in the clipboard; paste it into a browser")
        elif action == "ansi-osc52":
            copy_by_terminal(url, self._environ)
            self._tell("the URL was given to your terminal's clipboard; paste it into a browser")
        elif action == "exec":
            if not self._choice.command:
                raise UsageError(
                    "`--url-action exec` needs a command",
                    "set `UrlExecCommand` in config.yaml: a list with `%s` where the URL goes",
                )
            self._start(self._own_command(url))
        elif action in SCHEMES and self._in_container:
            self._start(self._container_command(self._in_container(url)))
        else:
            browser = self._browser
            self._start([*browser_command(browser, self._choice.profile, self._environ), url])

    def wait_for_failure(self, seconds: float) -> None:
        """Give a browser that fails at once the time to be told of; a good one costs it all."""
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

    def _start(self, command: Sequence[str]) -> None:
        # Its own session: closing the terminal or Ctrl-C here must not take the browser along,
        # and what browsers print must not reach a stdout that somebody parses.
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env={n: v for n, v in self._environ.items() if n not in _NOT_FOR_BROWSERS},
            )
        except OSError as error:
            raise SsoError(
                f"cannot start `{command[0]}` to open a URL: {error.strerror}", _OTHERWISE
            ) from None

        def watch() -> None:
            code = process.wait()
            if code > 0:
                program = os.path.basename(command[0])
                self._tell(f"`{program}`, started to open a URL, ended with code {code}")
                self._tell(f"hint: {_OTHERWISE}")

        # A browser that fails must not leave the user waiting for a page that never comes.
        self._watch = threading.Thread(target=watch, daemon=True)
        self._watch.start()

    def _expanded(self, text: str) -> str:
        home = str(home_folder(self._environ))
        if text == "~" or text.startswith("~/"):
            text = home + text[1:]
        return text.replace("${HOME}", home).replace("$HOME", home)
