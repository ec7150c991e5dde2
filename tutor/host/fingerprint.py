"""A fingerprint of the files and version of an installed plugin, without importing it.

The version alone does not do: of an editable install the files change while the version stays.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from hashlib import sha256
from importlib.util import find_spec

from tutor.host.discovery import EntryPoint, scan

MOST_FILES = 2000
MOST_BYTES = 1_000_000
"""Python files up to this size are read; of larger ones, and of data, size and time of change have to do."""


def fingerprint(entry: EntryPoint) -> str:
    """A digest of a plugin's version and files, of the tutor's version and of Python's."""
    digest = sha256()
    ours = {other.version for other in scan() if other.bundled}
    for part in (*entry, *ours, sys.version):
        digest.update(part.encode() + b"\0")
    for count, path in enumerate(_files(entry.module)):
        if count >= MOST_FILES:
            break
        digest.update(path.encode("utf-8", "surrogateescape") + b"\0" + _state(path) + b"\0")
    return digest.hexdigest()


def _files(module: str) -> Iterator[str]:
    """All files of the package that a module belongs to, in an order that stays."""
    try:
        spec = find_spec(module.partition(".")[0])
    except (ImportError, ValueError):  # no such module, or one that was made without a spec
        return
    if spec is None:
        return
    for folder in spec.submodule_search_locations or ():
        for inside, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            yield from (os.path.join(inside, name) for name in sorted(names))
    if not spec.submodule_search_locations and spec.origin:
        yield spec.origin


def _state(path: str) -> bytes:
    try:
        found = os.stat(path)
        if path.endswith(".py") and found.st_size <= MOST_BYTES:
            with open(path, "rb") as file:
                return file.read()
    except OSError:
        return b"not readable"
    return f"{found.st_size} {found.st_mtime_ns}".encode()
