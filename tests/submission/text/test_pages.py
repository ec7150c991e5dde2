"""What a page holds beside its statements: code, prose, words before a statement, commands of its own."""

from __future__ import annotations

from tutor.submission.statement import CLAIM, DEPENDENCY, NAME
from tutor.submission.text.page import statements_of

LATEX = r"""% $a = b$
\documentclass{article}
\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}
\begin{document}
\section{One} Let $z = Wx$.% then $q=1$
\begin{equation} \pd{L}{z} = y - t \end{equation}
\begin{lstlisting}[language=Python]
dW = x
\end{lstlisting}
\end{document} $x = 1$
"""


def test_a_document_of_latex_has_a_body_comments_and_listings() -> None:
    page = statements_of(LATEX, "latex")
    assert [(one.line, one.column, one.left) for one in page.statements] == [
        (5, 20, "z"),
        (6, 18, r"\frac{\partial L}{\partial z}"),
    ]
    assert [(one.line, one.text.strip(), one.language) for one in page.code] == [(8, "dW = x", "python")]


def test_code_between_fences_keeps_its_lines_and_language() -> None:
    page = statements_of("Text\n\n```Python\nx = 1\n\ny = 2\n```\n\n~~~\nimport numpy\n~~~\n", "markdown")
    assert [(one.line, one.column, one.text, one.language) for one in page.code] == [
        (4, 1, "x = 1\n\ny = 2\n", "python"),
        (10, 1, "import numpy\n", ""),
    ]
    assert page.statements == ()


def test_words_before_a_statement_are_kept() -> None:
    page = statements_of("a) We let $z = Wx$, 其中 $x$ is given; $\\text{hence } a = b$", "markdown")
    assert [one.words for one in page.statements] == ["a) We let", ", 其中", "hence"]


def test_prose_is_known_by_its_places() -> None:
    page = statements_of("One $a = b$ two\nthree\n$c$", "markdown")
    assert [(one.line, one.column, one.end_line, one.end_column) for one in page.prose] == [(1, 1, 1, 5), (1, 12, 3, 1)]


def test_links_have_kinds_and_a_statement_the_kind_of_its_first_claim() -> None:
    dependency, name = statements_of("$z = f(x, W) = Wx$ and $z$", "markdown").statements
    assert [link.kind for link in dependency.links] == [DEPENDENCY, CLAIM]
    assert (dependency.kind, name.kind) == (CLAIM, NAME)


def test_a_link_over_two_lines_knows_the_place_of_each_character() -> None:
    (statement,) = statements_of("$$\na = b\n  + c\n$$", "markdown").statements
    (link,) = statement.links
    assert link.text == "b\n  + c"
    assert [link.place(position) for position in (0, 4, 6)] == [(2, 5), (3, 3), (3, 5)]


def test_commands_of_the_page_stand_where_they_are_used() -> None:
    page = statements_of("\\newcommand{\\g}[1]{\\delta_{#1}}\n$\\g{x} = \\g{y} + z$", "markdown")
    (statement,) = page.statements
    (link,) = statement.links
    assert (statement.left, link.text) == (r"\delta_{x}", r"\delta_{y} + z")
    assert (link.line, link.column, link.expanded) == (2, 10, True)
    assert link.place(5) == (2, 10)


def test_commands_that_grow_without_end_are_left_as_they_are() -> None:
    bomb = "".join(
        rf"\newcommand{{\{b}}}{{\{a}\{a}\{a}\{a}\{a}\{a}\{a}\{a}\{a}\{a}}}"
        for a, b in zip("abcdefg", "bcdefgh", strict=True)
    )
    page = statements_of(rf"\newcommand{{\a}}{{xxxxxxxxxx}}{bomb} $\h = y$, $u = v$", "markdown")
    assert (page.statements[-1].left, page.statements[-1].links[0].text) == ("u", "v")


def test_a_formula_that_is_too_long_is_not_read_and_the_rest_is() -> None:
    page = statements_of("$$a = " + "b + " * 6000 + "c$$\n\n$d = e$", "markdown")
    assert [one.left for one in page.statements] == ["d"]
    assert len(page.unread) == 1
    assert page.unread[0].line == 1
