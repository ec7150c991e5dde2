"""Pages in Markdown, LaTeX and HTML: nothing in a text is markup, and what is written can be used as it is."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bundled import authored
from tests.export.latex import PDFLATEX, balanced, compiles
from tutor.export import html, latex, markdown
from tutor.export.derivation import page
from tutor.export.document import Amount, Block, Equation, Heading, Items, Maths, NewPage, Prose, Room, Verbatim
from tutor.export.latex_math import amount
from tutor.export.latex_math import latex as maths
from tutor.export.latex_prose import network, prose
from tutor.export.worksheets.worksheet import KEY, QUESTIONS, SCHEME, Layout, Sheet, pages

HOSTILE = '</style><script>alert(1)</script> & "x" {} \\end{document} $x$ 100% #1 a_b ~ ^ | `c` *d* <e> _f_ [g](h) ![i]'
BLOCKS: list[Block] = [
    Heading(1, (HOSTILE, Maths("x_1", "x<₁"))),
    Prose((HOSTILE,)),
    Prose(("1. not a list",)),
    Verbatim((HOSTILE, "a  b")),
    Items(((HOSTILE,), ("[x] first",)), numbered=True),
    Items(((HOSTILE,),)),
    Equation(Maths("L", "L"), (Maths(r"\frac{1}{2}", "½"), Amount(np.array([[1.0, -0.25], [1e-7, np.inf]])))),
    Room(2),
    NewPage(),
]


class Tags(HTMLParser):
    """The tags and the text of a document; every tag that is opened is closed."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.open: list[str] = []
        self.text = ""
        self.feed(document)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_html_is_whole_and_has_no_tag_of_a_text() -> None:
    document = html.render(BLOCKS)
    tags = Tags(document)
    assert tags.open == []
    assert "script" not in tags.seen
    assert tags.text.count(HOSTILE) >= 4
    assert {"math", "msub", "mfrac"} <= tags.seen
    assert "src=" not in document
    assert "href=" not in document
    assert "url(" not in document
    assert "import" not in document


def test_latex_takes_a_text_as_text(tmp_path: Path) -> None:
    document = latex.render(BLOCKS)
    balanced(document)
    assert document.count(r"\end{document}") == 1


def test_markdown_takes_a_text_as_text() -> None:
    text = markdown.render([Prose((HOSTILE,))])
    assert r"\</style\>\<script\>" in text
    assert r"\$x\$" in text
    assert r"\*d\*" in text
    assert r"[g\](h)" in text
    assert "a_b" in text
    assert markdown.render([Prose(("1. x",))]) == "1\\. x\n"
    assert markdown.render([Prose(("- x",))]) == "\\- x\n"
    assert markdown.render([Heading(3, ("1. x",))]) == "### 1. x\n"


@given(st.text(max_size=60))
def test_any_text_is_balanced_latex(text: str) -> None:
    balanced(latex.render([Prose((text,)), Heading(2, (text,)), Items(((text,),)), Verbatim((text,))]))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("∂L/∂hₜ₋₁", r"$\partial$L/$\partial$h$_{t-1}$"),
        ("ŷ − y ≤ ¼", r"$\hat{y}$ $-$ y $\le$ $\frac{1}{4}$"),
        ("Wᵀ C̃ₜ σ′", r"W$^{T}$ $\tilde{C}$$_{t}$ $\sigma$$'$"),
        ("tête à tête", r"t\^{e}te \`{a} t\^{e}te"),
        ("Σ λ Δ Α", r"$\Sigma$ $\lambda$ $\Delta$ $\mathrm{A}$"),
        ("中", "[U+4E2D]"),
        ("w_ih and W_o, but a_long_name", r"$w_{ih}$ and $W_{o}$, but a\_long\_name"),
        ("a\nb\tc\x00", "a b c "),
        (
            "50% of {x}_1 #2 & C:\\d ~^",
            r"50\% of \{x\}\_1 \#2 \& C:\textbackslash{}d \textasciitilde{}\textasciicircum{}",
        ),
    ],
)
def test_signs_of_a_text_are_commands_of_latex(text: str, written: str) -> None:
    assert prose(text) == written


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("ŷ = σ(z)   L = 1/N Σₙ (ŷ − y)²", r"$\hat{y} = \sigma (z)$\qquad $L = 1/N \sum_{n} (\hat{y} -  y)^{2}$"),
        ("y = softmax(W_o x)", r"$y = \operatorname{softmax}(W_{o} x)$"),
        ("i f = σ(their blocks), dh given", r"$i, f = \sigma (\text{their}\ \text{blocks}), dh\ \text{given}$"),
        ("one row is one sample_x", r"one row is one sample\_x"),
        ("h_s = tanh(U h_{s−1})", r"$h_{s} = \tanh (U h_{s- 1})$"),
        ("J = Σ_s |o_{p,q}|^2", r"$J = \sum_{s} |o_{p,q}|^{2}$"),
        ("L = Σ_{n=1}^N γ_d h_prev^T", r"$L = \sum_{n=1}^{N} \gamma _{d} h_{\text{prev}}^{T}$"),
        ("b_12^-1 = hₜ_b + a_b_c", r"$b_{12}^{-1} = h_{t}{}_{b} + a_{b_{c}}$"),
    ],
)
def test_a_network_is_written_in_maths_and_its_words_as_words(line: str, written: str) -> None:
    assert network(line) == written


def test_brackets_around_what_is_low_do_not_stand_off_their_function() -> None:
    assert maths(Maths(r"\sigma\left(a \left(1 - b\right)\right)", "")) == r"\sigma(a (1 - b))"
    tall = r"\left(\frac{a}{b}\right)"
    assert maths(Maths(tall, "")) == tall


def test_a_heading_has_its_derivative_on_one_line() -> None:
    shown = latex.render([Heading(3, ("8. ", Maths(r"\frac{\partial L}{\partial \hat{y}}", "")))])
    assert r"\subsubsection*{8. $\partial L / \partial \hat{y}$}" in shown


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.5, "0.5"),
        (-1.5e-12, r"-1.5 \cdot 10^{-12}"),
        (float("inf"), r"\infty"),
        ([0.0, -0.02421], r"\begin{bmatrix} 0 & -0.0242 \end{bmatrix}^{\top}"),
        ([[1.0], [2.0]], r"\begin{bmatrix} 1 \\ 2 \end{bmatrix}"),
        ([[0.002, -0.0005]], r"10^{-3} \cdot \begin{bmatrix} 2 & -0.5 \end{bmatrix}"),
        (
            [[[1.0, 2.0]], [[3.0, 4.0]]],
            r"\underset{t=1}{\begin{bmatrix} 1 & 2 \end{bmatrix}} \quad "
            r"\underset{t=2}{\begin{bmatrix} 3 & 4 \end{bmatrix}}",
        ),
    ],
)
def test_arrays_are_matrices_in_latex(value: object, written: str) -> None:
    assert amount(Amount(np.array(value, dtype=float), ("t", "n", "h"))) == written


def test_a_large_array_is_shown_by_its_corners() -> None:
    written = amount(Amount(np.arange(10_000.0).reshape(100, 100)))
    assert written.count(r"\\") == 6
    assert r"0 & 1 & 2 & \cdots & 97 & 98 & 99" in written
    assert r"\vdots & \vdots & \vdots & \ddots & \vdots" in written
    assert amount(Amount(np.zeros((50, 2, 2)), ("t", "n", "h"))).count("underset") == 6


def test_every_derivation_is_balanced_latex() -> None:
    for problem in authored():
        balanced(latex.render(page(problem.instance(seed=3), steps=True)))


@pytest.mark.skipif(PDFLATEX is None, reason="pdflatex is not installed")
def test_derivations_sheets_keys_and_hostile_texts_compile(tmp_path: Path) -> None:
    blocks = list(BLOCKS)
    for problem in authored():
        textbook, seeded = problem.instance(), problem.instance(seed=3)
        for part in (page(textbook, steps=False), page(seeded, steps=True)):
            blocks += [NewPage(), *part]
        asked = tuple(step.id for step in seeded.steps)
        sheet = Sheet(((seeded, asked),), "Łukasz_O'Neil & 春", "3F0Q9-7XK2M")
        for holds, room in ((QUESTIONS, "lines"), (QUESTIONS, "box"), (KEY, "none"), (SCHEME, "none")):
            blocks += [NewPage(), *pages([sheet], Layout(holds, room, points=True))]
    compiles(latex.render(blocks), tmp_path)
