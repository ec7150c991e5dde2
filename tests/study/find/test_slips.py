"""Which wrong formulas are shown, how they are tidied, and which kinds stand beside each other."""

from __future__ import annotations

from itertools import combinations

import pytest

from tests.bundled import AUTHORED
from tests.study.find.found import all_of
from tutor import host
from tutor.marking.choices import by_their_texts, mark_choice
from tutor.marking.mistakes.codes import CODES
from tutor.notation.read.parser import parse
from tutor.notation.tree import Binder, Fold, Node
from tutor.notation.tree_walks import names, walk
from tutor.notation.write.one_line import to_ascii
from tutor.problems.contract.step import Choice, Step
from tutor.study.find.asked import AboutMistake
from tutor.study.find.kinds import SLIPS, others, overlap
from tutor.study.find.questions import question_about
from tutor.study.find.slips import has_gates, lines_with_slips, slips
from tutor.study.find.tidied import tidied


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("1 * yhat * (1 - yhat)", "yhat*(1 - yhat)"),
        ("yhat * 1", "yhat"),
        ("yhat + 0", "yhat"),
        ("0 - yhat", "-yhat"),
        ("0 * yhat + z", "z"),
        ("yhat^1", "yhat"),
        ("yhat * (z * (1 - z))", "yhat*z*(1 - z)"),
        ("(-yhat) * (-z)", "yhat*z"),
        ("yhat * (-z)", "-yhat*z"),
        ("-(-yhat)", "yhat"),
        ("yhat / 1", "yhat"),
        ("yhat - z", "yhat - z"),
    ],
)
def test_a_formula_is_left_as_a_person_would_write_it(written: str, left: str) -> None:
    scope = host.problem("skip-mlp").scope
    assert to_ascii(tidied(parse(written, scope)), scope) == to_ascii(parse(left, scope), scope)


@pytest.mark.parametrize("name", AUTHORED)
def test_no_slip_is_a_sum_that_stops_short_or_names_what_comes_later(name: str) -> None:
    problem = host.problem(name)
    ids = [step.id for step in problem.formula_steps()]
    for step in lines_with_slips(problem):
        right = problem.instance().formula(step.id)
        later = {one for one in ids[ids.index(step.id) :] if problem.targets[one].is_derivative} - names(right)
        for slip in slips(problem, step):
            assert slip.code in SLIPS
            assert len(limits(slip.tree)) <= len(limits(right))
            assert not names(slip.tree) & later


def limits(tree: Node) -> list[Binder]:
    """The letters of a formula that are summed between limits."""
    binders = [binder for part in walk(tree) if isinstance(part, Fold) for binder in part.binders]
    return [binder for binder in binders if binder.low is not None or binder.high is not None]


def test_kinds_that_may_both_be_true_are_never_offered_together() -> None:
    for one, other in combinations(CODES, 2):
        assert overlap(one, other) == overlap(other, one)
    assert overlap("derivative-other", "factor-missing")  # `v` for `v (1 - v)`
    assert overlap("term-missing", "path-missing")
    found = ["sign", "factor", "zero", "transpose", "delta-missing"]
    assert others("delta-missing", set(), found) == ["sign", "transpose"]
    assert others("delta-missing", {"factor-missing"}, found) == ["transpose"]


def test_gates_are_swapped_only_where_there_are_gates() -> None:
    assert has_gates(host.problem("lstm-cell"))
    assert not has_gates(host.problem("skip-mlp"))
    assert not any("gate-swapped" in item.kinds for item in all_of("skip-mlp"))


@pytest.mark.parametrize("name", AUTHORED)
def test_an_option_that_is_kept_by_its_text_is_read_back_as_the_same(name: str) -> None:
    instance = host.problem(name).instance()
    for item in all_of(name):
        for part in ("line", "kind"):
            choice = question_about(instance, AboutMistake(item.step.id, item.code, part))
            assert isinstance(choice, Choice)
            for number in range(1, len(choice.options) + 1):
                verdict = mark_choice(choice, by_their_texts(choice, str(number)))
                assert verdict.read_as == str(number)
                assert (verdict.kind == "correct") == (number in choice.answer)
        last = question_about(instance, AboutMistake(item.step.id, item.code, "right"))
        assert isinstance(last, Step)
        assert last.id == item.step.id
