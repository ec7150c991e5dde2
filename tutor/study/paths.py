"""Where things are kept: one folder, the platform's own for data unless TUTOR_HOME names another."""

from __future__ import annotations

import os
from pathlib import Path

from tutor.errors import TutorError

# The distribution's name, not the command's: another program called tutor has a data folder of that name.
FOLDER = "backprop-tutor"
DATABASE = "attempts.sqlite3"


def home() -> Path:
    """The data folder. It may not exist yet; nothing is created by asking.

    Raises TutorError where none can be named: `~` of nobody, or no home folder at all.
    """
    chosen = os.environ.get("TUTOR_HOME", "").strip()
    try:
        if chosen:
            return Path(chosen).expanduser().absolute()
        from platformdirs import user_data_path  # 8 ms, and only where no folder was named

        found = user_data_path(FOLDER, appauthor=False)
        if not found.is_absolute():
            raise RuntimeError("this user has no home folder")
        return found
    except (RuntimeError, OSError) as error:  # nobody's home, or a relative path in a folder that has been deleted
        wanted = f"TUTOR_HOME is `{chosen}`, which is no folder" if chosen else "there is no folder for your answers"
        reason = error.strerror if isinstance(error, OSError) else str(error)
        said = f"{wanted} ({str(reason).rstrip('.').lower()}): set TUTOR_HOME to the path of a folder"
        raise TutorError(said, title="No folder for your answers") from error


def database() -> Path:
    """The file that holds every attempt."""
    return home() / DATABASE


def sidecars(path: Path) -> list[Path]:
    """The files that SQLite may keep beside a database: what is in them is part of it."""
    return [path.with_name(f"{path.name}{suffix}") for suffix in ("-wal", "-shm", "-journal")]


def unsaved(folder: Path) -> list[Path]:
    """Journals of answers that could not be put into the database when they were given, oldest name first."""
    return sorted(folder.glob("unsaved-*.jsonl"))


def free_name(path: Path, addition: str = "") -> Path:
    """`path`, with `-ADDITION` and if need be a number behind its name, so that nothing is there yet."""
    stem = f"{path.stem}-{addition}" if addition else path.stem
    number = 1
    while True:
        found = path.with_name(f"{stem}{'' if number == 1 else f'-{number}'}{path.suffix}")
        if not os.path.lexists(found):
            return found
        number += 1
