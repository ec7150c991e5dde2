"""Pages that are their own network, in spellings which are not those of the language."""

from __future__ import annotations

import pytest

import tutor

TWO_LAYERS = r"""
$$s_1 = V_1 u + c_1, \quad h_1 = {f1}(s_1)$$
$$s_2 = V_2 h_1 + c_2, \quad h_2 = {f2}(s_2)$$
$$E = \frac12 \|h_2 - t\|^2$$
$$\frac{{\partial E}}{{\partial s_2}} = (h_2 - t) \odot {d2}(s_2)$$
$$\frac{{\partial E}}{{\partial s_1}} = V_2^T \frac{{\partial E}}{{\partial s_2}} \odot {d1}(s_1)$$
$$\frac{{\partial E}}{{\partial V_1}} = \frac{{\partial E}}{{\partial s_1}} u^T$$
"""
CLASSES = r"""
$$s_c = \sum_i v_{ci} u_i, \quad p_c = \frac{e^{s_c}}{\sum_{c'} e^{s_{c'}}}$$
$$E = -\sum_c t_c \ln p_c$$
"""


def _verdicts(text: str) -> list[tuple[str, str]]:
    marked = tutor.mark_page(text, name="page.md")
    return [(one.right.strip(), one.verdict) for one in marked.statements]


def _not_right(text: str) -> list[tuple[str, str]]:
    return [one for one in _verdicts(text) if one[1] != "right"]


@pytest.mark.parametrize(
    "names",
    [
        ("g_1", "g_2", "g_1'", "g_2'"),
        ("f^{(1)}", "f^{(2)}", "f^{(1)'}", "f^{(2)'}"),
        (r"\phi_1", r"\phi_2", r"\phi'_1", r"\phi'_2"),
    ],
    ids=lambda names: names[0],
)
def test_an_activation_with_the_number_of_its_layer_is_a_function(names: tuple[str, ...]) -> None:
    page = TWO_LAYERS.format(**dict(zip(("f1", "f2", "d1", "d2"), names, strict=True)))
    assert _not_right(page) == []
    assert "wrong" in dict(_not_right(page.replace("(h_2 - t)", "(t - h_2)"))).values()


def test_an_index_with_a_prime_is_another_index() -> None:
    assert _not_right(CLASSES + r"$$\frac{\partial E}{\partial s_c} = p_c - t_c$$") == []


def test_a_delta_for_the_sign_of_a_derivative_is_one() -> None:
    page = (
        CLASSES + r"$$\frac{\delta E}{\delta v_{cj}} = \frac{\delta E}{\delta s_c} \frac{\delta s_c}{\delta v_{cj}}$$"
    )
    assert _not_right(page + r"$$\frac{\delta E}{\delta v_{cj}} = (p_c - t_c) u_j$$") == []
    wrong = r"$$\frac{\delta E}{\delta s_c} = p_c - t_c$$ $$\frac{\delta E}{\delta v_{cj}} = (p_c + t_c) u_j$$"
    assert _not_right(page + wrong) == [("(p_c + t_c) u_j", "wrong")]


def test_a_derivative_whose_second_sign_is_missing_is_one() -> None:
    page = CLASSES + r"$$\frac{\partial E}{s_c} = p_c - t_c$$"
    assert _not_right(page + r"$$\frac{\partial E}{d v_{cj}} = (p_c - t_c) u_j$$") == []


def test_what_a_function_without_a_name_is_the_page_may_say_more_than_once() -> None:
    page = TWO_LAYERS.format(f1=r"\tanh", f2=r"\tanh", d1=r"\tanh'", d2=r"\tanh'")
    assert _not_right(page + "$f_i(u) = \\tanh(u)$\n\n$f_i(u) = \\max(0, u)$\n\n$f_i(u) = u$") == [
        (r"\tanh(u)", "definition"),
        (r"\max(0, u)", "definition"),
        ("u", "definition"),
    ]


def test_the_loss_of_one_sample_leaves_that_of_all_as_it_is() -> None:
    page = r"""
$$a_i = v^\top u_i + c, \qquad p_i = \sigma(a_i)$$
$$J = -\sum_{i=1}^n \left[ t_i \log p_i + (1 - t_i) \log(1 - p_i) \right]$$
$$J_i = -\left[ t_i \log p_i + (1 - t_i) \log(1 - p_i) \right]$$
$$\frac{\partial J_i}{\partial a_i} = p_i - t_i$$
$$\nabla_v J = \sum_{i=1}^n (p_i - t_i) u_i, \qquad \frac{\partial J}{\partial c} = \mathbf{1}^\top (p - t)$$
"""
    assert [verdict for _, verdict in _not_right(page)] == ["definition"]


def test_what_is_said_of_words_does_not_go_on_with_a_number_above() -> None:
    page = r"""
One sample has $t = 1$ and $\hat{t} = 0.4$.

The error $= \hat{t} - t = 0.4 - 1 = -0.6$ is negative.
"""
    assert "follows" not in dict(_verdicts(page)).values()
    assert "wrong" not in dict(_verdicts(page)).values()


def test_the_loss_by_its_sum_stands_for_that_of_the_right_class() -> None:
    page = r"""
$$\mathbf{p} = \text{softmax}(\mathbf{u})$$
$$E(\mathbf{p}) = -\log p_c \text{ where } t_c = 1$$
$$E(\mathbf{p}) = -\sum_c t_c \log p_c$$
$$\frac{\partial E}{\partial p_c} = -\frac{t_c}{p_c}$$
The slopes are not zero where $p_c = p_j$:
$$\frac{\partial E}{\partial u_c} = p_c - t_c$$
"""
    assert [verdict for _, verdict in _verdicts(page)] == [
        "right", "not judged", "not judged", "right", "right", "setting", "right",
    ]  # fmt: skip


def test_a_chain_that_ends_in_rounded_numbers_is_a_forward_equation() -> None:
    page = r"""
$$s = v u + c = 0.5 \cdot 2 + 0.1 \approx 1.1, \quad p = \sigma(s) \approx 0.7503$$
$$E = \frac12 (p - t)^2 \approx 0.0313$$
$$\frac{\partial E}{\partial p} = p - t, \quad \frac{\partial E}{\partial s} = (p - t) p (1 - p)$$
$$\frac{\partial E}{\partial v} = (p - t) p (1 - p) u$$
"""
    verdicts = dict(_verdicts(page))
    assert verdicts["v u + c"] == verdicts["p - t"] == verdicts["(p - t) p (1 - p) u"] == "right"
    assert "wrong" not in verdicts.values()
    turned = page.replace("{s} = (p - t)", "{s} = (p - t) u").replace(" (1 - p)$$", "$$")
    assert "wrong" in dict(_verdicts(turned)).values()


@pytest.mark.parametrize(("value", "verdict"), [("0.11", "right"), ("2.1", "wrong")])
def test_a_function_of_a_number_is_what_it_comes_to_when_rounded(value: str, verdict: str) -> None:
    page = CLASSES + rf"$$\frac{{\partial E}}{{\partial s_c}} = p_c - t_c$$ Here $-\log(0.9) \approx {value}$."
    assert dict(_verdicts(page))[value] == verdict


def test_one_number_for_a_product_of_two_lists_is_not_called_wrong() -> None:
    page = CLASSES + r"$$\frac{\partial E}{\partial s_c} = p_c - t_c$$ and $$q = [1, 2] \cdot [3, 4]^T + 0.5 = 11.5$$"
    assert dict(_verdicts(page))["11.5"] != "wrong"


def test_names_side_by_side_lead_to_the_equations_of_both() -> None:
    page = r"""
$$E = \frac12 \|o - t\|^2, \qquad \frac{\partial E}{\partial o} = o - t$$
$$o = h V, \quad h = \tanh(u U)$$
$$\frac{\partial E}{\partial V} = h^T (o - t)$$
"""
    assert _not_right(page) == []


def test_a_loss_is_no_matrix_of_the_entries_that_have_its_letter_as_an_index() -> None:
    page = r"""
$$r^{(i)} = v^T x^{(i)} + c, \quad q^{(i)} = \sigma(r^{(i)})$$
$$J = -\frac1m \sum_{i=1}^m \left(y^{(i)} \log q^{(i)} + (1 - y^{(i)}) \log(1 - q^{(i)})\right)$$
$$Q = \sigma(v^T X + c)$$
$$\frac{\partial J}{\partial v_j} = \frac1m \sum_{i=1}^m (q^{(i)} - y^{(i)}) x_j^{(i)}$$
$$v := v - \alpha \frac{\partial J}{\partial v}$$
"""
    assert _not_right(page) == []


LINE = r"""
$$\hat{t} = X v + b, \quad E = \frac{1}{n} \|\hat{t} - t\|^2 = \frac{1}{n} \sum_{i=1}^n (\hat{t}_i - t_i)^2$$
$$\frac{\partial E}{\partial v} = \frac{2}{n} X^T (\hat{t} - t)$$
"""


def test_a_sum_up_to_the_number_of_samples_is_over_all_of_them() -> None:
    slope = r"$$\frac{\partial E}{\partial b} = \frac{2}{n} \sum_{i=1}^n (\hat{t}_i - t_i)$$"
    assert _not_right(LINE + slope) == []
    wrong = slope.replace("2}{n}", "1}{n}")
    assert _not_right(LINE + wrong) == [(r"\frac{1}{n} \sum_{i=1}^n (\hat{t}_i - t_i)", "wrong")]


def test_a_sum_ends_with_its_letter_where_no_forward_equation_has_a_size() -> None:
    chain = r"\sum_{j=1}^n \frac{\partial E}{\partial p_j} \frac{\partial p_j}{\partial s_c}"
    page = CLASSES + rf"$$\frac{{\partial E}}{{\partial s_c}} = {chain}$$"
    assert _not_right(page + r"$$\frac{\partial E}{\partial s_c} = p_c - t_c$$") == []


def test_an_update_with_a_sum_is_no_forward_equation() -> None:
    page = r"""
$$h_\theta(u) = \theta_0 + \theta_1 u$$
$$J(\theta_0, \theta_1) = \frac{1}{2m} \sum_{i=1}^m (h_\theta(u^{(i)}) - t^{(i)})^2$$
$$\frac{\partial J}{\partial \theta_1} = \frac{1}{m} \sum_{i=1}^m (h_\theta(u^{(i)}) - t^{(i)}) u^{(i)}$$
$$\theta_0 := \theta_0 - \alpha \frac{1}{m} \sum_{i=1}^m (h_\theta(u^{(i)}) - t^{(i)})$$
"""
    assert _not_right(page) == []
    assert [one for _, one in _not_right(page.replace(r":= \theta_0 -", r":= \theta_0 +"))] == ["wrong"]


def test_the_loss_of_a_sample_is_the_loss_where_its_index_counts_nothing_else() -> None:
    page = r"""
$$a_j = \sum_i w_{ji}^{(1)} u_i, \quad z_j = \tanh(a_j), \quad o_k = \sum_j w_{kj}^{(2)} z_j$$
$$E_n = \frac12 \sum_k (o_k - t_k)^2, \quad \frac{\partial E_n}{\partial o_k} = o_k - t_k$$
$$\frac{\partial E_n}{\partial w_{kj}^{(2)}} = (o_k - t_k) z_j$$
$$\frac{\partial E_n}{\partial a_j} = (1 - z_j^2) \sum_k w_{kj}^{(2)} (o_k - t_k)$$
"""
    assert _not_right(page) == []
    assert [one for _, one in _not_right(page.replace("1 - z_j^2", "1 + z_j^2"))] == ["wrong"]


LETTERS = r"""
$$a_p = \sum_m v_{mp} u_m + c_p, \quad y_p = \sigma(a_p), \quad a_q = \sum_p v_{pq} y_p + c_q, \quad y_q = \sigma(a_q)$$
$$E = \frac12 \sum_q (d_q - y_q)^2$$
$$\delta_q = \frac{\partial E}{\partial a_q} = (y_q - d_q) y_q (1 - y_q)$$
$$\frac{\partial E}{\partial v_{pq}} = \delta_q y_p, \quad \frac{\partial a_q}{\partial v_{pq}} = y_p$$
$$\delta_p = \frac{\partial E}{\partial a_p} = y_p (1 - y_p) \sum_q \delta_q v_{pq}$$
$$\frac{\partial E}{\partial v_{mp}} = \delta_p u_m$$
"""


def test_layers_are_told_apart_by_the_letters_of_their_indices() -> None:
    assert _not_right(LETTERS) == []
    wrong = LETTERS.replace(r"\delta_q v_{pq}$$", r"\delta_p v_{pq}$$").replace(r"\delta_p u_m", r"\delta_p y_p")
    assert "wrong" in {verdict for _, verdict in _not_right(wrong)}
    for slip in (
        LETTERS.replace("y_p (1 - y_p) ", "y_p (1 + y_p) "),
        LETTERS.replace("= (y_q - d_q)", "= (d_q - y_q)"),
    ):
        assert "wrong" in {verdict for _, verdict in _not_right(slip)}


def test_letters_of_one_array_are_no_layers() -> None:
    page = CLASSES + r"$$\frac{\partial p_c}{\partial s_j} = p_c (\delta_{cj} - p_j)$$"
    assert _not_right(page + r"$$\frac{\partial E}{\partial s_j} = p_j - t_j$$") == []


FORWARD = r"$$Z^{[l]} = A^{[l-1]} \cdot W^{[l]} + b^{[l]}$$ $$A^{[l]} = f(Z^{[l]})$$"
BACKWARD = r"$$dZ^{[L]} = A^{[L]} - y$$ $$dZ^{[l-1]} = dZ^{[l]} \cdot W^{[l]T} \times f'(Z^{[l-1]})$$"
WEIGHTS = r"$$dW^{[l]} = \frac{1}{m} A^{[l-1]T} \cdot dZ^{[l]}$$"
IN_COLUMNS = (
    (r"A^{[l-1]} \cdot W^{[l]}", r"W^{[l]} \cdot A^{[l-1]}"),
    (r"dZ^{[l]} \cdot W^{[l]T}", r"W^{[l]T} \cdot dZ^{[l]}"),
    (r"A^{[l-1]T} \cdot dZ^{[l]}", r"dZ^{[l]} \cdot A^{[l-1]T}"),
)


def test_the_other_of_two_layouts_side_by_side_is_not_called_wrong() -> None:
    rows = (FORWARD, BACKWARD, WEIGHTS)
    page = ""
    for one, (product, turned) in zip(rows, IN_COLUMNS, strict=True):
        page += f"|{one}|{one.replace(product, turned)}|\n"
    assert "wrong" not in dict(_verdicts(page)).values()
    assert _not_right("\n".join(rows)) == []
    alone = FORWARD + BACKWARD + WEIGHTS.replace(*IN_COLUMNS[2])
    assert [one for _, one in _not_right(alone)] == ["wrong"]


def test_a_prediction_is_a_value_though_it_is_written_as_a_function_of_the_data() -> None:
    page = r"""
$h(u) = \sigma(a)$ with $a = v^T u + c$ and $E(t, h(u)) = -(t \log(h(u)) + (1 - t) \log(1 - h(u)))$
$$\frac{\partial E}{\partial h} = \frac{h - t}{h (1 - h)}, \quad \frac{\partial h}{\partial a} = h(u) (1 - h(u))$$
$$\frac{\partial E}{\partial v_j} = (h(u) - t) u_j$$
"""
    assert _not_right(page) == []
    assert [one for _, one in _not_right(page.replace("(h(u) - t)", "(h(u) + t)"))] == ["wrong"]
