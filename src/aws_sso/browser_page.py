"""The design of all browser pages: the end of a sign-in, and the emulator's pages.

One stylesheet inside each page, no script, and nothing from elsewhere. The policy allows exactly
that stylesheet, by hash. Pages follow the light or dark theme of the browser and fit a phone.
"""

import base64
import hashlib
import html

from aws_sso.annotations import Literal

Kind = Literal["done", "failed", "expired", "question"]
"""The kind of a page: its color and icon."""

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #f5f6f8; --card: #fff; --ink: #1a1f26; --quiet: #586069; --line: #d9dde3;
  --done: #1a7f42; --failed: #b3261e; --expired: #8a5a00; --question: #1f5fbf;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --card: #1d2127; --ink: #e8eaed; --quiet: #a3abb5; --line: #353b44;
    --done: #5fd08a; --failed: #ff8a80; --expired: #f0b95a; --question: #86b4ff;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: 1.5rem 1rem;
  display: flex; flex-direction: column; align-items: center; justify-content: center;
  background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif;
}
.done { --kind: var(--done); }
.failed { --kind: var(--failed); }
.expired { --kind: var(--expired); }
.question { --kind: var(--question); }
main {
  width: 100%; max-width: 30rem; padding: 2rem; overflow-wrap: anywhere;
  background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
  border-top: .25rem solid var(--kind);
}
svg {
  display: block; width: 2.5rem; height: 2.5rem; margin-bottom: 1rem;
  fill: none; stroke: var(--kind); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round;
}
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
p:last-child { margin: 0; }
.asked { padding-top: 1rem; border-top: 1px solid var(--line); color: var(--quiet); }
.asked code { color: var(--ink); }
code, input { font: 1em/1.5 ui-monospace, monospace; }
.code { display: block; margin: .5rem 0 0; font-size: 1.75rem; letter-spacing: .1em; }
form { margin-top: 1.5rem; }
label { display: block; margin-bottom: .25rem; font-weight: 600; }
input {
  width: 100%; margin-bottom: 1rem; padding: .5rem .75rem;
  border: 1px solid var(--quiet); border-radius: .375rem;
  background: var(--paper); color: inherit;
}
button {
  min-height: 2.75rem; margin: 0 .5rem .5rem 0; padding: .5rem 1.25rem;
  border: 1px solid var(--kind); border-radius: .375rem;
  background: transparent; color: var(--kind); font: inherit; font-weight: 600; cursor: pointer;
}
button:first-of-type { background: var(--kind); color: var(--card); }
:focus-visible { outline: 3px solid var(--question); outline-offset: 2px; }
footer {
  max-width: 30rem; margin-top: 1rem; text-align: center;
  color: var(--quiet); font-size: .875rem;
}
@media (max-width: 26rem) {
  main { padding: 1.25rem; }
  button { width: 100%; }
}
"""

_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of a page without a form."""

_SIGNS = {
    "done": '<circle cx="12" cy="12" r="10"/><path d="m7.5 12.5 3 3 6-6.5"/>',
    "failed": '<circle cx="12" cy="12" r="10"/><path d="m8.5 8.5 7 7m0-7-7 7"/>',
    "expired": '<circle cx="12" cy="12" r="10"/><path d="M12 6.5V12l3.5 2.5"/>',
    "question": '<path d="M12 2.5 20 6v5.5c0 5-3.4 8.6-8 10-4.6-1.4-8-5-8-10V6z"/>'
    '<path d="m8.5 12 2.5 2.5 4.5-5"/>',
}
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} · {owner}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>{style}</style></head>
<body class="{kind}"><main>
<svg viewBox="0 0 24 24" aria-hidden="true">{sign}</svg>
<h1>{title}</h1>
{content}
</main><footer>{footer}</footer></body></html>
"""


def page(kind: Kind, title: str, content: str, footer: str, owner: str = "aws-sso") -> str:
    """Return a whole page. `content` is HTML; the other texts are plain."""
    return _PAGE.format(
        kind=kind,
        title=html.escape(title),
        owner=html.escape(owner),
        style=STYLE,
        sign=_SIGNS[kind],
        content=content,
        footer=html.escape(footer),
    )


def paragraph(text: str) -> str:
    """Return plain text as a paragraph."""
    return f"<p>{html.escape(text)}</p>"
