"""Networks that are kept in the data folder, and beside each a draft of what is not saved yet."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from itertools import count

from tutor.atomic_file import creating, replacing
from tutor.errors import TutorError
from tutor.host.network_files import data_folder, found_at
from tutor.problems.network.file_head import ENDING, head_of

NEW = ""
"""The name of a network that was never saved."""
_DRAFT = ".draft"
_LONGEST_NAME = 60


def text_of(name: str) -> str:
    """The text of the network file of that name. Raises TutorError where it cannot be read."""
    from tutor.problems.network.file_text import file_text

    return file_text(found_at(name), name)


def save(text: str, name: str = NEW, was: str = "") -> str:
    """Write a network, whole or not at all, and return the name it is kept under; its draft is dropped.

    The file of that ``name`` is replaced if it still holds what it ``was`` when it was opened. Else, and for a new
    network, the name is made from the title, and another one is taken where a network of that name is there. Raises
    TutorError where it cannot be written.
    """
    try:
        kept = name if name != NEW and _holds(found_at(name), was) else ""
        if kept:
            with replacing(found_at(name)) as file:
                file.write(text)
        else:
            kept = _created(text)
    except OSError as error:
        raise TutorError(f"it cannot be saved: {_reason(error)}", title="Not saved") from error
    drop_draft(name)
    return kept


def delete(name: str) -> None:
    """Remove a network from the data folder, with its draft. Raises TutorError where that is not possible."""
    path = os.path.join(data_folder(), name)
    if not is_kept(name):
        raise TutorError(f"{name} is not in the data folder: delete it where it is", title="Not deleted")
    try:
        os.unlink(path)
    except OSError as error:
        raise TutorError(f"{name} cannot be deleted: {_reason(error)}", title="Not deleted") from error
    drop_draft(name)


def is_kept(name: str) -> bool:
    """Whether the network of that name is one of the data folder."""
    return os.path.basename(name) == name and found_at(name) == os.path.join(data_folder(), name)


def draft(name: str) -> str | None:
    """What was typed last and is not saved; None where there is nothing."""
    from tutor.problems.network.file_text import file_text

    with suppress(TutorError):
        return file_text(_draft_path(name), name)
    return None


def drafts() -> Iterator[tuple[str, str]]:
    """All drafts, each with the name of its network, which is empty where that is new or lies elsewhere."""
    from tutor.problems.network.file_text import file_text

    with suppress(OSError):
        for file in sorted(os.listdir(data_folder())):
            if file.endswith(_DRAFT):
                name = file.removesuffix(_DRAFT)
                with suppress(TutorError):
                    yield name if name.endswith(ENDING) else NEW, file_text(os.path.join(data_folder(), file), name)


def keep_draft(name: str, text: str) -> None:
    """Keep what is typed until it is saved. Raises OSError where it cannot be written."""
    os.makedirs(data_folder(), exist_ok=True)
    with replacing(_draft_path(name)) as file:
        file.write(text)


def drop_draft(name: str) -> None:
    """Forget what was typed: it is saved, or not wanted."""
    with suppress(OSError):
        os.unlink(_draft_path(name))


def _created(text: str) -> str:
    """Write a new file under the first name that is free, and return it."""
    os.makedirs(data_folder(), exist_ok=True)
    stem = _stem(head_of(text).title)
    for number in count(1):
        name = f"{stem}{'' if number == 1 else f'-{number}'}{ENDING}"
        if os.path.lexists(name):  # a file of the current folder would hide it
            continue
        with suppress(FileExistsError):
            with creating(os.path.join(data_folder(), name)) as file:
                file.write(text)
            return name
    raise AssertionError("there is always a free number")


def _stem(title: str) -> str:
    """A title as the name of a file: small letters and digits of ASCII, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall("[a-z0-9]+", plain))[:_LONGEST_NAME].strip("-") or "network"


def _holds(path: str, text: str) -> bool:
    """Whether the file at a path has this text and no other."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            return file.read(len(text) + 1) == text
    except (OSError, UnicodeDecodeError):
        return False


def _draft_path(name: str) -> str:
    """Where the draft of a network is kept: for one that lies elsewhere, under a name made of its whole path."""
    if name == NEW:
        own = "new"
    elif is_kept(name):
        own = name
    else:
        own = hashlib.sha256(os.fsencode(os.path.abspath(name))).hexdigest()[:24]
    return os.path.join(data_folder(), f"{own}{_DRAFT}")


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
