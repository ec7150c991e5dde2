"""Index form: the same numbers as evaluation, at every size, with every letter bound where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest

import tutor
from tests.notation.toys import Batch, Cell, Kernel, Layers, Picks, Samples, Through, env, read, toy
from tests.plugins.test_right_forms import LISTED
from tests.problems.toys import SAID
from tutor import Problem, Quantity, Step, TutorError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.form_values import form_values
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.environment import Env
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import IndexForm
from tutor.notation.lower.index_form.lowering import lower
from tutor.notation.lower.index_form.places import Affine
from tutor.notation.lower.index_form.substitution import substituted
from tutor.notation.read.parser import parse
from tutor.notation.tree import Node
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.instances.formula_values import compute, environment, index_form
from tutor.problems.instances.seeded_arrays import draw

POINTS = 2
h, i, n, s, t = (Affine.of(letter) for letter in "hinst")


def at_sizes(problem: Problem, **sizes: int) -> Env:
    """Where a problem's formulas are evaluated, at two points, with its own sizes but for these."""
    full = all_sizes(problem, {**problem.sizes, **sizes})
    return environment(problem, compute(problem, draw(problem, full, 5, points=POINTS), full), full)


@cache
def prepared(name: str) -> tuple[Problem, Env]:
    """A bundled problem and where its formulas are evaluated."""
    problem = tutor.problem(name)
    return problem, at_sizes(problem)


def agrees(tree: Node, axes: tuple[str, ...], where: Env, lowered: IndexForm | None = None) -> None:
    """Its index form has the values of a formula, at every entry and every point."""
    where.letters = {}
    wanted = fit(evaluate(tree, where), axes, where).array
    found = form_values(lowered or lower(tree, where, axes), where)
    wanted = np.broadcast_to(wanted, (len(wanted), *found.shape[1:]))
    np.testing.assert_allclose(*np.broadcast_arrays(found, wanted), rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize(("name", "step"), LISTED)
def test_the_index_form_of_a_right_form_has_its_values_in_every_reading_that_fits(name: str, step: str) -> None:
    problem, where = prepared(name)
    asked = problem.step(step)
    if not isinstance(asked, Step):
        return
    axes, read_so = problem.axes_of(asked), 0
    for text in (problem.formula_of(asked), *(text for text, _ in LISTED[name, step])):
        try:
            tree = parse(text, problem.scope, listing=len(axes) == 1)
        except TutorError:  # a form of the textbook's own numbers
            continue
        for running in dict.fromkeys((problem.running, ())):
            where.running = running
            try:
                fit(evaluate(tree, where), axes, where)
            except TutorError:
                continue
            agrees(tree, axes, where)
            read_so += 1
    where.running = problem.running
    assert read_so


@pytest.mark.parametrize("name", dict.fromkeys(name for name, _ in LISTED))
def test_an_index_form_holds_at_other_sizes_than_those_it_was_made_at(name: str) -> None:
    problem, _ = prepared(name)
    free = [size for size in problem.sizes if size not in problem.fixed]
    grown = {size: problem.sizes[size] + len(free) - at for at, size in enumerate(free)}
    where = at_sizes(problem, **grown)
    for step in problem.formula_steps():
        tree = parse(problem.formula_of(step), problem.scope)
        agrees(tree, problem.axes_of(step), where, index_form(problem, step.id))


def lowered(kind: type[Problem], text: str, axes: str = "", *, whole: bool = False) -> form.Expression:
    """The expression of a formula of a toy, which has the values of the formula."""
    where = env(kind, whole=whole)
    found = lower(read(kind, text), where, tuple(axes))
    agrees(read(kind, text), tuple(axes), where, found)
    return found.expression


def ref(kind: type[Problem], name: str, *places: Affine) -> form.Ref:
    """A name at places."""
    scope = toy(kind).scope
    declared = scope.names[name]
    return form.Ref(name, places, tuple(map(scope.axes.class_of, declared.axes)), declared.outside)


def test_a_matrix_product_is_a_sum_over_its_inner_letter() -> None:
    inner = Affine.of("d")
    product = form.Binary("*", ref(Layers, "W1", h, inner), ref(Layers, "x", inner))
    assert lowered(Layers, "W1 x", "h") == form.Fold("sum", "d", "d", product)


def test_two_axes_of_one_name_get_two_letters() -> None:
    other = Affine.of("m'")
    y = [ref(Layers, "y", place) for place in (Affine.of("m"), other)]
    assert lowered(Layers, "(y^T y) y", "m") == form.Binary(
        "*", form.Fold("sum", "m'", "m", form.Binary("*", y[1], y[1])), y[0]
    )


def test_literals_stay_as_they_were_typed() -> None:
    assert lowered(Layers, "1/2*p") == form.Binary(
        "*", form.Binary("/", form.Number("1"), form.Number("2")), ref(Layers, "p")
    )


def test_a_mean_divides_by_the_size_of_its_axis() -> None:
    found = lowered(Samples, "mean_n(y)")
    assert found == form.Binary("/", form.Fold("sum", "n", "n", ref(Samples, "y", n)), form.Size("n"))


def test_a_shift_is_an_index_and_says_what_stands_outside() -> None:
    before = Affine((("t", 1),), (), -1)
    assert lowered(Through, "H[t-1]", "ts") == ref(Through, "H", before, s)
    assert lowered(Through, "G[t-1]", "ts") == form.Ref("G", (before, s), ("t", "s"), "g0")
    assert lowered(Through, "H[t-1]", "ts", whole=True) == ref(Through, "H", before, s)


def test_the_last_entry_is_at_a_size_and_not_at_a_number() -> None:
    assert lowered(Through, "H_T", "s") == ref(Through, "H", Affine((), (("t", 1),)), s)


def test_an_index_may_count_down_from_the_last() -> None:
    place = Affine((("t", -1),), (("t", 1),), 1)
    assert lowered(Through, "H[T-t+1]", "ts") == ref(Through, "H", place, s)


def test_limits_of_a_sum_are_conditions_on_its_letter() -> None:
    found = lowered(Through, "sum_{k=1}^{t}(H[k,s])", "ts")
    assert isinstance(found, form.Fold)
    assert isinstance(found.body, form.Where)
    k = Affine.of(found.letter)
    assert found.body.conditions == (
        form.Indicator(k, ">=", Affine(const=1)),
        form.Indicator(k, "<=", t),
    )


def test_a_correlation_reads_its_array_at_sums_of_letters_kernel_first() -> None:
    found = lowered(Kernel, "corr(z0, K)", "uv")
    assert isinstance(found, form.Fold)
    assert isinstance(found.body, form.Fold)
    row, column = (Affine.of(letter) for letter in (found.letter, found.body.letter))
    at = (Affine((("u", 1), ("r", 1)), (), -1), Affine((("v", 1), ("c", 1)), (), -1))
    assert found.body.body == form.Binary("*", ref(Kernel, "K", row, column), ref(Kernel, "z0", *at))


def test_flattened_places_go_back_to_their_row_and_column() -> None:
    found = lowered(Kernel, "w2 y2 f'(y1)", "uv")
    assert isinstance(found, form.Binary)
    u, v = Affine.of("u"), Affine.of("v")
    assert isinstance(found.right, form.Apply)
    assert (found.right.function.name, found.right.primes) == ("f", 1)
    assert found.right.argument == ref(Kernel, "y1", u, v)


@pytest.mark.parametrize(
    ("kind", "text", "axes"),
    [
        (Layers, "softmax(W2 y1)", "m"),
        (Layers, "softmax_h(W2)", "mh"),
        (Layers, "max_m(W2) + min(y1)", "h"),
        (Layers, "W2*1[h=argmax_g(W2[m,g])]", "mh"),
        (Layers, "max(W2, p) - min(y, W2)", "mh"),
        (Layers, "where(W2 > y, W2, p)", "mh"),
        (Layers, "where(m<=h, W2[m,h], -1)", "mh"),
        (Layers, "var_m(W2) + std(y) + norm_m(W2)", "h"),
        (Layers, "logsumexp(W1 x)", ""),
        (Layers, "clip(y, 0.4, 0.6) 1[y != 1]", "m"),
        (Picks, "S[n,c[n]] - E[first,1]", "n"),
        (Picks, "E[w[t-1],d]*1[w[t]=w[t]]", "td"),
        (Picks, "sum_t(1[w[t]=v]*E[w[t],d])", "vd"),
        (Picks, "sum_k(X[2m+k-2]*b[k])", "m"),
        (Picks, "X[2m]", "m"),
        (Picks, "S[:,c[1]]", "n"),
        (Picks, "1[c[n]=argmax_k(S[n,k])]", "n"),
        (Layers, "softmax_m(W2) y1", "m"),
        (Layers, "softmax_k(W2 y1)", "m"),
        (Layers, "diag(softmax(z2)) - softmax(z2) softmax(z2)^T", "mk"),
        (Layers, "1[m=k]*y_m", "mk"),
        (Layers, "sum_m(1[m=k]*y_m)*sum(t) - t_k", "k"),
        (Layers, "A^3", "hg"),
        (Layers, "inv(A)", "hg"),
        (Layers, "A^-1 A^2 y1", "h"),
        (Layers, "[y1[1], p]", "h"),
        (Layers, "[y1, y1] @ [y1, y1]", ""),
        (Layers, "sum([x, x])", ""),
        (Layers, "mean([y1, x])", ""),
        (Layers, "flip(x)", "d"),
        (Layers, "prod(y1)", ""),
        (Layers, "e^(p) + pi", ""),
        (Layers, "ones(H)", "h"),
        (Layers, "outer(y, x) - y_m x_d", "md"),
        (Cell, "[[h_prev], [x]]^T [[1, 2], [3, 4]] [h_prev, x]", ""),
        (Cell, "W_f [h_prev, x]", ""),
        (Batch, "sum(dh, axis=0)", "h"),
        (Batch, "prod_h(dh)", "n"),
        (Batch, "sum_{n=2}^{N}(dh)", "h"),
        (Kernel, "conv(y1, z0)", "rc"),
        (Kernel, "w2^T flat(y1)", "q"),
        (Kernel, "flat(y1)", "p"),
        (Kernel, "softmax(flat(y1))", "uv"),
        (Kernel, "z0[u+r-1,v+c-1]", "uvrc"),
        (Kernel, "sum_{r,c}(z0[u+r-1,v+c-1]*K[r,c])", "uv"),
        (Kernel, "corr(corr(z0, K), K)^T", ""),
        (Through, "sum_t(B[t,s,d])", "sd"),
        (Through, "sum_{k=t}^{T}(H[k,s])", "ts"),
        (Through, "H[t-1] H[t+2]^T", "tsk"),
        (Samples, "sum_n(y*sum_n(yhat*x))", "i"),
    ],
)
def test_constructs_of_the_language_have_the_same_values_in_index_form(
    kind: type[Problem], text: str, axes: str
) -> None:
    if text.startswith("corr(corr"):
        with pytest.raises(TutorError, match="slides over the first"):
            lowered(kind, text, "uv")
        return
    lowered(kind, text, axes)


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


class Odd(Problem):
    """A recurrent network that calls its loss J, its time s, its units e and t, and has a kernel along t."""

    id = "odd-letters"
    title = "Odd letters"
    summary = "letters with other meanings"
    statement = ("q = tanh(A x + B q[s-1])",)
    sizes = {"S": 4, "E": 3, "T": 5, "L": 2}
    axes = {"s": "time", "e": "units", "f": "units again", "t": "inputs", "l": "taps", "n": "positions"}
    like = {"f": "e"}
    derived = {"N": "T-L+1"}
    running = ("s",)
    loss = "J"
    given = (
        Quantity("x", "s,t"),
        Quantity("A", "e,t"),
        Quantity("B", "e,f"),
        Quantity("q0", "e"),
        Quantity("k", "l"),
    )
    values = (
        Quantity("q", "s,e", formula="tanh(A x + B q[s-1])", outside="q0"),
        Quantity("w", "s,n", formula="sum_l(k_l*x[s,n+l-1])"),
        Quantity("J", formula="sum_s(sum_e(q^2)) + sum_s(sum_n(w^2))"),
    )
    steps = (
        Step("dJ/dq", "2*q + B^T (dJ/dq[s+1]*(1 - q[s+1]^2))", **SAID),
        Step("dJ/dw", "2*w", **SAID),
        Step("dJ/dA", "sum_s(dJ/dq*(1 - q^2) x^T)", **SAID),
        Step("dJ/dB", "sum_s(dJ/dq*(1 - q^2) q[s-1]^T)", **SAID),
        Step("dJ/dk", "sum_s(sum_n(dJ/dw*x[s,n+l-1]))", axes="l", **SAID),
        Step("dJ/dx", "A^T (dJ/dq*(1 - q^2)) + sum_l(dJ/dw[s,t-l+1]*k_l)", **SAID),
    )


@pytest.mark.parametrize("step", [step.id for step in Odd.steps])
def test_letters_have_no_meaning_of_their_own(step: str) -> None:
    problem = Odd()
    where = at_sizes(problem, S=3, E=2, T=7, L=3)
    tree = parse(problem.formula_of(problem.step(step)), problem.scope)  # type: ignore[arg-type]
    agrees(tree, problem.axes_of(problem.step(step)), where, index_form(problem, step))  # type: ignore[arg-type]


def test_such_a_network_is_proved_by_all_witnesses() -> None:
    proof = tutor.prove(Odd(), seeds=(1,), symbolic=True)
    assert proof.counts["symbolic"] >= len(Odd.steps)


class Picked(Picks):
    """Labels, a maximum, a softmax along an axis and a length, with what the proof asks for."""

    steps = tuple(step.replace(**SAID) for step in Picks.steps)


Picked.id, Picked.title, Picked.summary, Picked.statement = "toy-picked", "Picks", "labels and a maximum", ("E[w]",)


def test_labels_and_maxima_are_proved_by_all_witnesses() -> None:
    proof = tutor.prove(Picked(), seeds=(1,), symbolic=True)
    assert proof.counts["symbolic"] >= len(Picks.steps)


@pytest.mark.parametrize("step", [step.id for step in Picks.steps])
def test_what_labels_and_maxima_come_to_holds_at_other_sizes(step: str) -> None:
    problem = Picked()
    where = at_sizes(problem, N=2, K=4, T=6, V=3)
    tree = parse(problem.formula_of(problem.step(step)), problem.scope)  # type: ignore[arg-type]
    agrees(tree, problem.axes_of(problem.step(step)), where, index_form(problem, step))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"c": [1, 2, 6]}, "c must hold places along k, from 1 to 5; there is 6"),
        ({"c": [1, 2.5, 3]}, "c must hold places along k, whole numbers from 1 on; there is 2.5"),
        ({"w": [0, 1, 1, 1]}, "w must hold places along v, whole numbers from 1 on; there is 0"),
    ],
)
def test_labels_that_are_no_places_of_their_axis_are_refused(given: dict[str, Any], reason: str) -> None:
    with pytest.raises(TutorError, match=reason):
        Picked().instance(seed=1, sizes={"K": 5, "V": 6, "T": 4, "N": 3}, given=given)


class Strided(Problem):
    """A convolution with steps of two and a border of zeros."""

    id = "toy-strided"
    sizes = {"I": 7, "J": 5, "R": 3, "S": 2, "U": 4, "V": 3}
    axes = {"i": "rows", "j": "columns", "r": "kernel rows", "s": "kernel columns", "u": "down", "v": "across"}
    given = (Quantity("X", "i,j"), Quantity("K", "r,s"), Quantity("b", "u,v"))
    values = (
        Quantity("Z", "u,v", formula="sum_{r,s}(X[2*u+r-2,2v+s-1]*K[r,s]) + b"),
        Quantity("L", formula="sum(Z^2)/2"),
    )
    steps = (
        Step("dL/dK", "sum_{u,v}(Z[u,v]*X[2u+r-2,2v+s-1])", **SAID),
        Step("dL/dX", "sum_{u,v}(Z[u,v]*sum_{r,s}(1[i=2u+r-2]*1[j=2v+s-1]*K[r,s]))", axes="i,j", **SAID),
    )


Strided.title, Strided.summary, Strided.statement = "A stride", "a stride of two", ("Z = X * K",)


def test_a_convolution_with_a_stride_and_a_border_is_proved_and_lowered() -> None:
    problem = Strided()
    assert tutor.prove(problem, seeds=(1,), symbolic=True).counts["symbolic"] >= 2
    where = at_sizes(problem)
    tree = parse(problem.quantity("Z").formula, problem.scope)
    agrees(tree, ("u", "v"), where)
    image, kernel, bias = (where.arrays[name][0] for name in "XKb")
    wide = np.pad(image, 9)
    rows = [wide[9 + 2 * u : 9 + 2 * u + 3] for u in range(4)]
    wanted = [[(row[:, 9 + 2 * v + 1 : 9 + 2 * v + 3] * kernel).sum() for v in range(3)] for row in rows]
    where.letters = {}
    np.testing.assert_allclose(fit(evaluate(tree, where), ("u", "v"), where).array[0], wanted + bias)
