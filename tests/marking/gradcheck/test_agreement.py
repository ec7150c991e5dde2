"""Where a wrong array agrees with the right one, in a sentence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tutor
from tutor.marking.gradcheck.agreement import Axis, axes_of, where_it_differs

RIGHT = np.arange(1.0, 31.0).reshape(5, 6)
SQUARE = np.arange(1.0, 17.0).reshape(4, 4)


def said(own: Any, right: Any, axes: Any = ()) -> str:
    found = where_it_differs(own, right, 1e-6, axes)
    return found.message if found else ""


def changed(*places: Any, of: Any = RIGHT, to: Any = lambda array: array**2 + 1) -> Any:
    own = of.copy()
    for place in places:
        own[place] = to(own[place])
    return own


@pytest.mark.parametrize(
    ("own", "message"),
    [
        (changed((2, 3)), "Only the entry [3,4] is wrong; all others agree."),
        (changed(2), "Along axis 1, only place 3 of 5 differs; all others agree."),
        (changed([0, 4]), "Along axis 1, only the first and the last of 5 places differ; all others agree."),
        (changed([1, 2, 3]), "Along axis 1, only the first and the last of 5 places agree."),
        (changed([0, 1, 2, 3]), "Along axis 1, only place 5 of 5 agrees; all others differ."),
        (changed(1, to=np.zeros_like), "Along axis 1, only place 2 of 5 is zero; all others agree."),
        (changed(slice(4), to=np.zeros_like), "Along axis 1, only place 5 of 5 agrees; all others are zero."),
        (changed((slice(None), [1, 2])), "Along axis 2, only places 2 and 3 of 6 differ; all others agree."),
        (changed(slice(None)), ""),
        (RIGHT, ""),
    ],
)
def test_places_along_an_axis(own: Any, message: str) -> None:
    assert said(own, RIGHT) == message


@pytest.mark.parametrize(
    ("region", "message"),
    [
        (np.eye(4, dtype=bool), "only the diagonal differs; all else agrees."),
        (~np.eye(4, dtype=bool), "only the diagonal agrees; all else differs."),
        (np.triu(np.ones((4, 4), bool), 1), ""),
    ],
)
def test_regions_of_two_axes(region: Any, message: str) -> None:
    found = said(np.where(region, SQUARE**2 + 1, SQUARE), SQUARE, [Axis("i"), Axis("j")])
    assert found.endswith(message)


def test_blocks_are_called_by_what_they_make() -> None:
    problem = tutor.problem("lstm-sequence")
    axes = axes_of(problem, ("d", "e"))
    right = np.arange(1.0, 25.0).reshape(3, 8)
    assert said(changed((slice(None), slice(2)), of=right), right, axes) == "Along e, f, o and g agree, i differs."


def test_it_stands_beside_a_mistake_that_is_recognised() -> None:
    instance = tutor.problem("lstm-sequence").instance(seed=1)
    own = np.array(instance.evaluated()["dL/da"][0])
    size = instance.given["h0"].shape[1]
    gate = instance.values["g"]
    own[..., -size:] /= 1 - gate**2
    (row,) = tutor.gradcheck("lstm-sequence", instance.given, {"da": own})
    assert row.diagnosis[0].code == "derivative-missing"
    assert row.diagnosis[0].where == "Along e, i, f and o agree, g differs."
