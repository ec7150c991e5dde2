"""What is listed of a network file without reading it: its title and its first comment."""

from __future__ import annotations

import re
from typing import NamedTuple

ENDING = ".net"
_LOOKED_AT = 2048
"""The bytes of a file that are looked at: a listing reads no more of any."""
_TITLE = re.compile(r"^[ \t]*title[ \t:]+(\S[^\n#]*)", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*#+[ \t]*(\S[^\n]*)", re.MULTILINE)


class FileHead(NamedTuple):
    """The title of a network file, and its first line that is a comment; empty where it has none."""

    title: str
    comment: str


def file_head(path: str) -> FileHead:
    """The head of the file at ``path``. Raises OSError where it cannot be opened."""
    with open(path, "rb") as file:
        text = file.read(_LOOKED_AT).decode("utf-8-sig", "replace").replace("\r", "\n")
    return FileHead(*(found[1].strip() if found else "" for found in (_TITLE.search(text), _COMMENT.search(text))))
