# ruff: noqa: E501  (tables: one row a mistake)
"""The conformance kit's first half: a problem declared wrongly fails it, with a sentence that says where."""

from __future__ import annotations

from typing import Any

import pytest

import tutor
from tests.problems.toys import ALL, SAID, Chain, Layer, Line, Slide, broken, replaced
from tutor import Choice, ConformanceError, Figure, Function, OneHot, Problem, Quantity, Step
from tutor.problems.proof.declaration_checks import check_declaration
from tutor.terminal_text import cells


def failure(problem: Any) -> str:
    with pytest.raises(ConformanceError) as caught:
        tutor.prove(problem)
    said = str(caught.value)
    assert "\n" not in said
    return said


@pytest.mark.parametrize("make", ALL)
def test_sound_problems_pass(make: type[Problem]) -> None:
    check_declaration(make())


def given(**changes: Any) -> tuple[Quantity, ...]:
    """The given quantities of Layer, x with some attributes changed."""
    return (Layer.given[0].replace(**changes), *Layer.given[1:])


def values(name: str, **changes: Any) -> tuple[Quantity, ...]:
    """The values of Layer, one of them changed."""
    return tuple(value.replace(**changes) if value.name == name else value for value in Layer.values)


CHOICE = Layer.steps[-1]

WRONG: list[tuple[type[Problem], dict[str, Any], str]] = [
    # words
    (Layer, {"title": ""}, "toy-layer: `title` is empty"),
    (Layer, {"steps": ()}, "toy-layer: `steps` is empty"),
    (Layer, {"id": ""}, "Broken: `id` is empty"),
    (Layer, {"summary": "a" * 33}, "toy-layer: the summary takes 33 cells; 32 fit"),
    (Layer, {"statement": ("z = W x", "y" * 65)}, "toy-layer: line 2 of the statement takes 65 cells; 64 fit"),
    (Layer, {"statement": "z = W x"}, "toy-layer: `statement` is one str; a tuple is expected: ('z = W x',)"),
    # names
    (Layer, {"given": (*Layer.given, Quantity("x", "i"))}, "toy-layer: the quantity x is declared twice"),
    (Layer, {"values": (*Layer.values, Quantity("W", formula="1"))}, "toy-layer: the quantity W is declared twice"),
    (Layer, {"steps": (*Layer.steps, Step("dL/dW", "1", **SAID))}, "toy-layer: the step dL/dW is declared twice"),
    (Layer, {"given": given(name="x-in")}, "toy-layer: `x-in` is no name for a quantity: letters, digits and _ between them"),
    (Layer, {"given": given(name="tanh")}, "toy-layer: the quantity tanh has the name of a function"),
    (Layer, {"given": given(name="f"), "functions": {"f": "tanh"}}, "toy-layer: the quantity f has the name of a function"),
    (Layer, {"functions": {"f": "tanhh"}}, "toy-layer: the function f is said to be `tanhh`, which the language has not; did you mean `tanh`?"),
    (Layer, {"steps": (Step("x", "W", **SAID),)}, "toy-layer: the step x asks for something given"),
    (Layer, {"loss": "E"}, "toy-layer: the loss E is not among the values"),
    (Layer, {"values": values("L", axes="h", formula="y")}, "toy-layer: the loss L has the axes [h]; it must be one number"),
    (Layer, {"textbook": {"x": [1.0, 2.0], "t": [1.0, 2.0, 3.0], "eta": 0.1}}, "toy-layer: the textbook instance has no W"),
    (Layer, {"textbook": {**Layer.textbook, "w": 1}}, "toy-layer: the textbook instance has `w`, which is not given; did you mean `W`?"),
    # sizes and axes
    (Layer, {"given": given(axes="k")}, "toy-layer: x has the axis k, which is not declared"),
    (Layer, {"values": values("z", axes="k")}, "toy-layer: z has the axis k, which is not declared"),
    *[(Layer, {"given": given(axes=axes)}, f"toy-layer: the axes of x are `{axes}`: letters with commas between are expected, such as `n,i`") for axes in ("i,", "hi", "h i", "h;i", "[i]")],
    (Layer, {"given": given(axes="i,i")}, "toy-layer: x has the axis i twice; declare a second one sized like it (`like`)"),
    (Layer, {"like": {"q": "h"}}, "toy-layer: `like` names q, which is not declared"),
    (Layer, {"like": {"h": "i"}}, "toy-layer: the axis h is sized like i and has a size of its own too"),
    (Layer, {"derived": {"U": "I**2"}}, "toy-layer: the size U = `I**2` must be a sum such as I-R+1 or a product U*V"),
    (Layer, {"derived": {"U": "IH"}}, "toy-layer: the size U = `IH` must be a sum such as I-R+1 or a product U*V"),
    (Layer, {"derived": {"U": "V", "V": "U"}}, "toy-layer: the size U = `V` uses V, which comes later"),
    (Layer, {"derived": {"H": "I"}}, "toy-layer: the size H = `I` cannot be derived: it is among `sizes`"),
    (Layer, {"derived": {"u": "I"}}, "toy-layer: the size u = `I` cannot be derived: its name must be a capital letter"),
    # functions and other spellings
    (Layer, {"functions": {"s w": "tanh"}}, "toy-layer: `s w` is no name for a function: letters and digits"),
    (Layer, {"functions": {"": "tanh"}}, "toy-layer: `` is no name for a function: letters and digits"),
    (Layer, {"functions": {"I": "tanh"}}, "toy-layer: the function I has the name of a size"),
    (Layer, {"functions": {"sum": "tanh"}}, "toy-layer: `functions` gives sum another meaning, which is a function of the language"),
    (Layer, {"functions": {"sw": Function("sw", "z*sigma(z)")}}, 'toy-layer: the function sw: it has no formula: one is given by name, such as Function("sw", formula="z*sigma(z)")'),
    (Layer, {"aliases": {"q": "zz"}}, "toy-layer: `aliases` spells `zz` as q, but there is no zz"),
    (Layer, {"aliases": {"x": "W"}}, "toy-layer: `aliases` spells W as x, which is a name already"),
    (Layer, {"aliases": {"tanh": "W"}}, "toy-layer: `aliases` spells W as tanh, which is a name already"),
    (Layer, {"aliases": {"the W": "W"}}, "toy-layer: `aliases` has the spelling `the W`: one without blanks is expected"),
    (Layer, {"figure": Figure(nodes=3, edges=())}, "toy-layer: the figure should have a tuple of names as `nodes` and a tuple of pairs as `edges`"),  # type: ignore[arg-type]
    (Layer, {"figure": Figure(nodes=("x", "W"), edges=(("x",),))}, "toy-layer: the figure should have a tuple of names as `nodes` and a tuple of pairs as `edges`"),  # type: ignore[arg-type]
    (Layer, {"axes": {**Layer.axes, "q": "q"}}, "toy-layer: the axis q has no size Q"),
    (Layer, {"axes": {**Layer.axes, "qq": "q"}}, "toy-layer: the axis `qq` must be one small letter"),
    (Layer, {"sizes": {"I": 2, "H": 0}}, "toy-layer: the size H=0 must be a capital letter and a whole number from 1"),
    (Layer, {"sizes": {"I": 2, "h": 3}}, "toy-layer: the size h=3 must be a capital letter and a whole number from 1"),
    (Layer, {"fixed": frozenset("Q")}, "toy-layer: `fixed` names Q, which is not declared"),
    (Layer, {"running": ("q",)}, "toy-layer: `running` names q, which is not declared"),
    (Layer, {"axes": {**Layer.axes, "k": "k"}, "like": {"k": "q"}}, "toy-layer: the axis k is sized like q, which has no size Q"),
    (Slide, {"derived": {"U": "I-Q+1"}}, "toy-slide: the size U = `I-Q+1` uses Q, which is not declared"),
    (Slide, {"derived": {"U": "I//R"}}, "toy-slide: the size U = `I//R` must be a sum such as I-R+1 or a product U*V"),
    (Slide, {"sizes": {"I": 2, "R": 4, "S": 2}}, "toy-slide: the textbook's size U would be -1"),
    # quantities
    (Layer, {"given": given(formula="W")}, "toy-layer: the given quantity x has a formula"),
    (Layer, {"values": values("z", formula="")}, "toy-layer: the value z has no formula"),
    (Layer, {"given": given(sample=OneHot("h"))}, "toy-layer: x is drawn along the axis h, which it does not have"),
    (Chain, {"values": (Quantity("H", "t", formula="H[t-1]", outside="H0"), Chain.values[1])}, "toy-chain: what stands before H, H0, is not a given quantity"),
    (Chain, {"values": (Quantity("H", "t", formula="H[t-1]", outside="x"), Chain.values[1])}, "toy-chain: x stands before H and needs its axes [], not [t]"),
    # formulas
    (Layer, {"values": values("z", formula="W xin")}, "toy-layer: the formula of z cannot be read: `xin` at column 3 is not a name of this question"),
    (Layer, {"values": values("z", formula="W (x")}, 'toy-layer: the formula of z cannot be read: expected ")" at column 5, found the end'),
    (Layer, {"steps": replaced(Layer, "dL/dW", formula="dL/dz x^")}, "toy-layer: the formula of dL/dW cannot be read: the end at column 9 was not expected; a value should stand here"),
    (Layer, {"steps": replaced(Layer, "dL/dz", also=("dL/dy*(1 - y^2", "2"))}, 'toy-layer: the step dL/dz: the form `dL/dy*(1 - y^2` cannot be read: expected ")" at column 15, found the end'),
    (Layer, {"steps": replaced(Layer, "dL/dz", also="dL/dy")}, "toy-layer: the step dL/dz: `also` is one str; a tuple is expected: ('dL/dy',)"),
    (Layer, {"values": values("z", formula="y + 1")}, "toy-layer: the formulas of z, y depend on each other, but on no neighbour along an axis"),
    (Layer, {"steps": replaced(Layer, "dL/dy", formula="dL/dx*0 + y - t")}, "toy-layer: the formulas of dL/dy, dL/dz, dL/dx depend on each other, but on no neighbour along an axis"),
    (Layer, {"steps": replaced(Layer, "dL/dy", formula="y - t + 0*L*W_new[1,1]")}, "toy-layer: the formulas of dL/dy, dL/dz, dL/dW, W_new depend on each other, but on no neighbour along an axis"),
    (Layer, {"values": values("z", formula="W x + 0*L_new"), "steps": (*Layer.steps, Step("L_new", "L", **SAID))}, "toy-layer: the formulas of z, y, L, L_new depend on each other, but on no neighbour along an axis"),
    (Line, {"steps": (Step("dL/dw", "sum_n(dL/dyhat*x)", **SAID), Line.steps[0])}, "toy-line: the formula of dL/dw uses dL/dyhat, which comes later"),
    # steps
    (Layer, {"steps": replaced(Layer, "dL/dx", ask="")}, "toy-layer: the step dL/dx: `ask` is empty"),
    (Layer, {"steps": replaced(Layer, "dL/dx", rule="")}, "toy-layer: the step dL/dx: `rule` is empty"),
    (Layer, {"steps": replaced(Layer, "dL/dx", hints=("Look.",))}, "toy-layer: the step dL/dx: at least two hints are needed, 1 given"),
    (Layer, {"steps": replaced(Layer, "dL/dx", hints="Look.")}, "toy-layer: the step dL/dx: `hints` is one str; a tuple is expected: ('Look.',)"),
    (Layer, {"steps": replaced(Layer, "dL/dx", hints=("Look.", "It is W^T  dL/dz."))}, "toy-layer: the step dL/dx: hint 2 holds the answer"),
    (Layer, {"steps": replaced(Layer, "dL/dx", axes="q")}, "toy-layer: the step dL/dx: the axis q is not declared"),
    (Layer, {"steps": (*Layer.steps, Step("slope", "y", **SAID))}, "toy-layer: the step slope needs its axes: they do not follow from its id"),
    (Layer, {"steps": (*Layer.steps, Step("slope", axes="h", **SAID))}, "toy-layer: the step slope has no formula and is not a value"),
    # choices
    (Layer, {"steps": replaced(Layer, "why", answer=(3,))}, "toy-layer: the step why: the answer (3,) names no option; they go from 1 to 2"),
    (Layer, {"steps": replaced(Layer, "why", answer=())}, "toy-layer: the step why: the answer () names no option; they go from 1 to 2"),
    (Layer, {"steps": replaced(Layer, "why", answer=(1, 2))}, "toy-layer: the step why: one answer is expected unless `many` or `ordered` is set"),
    (Layer, {"steps": replaced(Layer, "why", answer=(1, 1), many=True)}, "toy-layer: the step why: the answer (1, 1) names an option twice"),
    (Layer, {"steps": replaced(Layer, "why", slips={5: ("sign", "No.")})}, "toy-layer: the step why: a slip is explained for option 5; they go from 1 to 2"),
    # symbols
    (Layer, {"given": given(symbol="W")}, "toy-layer: the symbol W of x reads as W"),
    (Layer, {"given": (Layer.given[0], Quantity("W", "h,i", "v"), Quantity("t", "h", "v"), Layer.given[3])}, "toy-layer: the symbol v of t reads as W"),
    (Layer, {"given": given(symbol="x^{")}, "toy-layer: the symbol x^{ of x cannot be read: "),
    (Layer, {"given": given(symbol="2x")}, "toy-layer: the symbol 2x of x "),
    # figure
    (Layer, {"figure": Figure(("x", "u"), ())}, "toy-layer: the figure shows `u`, which is not a quantity"),
    (Layer, {"figure": Figure(("x", "z"), (("x", "y"),))}, "toy-layer: the figure has an edge x to y, but no node y"),
]  # fmt: skip


@pytest.mark.parametrize(("base", "changes", "sentence"), WRONG, ids=[row[2][:70] for row in WRONG])
def test_a_wrong_declaration_fails_with_a_sentence_that_says_where(
    base: type[Problem], changes: dict[str, Any], sentence: str
) -> None:
    assert failure(broken(base, **changes)).startswith(sentence)


def test_a_class_instead_of_an_instance_is_said_so() -> None:
    assert failure(Line).endswith("is not an instance of Problem: pass an instance, Line()")
    assert failure(None) == "None is not an instance of Problem"


def test_the_failure_is_an_assertion_and_a_tutor_error() -> None:
    assert issubclass(ConformanceError, AssertionError)
    assert issubclass(ConformanceError, tutor.TutorError)


def test_a_choice_with_several_or_ordered_answers_passes() -> None:
    assert isinstance(CHOICE, Choice)
    for changes in ({"many": True, "answer": (1, 2)}, {"ordered": True, "answer": (2, 1)}):
        check_declaration(broken(Layer, steps=replaced(Layer, "why", **changes)))


def test_accents_take_no_cell_and_wide_letters_two() -> None:
    assert cells("ŷ = σ(z)") == 8
    assert cells("y\u0302") == 1
    assert cells("中文") == 4


@pytest.mark.parametrize(
    "hint",
    [
        "It is W^T dL/dz.",
        "Multiply: `W.T @ dL/dz`",
        r"Think of W^\top \frac{\partial L}{\partial z} and of nothing else",
        "Wᵀ ∂L/∂z",
        "What about sum_h(dL/dz_h W_{hi})?",
    ],
)
def test_a_hint_that_holds_the_answer_is_found_however_it_is_written(hint: str) -> None:
    assert "hint 2 holds the answer" in failure(broken(Layer, steps=replaced(Layer, "dL/dx", hints=("Look.", hint))))


@pytest.mark.parametrize(
    "hint", ["It needs W and dL/dz.", "W dL/dz has no such shape.", "As dL/dW was x dL/dz, so here."]
)
def test_a_hint_that_only_names_what_is_needed_is_none(hint: str) -> None:
    check_declaration(broken(Layer, steps=replaced(Layer, "dL/dx", hints=("Look.", hint))))


@pytest.mark.parametrize("symbol", [r"\sum", "sum", "mean", r"\prod", r"\tanh", r"\sigma"])
def test_a_symbol_that_is_a_word_of_the_language_is_refused(symbol: str) -> None:
    said = failure(broken(Layer, given=given(symbol=symbol)))
    assert said.startswith(f"toy-layer: the symbol {symbol} of x cannot be read: ")
