"""What is typed or pasted to be marked: the file of a path, read with bounds, or a text of several lines."""

from __future__ import annotations

import os
import re
import stat
from contextlib import suppress
from itertools import islice

from tutor.errors import TutorError
from tutor.terminal_text import printable_line

PASTED = "pasted page"
PASTED_CODE = "pasted.py"
MOST_PASTED = 1_000_000
"""Characters of a paste."""
MOST_LOOKED_AT = 5_000
"""Entries of a folder."""
_CODE = re.compile(r"^\s*(?:import|from|def|for|class)\s+\w+.*|^\s*\w+\s*=.*\b(?:np|torch)\.\w", re.MULTILINE)
_FORMULAS = re.compile(r"\$|\\[a-zA-Z]+|^#{1,6} |^```", re.MULTILINE)


def name_of_paste(text: str) -> str:
    """What a pasted page is called; its end says that it is code, where it has the marks of code and none of a page."""
    return PASTED_CODE if _CODE.search(text) and not _FORMULAS.search(text) else PASTED


def path_of(typed: str) -> str:
    """The path that was typed: without the quotes that a file manager puts around it, with the home folder for `~`."""
    plain = typed.strip()
    if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "'\"":
        plain = plain[1:-1]
    return os.path.expanduser(plain)


def completed(typed: str) -> str | None:
    """The first path in the order of names that begins as typed and is a folder or a page; None where none is."""
    from tutor.submission.page_file import PAGES

    folder, slash, start = typed.rpartition("/")
    found = []
    with suppress(OSError, ValueError), os.scandir(path_of(folder + slash) or ".") as entries:
        for entry in islice(entries, MOST_LOOKED_AT):
            name = entry.name
            hidden = name.startswith(".") and not start
            if not hidden and name.startswith(start) and name.isprintable():
                if entry.is_dir():
                    found.append(f"{name}/")
                elif name.lower().endswith(PAGES):
                    found.append(name)
    return folder + slash + min(found) if typed.strip() and found else None


def read_page(typed: str) -> tuple[str, str]:
    """The text of the file at a path, and its name. Raises TutorError in one sentence for what is no page."""
    from tutor.submission.page_file import MOST_BYTES, page_text

    path = path_of(typed)
    shown = f"`{printable_line(typed.strip())}`"
    try:
        kind = os.stat(path).st_mode
        if stat.S_ISDIR(kind):
            raise TutorError(f"{shown} is a folder: one of its files is wanted", title="No page")
        if not stat.S_ISREG(kind):
            raise TutorError(f"{shown} is not a file", title="No page")
        with open(path, "rb") as file:
            data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise TutorError(f"{shown} is not there", title="No page") from None
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise TutorError(f"{shown} cannot be read: {reason}", title="No page") from error
    return page_text(data, shown), os.path.basename(path)
