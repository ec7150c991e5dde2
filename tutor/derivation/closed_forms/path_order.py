"""The order in which people add what comes to a quantity on several paths."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tutor.derivation import record
from tutor.derivation.record import Path
from tutor.notation.lower.index_form.expressions import Ref


def as_added(paths: list[Path], result: str, reaching: Callable[[str], Iterable[str]]) -> list[Path]:
    """Paths that are in the order of computation, in the order in which people add them.

    What arrives unchanged comes first, then what is multiplied entry by entry, ``dL/dC + dL/dmu/N``: a path that leads
    to another one behind it. Then comes what arrives through matrices, then what comes from neighbours in time, and
    the path to the result itself last. ``reaching`` gives the quantities that one depends on.
    """
    nearest = _nearest_first(paths, reaching)

    def rank(path: Path) -> tuple[int, ...]:
        kinds = {each.kind for each in path.crossed}
        unchanged = len(path.terms) == 1 and isinstance(path.terms[0], Ref) and record.RECURRENCE not in kinds
        if unchanged:
            return (0, nearest.index(path))
        matrix = record.MATRIX in kinds
        place = (paths if matrix else nearest).index(path)
        return (1, path.consumer == result, record.RECURRENCE in kinds, matrix, place)

    return sorted(paths, key=rank)


def _nearest_first(paths: list[Path], reaching: Callable[[str], Iterable[str]]) -> list[Path]:
    """Paths with each behind those that it leads to."""
    left, found = list(paths), list[Path]()
    while left:
        nearest = next(
            path
            for at, path in enumerate(left)
            if not any(path.consumer in reaching(other.consumer) for other in left[at + 1 :])
        )
        left.remove(nearest)
        found.append(nearest)
    return found
