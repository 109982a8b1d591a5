"""The pages that a person sees in the browser."""

import html
from collections.abc import Mapping

from starlette.responses import HTMLResponse

from aws_sso import browser_page

_OWNER = "aws-sso emulator"
_FOOTER = "Emulated AWS access portal: a test environment on this machine, not AWS."
# A form's answer may redirect to a program that listens on loopback.
_POLICY = browser_page.POLICY.replace(
    "form-action 'none'", "form-action 'self' http://127.0.0.1:* http://localhost:*"
)


def page(kind: browser_page.Kind, title: str, content: str, status: int = 200) -> HTMLResponse:
    """Return a page; `content` is HTML."""
    text = browser_page.page(kind, title, content, _FOOTER, _OWNER)
    return HTMLResponse(text, status, {"Content-Security-Policy": _POLICY})


def question(
    title: str, text: str, action: str, fields: Mapping[str, str], names: tuple[str, str]
) -> HTMLResponse:
    """Return a page with two buttons that post `decision=allow` or `decision=deny`.

    `text` is HTML.
    """
    hidden = "".join(
        f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
        for name, value in fields.items()
    )
    allow, deny = names
    return page(
        "question",
        title,
        f'<p>{text}</p><form method="post" action="{html.escape(action)}">{hidden}'
        f'<button name="decision" value="allow" id="allow">{allow}</button>'
        f'<button name="decision" value="deny" id="deny">{deny}</button></form>',
    )


def code_entry(action: str) -> HTMLResponse:
    """Return the page for typing a user code."""
    return page(
        "question",
        "Enter the code",
        f'<form method="get" action="{action}"><label for="user_code">Code from your terminal'
        '</label><input id="user_code" name="user_code" autocomplete="off" '
        'autocapitalize="characters" spellcheck="false" required autofocus>'
        "<button>Next</button></form>",
    )


def notice(
    title: str, text: str, status: int = 200, kind: browser_page.Kind | None = None
) -> HTMLResponse:
    """Return a page with a message; `text` is plain."""
    kind = kind or ("done" if status < 400 else "failed")
    return page(kind, title, browser_page.paragraph(text), status)
