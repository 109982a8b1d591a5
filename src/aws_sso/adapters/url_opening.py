"""Opens URLs as the user wants it: a browser, a command, or printed."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence

from aws_sso.adapters.surroundings import is_wsl
from aws_sso.errors import SsoError, UsageError

_NOT_FOR_BROWSERS = frozenset({"AWS_SSO_FILE_PASSWORD", "AWS_SSO_OP_SERVICE_ACCOUNT_TOKEN"})
AVAILABLE = ("open", "exec", "print", "printurl")


class UrlOpener:
    """Carries out one URL action.

    `command` is the program and arguments for `exec`, one of them with `%s`; `browser` overrides
    the default browser of `open`; `show` prints for the user.
    """

    def __init__(
        self,
        action: str,
        browser: str | None,
        command: Sequence[str],
        environ: Mapping[str, str],
        show: Callable[[str], None],
    ) -> None:
        self._action = action
        self._browser = browser
        self._command = command
        self._environ = environ
        self._show = show

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
        if self._action == "print":
            self._show(f"Open this URL in a browser:\n\n  {url}\n")
        elif self._action == "printurl":
            self._show(url)
        elif self._action == "exec":
            if not self._command:
                raise UsageError(
                    "`--url-action exec` needs a command",
                    "set `UrlExecCommand` in config.yaml: a list with `%s` where the URL goes",
                )
            self._start([self._expanded(part).replace("%s", url) for part in self._command])
        elif self._action == "open":
            self._start([*self._browser_command(), url])
        else:
            raise UsageError(
                f"the URL action `{self._action}` is not available",
                f"these are: {', '.join(AVAILABLE)}",
            )

    def _browser_command(self) -> list[str]:
        if self._browser:
            program = self._expanded(self._browser)
            if sys.platform == "darwin" and "/" not in program:
                return ["open", "-a", program]
            return [program]
        if sys.platform == "darwin":
            return ["open"]
        if sys.platform == "win32":
            return ["rundll32", "url.dll,FileProtocolHandler"]
        candidates = ["wslview", "xdg-open"] if is_wsl(self._environ) else ["xdg-open"]
        for program in (*candidates, "x-www-browser", "firefox", "chromium", "google-chrome"):
            if shutil.which(program, path=self._environ.get("PATH")):
                return [program]
        raise SsoError(
            "there is no browser here that can be opened",
            "name one with `--browser`, or use `--url-action print`",
        )

    def _start(self, command: list[str]) -> None:
        # Its own session: closing the terminal or Ctrl-C here must not take the browser along,
        # and what browsers print must not reach a stdout that somebody parses.
        try:
            subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env={n: v for n, v in self._environ.items() if n not in _NOT_FOR_BROWSERS},
            )
        except OSError as error:
            raise SsoError(
                f"cannot start `{command[0]}` to open a URL: {error.strerror}",
                "name another one with `--browser` or `UrlExecCommand`, "
                "or use `--url-action print`",
            ) from None

    def _expanded(self, text: str) -> str:
        home = self._environ.get("HOME") or os.path.expanduser("~")
        if text == "~" or text.startswith("~/"):
            text = home + text[1:]
        return text.replace("${HOME}", home).replace("$HOME", home)
