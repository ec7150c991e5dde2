"""How many questions there are about problems whose steps are derived: found once, kept in the data folder.

To derive the steps of all networks takes seconds, too long for a list of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from tutor.atomic_file import replacing
from tutor.errors import TutorError
from tutor.problems.contract.problem import Problem
from tutor.problems.network.network import Network
from tutor.study import paths

FILE = "question-counts.json"
_MOST = 5_000
"""Counts that are kept; beyond it all are found again."""


def counted(problems: Iterable[Problem], version: str) -> dict[str, int]:
    """The counts that are known, by the problems' ids; 0 where the steps cannot be derived.

    They are those that this ``version`` of tutor has found: another one may derive other steps.
    """
    kept = _kept(version)
    found = {}
    for problem in problems:
        with suppress(TutorError):  # its file has gone: said when it is opened
            key = _key(problem)
            if key in kept:
                found[problem.id] = kept[key]
    return found


def count(problem: Problem, version: str) -> int:
    """Derive the steps of a problem and keep how many there are, for all starts of this ``version`` of tutor.

    Until they are found, and for good where they never are, the count is 0: what takes too long is tried once.
    """
    key = _key(problem)
    _keep(key, 0, version)
    try:
        found = len(problem.steps)
    except TutorError:  # said when it is opened
        return 0
    _keep(key, found, version)
    return found


def _key(problem: Problem) -> str:
    """What tells one state of a problem from another: the text of a network, the version of a plugin."""
    plugin, version = problem.plugin or ("", "")
    text = problem.text if isinstance(problem, Network) else ""
    return sha256("\0".join((problem.id, plugin, version, text)).encode(errors="replace")).hexdigest()[:24]


def _kept(version: str) -> Mapping[str, int]:
    try:
        kept = json.loads(_path().read_text(encoding="utf-8"))
        counts = kept["counts"] if kept["version"] == version else {}
        return {str(key): max(0, int(number)) for key, number in counts.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return {}  # a damaged file costs finding them again and nothing else


def _keep(key: str, number: int, version: str) -> None:
    """Add a count. Where nothing can be written the next start finds it again."""
    kept = _kept(version)
    counts = {**(kept if len(kept) < _MOST else {}), key: number}
    with suppress(OSError):
        _path().parent.mkdir(parents=True, exist_ok=True)
        with replacing(_path()) as file:
            json.dump({"version": version, "counts": counts}, file)


def _path() -> Path:
    return paths.home() / FILE
