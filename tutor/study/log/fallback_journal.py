"""A file of lines for answers that the database would not take, until it does.

One line an entry, `{"attempt": {...}}` or `{"session": {...}}`, the fields those of `records`. It is a second
chance only: what is in it is merged into the database, and the file removed, at the next opportunity.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tutor.study.log.models import COLUMNS, SESSION_COLUMNS, Attempt, SessionRecord

Entry = Attempt | SessionRecord


def append(file: Path, entry: Entry) -> bool:
    """Put one entry at the end of `file`, durably. False where that fails: then memory alone holds it."""
    name, columns = ("attempt", COLUMNS) if isinstance(entry, Attempt) else ("session", SESSION_COLUMNS)
    line = json.dumps({name: dict(zip(columns, entry.row(), strict=True))})
    try:
        with file.open("a", encoding="utf-8") as out:
            # The newline before it: a line that a full disk cut short must not swallow this one.
            out.write(f"\n{line}\n")
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        return False
    return True


def entries(file: Path) -> tuple[list[Entry], int]:
    """What a journal holds, and how many of its lines are damaged. Raises OSError where it cannot be read.

    A line that was cut short is passed over: at the end, since its feedback was never shown, and where a full disk
    did it and the same entry comes whole after it.
    """
    if not file.is_file():  # a pipe would wait for a writer, a device may have no end
        raise OSError(errno.EINVAL, "it is not a file")
    *whole, _ = file.read_text(encoding="utf-8", errors="replace").split("\n")
    lines = [line for line in whole if line]
    found: list[Entry] = []
    damaged = 0
    for line, following in zip(lines, [*lines, ""][1:], strict=True):
        try:
            found.append(_entry(line))
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            damaged += not following.startswith(line)
    return found, damaged


def _entry(line: str) -> Entry:
    got = json.loads(line)
    if "attempt" in got:
        return Attempt.from_row([got["attempt"][name] for name in COLUMNS])
    return SessionRecord.from_row([got["session"][name] for name in SESSION_COLUMNS])


@dataclass
class Found:
    """What several journals hold. `damaged` counts the damaged lines of each that was read, `unread` says why not.

    `sizes` are those of the files before they were read.
    """

    entries: list[Entry] = field(default_factory=list)
    damaged: dict[Path, int] = field(default_factory=dict)
    unread: dict[Path, str] = field(default_factory=dict)
    sizes: dict[Path, int] = field(default_factory=dict)

    def put_away(self) -> dict[str, str]:
        """Once the entries are elsewhere: remove what was whole, set aside what was not. Sentences, by file.

        A journal that has grown since is left for the next start: its program runs, and put more into it.
        """
        self.damaged = {file: count for file, count in self.damaged.items() if not self._has_grown(file)}
        remove([file for file, count in self.damaged.items() if not count])
        said = {file.name: f"{file} cannot be read ({reason})." for file, reason in self.unread.items()}
        for file, count in self.damaged.items():
            if count:
                aside = file.with_name(f"damaged-{file.name}")
                try:
                    file.replace(aside)
                    done = f"is set aside as {aside}"
                except OSError as error:
                    done = f"could not be set aside ({error.strerror or error})"
                lines = "1 line was" if count == 1 else f"{count} lines were"
                said[file.name] = f"{lines} damaged in {file.name}, which {done}."
        return said

    def _has_grown(self, file: Path) -> bool:
        try:
            return file.stat().st_size > self.sizes[file]
        except OSError:
            return False


def read_all(files: Sequence[Path]) -> Found:
    """Every entry of several journals that can be read."""
    found = Found()
    for file in files:
        try:
            found.sizes[file] = file.stat().st_size
            read, found.damaged[file] = entries(file)
        except OSError as error:
            found.unread[file] = error.strerror or str(error)
        else:
            found.entries += read
    return found


def remove(files: Sequence[Path]) -> None:
    for file in files:
        with suppress(OSError):
            file.unlink()
