"""Pages that are marked by the forward equations which they write down themselves."""

from __future__ import annotations

import re
from functools import cache

import pytest

import tutor
from tests.submission.claims.hand_ins import HandIn
from tests.submission.own_network.pages import ALL
from tutor.submission.mark import mark
from tutor.submission.marked import Marked, MarkedStatement

NO_NETWORK = r"""
The area of a circle is $A = \pi r^2$ and the volume of a ball $V = \frac{4}{3} \pi r^3$. Then
$$\frac{dV}{dr} = 4 \pi r^2$$
and $\frac{dA}{dr} = \pi r$. Also $E = m c^2$ and $F = m a$.
"""


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_a_page_is_marked_by_its_own_forward_equations(page: HandIn) -> None:
    marked = _marked(page.text)
    assert marked.network
    named = {fragment: _claim(marked, fragment) for fragment in (*page.wrong, *page.open)}
    for fragment, code in page.wrong.items():
        assert named[fragment].verdict == "wrong", named[fragment]
        assert code in [one.code for one in named[fragment].diagnosis]
    for fragment in page.open:
        assert named[fragment].verdict in ("not judged", "not read"), named[fragment]
    rest = [one for one in marked.statements if one not in named.values()]
    assert [(one.text, one.verdict) for one in rest if one.verdict not in ("right", "definition")] == []


def test_a_page_of_formulas_that_are_no_network_is_not_judged() -> None:
    marked = _marked(NO_NETWORK)
    assert not marked.network
    assert marked.summary.judged == 0


@pytest.mark.parametrize("page", ALL[1:5], ids=lambda page: page.name)
def test_without_a_forward_equation_nothing_right_is_called_wrong(page: HandIn) -> None:
    shown = re.compile(r"\$\$.*?\$\$|\$[^$]+\$", re.DOTALL)
    for equation in [one for one in shown.finditer(page.text) if "partial" not in one[0]][:2]:
        marked = _marked(page.text[: equation.start()] + page.text[equation.end() :])
        wrong = [one.right.strip() for one in marked.statements if one.verdict == "wrong"]
        assert [one for one in wrong if not one.endswith(tuple(page.wrong))] == [], equation[0]


def test_the_network_of_a_page_is_no_problem_that_a_quiz_could_ask_about() -> None:
    marked = _marked(ALL[0].text)
    assert marked.summary.wrong
    assert marked.problems == ()
    assert marked.to_practise == {}


@cache
def _marked(text: str) -> Marked:
    return mark(text, "page.md", (), sure=False)


def _claim(marked: Marked, fragment: str) -> MarkedStatement:
    found = [one for one in marked.statements if one.right.strip().endswith(fragment)]
    assert len(found) == 1, [one.right for one in marked.statements]
    return found[0]


def test_a_page_in_its_own_letters_is_marked_by_its_equations_though_a_problem_is_named() -> None:
    page = next(one for one in ALL if one.name.startswith("a derivative by a variance"))
    named = tutor.mark_page(page.text, ["logistic-unit"])
    assert named.network
    assert named.summary.wrong == 1
    assert any("logistic-unit" in note and "not judged" in note for note in named.notes)


def test_a_number_behind_words_does_not_go_on_with_the_formula_above() -> None:
    marked = _marked(
        "$h = \\tanh(w x)$, $L = \\frac12 (h - y)^2$\n\n* $b = 1.0$\n* Target output $= 5.0$\n\n$dL/dh = h - y$\n"
    )
    assert marked.summary.wrong == 0


def test_a_bias_is_one_number_where_its_vector_is_along_the_samples() -> None:
    marked = _marked(
        r"$\hat{v} = P u + c$, $L = \frac{1}{N} \sum_{n=1}^{N} (\hat{v}_n - t_n)^2$. Then"
        r" $\frac{\partial L}{\partial u_j} = \frac{2}{N} \sum_{n=1}^{N} (\hat{v}_n - t_n) P_{nj}$ and"
        r" $\frac{\partial L}{\partial c} = \frac{1}{N} \sum_{n=1}^{N} (\hat{v}_n - t_n)$"
    )
    assert "c[" not in marked.network
    assert [one.text for one in marked.statements if one.verdict == "wrong"] == [marked.statements[-1].text]
