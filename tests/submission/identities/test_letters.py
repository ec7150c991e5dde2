"""Lines whose letters are nothing of a network: true or false by what the page says of them."""

from __future__ import annotations

import pytest

import tutor

SOFTMAX = r"$$q_i = \frac{e^{u_i}}{\sum_m e^{u_m}}$$"
ENTROPY = SOFTMAX + "\n\n" + r"$$H = -\sum_i d_i \log q_i$$"
ONE_HOT = "The target $d$ is a one-hot vector, $r$ is the true class.\n\n" + ENTROPY


def _verdicts(page: str, line: str) -> list[tuple[str, list[str]]]:
    """The verdicts on the last line of a page, with the codes of mistakes."""
    marked = tutor.mark_page(f"{page}\n\n{line}\n", ())
    last = max(one.line for one in marked.statements)
    return [(one.verdict, [each.code for each in one.diagnosis]) for one in marked.statements if one.line == last]


def _said(page: str, line: str) -> list[str]:
    return [verdict for verdict, _ in _verdicts(page, line)]


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("", r"$$\frac{d}{du} \frac{1}{1 + e^{-u}} = \frac{e^{-u}}{(1 + e^{-u})^2}$$"),
        ("", r"$$\frac{\partial \tanh(u)}{\partial u} = 1 - \tanh^2(u)$$"),
        ("", r"$$\frac{d}{du} \frac{f(u)}{g(u)} = \frac{f'(u) g(u) - f(u) g'(u)}{g(u)^2}$$"),
        (SOFTMAX, r"$$\frac{\partial q_i}{\partial u_j} = q_i (\delta_{ij} - q_j)$$"),
        (SOFTMAX, r"$$\frac{\partial q_i}{\partial u_j} = q_i (\mathbb{1}\{i=j\} - q_j)$$"),
        (
            SOFTMAX,
            r"$$\frac{\partial q_i}{\partial u_j} ="
            r" \begin{cases} q_i(1 - q_i) & i = j \\ -q_i q_j & i \ne j \end{cases}$$",
        ),
        (SOFTMAX, r"$$\frac{\partial \log q_i}{\partial u_j} = \delta_{ij} - q_j$$"),
        ("", r"$$\frac{\partial softmax(u_i)}{\partial u_j} = softmax(u_i)(\delta_{ij} - softmax(u_j))$$"),
        ("", r"$$softmax(u + b)_i = \frac{e^{u_i + b}}{\sum_j e^{u_j + b}}$$"),
        (
            ENTROPY,
            r"$$\frac{\partial H}{\partial u_j} ="
            r" \sum_i \frac{\partial H}{\partial q_i} \frac{\partial q_i}{\partial u_j}$$",
        ),
        (ENTROPY, r"$$\frac{\partial H}{\partial u_j} = -\sum_i \frac{d_i}{q_i} q_i(\delta_{ij} - q_j)$$"),
        (ENTROPY, r"$$\frac{\partial H}{\partial u_j} = q_j - d_j$$"),
        (ENTROPY, r"$$\nabla_u H = q - d$$"),
        (
            r"$$softmax(u_i) = \frac{e^{u_i}}{\sum_{m=1}^{C} e^{u_m}}$$",
            r"$$\frac{\partial softmax(u_i)}{\partial u_j} = \frac{C}{C} softmax(u_i) (\delta_{ij} - softmax(u_j))$$",
        ),
        (ENTROPY, r"$$\frac{\partial H}{\partial u_j} = -d_j + \sum_{i \not= j} d_i q_j + d_j q_j$$"),
        ("", r"$$\frac{\partial e^{u_i}}{\partial u_j} = \delta_{ij} e^{u_i}$$"),
        (
            SOFTMAX,
            r"$$\frac{\partial q_i}{\partial u_i} ="
            r" \frac{(e^{u_i})' \sum_m e^{u_m} - e^{u_i} (\sum_m e^{u_m})'}{(\sum_m e^{u_m})^2}$$",
        ),
        (SOFTMAX, r"$$\frac{1}{\partial u_i}(q_i) = q_i - q_i^2$$"),
        (ONE_HOT, r"$$H = -\log q_r = \log \sum_j e^{u_j} - u_r$$"),
        (ONE_HOT, r"$$\frac{\partial H}{\partial u_r} = q_r - 1$$"),
    ],
)
def test_what_holds_for_all_numbers_is_right(page: str, line: str) -> None:
    assert set(_said(page, line)) == {"right"}


@pytest.mark.parametrize(
    "page",
    [
        r"$$\sigma(\mathbf{u})_i = \frac{e^{u_i}}{\sum_m e^{u_m}}$$",
        r"$$\sigma(r)_i = \frac{e^{r_i}}{\sum_m e^{r_m}}$$",
        r"$$\sigma(u_i) = \frac{\exp(u_i)}{\sum_{m=1}^{M} \exp(u_m)}$$",
    ],
)
def test_a_letter_that_the_page_has_for_softmax_is_that_of_whatever_it_is_applied_to(page: str) -> None:
    line = r"$$\frac{\partial \sigma(u)_i}{\partial u_j} = \sigma(u)_i (\delta_{ij} - \sigma(u)_j)$$"
    assert _said(page, line) == ["right"]
    assert _said(page, line.replace("- ", "+ ")) == ["wrong"]


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("The targets are one-hot.", r"$$-\sum_{v \in V} d_v \log q_v = -d_r \log q_r = -\log q_r$$"),
        (r"$$q = \text{softmax}(u)$$", r"$$\frac{\partial CE(d, q)}{\partial u_i} = q_i - d_i$$"),
        (
            "The output is the softmax of $B$: " + r"$$H(D, \sigma(B)) = -\sum_i D_i \log(\sigma(B_i))$$",
            r"$$\frac{\partial H}{\partial B_i} = \sigma(B_i) - D_i$$",
        ),
        (
            r"$$q_{\text{out}, i} = \frac{e^{z_{2,i}}}{\sum_m e^{z_{2,m}}}$$"
            r" $$E = -\sum_i d_i \log q_{\text{out}, i}$$",
            r"$$\frac{\partial E}{\partial z_{2,i}} = q_{\text{out}, i} - d_i$$",
        ),
    ],
)
def test_sums_over_sets_losses_by_their_names_and_indices_behind_others_are_read(page: str, line: str) -> None:
    assert set(_said(page, line)) == {"right"}


def test_what_sigma_is_may_be_guessed_but_nothing_is_wrong_by_that() -> None:
    page = "The output is a softmax. " + r"$$H = -\sum_i D_i \log(\sigma(B_i))$$"
    assert "wrong" not in _said(
        page, r"$$\frac{\partial \sigma(B_i)}{\partial B_j} = \sigma(B_i)(1 - \sigma(B_i)) \delta_{ij}$$"
    )


def test_a_letter_that_sums_run_over_is_an_index_and_one_that_counts_steps_is_none() -> None:
    page = r"$$o_s = \frac{e^{x_s}}{\sum_t e^{x_t}}$$"
    line = r"$$\frac{\partial o_s}{\partial x_t} = o_s (\delta_{st} - o_t)$$"
    assert _said(page, line) == ["right"]
    steps = r"$$o_t = \mathrm{softmax}(x_t)$$ $$E_t = -d_t \log o_t$$"
    assert _said(steps, r"$$\frac{\partial E_t}{\partial x_t} = o_t - d_t$$") != ["wrong"]


def test_a_condition_of_the_next_line_is_not_one_of_this() -> None:
    one = r"$$\frac{\partial q_i}{\partial u_m} = q_i(1 - q_m)$$"
    other = r"$$\frac{\partial q_i}{\partial u_m} = -q_i q_m$$"
    page = f"{SOFTMAX}\n\nIf $i = m$,\n{one}\nIf $i \\neq m$,"
    found = [each.verdict for each in tutor.mark_page(f"{page}\n{other}\n", ()).statements][1:]
    assert [verdict for verdict in found if verdict != "setting"] == ["right", "right"]


def test_what_has_its_own_cases_is_about_all_entries_whatever_is_said_above() -> None:
    cases = (
        r"$$\frac{\partial softmax(u_i)}{\partial u_j} ="
        r" \begin{cases} 1 + softmax(u_i) & i = j \\ -softmax(u_i) softmax(u_j) & i \ne j \end{cases}$$"
    )
    assert _said(r"If $i \neq j$, the other.", cases) != ["right"]


def test_what_may_be_of_whole_arrays_is_not_wrong_as_numbers() -> None:
    page = r"$$z = \beta^\intercal x$$ $$s = \sigma(z)$$ $$E = \frac12 (y - s)^2$$"
    assert _said(page, r"$$\frac{\partial E}{\partial \beta} = -(y - s) s (1 - s)$$") != ["wrong"]


@pytest.mark.parametrize(
    ("page", "line", "code"),
    [
        (SOFTMAX, r"$$\frac{\partial q_i}{\partial u_j} = q_i (\delta_{ij} + q_j)$$", "sign"),
        (SOFTMAX, r"$$\frac{\partial \log q_i}{\partial u_j} = q_j - \delta_{ij}$$", "sign"),
        (SOFTMAX, r"$$\frac{\partial q_i}{\partial u_j} = q_i q_i (\delta_{ij} - q_j)$$", "factor-twice"),
        (ENTROPY, r"$$\frac{\partial H}{\partial u_j} = d_j - q_j$$", "sign"),
        (ENTROPY, r"$$\frac{\partial H}{\partial u_j} = 2 (q_j - d_j)$$", "factor"),
        (SOFTMAX, r"$$\frac{\partial q_i}{\partial u_j} = q_i (\delta_{ij} - q_i)$$", "index"),
    ],
)
def test_what_holds_for_none_is_wrong_with_the_slip_that_made_it(page: str, line: str, code: str) -> None:
    assert _verdicts(page, line) == [("wrong", [code])]


@pytest.mark.parametrize(
    ("words", "right", "verdict"),
    [
        ("If $i = j$:", "q_i (1 - q_i)", "right"),
        ("If $i = j$:", "-q_i q_j", "wrong"),
        (r"For $i \neq j$ we find", "-q_i q_j", "right"),
        (r"For $i \neq j$ we find", "q_i (1 - q_j)", "wrong"),
        ("", "q_i (1 - q_i)", "wrong"),
    ],
)
def test_a_condition_says_which_entries_are_meant(words: str, right: str, verdict: str) -> None:
    line = rf"$$\frac{{\partial q_i}}{{\partial u_j}} = {right}$$"
    assert _said(f"{SOFTMAX}\n\n{words}", line) == [verdict]


@pytest.mark.parametrize(
    "line",
    [
        r"$$\frac{\partial q_i}{\partial u_j} = q_i (\delta_{ij} - v_j)$$",  # nothing says what v is
        r"$$\frac{\partial q_i}{\partial u_j} = q_i (\delta_{im} - q_m)$$",  # nor m
        r"$$\frac{\partial G}{\partial u_j} = \frac{\partial G}{\partial q_j}$$",  # nor how G depends on q
        r"$$\frac{\partial G}{\partial u} = A q$$",
        r"$$-\sum_m d_m \log q_m = -\log q_r$$",  # nor which class r is
    ],
)
def test_letters_of_which_nothing_is_said_leave_a_line_open(line: str) -> None:
    assert set(_said(SOFTMAX, line)) <= {"not judged", "not read"}


def test_a_later_formula_for_a_name_is_no_mistake_and_holds_from_there_on() -> None:
    page = ENTROPY + "\n\n" + r"$$H = \frac{1}{2} \sum_i (q_i - d_i)^2$$"
    assert _said(page, r"$$\frac{\partial H}{\partial q_i} = q_i - d_i$$") == ["right"]
    assert "wrong" not in [one.verdict for one in tutor.mark_page(page + "\n", ()).statements]


def test_what_is_the_same_as_a_wrong_link_follows_from_it() -> None:
    line = r"$$\frac{\partial q_i}{\partial u_j} = q_i (\delta_{ij} + q_j) = q_i \delta_{ij} + q_i q_j$$"
    assert _said(SOFTMAX, line) == ["wrong", "follows"]


def test_a_line_beside_a_named_problem_is_judged_by_itself() -> None:
    page = r"$$\frac{\partial \tanh(\alpha)}{\partial \alpha} = sech^2(\alpha)$$" + "\n"
    marked = tutor.mark_page(page, ("rnn-bptt",))
    assert [one.verdict for one in marked.statements] == ["right"]


def test_names_whose_arrays_do_not_meet_leave_a_page_open() -> None:
    text = "\n\n".join((
        r"$\tilde{h}_t = \tanh(W \cdot [\mathbf{0}, x_t])$",
        r"$h_t = (1 - f_t) \odot h_{t-1} + f_t \odot \tilde{h}_t$",
        r"$z_t = \sigma(W_z \cdot [h_{t-1}, x_t] + b_z)$",
        r"$r_t = \sigma(W_r \cdot [h_{t-1}, x_t] + b_r)$",
        r"$h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \tilde{h}_t$",
    ))  # fmt: skip
    verdicts = {one.verdict for one in tutor.mark_page(text, ["gru-through-time"], name="page.md").statements}
    assert not verdicts & {"wrong", "follows"}


def test_what_is_differentiated_may_stand_behind_the_sign_on_a_page_with_a_network() -> None:
    network = r"""
$$s^{[1]} = V^{[1]} x + r^{[1]}, \quad h^{[1]} = \tanh(s^{[1]}), \quad s^{[2]} = V^{[2]} h^{[1]} + r^{[2]}$$
$$\frac{\partial E}{\partial V^{[2]}} = \frac{1}{n} (s^{[2]} - y) (h^{[1]})^T$$
$$f(u) = \frac{1}{1 + e^{-u}}$$
"""
    assert _said(network, r"$$\frac{d}{du}f(u) = f(u)(1 - f(u))$$") == ["right"]
    assert _said(network, r"$$\frac{d}{{d}u}f(u) = f(u)(1 + f(u))$$") != ["right"]
