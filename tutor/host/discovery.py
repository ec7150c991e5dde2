"""Which plugins are installed, without importing any of them.

The entry points of the group `tutor` are read straight from the `entry_points.txt` files on `sys.path`:
`importlib.metadata` does the same but takes 35 ms to import, which is half of what a whole command takes (and
`pathlib` takes 3 ms).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

GROUP = "tutor"
BUNDLED = "backprop-tutor"


class EntryPoint(NamedTuple):
    """One installed plugin: its name, the module to import, and the distribution it came with."""

    name: str
    module: str
    distribution: str
    version: str

    @property
    def bundled(self) -> bool:
        """Whether it came with the tutor itself."""
        return self.distribution == BUNDLED


class Installed(NamedTuple):
    """A distribution with plugins: its metadata folder, when that was written, and the plugins."""

    folder: str
    written: int
    entries: tuple[EntryPoint, ...]


def scan(paths: Sequence[str] | None = None) -> list[EntryPoint]:
    """All plugins on `paths` (`sys.path` by default), bundled ones first, then by name."""
    return sorted(
        (entry for found in installed(paths).values() for entry in found.entries),
        key=lambda entry: (not entry.bundled, entry.name, entry.distribution),
    )


def installed(paths: Sequence[str] | None = None) -> dict[str, Installed]:
    """The distributions with plugins on `paths` (`sys.path` by default), by name.

    Of a distribution that is found twice the first on the path counts, as it does for imports.
    """
    found: dict[str, Installed] = {}
    for folder in sys.path if paths is None else paths:
        for info in _metadata_folders(folder or os.curdir):
            text = _read(info, "entry_points.txt")
            if GROUP not in text:
                continue
            distribution, version = _identity(info)
            if distribution not in found:
                entries = [
                    EntryPoint(name, module, distribution, version) for name, module in _group(text.splitlines())
                ]
                found[distribution] = Installed(info, os.stat(info).st_mtime_ns, tuple(entries))
    return found


def normalise(distribution: str) -> str:
    """A distribution's name in the one spelling that PyPI compares by."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def _metadata_folders(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
    except OSError:  # a path that is a zip file, is gone, or may not be read holds no folder of ours
        return []
    return [os.path.join(folder, name) for name in sorted(names)]


def _read(info: str, name: str) -> str:
    try:
        # Unbuffered bytes: of a hundred distributions most have no such file or nothing for us in it.
        with open(os.path.join(info, name), "rb", buffering=0) as file:
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""


def _group(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The `name = module` pairs of our section of an `entry_points.txt`."""
    inside = False
    for raw in lines:
        line = raw.strip()
        if line.startswith("["):
            inside = line == f"[{GROUP}]"
        elif inside and "=" in line and not line.startswith(("#", ";")):
            name, _, module = line.partition("=")
            if name.strip():
                yield name.strip(), module.split("[")[0].strip()


def _identity(info: str) -> tuple[str, str]:
    fields: dict[str, str] = {}
    for line in (_read(info, "METADATA") or _read(info, "PKG-INFO")).splitlines():
        if not line.strip():
            break
        key, _, value = line.partition(":")
        fields.setdefault(key.lower(), value.strip())
    stem = os.path.basename(info).rsplit(".", 1)[0]
    name, _, version = stem.partition("-")
    return normalise(fields.get("name", name)), fields.get("version", version.split("-")[0])
