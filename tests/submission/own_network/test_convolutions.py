"""Pages about a convolutional layer: by signs, by index sums, by entries and by matrices that are written out."""

from __future__ import annotations

import pytest

import tutor
from tutor.submission.marked import Marked

BY_SIGNS = r"""
A convolutional layer: $h^{k} = \sigma(s^{k}) = \sigma(h^{k-1} * W^{k} + c^{k})$

$s^{k+1} = h^{k} * W^{k+1} + c^{k+1}$

$\delta^{k} = \frac{\partial J}{\partial s^{k}} = \delta^{k+1} \frac{\partial s^{k+1}}{\partial s^{k}}$

$\delta^{k} = \delta^{k+1} * \mathrm{rot180}(W^{k+1}) \odot \sigma'(s^{k})$

$\delta^{k} = \delta^{k+1} * W^{k+1} \odot \sigma'(s^{k})$

$\frac{\partial J}{\partial W^{k+1}} = h^{k} * \delta^{k+1}$
"""

BY_SUMS = r"""
$u \in \mathbb{R}^{3 \times 3}$, $k \in \mathbb{R}^{2 \times 2}$

$$q_{ij} = \sum_{m=0}^{1}\sum_{n=0}^{1} k_{mn}\, u_{i+m,\,j+n}$$

$$\frac{\partial E}{\partial k_{mn}} = \sum_i \sum_j \frac{\partial E}{\partial q_{ij}} u_{i+m,j+n}$$

$$\frac{\partial E}{\partial k_{mn}} = \sum_i \sum_j \frac{\partial E}{\partial q_{ij}} u_{i-m,j-n}$$

$$\frac{\partial E}{\partial u_{rs}} = \sum_m \sum_n \frac{\partial E}{\partial q_{r-m,s-n}} k_{mn}$$

$$\frac{\partial E}{\partial u_{11}} = k_{11} \frac{\partial E}{\partial q_{00}}
  + k_{10} \frac{\partial E}{\partial q_{01}}
  + k_{01} \frac{\partial E}{\partial q_{10}} + k_{00} \frac{\partial E}{\partial q_{11}}$$

$$\frac{\partial E}{\partial u_{00}} = k_{11} \frac{\partial E}{\partial q_{00}}$$

$$\frac{\partial E}{\partial u} = \text{pad}\left(\frac{\partial E}{\partial q}\right) * \text{rot180}(k)$$
"""

BY_MATRICES = r"""
$$\begin{pmatrix} x_{11} & x_{12} & x_{13} \\ x_{21} & x_{22} & x_{23} \\
x_{31} & x_{32} & x_{33} \end{pmatrix} *
\begin{pmatrix} f_{11} & f_{12} \\ f_{21} & f_{22} \end{pmatrix} =
\begin{pmatrix} o_{11} & o_{12} \\ o_{21} & o_{22} \end{pmatrix}$$

$o_{11} = x_{11} f_{11} + x_{12} f_{12} + x_{21} f_{21} + x_{22} f_{22}$

$\nabla x_{11} = \delta_{11} f_{11}$

$\nabla x_{12} = \delta_{11} f_{11} + \delta_{12} f_{12}$

$$\begin{pmatrix} \nabla f_{11} & \nabla f_{12} \\ \nabla f_{21} & \nabla f_{22} \end{pmatrix} =
\begin{pmatrix} x_{11} & x_{12} & x_{13} \\ x_{21} & x_{22} & x_{23} \\
x_{31} & x_{32} & x_{33} \end{pmatrix} *
\begin{pmatrix} \delta_{11} & \delta_{12} \\ \delta_{21} & \delta_{22} \end{pmatrix}$$
"""

BESIDE_DENSE = r"""
Dense: $a^l = \sigma(z^l) = \sigma(W^l a^{l-1} + b^l)$

Convolution: $a^l = \sigma(z^l) = \sigma(W^l * a^{l-1} + b^l)$

Dense: $\delta^l = (W^{l+1})^T \delta^{l+1} \odot \sigma'(z^l)$

Convolution: $\delta^l = \delta^{l+1} * rot180(W^{l+1}) \odot \sigma'(z^l)$

Dense: $b^l = b^l - \alpha \delta^l$

Convolution: $W^l = W^l - \alpha \delta^l * rot180(a^{l-1})$

Convolution: $b^l = b^l - \alpha \sum_{u,v} (\delta^l)_{u,v}$
"""


def verdicts(marked: Marked) -> list[str]:
    return [one.verdict for one in marked.statements if one.verdict != "setting"]


def test_the_rules_of_a_layer_are_judged_where_a_sign_says_that_it_is_a_convolution() -> None:
    marked = tutor.mark_page(BY_SIGNS)
    assert verdicts(marked) == ["right"] * 6 + ["wrong", "right"]
    assert "kernel2[r,c]" in marked.network


def test_sums_over_shifted_indices_are_judged_whether_they_count_from_zero_or_not() -> None:
    expected = ["right", "right", "wrong", "right", "right", "wrong", "right"]
    assert verdicts(tutor.mark_page(BY_SUMS)) == expected
    assert verdicts(tutor.mark_page(BY_SUMS, ["conv-dense"])) == expected


def test_matrices_and_entries_of_a_convolution_are_written_out() -> None:
    assert verdicts(tutor.mark_page(BY_MATRICES)) == ["right", "right", "right", "wrong", "right"]


def test_on_a_page_of_several_kinds_of_layers_only_what_is_of_the_convolution_is_judged_by_it() -> None:
    marked = tutor.mark_page(BESIDE_DENSE)
    said = [one.verdict for one in marked.statements]
    assert said == ["right", "not judged"] + ["right"] * 2 + ["not judged", "right", "not judged", "right", "right"]


def test_entries_are_counted_row_by_row_where_a_number_stands_behind_that_of_the_layer() -> None:
    page = r"""
$\frac{\partial L}{\partial w_{12}} = \frac{\partial L}{\partial y_{11}} z_{0,12} + \frac{\partial L}{\partial y_{12}} z_{0,13} + \frac{\partial L}{\partial y_{13}} z_{0,22} + \frac{\partial L}{\partial y_{14}} z_{0,23}$

$\frac{\partial L}{\partial w_{12}} = -\frac{\partial L}{\partial y_{11}} z_{0,12} - \frac{\partial L}{\partial y_{12}} z_{0,13} - \frac{\partial L}{\partial y_{13}} z_{0,22} - \frac{\partial L}{\partial y_{14}} z_{0,23}$
"""  # noqa: E501
    assert verdicts(tutor.mark_page(page, ["conv-dense"])) == ["right", "wrong"]


WITH_A_HEAD = r"""
$U \in \mathbb{R}^{6\times6}$, $F \in \mathbb{R}^{3\times 3}$, a convolution
$S_{ij} = \sum_{m=0}^{2}\sum_{n=0}^{2} U_{i+m,j+n} F_{mn} + b$, then $H_{ij} = \max(0, S_{ij})$.

All entries of $H$ are $h$; $r = v^T h + c$ and $L = \frac12(r - t)^2$.

$$\frac{\partial L}{\partial r} = r - t$$
$$\frac{\partial L}{\partial v} = (r - t) h$$
$$\frac{\partial L}{\partial h} = (r - t) v$$
$$\frac{\partial L}{\partial S_{ij}} = \frac{\partial L}{\partial H_{ij}} \mathbb{1}[S_{ij} > 0]$$
$$\frac{\partial L}{\partial F_{mn}} = \sum_{i,j} \frac{\partial L}{\partial S_{ij}} U_{i+m,j+n}$$
$$\frac{\partial L}{\partial U_{pq}} = \sum_{m,n} \frac{\partial L}{\partial S_{p-m,q-n}} F_{mn}$$
"""


def test_dense_layers_behind_a_convolution_are_judged_by_their_own_equations() -> None:
    assert verdicts(tutor.mark_page(WITH_A_HEAD)) == ["right"] * 10


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"= (r - t) h", r"= (t - r) h"),
        (r"\frac{\partial L}{\partial H_{ij}} \mathbb{1}[S_{ij} > 0]", r"\frac{\partial L}{\partial H_{ij}} S_{ij}"),
        (r"\partial S_{ij}} U_{i+m,j+n}", r"\partial S_{ij}} U_{i-m,j-n}"),
        (r"S_{p-m,q-n}} F_{mn}", r"S_{p+m,q+n}} F_{mn}"),
    ],
)
def test_a_mistake_in_either_is_the_only_wrong_line(right: str, wrong: str) -> None:
    found = verdicts(tutor.mark_page(WITH_A_HEAD.replace(right, wrong)))
    assert (found.count("wrong"), found.count("right")) == (1, 9)
