"""What is listed of a network file without reading it: its title and its first comment."""

from __future__ import annotations

import re
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily

ENDING = ".net"
_LOOKED_AT = 2048
"""The bytes of a file that are looked at: a listing reads no more of any."""
_TITLE = lazily(r"^[ \t]*title[ \t:]+(\S[^\n#]*)", re.MULTILINE)
_COMMENT = lazily(r"^[ \t]*#+[ \t]*(\S[^\n]*)", re.MULTILINE)


class FileHead(NamedTuple):
    """The title of a network file, and its first line that is a comment; empty where it has none."""

    title: str
    comment: str


def file_head(path: str) -> FileHead:
    """The head of the file at ``path``. Raises OSError where it cannot be opened."""
    with open(path, "rb") as file:
        return head_of(file.read(_LOOKED_AT).decode("utf-8-sig", "replace"))


def head_of(text: str) -> FileHead:
    """The head of the text of a network file."""
    plain = text[:_LOOKED_AT].replace("\r", "\n")
    return FileHead(*(found[1].strip() if found else "" for found in (_TITLE.search(plain), _COMMENT.search(plain))))
