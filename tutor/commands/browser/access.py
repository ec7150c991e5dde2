"""Who may use the server: the token of the address, and the names and origins that requests give."""

from __future__ import annotations

import re
from hmac import compare_digest
from urllib.parse import urlsplit

from aiohttp import web

HOST = re.compile(r"[\w.\-]+(:\d{1,5})?|\[[0-9A-Fa-f:.%]+\](:\d{1,5})?", re.ASCII)


class Access:
    """Refuses requests that do not come from the server's own page.

    With a `token`, the page and its websocket need it. With `names`, those are all that the machine may be called:
    a foreign site whose name was pointed at this machine would otherwise be let in by the browser (DNS rebinding).
    """

    def __init__(self, token: str | None, names: frozenset[str] | None) -> None:
        self._token = token
        self._names = names

    def check_host(self, request: web.Request) -> None:
        """Raise HTTPForbidden where the request calls this machine by a name that it does not have."""
        if not HOST.fullmatch(request.host):
            raise web.HTTPForbidden(text="This is no name of a machine.")
        if self._names is not None and urlsplit(f"//{request.host}").hostname not in self._names:
            raise web.HTTPForbidden(text="This machine is not called that.")

    def check_page(self, request: web.Request) -> None:
        """Raise HTTPForbidden where another site's page asks for ours, or where the token is not right."""
        if "Origin" in request.headers:
            self._check_origin(request)
        self._check_token(request)

    def check_socket(self, request: web.Request) -> None:
        """Raise HTTPForbidden unless our own page asks: browsers always say which page opens a websocket."""
        self._check_origin(request)
        self._check_token(request)

    def _check_origin(self, request: web.Request) -> None:
        scheme, _, place = request.headers.get("Origin", "").partition("://")
        if scheme not in ("http", "https") or place.lower() != request.host.lower():
            raise web.HTTPForbidden(text="This page is not the tutor's.")

    def _check_token(self, request: web.Request) -> None:
        if self._token is None:
            return
        given = request.query.get("token", "")
        if not compare_digest(given.encode("utf-8", "replace"), self._token.encode()):
            raise web.HTTPForbidden(
                text="The address is not complete: open it with the token that `tutor serve` printed with it."
            )
