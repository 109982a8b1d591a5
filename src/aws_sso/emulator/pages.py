"""The pages that a person sees in the browser."""

import html
from collections.abc import Mapping

from starlette.responses import HTMLResponse

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title><link rel="icon" href="data:,">
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:36em;margin:10vh auto;padding:0 1em}}
button{{font:inherit;padding:.4em 1.2em;margin-right:.6em}}code{{font-size:1.3em}}</style></head>
<body><p>Emulated AWS access portal</p><h1>{title}</h1>{content}</body></html>
"""


def page(title: str, content: str, status: int = 200) -> HTMLResponse:
    """Return a page; `content` is HTML."""
    return HTMLResponse(_PAGE.format(title=html.escape(title), content=content), status)


def question(
    title: str, text: str, action: str, fields: Mapping[str, str], names: tuple[str, str]
) -> HTMLResponse:
    """Return a page with two buttons that post `decision=allow` or `decision=deny`."""
    hidden = "".join(
        f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
        for name, value in fields.items()
    )
    allow, deny = names
    return page(
        title,
        f'<p>{text}</p><form method="post" action="{html.escape(action)}">{hidden}'
        f'<button name="decision" value="allow" id="allow">{allow}</button>'
        f'<button name="decision" value="deny" id="deny">{deny}</button></form>',
    )


def code_entry(action: str) -> HTMLResponse:
    """Return the page on which a user code is typed."""
    return page(
        "Authorization requested",
        f'<p>Enter the code that your terminal shows.</p><form method="get" action="{action}">'
        '<input name="user_code" autofocus autocomplete="off"> <button>Next</button></form>',
    )


def notice(title: str, text: str, status: int = 200) -> HTMLResponse:
    """Return a page that only says something; `text` is plain."""
    return page(title, f"<p>{html.escape(text)}</p>", status)
