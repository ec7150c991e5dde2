"""The plugin gallery: networks that people ask for, each a short file; the steps of all of them are derived."""

from __future__ import annotations

from collections.abc import Iterable

import tutor


@tutor.hookimpl
def tutor_problems() -> Iterable[tutor.Problem]:
    """All networks, the basic ones first."""
    for folder, level in (("basics", 4), ("layers", 4), ("sequences", 5), ("models", 5)):
        yield from tutor.network_files("tutor_gallery", folder, level=level)
