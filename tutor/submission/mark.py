"""From the text of a file to the verdicts on its statements: formulas of the page and code, each by its own judge."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.notation.write.one_line import to_unicode
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed
from tutor.submission import verdicts as says
from tutor.submission.claims.judged import Verdict
from tutor.submission.code.syntax.program import Cell
from tutor.submission.code_of_page import assignments, code_judged
from tutor.submission.formulas import formulas_judged
from tutor.submission.marked import Marked, MarkedStatement
from tutor.submission.statement import Code, Page
from tutor.submission.text.guess import kind_of_page
from tutor.submission.text.notebook import cells_of, page_of
from tutor.submission.text.page import statements_of

_PYTHON = ("", "py", "python", "python3", "ipython", "pycon", "numpy")
"""What a page calls a block of code that is run; one without a name is tried."""
BY_ITSELF = "the code is judged by its own forward pass"


def mark(text: str, name: str, problems: Sequence[Problem], *, sure: bool = True, key: bool = False) -> Marked:
    """The marked file: ``name`` says by its end whether it is code, a notebook or a page of formulas.

    ``problems`` are what it is about, or where that is not ``sure``, what it may be about: it is then judged by those
    that it clearly is, or where there is none, by the network of its own forward equations. With ``key``, statements
    that are wrong have the right formula beside them. Raises TutorError for a notebook that cannot be read as one.
    """
    suffix = name.lower().rpartition(".")[2]
    if suffix == "py":
        page = Page(text=text, statements=(), code=(Code(line=1, column=1, text=text, language="python"),))
    elif suffix == "ipynb":
        page = page_of(cells_of(text, f"`{name}`"))
    else:
        page = statements_of(text, kind_of_page(name, text))
    found, own = formulas_judged(page, name, problems, sure=sure)
    if own is not None:
        problems = [own.problem]
    links = [(statement, link) for statement in page.statements for link in statement.links]
    statements = [
        _of_link(verdict.replace(statement=statement, link=link))
        for verdict, (statement, link) in zip(found.verdicts, links, strict=True)
    ]
    names = list(found.problems)
    cells = [Cell(code.text, code.line) for code in page.code if code.language in _PYTHON]
    code = code_judged(cells, problems, names, sure=sure) if cells else None
    notes = found.notes
    if code is not None:
        chosen, of_code = code
        statements += assignments(of_code, chosen)
        names += [chosen] if chosen and chosen not in names else []
        notes += () if chosen else (BY_ITSELF,)
    if key:
        by_id = {problem.id: problem for problem in problems}
        statements = [_with_key(one, by_id.get(one.problem)) for one in statements]
    return Marked(
        file=name,
        source=page.text,
        statements=tuple(sorted(statements, key=lambda one: (one.line, one.column))),
        is_code=suffix == "py",
        problems=() if own is not None else tuple(names),
        network=own.text if own is not None else "",
        layout=found.layout,
        notes=notes,
        prose=page.prose,
        unread=page.unread,
    )


def _of_link(one: Verdict) -> MarkedStatement:
    first = one.link is one.statement.links[0]
    left = one.statement.left
    text = " ".join(filter(None, (left.strip() if first else "", one.link.relation, one.link.text.strip())))
    return MarkedStatement(
        line=one.statement.line if first else one.link.line,
        column=one.statement.column if first else one.link.column,
        text=text,
        left=left,
        right=one.link.text,
        kind=one.kind,
        verdict=one.verdict,
        target=one.target,
        read_as=one.read_as,
        diagnosis=one.diagnosis,
        follows=one.follows,
        note=one.note,
        problem=one.problem,
    )


def _with_key(one: MarkedStatement, problem: Problem | None) -> MarkedStatement:
    if problem is None or one.verdict not in (says.WRONG, says.FOLLOWS) or one.target not in parsed(problem):
        return one
    formula = to_unicode(parsed(problem)[one.target].tree, problem.scope)
    return one.replace(key=f"{problem.display(one.target)} = {formula}")
