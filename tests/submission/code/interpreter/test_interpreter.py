"""Handed-in code is run as Python runs it, by an interpreter of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.submission.code.interpreter.run import run
from tutor.submission.code.runtime.record_of_run import ENTRY, RETURNED, Assigned, Loop, Run
from tutor.submission.code.runtime.values import Unknown
from tutor.submission.code.syntax.program import Cell, program

PROGRAMS = Path(__file__).with_name("programs.txt").read_text(encoding="utf-8").split("\n---\n")


def arrays() -> dict[str, Any]:
    """Arrays that programs are run on."""
    rng = np.random.default_rng(5)
    return {
        "x": rng.normal(size=(4, 3)),
        "W": rng.normal(size=(3, 5)),
        "b": rng.normal(size=5),
        "labels": np.array([2, 0, 4, 1]),
    }


def ran(code: str, known: dict[str, Any] | None = None, **more: Any) -> Run:
    """A run of some code on these arrays."""
    handed = arrays() if known is None else known

    def resolve(wanted: Any) -> Any:
        return handed[wanted.name] if wanted.name in handed and isinstance(wanted.got, Unknown) else wanted.got

    return run(program([Cell(code)]), resolve, **more)


def last(found: Run, name: str) -> Any:
    """What a name was assigned at last."""
    return [one for one in found.assigned if one.name == name][-1].value


def values(found: Run) -> dict[str, Any]:
    """What the names of the page hold at last, as far as it was assigned there."""
    held = {}
    for one in found.assigned:
        name = one.name.partition("[")[0]
        if name.isidentifier() and not one.function and (one.whole is not None or name == one.name):
            held[name] = one.value if one.whole is None else one.whole
    return {name: value for name, value in held.items() if not isinstance(value, Unknown)}


@pytest.mark.parametrize("code", PROGRAMS, ids=[code.strip().split("\n")[0][:60] for code in PROGRAMS])
def test_a_program_leaves_behind_what_it_does_in_python(code: str) -> None:
    names: dict[str, Any] = {"np": np, **arrays()}
    exec(compile(code, "program", "exec"), names)
    found = ran(code)
    assert not found.failed
    assert not found.stopped
    compared = 0
    for name, value in values(found).items():
        if isinstance(names[name], np.ndarray | float | int | np.number):
            np.testing.assert_allclose(value, names[name], rtol=1e-12, err_msg=name)
            compared += 1
    assert compared


BINARY = ("+", "-", "*", "/", "**2 +", ">", "<=")
UNARY = (
    "np.exp({})",
    "np.tanh({})",
    "-({})",
    "({}).T",
    "np.abs({})",
    "({}).sum(axis=0)",
    "np.mean({}, axis=-1, keepdims=True)",
    "np.maximum({}, 0)",
    "({})[::-1]",
    "({})[..., :2]",
    "({}).reshape(-1)",
    "({}) @ np.ones((3, 2))",
    "np.where(({}) > 0, 1.0, 2.0)",
    "np.cumsum({}, axis=0)",
    "({})[None]",
    "np.outer({}, p)",
)
EXPRESSIONS = st.recursive(
    st.sampled_from(["p", "q", "s", "half", "two", "r"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(BINARY), inner).map(lambda parts: f"(({parts[0]}) {parts[1]} ({parts[2]}))"),
        st.tuples(st.sampled_from(UNARY), inner).map(lambda parts: parts[0].format(parts[1])),
    ),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@given(EXPRESSIONS)
def test_any_expression_of_arrays_gives_what_numpy_gives(text: str) -> None:
    rng = np.random.default_rng(3)
    known = {
        "half": 0.5,
        "two": 2,
        "p": rng.normal(size=(2, 3)),
        "q": rng.normal(size=(3, 3)),
        "r": rng.normal(size=3),
        "s": rng.normal(size=()),
    }
    found = ran(f"z = {text}", known)
    try:
        with np.errstate(all="ignore"):
            wanted = eval(text, {"np": np, **known})
    except (ValueError, IndexError, TypeError, np.exceptions.AxisError, AttributeError):
        assert found.failed
        return
    assert not found.failed, found.failed
    np.testing.assert_allclose(last(found, "z"), wanted, rtol=1e-12)


TORCH = (
    ("z = x.mm(W) + b", "x @ W + b"),
    ("z = torch.matmul(x, W)", "x @ W"),
    ("z = x.t()", "x.T"),
    ("z = torch.sigmoid(x)", "1 / (1 + np.exp(-x))"),
    ("z = x.sum(dim=1, keepdim=True)", "x.sum(1, keepdims=True)"),
    ("z = x.sum(1, True)", "x.sum(1, keepdims=True)"),
    ("z = x.max(1, keepdim=True).values", None),
    ("z, k = x.max(1)", "x.max(1)"),
    ("z = torch.max(x, dim=1)[0]", "x.max(1)"),
    ("z = x.var(0)", "x.var(0, ddof=1)"),
    ("z = x.var(0, unbiased=False)", "x.var(0)"),
    ("z = x.clamp(min=0)", "np.maximum(x, 0)"),
    ("z = F.softmax(x, dim=1)", "np.exp(x) / np.exp(x).sum(1, keepdims=True)"),
    ("z = F.one_hot(labels, num_classes=5).float()", "np.eye(5)[labels]"),
    ("z = x.transpose(0, 1)", "x.T"),
    ("z = x.unsqueeze(0).expand(2, -1, -1)", "np.stack([x, x])"),
    ("z = x.view(x.size(0), -1) * x.size()[1]", "x * 3"),
    ("z = torch.cat([x, x], dim=1)", "np.hstack([x, x])"),
    ("z = torch.zeros(2, 3) + torch.ones_like(x[:2])", "np.ones((2, 3))"),
    ("z = x.pow(2).mean().item()", "np.mean(x ** 2)"),
    ("z = x.repeat(2, 1)", "np.tile(x, (2, 1))"),
    ("z = x[range(4), labels % 3].log()", "np.log(x[range(4), labels % 3])"),
    ("z = x.clone()\nz.add_(1)\nz = z * 1", "x + 1"),
    ("z = F.linear(x, W.t(), b)", "x @ W + b"),
    ("a, c = torch.split(x, 2)\nz = c", "x[2:]"),
    ("z = torch.einsum('ij,jk->ik', x, W)", "x @ W"),
)


@pytest.mark.parametrize(("code", "wanted"), TORCH)
def test_torch_by_hand_means_what_torch_means(code: str, wanted: str | None) -> None:
    found = ran(f"import torch\nimport torch.nn.functional as F\n{code}")
    if wanted is None:
        assert isinstance(last(found, "z") if not found.failed else Unknown(""), Unknown)
    else:
        with np.errstate(all="ignore"):
            np.testing.assert_allclose(last(found, "z"), eval(wanted, {"np": np, **arrays()}), rtol=1e-12)


def test_where_numpy_and_torch_differ_nothing_is_guessed() -> None:
    found = ran("import numpy as np, torch\nz = x.var(0)")
    assert isinstance(last(found, "z") if not found.failed else Unknown(""), Unknown)
    assert not any(one.known for one in found.failed)


def test_an_assignment_is_recorded_with_its_place_its_text_and_the_loops_around_it() -> None:
    found = ran("dW = np.zeros((3, 5))\nfor t in reversed(range(2)):\n    dW += np.outer(x[t],\n                   b)")
    zeros, first, second = found.assigned
    assert (zeros.line, zeros.column, zeros.allocation, zeros.augmented) == (1, 1, True, False)
    assert (first.line, first.column, first.text) == (3, 5, "dW += np.outer(x[t], b)")
    assert first.augmented
    assert first.loops == (Loop("t", 1, 0),)
    assert second.loops == (Loop("t", 0, 1),)
    assert (first.occurrence, second.occurrence) == (0, 1)
    assert first.uses == ("np", "x", "t", "b")
    np.testing.assert_allclose(first.value, np.outer(arrays()["x"][1], arrays()["b"]))


def test_names_are_recorded_as_they_are_written() -> None:
    code = "grads = {}\ngrads['dW1'] = x * 2\nclass A: pass\na = A()\na.dW = x\nh = x * 1\nh[0] = 3\nq, r = x, b"
    assert [one.name for one in ran(code).assigned] == ["grads", "grads['dW1']", "a", "a.dW", "h", "h[0]", "q", "r"]


def test_a_part_of_an_array_is_recorded_with_the_whole() -> None:
    (_, part) = ran("h = np.zeros((2, 2))\nh[1] = 5").assigned
    np.testing.assert_array_equal(part.value, [5, 5])
    np.testing.assert_array_equal(part.whole, [[0, 0], [5, 5]])


def test_a_recorded_value_stays_as_it_was() -> None:
    first, _ = ran("z = x * 0\nz += 1").assigned
    assert not first.value.any()


def test_what_is_returned_without_a_name_and_what_a_dict_is_made_of_is_recorded() -> None:
    found = ran("def back(d):\n    return d @ W.T, {'dW': x.T @ d}\nr = back(x @ W)\ng = {'db': b * 2, 'x': x}")
    kinds = [(one.name, one.kind) for one in found.assigned if one.kind != "assigned"]
    assert kinds == [("back()", RETURNED), ("g['db']", ENTRY)]


def test_a_statement_that_fails_makes_its_names_unknown_and_the_next_goes_on() -> None:
    found = ran("z = x @ x\nq = z + 1\nr = b * 2")
    assert [(one.line, one.known) for one in found.failed] == [(1, True)]
    assert "(4, 3) and (4, 3) do not fit" in found.failed[0].reason
    assert isinstance(last(found, "q"), Unknown)
    np.testing.assert_array_equal(last(found, "r"), arrays()["b"] * 2)


@pytest.mark.parametrize(
    "code",
    [
        "z = np.random.randn(3)",
        "import pandas as pd\nz = pd.read_csv('f.csv')",
        "z = mystery(x)",
        "from other import helper\nz = helper(x)",
        "z = open('f').read()",
        "z = np.load('f.npy')",
        "z = not_there",
        "z = eval('1')",
        "z = x\nif not_there: z = b",
        "for k in not_there: z = b\nz = z + 1",
        "z = x * 1\nfor k in range(10000): z = b",
        "z = x * 1\nnp.random.shuffle(z)\nz = z * 1",
    ],
)
def test_what_nobody_knows_is_unknown_and_no_mistake(code: str) -> None:
    found = ran(code)
    assert not any(one.known for one in found.failed)
    if "z" in {one.name for one in found.assigned}:
        after = ran(code + "\nlater = z + 0")
        assert isinstance(last(after, "later"), Unknown)


def test_names_without_a_value_are_asked_for_once_and_random_ones_as_well() -> None:
    asked = []

    def resolve(wanted: Any) -> Any:
        asked.append((wanted.name, wanted.parameter))
        return np.ones(2) if wanted.name in ("v", "W1") else wanted.got

    found = run(
        program([Cell("W1 = np.random.randn(2, 2) * 0.01\nz = W1 + v + v\nb1 = np.zeros(2)\nq = b1 + W1")]), resolve
    )
    assert asked == [("W1", False), ("v", False), ("b1", False)]
    np.testing.assert_array_equal(last(found, "z"), [3, 3])


def test_functions_that_nobody_calls_are_called_with_what_is_handed_in() -> None:
    code = """
def net_forward(x, W, b, scale=2.0):
    z = scale * (x @ W + b)
    cache = (x, W)
    return z, cache

def net_backward(dz, cache):
    x, W = cache
    dW = x.T @ dz
    return dW
"""
    known = {**arrays(), "dz": np.ones((4, 5))}
    found = ran(code, known)
    assert found.called == ("net_forward", "net_backward")
    np.testing.assert_allclose(last(found, "dW"), arrays()["x"].T @ np.ones((4, 5)))


def test_a_class_that_nobody_uses_is_made_and_its_forward_pass_called_first() -> None:
    code = """
class Net:
    def __init__(self, n_in, n_out):
        self.W = np.random.randn(n_in, n_out)
        self.b = np.zeros((1, n_out))
    def backward(self, dz):
        self.dW = self.x.T @ dz
    def forward(self, x):
        self.x = x
        self.z = x @ self.W + 0
        return self.z
"""
    own = arrays()
    known = {"self.W": own["W"], "x": own["x"], "dz": np.ones((4, 5))}
    found = ran(code, known)
    np.testing.assert_allclose(last(found, "self.z"), own["x"] @ own["W"])
    np.testing.assert_allclose(last(found, "self.dW"), own["x"].T @ np.ones((4, 5)))


def test_other_arrays_can_be_put_into_single_assignments() -> None:
    code = "z = x * 1\na = z + 1\nfor t in range(2):\n    z[t] = 0\n    q = z.sum()"
    found = ran(code, instead={(1, "z", 0): np.ones((4, 3)), (4, "z[t]", 1): np.full(3, 5.0)})
    np.testing.assert_array_equal(last(found, "a"), np.full((4, 3), 2))
    assert last(found, "q") == 3 * 5 + 6


def test_cells_of_a_notebook_share_their_names_and_keep_their_lines() -> None:
    cells = [
        Cell("def f(v):\n    r = v * 2\n    return r", 10),
        Cell("%matplotlib inline\n!pip install x\nq = f(x)", 40),
    ]
    found = run(program(cells), lambda wanted: arrays().get(wanted.name, wanted.got))
    assert [(one.name, one.line) for one in found.assigned] == [("r", 11), ("q", 42)]


def test_a_cell_that_is_no_python_is_passed_over() -> None:
    found = run(program([Cell("z = (1", 3), Cell("q = 2", 9)]), lambda wanted: wanted.got)
    assert [(one.line, one.known) for one in found.failed] == [(3, False)]
    assert found.assigned[0] == Assigned(9, 1, "q = 2", "q", 2)


def test_columns_count_characters_and_not_bytes() -> None:
    (first, second) = ran("δ = x; é = δ * 2").assigned
    assert (first.column, second.column, second.text) == (1, 8, "é = δ * 2")
