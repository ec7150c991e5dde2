"""The page: textual-serve's terminal, which takes the keyboard by itself and fetches nothing from elsewhere."""

from __future__ import annotations

import secrets
from html import escape
from importlib.resources import files
from string import Template
from typing import Final

from aiohttp import web

from tutor.commands.browser.messages import within

FONT: Final = (8, 72)
FONT_SIZE: Final = 16

# Nothing is fetched from other machines: nothing of what is typed leaves this one.
POLICY: Final = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; "
    "connect-src 'self' ws://{host} wss://{host}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
)


def page(request: web.Request) -> web.Response:
    """The page for one visitor, with addresses by the name that the browser called the server by."""
    nonce = secrets.token_urlsafe(16)
    base = f"{request.scheme}://{request.host}/"
    text = Template(files(__package__).joinpath("page.html").read_text(encoding="utf-8")).substitute(
        static=escape(f"{base}static/"),
        socket=escape(f"{base.replace('http', 'ws', 1)}ws"),
        font=within(request.query.get("fontsize"), FONT, FONT_SIZE),
        nonce=nonce,
    )
    headers = {
        "Content-Security-Policy": POLICY.format(nonce=nonce, host=request.host),
        "Cache-Control": "no-store",
    }
    return web.Response(text=text, content_type="text/html", headers=headers)
