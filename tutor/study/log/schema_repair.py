"""Gives a damaged database a sound description of its tables: without one, no row of it can be found.

Every database is made by the same migrations, so its tables begin at the same pages as those of a new one of the same
page size. The pages of a new one that hold the description are written over those of the damaged one.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from tutor.study.log import schema

_HEADER = 100
_SIZES = tuple(1 << power for power in range(9, 17))


def write_over(damaged: Path, scratch: Path) -> None:
    """Replace the description in the file `damaged`, a copy. `scratch` is a name for a new database, taken away again.

    Raises OSError where there is no room.
    """
    content = bytearray(damaged.read_bytes())
    size = int.from_bytes(content[16:18], "big")
    size = 65536 if size == 1 else size
    if content[:16] != b"SQLite format 3\0" or size not in _SIZES:
        return
    scratch.unlink(missing_ok=True)
    try:
        with closing(schema.connect(scratch)) as new:
            new.execute(f"PRAGMA page_size = {size}")
            schema.migrate(new)
            roots = {row[0] for row in new.execute("SELECT rootpage FROM sqlite_master")}
        model = scratch.read_bytes()
    finally:
        scratch.unlink(missing_ok=True)
    if len(content) < len(model):
        return
    # The counters in the file's header stay; the first page behind it is the root of the description.
    content[_HEADER:size] = model[_HEADER:size]
    for page in range(2, len(model) // size + 1):
        if page not in roots:
            content[(page - 1) * size : page * size] = model[(page - 1) * size : page * size]
    damaged.write_bytes(content)
