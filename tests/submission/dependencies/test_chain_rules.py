"""Lines of the chain rule on pages that only say what depends on what: functions without formulas."""

from __future__ import annotations

import pytest

import tutor

LAYERS = r"$$u = g(s, A), \quad v = f(u, c), \quad J = D(v, r)$$"
STEPS = r"$$s_t = f(e_t, s_{t-1}, A), \quad q_t = g(s_t, B)$$ $$L(A, B) = \frac{1}{T} \sum_{t=1}^T \ell(r_t, q_t)$$"
SAMPLES = r"$$p_i = f(x_i, \theta), \qquad L = \sum_{i=1}^N \ell(p_i, r_i)$$"


def _verdicts(page: str, line: str, problems: tuple[str, ...] = ()) -> list[str]:
    """The verdicts on the last line of a page."""
    marked = tutor.mark_page(f"{page}\n\n$${line}$$\n", problems)
    last = max(one.line for one in marked.statements)
    return [one.verdict for one in marked.statements if one.line == last]


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (LAYERS, r"\frac{\partial J}{\partial A} = \frac{\partial J}{\partial v} \frac{\partial v}{\partial A}"),
        (LAYERS, r"\frac{dJ}{ds} = \frac{dJ}{dv} \frac{dv}{du} \frac{du}{ds}"),
        (
            STEPS,
            r"\frac{\partial L}{\partial A} = \frac1T \sum_{t=1}^T \frac{\partial \ell(r_t, q_t)}{\partial q_t}"
            r" \frac{\partial g(s_t, B)}{\partial s_t} \frac{\partial s_t}{\partial A}",
        ),
        (
            STEPS,
            r"\frac{\partial s_t}{\partial A} = \frac{\partial f(e_t, s_{t-1}, A)}{\partial A}"
            r" + \frac{\partial f(e_t, s_{t-1}, A)}{\partial s_{t-1}} \frac{\partial s_{t-1}}{\partial A}",
        ),
        (
            STEPS,
            r"\frac{\partial L}{\partial s_t} = \frac{\partial L}{\partial q_t} \frac{\partial q_t}{\partial s_t}"
            r" + \frac{\partial L}{\partial s_{t+1}} \frac{\partial s_{t+1}}{\partial s_t}",
        ),
        (
            r"$$s_t = f(e_t, s_{t-1}, A_\textrm{s}), \quad q_t = g(s_t, A_\textrm{q})$$",
            r"\frac{\partial q_t}{\partial A_\textrm{s}} = \frac{\partial q_t}{\partial s_t}"
            r" \frac{\partial s_t}{\partial A_\textrm{s}}",
        ),
        (
            SAMPLES,
            r"\frac{\partial L}{\partial \theta} = \sum_{i=1}^N \frac{\partial L}{\partial p_i}"
            r" \frac{\partial p_i}{\partial \theta}",
        ),
    ],
)
def test_a_chain_with_all_its_paths_is_right(page: str, line: str) -> None:
    assert _verdicts(page, line) == ["right"]


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (LAYERS, r"\frac{\partial J}{\partial c} = \frac{\partial J}{\partial v} \frac{\partial v}{\partial u}"),
        (
            "$$u = g(s), \\quad v = h(s), \\quad J = F(u, v)$$",
            r"\frac{\partial J}{\partial s} = \frac{\partial J}{\partial u} \frac{\partial u}{\partial s}",
        ),
        (
            STEPS,
            r"\frac{\partial L}{\partial s_t} = \frac{\partial L}{\partial q_t} \frac{\partial q_t}{\partial s_t}",
        ),
    ],
)
def test_a_path_or_factor_that_is_left_out_is_wrong(page: str, line: str) -> None:
    assert _verdicts(page, line) == ["wrong"]


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (LAYERS, r"\frac{\partial J}{\partial A} = \frac{\partial J}{\partial u} s^T"),
        (LAYERS, r"\frac{\partial J}{\partial k} = \frac{\partial J}{\partial u} \frac{\partial u}{\partial k}"),
        (LAYERS, r"\frac{\partial u}{\partial c} = \frac{\partial u}{\partial r} \frac{\partial r}{\partial c}"),
        (
            LAYERS,
            r"\frac{\partial J}{\partial s} = \sum_m \frac{\partial J}{\partial u} \frac{\partial u}{\partial s}",
        ),
        (
            LAYERS + r" $$u = g(s, A, m)$$",
            r"\frac{\partial J}{\partial A} = \frac{\partial J}{\partial v} \frac{\partial v}{\partial A}",
        ),
        (
            r"$$s_t = f(e_t, s_{t-1}; \theta), \quad q_t = g(s_t; \theta)$$",
            r"\frac{\partial q_t}{\partial \theta}"
            r" = \frac{\partial q_t}{\partial s_t} \frac{\partial s_t}{\partial \theta}",
        ),
        (LAYERS, r"\frac{\partial J}{\partial u} = \frac{\partial J / \partial s}{\partial u / \partial A}"),
    ],
    ids=[
        "a formula of a function",
        "another name",
        "what does not depend on it",
        "a sum over nothing",
        "two of one",
        "one letter for all weights",
        "a quotient",
    ],
)
def test_what_the_dependencies_do_not_tell_stays_open(page: str, line: str) -> None:
    assert _verdicts(page, line) == ["not judged"]


def test_a_line_that_no_named_problem_reads_is_judged_so_too() -> None:
    page = r"$g_t = \phi_2(r_1, M_2)$, $L_t = \text{Loss}(g_t, g_{GT})$"
    line = r"\frac{\partial L_t}{\partial M_2} = \frac{\partial L_t}{\partial g_t} \frac{\partial g_t}{\partial M_2}"
    assert _verdicts(page, line, ("rnn-memory",)) == ["right"]


def test_functions_with_formulas_are_judged_by_these() -> None:
    page = r"$$u = A s, \quad v = \tanh(u), \quad J = D(v, r)$$"
    line = r"\frac{\partial J}{\partial A} = \frac{\partial J}{\partial v} \odot (1 - v^2) \, s^T"
    assert _verdicts(page, line) == ["right"]


EACH = r"""$$m_t = f(e_t, m_{t-1}; P, R)$$ $$q_t = g(m_t; V)$$ $$E_t = l(q_t, r_t)$$ $$E = \sum_t E_t$$"""


def _d(of: str, by: str) -> str:
    return rf"\frac{{\partial {of}}}{{\partial {by}}}"


@pytest.mark.parametrize(
    "right",
    [
        r"\sum_{k=1}^t " + _d("E_t", "m_t") + _d("m_t", "m_k") + _d("m_k", "R"),
        r"\sum_{k=1}^t " + _d("E_t", "q_t") + _d("q_t", "m_k") + _d("m_k", "R"),
        r"\sum_{k=1}^t "
        + _d("E_t", "m_t")
        + rf"\left(\prod_{{j=k+1}}^t {_d('m_j', 'm_{j-1}')}\right)"
        + _d("m_k", "R"),
        _d("E_t", "q_t") + _d("q_t", "m_t") + _d("m_t", "R"),
    ],
)
def test_what_the_steps_add_is_right_in_each_way_it_is_written(right: str) -> None:
    assert _verdicts(EACH, f"{_d('E_t', 'R')} = {right}") == ["right"]


@pytest.mark.parametrize(
    ("left", "right", "code"),
    [
        (_d("E", "m_t"), _d("E_t", "q_t") + _d("q_t", "m_t"), "path-missing"),
        (_d("E", "R"), r"\sum_t " + _d("E_t", "m_t") + _d("m_t", "P"), "swapped"),
        (_d("E", "V"), _d("E_t", "q_t") + _d("q_t", "V"), "sum-missing"),
    ],
)
def test_the_mistake_in_a_line_over_steps_is_named(left: str, right: str, code: str) -> None:
    right_lines = "\n\n".join(
        f"$${_d('E', name)} = \\sum_t {_d('E_t', 'm_t')} {_d('m_t', name)}$$" for name in ("P", "R")
    )
    marked = tutor.mark_page(f"{EACH}\n\n{right_lines}\n\n$${left} = {right}$$\n")
    assert [(one.verdict, one.diagnosis[0].code) for one in marked.statements[-1:]] == [("wrong", code)]


def test_what_follows_from_the_dependencies_is_right_whatever_a_problem_that_may_be_meant_makes_of_it() -> None:
    assert _verdicts(EACH, rf"{_d('m_t', 'm_k')} = \prod_{{j=k+1}}^t {_d('m_j', 'm_{j-1}')}") == ["right"]
