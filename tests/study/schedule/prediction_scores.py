"""How good predicted chances are, given what came of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BINS = 10


@dataclass(frozen=True)
class Scores:
    """Mean squared error (Brier), log loss, area under the curve, and calibration error.

    The last is the mean distance between what was predicted and what came true, over tenths of the predicted chances.
    """

    brier: float
    log_loss: float
    auc: float
    calibration: float


def scores(predicted: np.ndarray, right: np.ndarray) -> Scores:
    """The scores of chances against outcomes of 0 and 1."""
    bins = np.minimum((predicted * BINS).astype(int), BINS - 1)
    gaps = np.bincount(bins, weights=predicted - right, minlength=BINS)
    order = np.argsort(np.argsort(predicted))
    positives = right.sum()
    above = order[right == 1].sum() - positives * (positives - 1) / 2
    return Scores(
        brier=float(((predicted - right) ** 2).mean()),
        log_loss=float(-np.log(np.where(right == 1, predicted, 1 - predicted)).mean()),
        auc=float(above / (positives * (len(right) - positives))),
        calibration=float(np.abs(gaps).sum() / len(right)),
    )
