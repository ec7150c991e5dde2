"""Files that apps hand to their visitors: held in memory until they are fetched, once each."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from aiohttp import web

FILES: Final = 4
"""As many are kept for one visitor; then the oldest goes."""


@dataclass(frozen=True)
class File:
    """What is downloaded under which name."""

    name: str
    data: bytes

    def response(self) -> web.Response:
        """The file as a browser saves it: never shown as a page of ours."""
        return web.Response(
            body=self.data,
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": f"attachment; filename*=UTF-8''{quote(self.name, safe='')}",
                "Cache-Control": "no-store",
            },
        )


class Downloads:
    """The files of all visitors, each under a key that only its visitor is told."""

    def __init__(self) -> None:
        self._files: dict[str, File] = {}

    def add(self, file: File, keys: list[str]) -> str:
        """Keep a file for the visitor who has been given `keys` so far, and return its own key."""
        key = secrets.token_urlsafe(24)
        self._files[key] = file
        keys.append(key)
        if len(keys) > FILES:
            self.drop(keys, FILES)
        return key

    def take(self, key: str) -> File | None:
        """The file of a key, the first time it is asked for."""
        return self._files.pop(key, None)

    def drop(self, keys: list[str], kept: int = 0) -> None:
        """Forget the files of a visitor but the `kept` newest."""
        while len(keys) > kept:
            self._files.pop(keys.pop(0), None)
