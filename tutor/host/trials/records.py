"""What trials of plugins found, kept in the data folder so that a state of a plugin is tried once."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from tutor.host.discovery import EntryPoint
from tutor.host.failures import Failure
from tutor.host.trials.trial import Outcome, ProblemOutcome
from tutor.study import paths

SCHEMA = "tutor.trial/1"


def folder() -> Path:
    """Where the records are; it may not exist yet."""
    return paths.home() / "plugins"


def load(entry: EntryPoint, fingerprint: str) -> Outcome | None:
    """What a trial of this state of the plugin found; None if there was none or it cannot be read."""
    path = _path(entry)
    try:
        kept = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        if kept["schema"] != SCHEMA or kept["fingerprint"] != fingerprint:
            return None
        failure = Failure(*map(_plain, kept["failure"])) if kept["failure"] else None
        problems = {str(name): _problem(found) for name, found in kept["problems"].items()}
        return Outcome(failure, problems, float(kept["seconds"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None  # a damaged record costs another trial and nothing else


def save(entry: EntryPoint, fingerprint: str, outcome: Outcome) -> None:
    """Keep what a trial found. Where nothing can be written the next start tries again."""
    document = {
        "schema": SCHEMA,
        "plugin": entry.name,
        "fingerprint": fingerprint,
        "failure": outcome.failure,
        "problems": {name: found._asdict() for name, found in outcome.problems.items()},
        "seconds": outcome.seconds,
    }
    path = _path(entry)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(document), encoding="utf-8")
        os.replace(part, path)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _path(entry: EntryPoint) -> Path:
    """A file name that any name of a plugin can have."""
    return folder() / f"{sha256(f'{entry.distribution}/{entry.name}'.encode()).hexdigest()[:16]}.json"


def _problem(found: dict[str, Any]) -> ProblemOutcome:
    kept = ProblemOutcome(**{name: found[name] for name in ProblemOutcome._fields})
    texts = all(isinstance(text, str) for text in (kept.reason, kept.words, *kept.alone))
    if not texts or type(kept.comparisons) is not int or not isinstance(kept.worst_error, int | float):
        raise TypeError
    return kept._replace(alone=tuple(kept.alone))


def _plain(part: Any) -> Any:
    if part is not None and not isinstance(part, str | bool):
        raise TypeError
    return part
