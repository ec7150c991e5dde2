"""How much of a gradient is left after n steps, from numbers: powers of a matrix, a sigmoid RNN, a cell path."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tutor import Curve, Plot
from tutor.numeric import sigmoid

if TYPE_CHECKING:
    from tutor.numeric import Array

STEPS = 30
_GATE = 0.98
_LARGEST = 0.9


def distance() -> Plot:
    """The norm of the derivative of a state by an earlier one, against the steps between them."""
    linear = _norms([_matrix(_LARGEST)] * STEPS)
    cell = tuple(float(_GATE**n) for n in range(STEPS + 1))
    return Plot(
        "what is left of a gradient",
        "‖∂hₜ/∂hₖ‖ against t − k: how much of a gradient is left after n steps",
        "t − k",
        (
            _curve(f"LSTM f = {_GATE}", cell),
            _curve(f"RNN |λ| = {_LARGEST}", linear),
            _curve("sigmoid RNN", _norms(_jacobians())),
        ),
        f"After 20 steps the RNN keeps {linear[20]:.2f} of it, the cell path {cell[20]:.2f}.",
    )


def powers() -> Plot:
    """The largest entry of the powers of a matrix that is not symmetric, for three sizes of its eigenvalue."""
    curves = []
    for largest in (0.8, 1.0, 1.05):
        power, entries = np.eye(2), [1.0]
        for _ in range(STEPS):
            power = power @ _leaning(largest)
            entries.append(float(np.abs(power).max()))
        curves.append(_curve(f"|λ| = {largest}", tuple(entries)))
    return Plot(
        "powers of a matrix",
        "the largest entry of Mⁿ against n, for three sizes of the larger eigenvalue",
        "n",
        tuple(curves),
        "With every |λ| below 1 the entries tend to 0, but they may grow first; with one above 1 they explode.",
    )


def _curve(label: str, ys: tuple[float, ...]) -> Curve:
    return Curve(label, tuple(float(n) for n in range(len(ys))), ys)


def _matrix(largest: float) -> Array:
    """A symmetric matrix with the eigenvalues `largest` and 0.4, whose eigenvectors lie aslant."""
    basis = np.array([[0.6, 0.8], [0.8, -0.6]])
    matrix: Array = basis @ np.diag((largest, 0.4)) @ basis
    return matrix


def _leaning(largest: float) -> Array:
    """A matrix with the eigenvalues `largest` and 0.6, whose eigenvectors nearly point the same way."""
    basis = np.array([[1.0, 1.0], [0.0, 0.1]])
    matrix: Array = basis @ np.diag((largest, 0.6)) @ np.linalg.inv(basis)
    return matrix


def _jacobians() -> list[Array]:
    """diag(h_t (1 - h_t)) W along a sequence of states, W being as large as the matrix of the linear RNN."""
    W, h, found = _matrix(_LARGEST), np.zeros(2), []
    for _ in range(STEPS):
        h = sigmoid(W @ h)
        found.append((h * (1 - h))[:, np.newaxis] * W)
    return found


def _norms(jacobians: list[Array]) -> tuple[float, ...]:
    """Spectral norms of the products of the first 0, 1, 2, ... matrices, the latest on the left."""
    product, norms = np.eye(2), [1.0]
    for jacobian in jacobians:
        product = jacobian @ product
        norms.append(float(np.linalg.norm(product, 2)))
    return tuple(norms)
