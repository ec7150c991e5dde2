"""Index form: the same numbers as evaluation, at every size."""

from __future__ import annotations

import pytest

from tests.notation.lower.index_form.forms import agrees, at_sizes, h, lowered, n, prepared, ref, s, t
from tests.notation.toys import Batch, Cell, Kernel, Layers, Picks, Samples, Through
from tests.plugins.test_right_forms import LISTED
from tutor import Problem, Step, TutorError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.places import Affine
from tutor.notation.read.parser import parse
from tutor.problems.instances.formula_values import index_form


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
