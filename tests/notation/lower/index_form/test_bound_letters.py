"""Every letter of an index form is bound where it stands, and no number of an instance is in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

import tutor
from tests.notation.lower.index_form.forms import lowered, prepared, ref
from tests.notation.toys import Layers, env, read
from tests.plugins.test_right_forms import LISTED
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.lowering import lower
from tutor.notation.lower.index_form.places import Affine
from tutor.notation.lower.index_form.substitution import substituted
from tutor.problems.instances.formula_values import index_form


def parts(node: Any) -> Iterator[Any]:
    """A node and everything in it."""
    yield node
    if isinstance(node, tuple):
        for part in node:
            yield from parts(part)
    elif is_dataclass(node):
        for field in fields(node):
            yield from parts(getattr(node, field.name))


def binds_visible(node: Any, visible: frozenset[str]) -> bool:
    """Whether a letter is bound where it is visible."""
    own: frozenset[str] = frozenset()
    if isinstance(node, form.Fold | form.Softmax | form.Blocks):
        own = frozenset({node.letter} - {""})
    elif isinstance(node, form.MatrixPower):
        own = frozenset(node.letters)
    inner = (
        node if isinstance(node, tuple) else [getattr(node, f.name) for f in fields(node)] if is_dataclass(node) else ()
    )
    return bool(own & visible) or any(binds_visible(part, visible | own) for part in inner)


@pytest.mark.parametrize("name", dict.fromkeys(name for name, _ in LISTED))
def test_no_letter_is_bound_where_it_is_visible(name: str) -> None:
    problem, _ = prepared(name)
    for step in problem.formula_steps():
        found = index_form(problem, step.id)
        assert not binds_visible(found.expression, frozenset(found.letters)), (name, step.id)


@pytest.mark.parametrize(
    ("text", "axes"),
    [("sum_m(y_m*sum_m(t_m))", ""), ("softmax(W2 y1)*sum(y)", "m"), ("sum_m(y_m*sum_m(t)*y_m)*y", "m")],
)
def test_a_sum_in_a_sum_over_the_same_letter_has_a_letter_of_its_own(text: str, axes: str) -> None:
    assert not binds_visible(lowered(Layers, text, axes), frozenset(axes))


def test_places_are_put_for_letters_without_capturing_them() -> None:
    found = lower(read(Layers, "W2^T (y - t)"), env(Layers), ("h",))
    assert isinstance(found.expression, form.Fold)
    assert found.expression.letter == "m"
    swapped = substituted(found.expression, {"h": Affine.of("m")})
    assert (swapped.letter, swapped.body.left) == ("m'", ref(Layers, "W2", Affine.of("m'"), Affine.of("m")))


def test_sizes_are_classes_and_no_number_of_an_instance_is_in_a_form() -> None:
    problem = tutor.problem("lstm-sequence")
    for step in problem.formula_steps():
        for part in parts(index_form(problem, step.id).expression):
            if isinstance(part, Affine):
                assert abs(part.const) <= 1, (step.id, part)
