"""Bringing plugins into the running environment and taking them out."""

from __future__ import annotations

import os
import re
import site
import sys
from collections.abc import Iterable, Sequence
from importlib import invalidate_caches

from tutor.errors import TutorError, did_you_mean
from tutor.host import installer
from tutor.host.discovery import BUNDLED, installed, normalise, scan

_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_PROJECT = ("pyproject.toml", "setup.py", "setup.cfg")


def install(requirements: Sequence[str], *, upgrade: bool = False, editable: bool = False) -> list[str]:
    """Install packages, by name, path or address, and return the names of the plugins that they hold.

    What the installer prints goes to stderr. Raises TutorError if it fails, if there is no installer, or for what is
    not the name, path or address of a package.
    """
    for text in requirements:
        _check(text, editable=editable)
    before = installed()
    options = ["--upgrade"] if upgrade else []
    wanted = [part for text in requirements for part in (["--editable", text] if editable else [text])]
    installer.run(["install", *options, *wanted], f"{' '.join(requirements)} could not be installed")
    _look_again()
    named = {normalise(found[1]) for text in requirements if (found := _NAME.match(text))}
    after = installed()
    return [
        entry.name
        for distribution, state in after.items()
        if state != before.get(distribution) or distribution in named
        for entry in state.entries
    ]


def uninstall(names: Iterable[str]) -> list[str]:
    """Uninstall the distributions that these plugins came with, and return the distributions' names.

    A distribution may be named as well as a plugin. Raises TutorError for an unknown or a bundled one.
    """
    entries = scan()
    known = {entry.name: entry.distribution for entry in entries}
    known |= {entry.distribution: entry.distribution for entry in entries}
    found: dict[str, None] = {}
    for name in names:
        distribution = known.get(name) or known.get(normalise(name))
        if distribution is None:
            guess = did_you_mean(name, known) or ": `tutor plugins` names all"
            raise TutorError(f"there is no plugin `{name}`{guess}", title="Unknown plugin")
        if distribution == BUNDLED:
            raise TutorError(f"`{name}` came with the tutor and leaves only with it", title="Bundled plugin")
        found[distribution] = None
    installer.run(["uninstall", *found], f"{' '.join(found)} could not be uninstalled", yes=True)
    return list(found)


def _look_again() -> None:
    """Let this process see what was installed: path files of editable installs are read only when Python starts."""
    known = [*site.getsitepackages(), *([site.getusersitepackages()] if site.ENABLE_USER_SITE else [])]
    for folder in known:
        if folder in sys.path:
            site.addsitedir(folder)
    invalidate_caches()


def _check(text: str, *, editable: bool) -> None:
    """Refuse options, and paths that cannot be meant. Raises TutorError."""
    if not text.strip() or text.startswith("-"):
        raise TutorError(f"`{text}` is not the name, path or address of a package", title="Not a package")
    path = os.path.expanduser(text)
    folder, bare = os.path.isdir(path), _NAME.fullmatch(text) is not None
    if folder and bare and not editable and _is_project(path):
        raise TutorError(
            f"`{text}` would be looked up in the package index; for the folder that is here say `./{text}`",
            title="A name or a folder",
        )
    if folder and (editable or not bare) and not _is_project(path):
        raise TutorError(
            f"`{text}` is a folder without a pyproject.toml: `tutor plugins new NAME` writes a package",
            title="Not a package",
        )
    if editable and not folder and "://" not in text:
        what = "is a file" if os.path.exists(path) else "is not here"
        raise TutorError(f"`{text}` {what}: --editable takes the folder of a package", title="Not a folder")
    looks_like_path = text.startswith((".", "~", "/")) or text.endswith((".whl", os.sep))
    if looks_like_path and "://" not in text and not os.path.exists(path):
        raise TutorError(f"`{text}` is not here", title="No such file")


def _is_project(folder: str) -> bool:
    return any(os.path.exists(os.path.join(folder, name)) for name in _PROJECT)
