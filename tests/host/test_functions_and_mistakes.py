"""What plugins add to the language and to the diagnosis: functions as formulas, mistakes by name."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tests.conftest import PluginMaker
from tests.notation.toys import Layers, env, toy
from tutor.errors import TutorError
from tutor.host import Host
from tutor.marking import Verdict, mark, question
from tutor.notation.added_functions import objection
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.number_types import FLOATS, precise
from tutor.notation.lower.align_to_target import fit
from tutor.notation.read.parser import parse
from tutor.notation.write.one_line import to_ascii, to_latex, to_unicode
from tutor.problems.contract.problem import Problem

SWOOSH = """
    import tutor
    from tutor import Function, Mistake, Normal, Problem, Quantity, Step

    SAID = {"ask": "What is it?", "rule": "It follows.", "hints": ("Look.", "Look again."), "skills": ("chain-rule",)}

    class Unit(Problem):
        id = "swoosh-unit"
        title = "Swish"
        summary = "one swoosh unit"
        statement = ("y = swoosh(w x)", "L = y^2")
        sizes = {"I": 3}
        axes = {"i": "inputs"}
        given = (Quantity("x", "i"), Quantity("w", "i"))
        values = (
            Quantity("z", formula="sum_i(w*x)"),
            Quantity("y", formula="swoosh(z)"),
            Quantity("L", formula="y^2"),
        )
        steps = (
            Step("y", **SAID),
            Step("dL/dy", "2*y", **SAID),
            Step("dL/dz", "dL/dy*swoosh'(z)", **SAID, also=("dL/dy*(y + sigma(z)*(1 - y))",)),
            Step("dL/dw", "dL/dz*x", **SAID),
        )

    @tutor.hookimpl
    def tutor_problems():
        return [Unit()]

    @tutor.hookimpl
    def tutor_functions():
        return [Function("swoosh", formula="z*sigma(z)", slope="s + sigma(z)*(1 - s)")]
"""

TEACHER = """
    import tutor

    @tutor.hookimpl
    def tutor_mistakes():
        return [
            tutor.Mistake(
                "squared-input", "The input is squared.", "A weight meets its input once.",
                formulas={{"dL/dw": "dL/dz*x^2", "dL/dz": ("dL/dy^3", "dL/dy*y^4")}}, problem="{problem}",
            )
        ]
"""


@pytest.fixture
def unit(make_plugin: PluginMaker) -> Problem:
    return Host([str(make_plugin("swoosh", SWOOSH))]).problem("swoosh-unit")


def verdict(problem: Problem, step: str, answer: str, seed: int | None = None) -> Verdict:
    return mark(question(problem.instance(seed=seed), step), answer)


def test_a_plugins_function_is_read_solved_proved_and_written(unit: Problem) -> None:
    instance = unit.instance(seed=3)
    z = instance.values["z"]
    sigma = 1 / (1 + np.exp(-z))
    assert instance.values["y"] == pytest.approx(z * sigma, rel=1e-14)
    assert instance.gradients["z"] == pytest.approx(2 * z * sigma * (sigma + z * sigma * (1 - sigma)), rel=1e-12)
    proof = tutor.prove(unit, seeds=range(2))
    assert proof.worst_error < 1e-9
    tree = instance.formula("dL/dz")
    assert to_ascii(tree, unit.scope) == "dL/dy*swoosh'(z)"
    assert to_unicode(tree, unit.scope) == "∂L/∂y swoosh'(z)"
    assert r"\operatorname{swoosh}" in to_latex(tree, unit.scope)


@pytest.mark.parametrize(
    ("step", "answer", "kind"),
    [
        ("y", "swoosh(z)", "correct"),
        ("y", "z sigma(z)", "correct"),
        ("y", "z/(1 + e^-z)", "correct"),
        ("y", r"\operatorname{swoosh}(z)", "correct"),
        ("dL/dz", "dL/dy * swoosh'(z)", "correct"),
        ("dL/dz", "2 y (sigma(z) + z sigma(z) (1 - sigma(z)))", "correct"),
        ("dL/dz", "dL/dy", "wrong"),
        ("dL/dw", "dL/dy swoosh'(z) x", "correct"),
        ("y", "swoosh(z, z)", "invalid"),
        ("y", "swich(z)", "invalid"),
    ],
)
def test_answers_may_use_a_plugins_function_or_write_it_out(unit: Problem, step: str, answer: str, kind: str) -> None:
    assert verdict(unit, step, answer).kind == kind


def test_a_forgotten_slope_of_a_plugins_function_is_recognised(unit: Problem) -> None:
    assert verdict(unit, "dL/dz", "2 y").diagnosis[0].code == "derivative-missing"


def test_a_plugins_function_works_on_complex_and_on_precise_numbers() -> None:
    swoosh = tutor.Function("swoosh", formula="z*sigma(z)", slope="s + sigma(z)*(1 - s)")
    z = np.array([[0.5, -1.25]])
    step = FLOATS.apply(swoosh, 0, z + 1e-30j)
    assert step.imag / 1e-30 == pytest.approx(FLOATS.apply(swoosh, 1, z), rel=1e-14)
    exact = precise().apply(swoosh, 0, np.frompyfunc(precise().number, 1, 1)(z.astype(str)))
    assert exact.shape == (1, 2)
    assert float(exact[0, 0]) == pytest.approx(0.5 / (1 + np.exp(-0.5)), rel=1e-15)


def test_a_plugins_function_is_for_its_own_problems_alone(make_plugin: PluginMaker) -> None:
    folder = make_plugin("swoosh", SWOOSH)
    make_plugin("plain")
    plain = Host([str(folder)]).problem("plain-problem")
    assert verdict(plain, "dL/dx", "swoosh(x)").kind == "invalid"


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ('Function("swoosh", formula="z*sigma(z", slope="s")', "its formula `z*sigma(z` cannot be read"),
        ('Function("swoosh", formula="z*sigma(z)", slope="sigma(z)")', "its slope is"),
        ('Function("swoosh", formula="s*z")', "its formula is in z alone"),
        ('Function("swoosh", formula="z*q")', "cannot be read: `q`"),
        ('Function("swoosh", formula="swoosh(z)")', "cannot be read"),
        ('Function("tanh", formula="z")', "`tanh` cannot be its name"),
        ('Function("ReLU", formula="z")', "`ReLU` cannot be its name"),
        ('Function("swoosh", formula="z", arity=(2, 2))', "it must take one value"),
    ],
)
def test_a_function_that_contradicts_itself_is_told_of_where_it_is_used(
    make_plugin: PluginMaker, function: str, said: str
) -> None:
    source = SWOOSH.replace('Function("swoosh", formula="z*sigma(z)", slope="s + sigma(z)*(1 - s)")', function)
    unit = Host([str(make_plugin("swoosh", source))]).problem("swoosh-unit")
    with pytest.raises(TutorError) as raised:
        unit.instance(seed=1).solve()
    assert said in raised.value.message
    assert raised.value.message.startswith("swoosh-unit: the function ")


@pytest.mark.parametrize(
    ("hook", "body", "said"),
    [
        ("tutor_functions", "return [len]", "which is not an instance of Function"),
        ("tutor_functions", "return [tutor.Function('f')]", "the function f has no formula"),
        ("tutor_functions", "return [tutor.Function('f', formula='z')] * 2", "two functions of the name f"),
        ("tutor_mistakes", "return ['sign']", "which is not an instance of Mistake"),
        ("tutor_mistakes", "return [tutor.Mistake('a', 'b', 'c', {})]", "the mistake a names no problem"),
        ("tutor_mistakes", "return [tutor.Mistake('sign', 'b', 'c', {}, 'x')]", "is one of the tutor's own"),
        ("tutor_mistakes", "return [tutor.Mistake('a', 'b', 'c', [], 'x')]", "which is not an instance of Mistake"),
    ],
)
def test_nonsense_in_these_hooks_sets_the_plugin_aside(
    make_plugin: PluginMaker, hook: str, body: str, said: str
) -> None:
    from tests.conftest import PROBLEM

    source = PROBLEM.format(id="odd") + f"\n    @tutor.hookimpl\n    def {hook}():\n        {body}\n"
    folder = make_plugin("odd", source)
    host = Host([str(folder)])
    assert host.offers(hook) == []
    (odd,) = host.load_all().plugins
    assert said in str(odd.error)


def test_a_named_mistake_is_recognised_by_its_value_in_any_plugins_problem(make_plugin: PluginMaker) -> None:
    folder = make_plugin("swoosh", SWOOSH)
    make_plugin("teacher", TEACHER.format(problem="swoosh-unit"))
    unit = Host([str(folder)]).problem("swoosh-unit")
    found, *_ = verdict(unit, "dL/dw", "x x dL/dz").diagnosis
    assert (found.code, found.message) == ("squared-input", "The input is squared.")
    assert found.rule == "A weight meets its input once."
    assert found.where == ""
    assert verdict(unit, "dL/dz", "2y dL/dy^2").diagnosis[0].code == "squared-input"
    assert verdict(unit, "dL/dz", "2y y y^3").diagnosis[0].code == "squared-input"
    later = verdict(unit, "dL/dw", "dL/dy^3 x").diagnosis[0]
    assert (later.code, later.where) == ("squared-input", "The part through ∂L/∂z does not match. The rest does.")
    instance = unit.instance(seed=2)
    value = instance.target("dL/dz") * instance.given["x"] ** 2
    typed = f"[{', '.join(f'{entry:.8f}' for entry in value)}]"
    assert verdict(unit, "dL/dw", typed, seed=2).diagnosis[0].code == "squared-input"
    grads = {"w": value}
    assert tutor.gradcheck(unit, instance.given, grads)[0].diagnosis[0].code == "squared-input"
    assert verdict(unit, "dL/dw", "dL/dz x").kind == "correct"


def test_no_plugin_is_imported_for_named_mistakes_before_an_answer_is_wrong(make_plugin: PluginMaker) -> None:
    import sys

    folder = make_plugin("swoosh", SWOOSH)
    make_plugin("teacher", TEACHER.format(problem="swoosh-unit"))
    unit = Host([str(folder)]).problem("swoosh-unit")
    assert verdict(unit, "dL/dw", "dL/dz x").kind == "correct"
    assert "made_teacher" not in sys.modules
    assert verdict(unit, "dL/dw", "dL/dz").kind == "wrong"
    assert "made_teacher" in sys.modules


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"dL/dw": "dL/dz*x^2"', '"dL/dw": "dL/dz*q"', "its mistake squared-input: swoosh-unit: the formula of dL/dw"),
        (
            '"dL/dw": "dL/dz*x^2"',
            '"dL/dv": "dL/dz"',
            "`dL/dv` is not a step of swoosh-unit with a formula; did you mean",
        ),
        ('"squared-input"', '"Squared Input"', "should be small letters, digits and hyphens"),
        ('"A weight meets its input once."', '""', "its message or its rule is empty"),
    ],
)
def test_a_mistake_that_does_not_fit_its_problem_sets_its_plugin_aside_alone(
    make_plugin: PluginMaker, old: str, new: str, said: str
) -> None:
    folder = make_plugin("swoosh", SWOOSH)
    make_plugin("teacher", TEACHER.format(problem="swoosh-unit").replace(old, new))
    host = Host([str(folder)])
    assert verdict(host.problem("swoosh-unit"), "dL/dw", "x x dL/dz").kind == "wrong"
    errors = {report.name: report.error for report in host.load_all().plugins}
    assert errors["swoosh"] is None
    assert said in str(errors["teacher"])


def test_a_problem_may_declare_its_functions_and_mistakes_itself() -> None:
    class Cube(tutor.Problem):
        id = "cube"
        functions = {"cube": tutor.Function("cube", formula="z^3", slope="3*z^2")}
        mistakes = (tutor.Mistake("one-less", "One power too many is left.", "The power falls by one.", {"y": "x^2"}),)
        given = (tutor.Quantity("x"),)
        values = (tutor.Quantity("y", formula="cube(x)"),)
        steps = (tutor.Step("y"), tutor.Step("dy/dx", "cube'(x)"))
        loss = ""

    problem = Cube()
    assert problem.instance(given={"x": 2.0}).target("dy/dx") == 12
    assert verdict(problem, "dy/dx", "3 x x").kind == "correct"
    assert verdict(problem, "y", "x*x").diagnosis[0].code == "one-less"


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (tutor.Function("unit", kind="array", formula="z/norm(z)"), ""),
        (tutor.Function("unit", kind="array", formula="z/norm(z)", slope="s"), "no slope of its own"),
        (tutor.Function("unit", kind="array", formula="z/norm(a)"), "in z alone"),
        (tutor.Function("unit", kind="array", formula="z/norm("), "cannot be worked out"),
        (tutor.Function("unit", kind="array", formula="z @ (z z^T) z"), ""),
        (tutor.Function("unit", kind="array", formula="tr(z)"), "cannot be worked out"),
    ],
)
def test_a_function_of_an_array_is_given_by_a_formula_that_can_be_worked_out(
    function: tutor.Function, sentence: str
) -> None:
    assert sentence in objection(function)
    assert bool(objection(function)) == bool(sentence)


def test_a_function_of_an_array_is_read_as_the_formula_that_it_is_short_for() -> None:
    added = tutor.Function("rmsnorm", kind="array", formula="z/sqrt(mean(z^2))")
    layers = toy(Layers).scope
    scope = layers.replace(functions={**layers.functions, "rmsnorm": added})
    tree = parse("rmsnorm(z1)*y1", scope)
    assert to_ascii(tree, scope) == "z1/sqrt(mean(z1^2))*y1"
    assert np.allclose(
        *(
            fit(evaluate(parse(text, scope), env(Layers)), ("h",), env(Layers)).array
            for text in ("rmsnorm(z1)", "z1/sqrt(sum_h(z1^2)/H)")
        )
    )
