"""Any index form has a NumPy spelling, which is read as it, and which NumPy evaluates to the same numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.examples import examples
from tests.notation.toys import Layers, arrays, env, toy
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.align_to_target import fit
from tutor.notation.read.parser import parse

SCOPE = toy(Layers).scope
NAMES = ("W1", "W2", "x", "y", "t", "y1", "z1")
FUNCTIONS = {"tanh": "np.tanh", "exp": "np.exp", "sin": "np.sin", "abs": "np.abs"}


class Form(NamedTuple):
    """An index form: its letters, its text in ASCII, and its text in NumPy on given letters, in their order."""

    letters: frozenset[str]
    text: str
    how: tuple[object, ...]

    def numpy(self, order: tuple[str, ...]) -> str:
        """The text of an array with these axes; an axis that it has not is a new one."""
        match self.how:
            case ("name", str(name)):
                own = SCOPE.names[name].axes
                turned = name if [axis for axis in order if axis in own] == list(own) else f"{name}.T"
                if set(order) == set(own):
                    return turned
                return f"{turned}[{', '.join(':' if axis in own else 'None' for axis in order)}]"
            case ("number", str(text)):
                return text
            case ("called", str(function), Form() as body):
                return f"{FUNCTIONS[function]}({body.numpy(order)})"
            case ("square", Form() as body):
                return f"({body.numpy(order)})**2"
            case ("sum", str(letter), Form() as body):
                whole = tuple(axis for axis in "hdmg" if axis in body.letters)
                inner = f"({body.numpy(whole)}).sum(axis={whole.index(letter)})"
                left = tuple(axis for axis in whole if axis != letter)
                turned = inner if [axis for axis in order if axis in left] == list(left) else f"{inner}.T"
                if set(order) == set(left):
                    return turned
                return f"{turned}[{', '.join(':' if axis in left else 'None' for axis in order)}]"
            case (str(sign), Form() as left, Form() as right):
                return f"({left.numpy(order)} {sign} {right.numpy(order)})"
        raise AssertionError(self)


def named(name: str) -> Form:
    axes = SCOPE.names[name].axes
    return Form(frozenset(axes), f"{name}[{','.join(axes)}]", ("name", name))


def joined(sign: str, left: Form, right: Form) -> Form:
    return Form(left.letters | right.letters, f"({left.text} {sign} {right.text})", (sign, left, right))


def summed(body: Form, at: int) -> Form:
    if not body.letters:
        return body
    letter = sorted(body.letters)[at % len(body.letters)]
    return Form(body.letters - {letter}, f"sum_{letter}({body.text})", ("sum", letter, body))


def larger(parts: SearchStrategy[Form]) -> SearchStrategy[Form]:
    pairs = st.tuples(parts, parts).filter(lambda pair: len(pair[0].letters | pair[1].letters) <= 2)
    return st.one_of(
        st.builds(lambda sign, pair: joined(sign, *pair), st.sampled_from("+-*"), pairs),
        st.builds(summed, parts, st.integers(0, 1)),
        st.builds(
            lambda name, body: Form(body.letters, f"{name}({body.text})", ("called", name, body)),
            st.sampled_from(sorted(FUNCTIONS)),
            parts,
        ),
        parts.map(lambda body: Form(body.letters, f"({body.text})^2", ("square", body))),
    )


NUMBERS = st.sampled_from(["2", "0.5"]).map(lambda text: Form(frozenset(), text, ("number", text)))
FORMS = st.recursive(st.one_of(st.sampled_from(NAMES).map(named), NUMBERS), larger, max_leaves=7)


@settings(deadline=None, max_examples=examples(150), derandomize=True, suppress_health_check=list(HealthCheck))
@given(form=FORMS.filter(lambda form: "[" in form.text))
def test_the_numpy_spelling_of_an_index_form_means_the_same(form: Form) -> None:
    order = tuple(axis for axis in "mhd" if axis in form.letters)
    text = form.numpy(order)
    where = env(Layers)
    wanted = fit(evaluate(parse(form.text, SCOPE), where), order, where).array
    found = fit(evaluate(parse(text, SCOPE), where), order, where).array
    names = {name: array[0] for name, array in arrays(Layers).items() if name in NAMES}
    told = eval(text, {"np": np, **names})  # the witness is NumPy itself
    assert np.allclose(*np.broadcast_arrays(found, wanted), rtol=1e-9), text
    assert np.allclose(np.broadcast_to(found[0], np.shape(told)), told, rtol=1e-9), text
