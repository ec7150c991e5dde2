"""What may be seen of a graph at a step: known numbers, what is asked, and the way to the loss."""

from __future__ import annotations

import numpy as np
import pytest

from tests.problems.other_letters import OTHER, USUAL, Letters, recurrent
from tutor import host
from tutor.graph.picture import Picture, picture
from tutor.problems.instances.instance import Instance

CELL = host.problem("lstm-cell").instance()
STEPS = [step.id for step in CELL.problem.steps]
LIT = [
    ("d{L}/da", {"a_2", "h_2", "a_4", "h_4", "{L}"}),
    ("d{L}/dh_{T}", {"h_4", "{L}"}),
    ("d{L}/dW", {"W", "a_2", "h_2", "h_4", "{L}"}),
    ("W_new", {"W", "a_2", "h_2", "h_4", "{L}"}),
    ("d{L}/dh0", {"h0", "a_1", "h_1", "a_2", "{L}"}),
]


def seen(instance: Instance, known: list[str], asked: str = "", **more: object) -> Picture:
    return picture(instance, known, asked, **more)  # type: ignore[arg-type]


def lit_names(shown: Picture) -> set[str]:
    return {shown.graph.nodes[number].typed for number in shown.lit}


@pytest.mark.parametrize("letters", [USUAL, OTHER])
@pytest.mark.parametrize(("step", "within"), LIT)
def test_the_way_from_what_is_asked_to_the_loss_is_lit(letters: Letters, step: str, within: set[str]) -> None:
    shown = seen(recurrent(letters).instance(seed=1, sizes={letters.time.upper(): 4}), [], letters.write(step))
    assert {letters.write(name) for name in within} <= lit_names(shown)
    assert not {name for name in lit_names(shown) if name[0] in "xQy"}
    assert all(shown.lit.issuperset(edge) for edge in shown.lit_edges)


def test_of_a_value_that_is_asked_what_it_is_computed_from_is_lit() -> None:
    assert lit_names(seen(CELL, [], "C")) == {"C", "f", "i", "g", "C_prev"}


def test_what_is_given_is_seen_from_the_first_and_the_rest_when_it_was_answered() -> None:
    shown = seen(CELL, ["f", "dL/dh"], "i")
    at = {node.typed: one for node, one in zip(shown.graph.nodes, shown.shown, strict=True)}
    assert at["x"].forward == 1
    assert at["f"].forward == pytest.approx(0.622459, abs=1e-6)
    assert at["h"].gradient == pytest.approx(-0.460801, abs=1e-6)
    assert at["L"].gradient == 1
    assert [name for name, one in at.items() if one.asked] == ["i"]
    hidden = {"g", "o", "C", "h", "L"}
    assert all(at[name].forward is None for name in hidden)
    assert all(one.gradient is None for name, one in at.items() if name not in ("h", "L"))


def test_a_gradient_of_all_times_is_seen_at_each_of_them() -> None:
    instance = host.problem("rnn-bptt").instance()
    shown = seen(instance, ["dL/dH"])
    for number in shown.graph.at("H"):
        node = shown.graph.nodes[number]
        assert np.allclose(shown.shown[number].gradient, instance.target("dL/dH")[node.time - 1])


def test_what_was_answered_has_the_sign_of_how_it_went() -> None:
    shown = seen(CELL, STEPS, marks={"f": "✓", "dL/df": "✗", "C": "?"})
    marks = {node.typed: one.mark for node, one in zip(shown.graph.nodes, shown.shown, strict=True)}
    assert marks["f"] == "✗"
    assert marks["C"] == "?"
    assert marks["h"] == ""


def test_a_step_that_is_only_looked_at_is_lit_and_not_asked() -> None:
    shown = seen(CELL, STEPS, about="dL/dC")
    assert lit_names(shown) == {"C", "h", "L"}
    assert not any(one.asked for one in shown.shown)
