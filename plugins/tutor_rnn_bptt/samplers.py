"""What the general samplers do not draw: classes that change with time, diagonal and well-inverted matrices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutor import OneHot

if TYPE_CHECKING:
    import numpy as np

    from tutor.numeric import Array


class Classes(OneHot):
    """One-hot rows, one for each time step, that are not all alike: else one step's class could pass for another's."""

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], axes: tuple[str, ...], *, points: bool) -> Array:
        """Draw arrays of `shape`, whose last two axes are time and classes."""
        import numpy as np

        *outer, steps, classes = shape
        labels = rng.integers(classes, size=(*outer, steps))
        alike = (labels == labels[..., :1]).all(axis=-1)
        if steps > 1:
            labels[..., 0] = np.where(alike, (labels[..., 0] + 1) % classes, labels[..., 0])
        return np.eye(classes)[labels]

    def objection(self, array: Array, axes: tuple[str, ...]) -> str:
        """Why a user's array has no class at some step, or nothing: only for one is Y - y the gradient of log Y^T y."""
        import numpy as np

        rows = array.reshape(-1, array.shape[-1])
        wrong = np.flatnonzero(((rows != 0) & (rows != 1)).any(axis=1) | (rows.sum(axis=1) != 1))
        if not wrong.size:
            return ""
        return f"must have a single 1 and zeros elsewhere at every step; step {wrong[0] + 1} has not"


@dataclass(frozen=True, slots=True)
class Diagonal:
    """A diagonal matrix with eigenvalues of both signs and sizes between `low` and `high`."""

    low: float
    high: float
    digits: int = 2

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], axes: tuple[str, ...], *, points: bool) -> Array:
        """Draw matrices of `shape`, whose last two axes are equally long."""
        import numpy as np

        sizes = rng.uniform(self.low, self.high, shape[:-1]) * rng.choice((-1.0, 1.0), shape[:-1])
        values = sizes if points else np.round(sizes, self.digits)
        return np.asarray(np.where(np.eye(shape[-1], dtype=bool), values[..., np.newaxis], 0.0))  # no -0 beside it

    def objection(self, array: Array, axes: tuple[str, ...]) -> str:
        """Why a user's matrix is not diagonal, or nothing."""
        import numpy as np

        off = np.argwhere((array != 0) & (np.eye(array.shape[0], array.shape[1]) == 0))
        return f"must be diagonal, but has a number at [{off[0][0] + 1},{off[0][1] + 1}]" if off.size else ""


@dataclass(frozen=True, slots=True)
class Invertible:
    """A matrix whose diagonal outweighs the rest of each row: not symmetric, not orthogonal, well inverted."""

    digits: int = 2

    def draw(self, rng: np.random.Generator, shape: tuple[int, ...], axes: tuple[str, ...], *, points: bool) -> Array:
        """Draw matrices of `shape`, whose last two axes are equally long."""
        import numpy as np

        size = shape[-1]
        signs = rng.choice((-1.0, 1.0), shape)
        # Smaller above the diagonal than below it: two rounded numbers never make the matrix symmetric.
        above, on = np.triu(np.ones((size, size), dtype=bool)), np.eye(size, dtype=bool)
        beside = rng.uniform(0.3, 0.55, shape) + np.where(above, 0, 0.35)
        beside = beside / max(1, size - 1)
        drawn = signs * np.where(on, rng.uniform(1.1, 1.6, shape), beside)
        return drawn if points else np.round(drawn, self.digits)

    def objection(self, array: Array, axes: tuple[str, ...]) -> str:
        """Why a user's matrix cannot be inverted, or nothing."""
        import numpy as np

        square = array.shape[0] == array.shape[1]
        return "has no inverse" if square and np.linalg.matrix_rank(array) < len(array) else ""
