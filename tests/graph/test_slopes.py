"""What stands on an edge is the derivative of the value there by what enters it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.bundled import AUTHORED
from tutor import host
from tutor.derivation.differentiation.pre_activations import with_pre_activations
from tutor.graph.picture import Picture, picture
from tutor.graph.slopes import local_slopes
from tutor.problems.instances.formula_values import environment, evaluated, lift, parsed
from tutor.problems.instances.instance import Instance

GALLERY = ("relu-classifier", "gru-cell", "residual-block", "lora", "transformer-block")
STEP = 1e-30


def finished(name: str) -> tuple[Instance, Picture]:
    instance = host.problem(name).instance(seed=4)
    return instance, picture(instance, [step.id for step in instance.problem.steps])


@pytest.mark.parametrize("name", [*AUTHORED, *GALLERY])
def test_a_slope_between_numbers_is_the_complex_step_derivative(name: str) -> None:
    instance, shown = finished(name)
    problem = instance.problem
    formulas = parsed(problem if problem.declares("steps") else with_pre_activations(problem))
    nodes = shown.graph.nodes
    for (start, end), slope in shown.slopes.items():
        if slope.number is None:
            continue
        source, value = nodes[start], nodes[end]
        arrays: dict[str, Any] = {**instance.given, **instance.values}
        moved = np.array(arrays[source.name], dtype=complex)
        moved[source.time - 1 if source.time else ()] += 1j * STEP
        env = environment(problem, lift({**arrays, source.name: moved}), instance.sizes)
        found = evaluated(formulas[value.name].tree, formulas[value.name].axes, env)[0]
        exact = found[value.time - 1 if value.time else ()].imag / STEP
        assert slope.number == pytest.approx(exact, rel=1e-9, abs=1e-12), (source.label, value.label)


def test_the_slopes_of_the_cell_are_those_by_hand() -> None:
    slopes = local_slopes(host.problem("lstm-cell"))
    texts = {key[:2]: slope.text for key, slope in slopes.items()}
    assert texts["o", "h"] == "tanh(Cₜ)"
    assert texts["g", "C"] == "iₜ"
    assert texts["h", "L"] == "hₜ − d"
    assert slopes["o", "h", 0].typed == "tanh(C)"


def test_a_matrix_that_a_vector_is_multiplied_by_stands_transposed_on_the_edge() -> None:
    slopes = local_slopes(host.problem("softmax-net"))
    assert slopes["y1", "z2", 0].matrix == "W2"
    assert slopes["y1", "z2", 0].text == "W⁽²⁾ᵀ"
    later = local_slopes(host.problem("rnn-bptt"))["H", "a", 1]
    assert (later.matrix, later.typed) == ("W", "W.T")


def test_no_slope_is_said_where_an_entry_enters_several() -> None:
    assert ("z2", "y", 0) not in local_slopes(host.problem("softmax-net"))
    assert not [key for key in local_slopes(host.problem("batch-norm")) if key[:2] == ("X", "Y")]


def test_a_slope_is_seen_when_it_was_answered_or_both_its_ends_were() -> None:
    instance = host.problem("lstm-cell").instance()
    ids = [step.id for step in instance.problem.steps]

    def seen(known: list[str]) -> set[tuple[str, str]]:
        shown = picture(instance, known)
        return {(shown.graph.nodes[a].name, shown.graph.nodes[b].name) for a, b in shown.slopes}

    assert seen(ids[: ids.index("dL/dh")]) == set()
    assert seen(ids[: ids.index("dL/dh") + 1]) == {("h", "L")}
    assert seen(ids[: ids.index("dh/do") + 1]) == {("h", "L"), ("o", "h")}


@pytest.mark.parametrize(("problem", "start", "end"), [("batch-norm", "gamma", "Y"), ("conv-dense", "z0", "y1")])
def test_what_is_no_product_with_a_matrix_is_not_multiplied_by_one(problem: str, start: str, end: str) -> None:
    # Y = γ ⊙ X̂ + β has the axis of γ itself; a kernel is moved along, not multiplied
    assert (start, end, 0) not in local_slopes(host.problem(problem))
