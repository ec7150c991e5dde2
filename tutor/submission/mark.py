"""From the text of a file to the verdicts on its statements: formulas of the page and code, each by its own judge."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from tutor.marking.verdict import UNRECOGNISED
from tutor.notation.tree import Call, Node, walk
from tutor.notation.write.one_line import to_unicode
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed
from tutor.submission import verdicts as says
from tutor.submission.borne_out import borne_out
from tutor.submission.choice import LEAST_RIGHT, Clear, alike, clear_problems
from tutor.submission.claims.judge import judge
from tutor.submission.claims.judged import VALUE, Judged, Verdict
from tutor.submission.code.judge import JudgedCode, judged
from tutor.submission.code.own_pass.judge import filled, judged_by_itself
from tutor.submission.code.program import Cell, Program, program
from tutor.submission.marked import CODE, Marked, MarkedStatement
from tutor.submission.own_network.equations import is_forward
from tutor.submission.own_network.network import OwnNetwork, own_network
from tutor.submission.own_network.numbers_alone import judged_by_numbers
from tutor.submission.own_network.parts import parts_of
from tutor.submission.statement import CLAIM, Code, Page, Statement
from tutor.submission.text.guess import kind_of_page
from tutor.submission.text.notebook import cells_of, page_of
from tutor.submission.text.page import statements_of

_Way = tuple[Judged, OwnNetwork | None]
"""The verdicts on a page, and its own network where they are by that one."""
_PYTHON = ("", "py", "python", "python3", "ipython", "pycon", "numpy")
"""What a page calls a block of code that is run; one without a name is tried."""
BY_ITSELF = "the code is judged by its own forward pass"
_MOST_OF_CODE = 3
"""Problems that code is tried by where nobody named one: each takes several runs of it."""
_ACTIVATIONS = ("tanh", "sigma", "sigmoid", "relu", "softmax")
MOST_WRONG = 12
"""So many statements must be right for a wrong one where a page is taken to be about one network."""
_DECIDED = (says.RIGHT, says.WRONG, says.FOLLOWS)
OWN_FORWARD = (
    "Much of the page does not fit {}: it is marked by its own forward equations,"
    " and whether these are those of the exercise is not judged."
)
SEED = 1
"""Code is judged at numbers of its own, at which no two axes are equally long."""


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
    found, own = _judged(page, name, problems, sure=sure)
    if own is not None:
        problems = [own.problem]
    links = [(statement, link) for statement in page.statements for link in statement.links]
    statements = [
        _of_link(verdict.replace(statement=statement, link=link))
        for verdict, (statement, link) in zip(found.verdicts, links, strict=True)
    ]
    names = list(found.problems)
    cells = [Cell(code.text, code.line) for code in page.code if code.language in _PYTHON]
    code = _of_code(cells, problems, names, sure=sure) if cells else None
    notes = found.notes
    if code is not None:
        chosen, of_code = code
        statements += _assignments(of_code, chosen)
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


def _judged(page: Page, name: str, problems: Sequence[Problem], *, sure: bool) -> _Way:
    """The verdicts on the formulas of a page, and its own network where it is judged by that one."""
    if not page.statements:
        return Judged(()), None
    clear = Clear(list(problems), None) if sure else clear_problems(page.statements, problems)
    taken = clear.problems
    ways = _ways(page, name)
    first = next(ways) if clear.most_right is not None else None
    if first is not None and first[1] is not None and _lead(first[0]) > (clear.most_right or 0):
        best = first  # whatever the problems make of the page
    else:
        found = judge(page.statements, taken, page.text)
        fits = _is_read(found, taken) if sure else taken and _is_whole(found) and not _contradicts(found, taken)
        if fits:
            return found, None
        best = found, None
        ways = chain([first], ways) if first is not None else ways
    while not _is_enough(*best) and (way := next(ways, None)) is not None:
        if way[1] is not None and _says_more(way[0], best[0]):
            best = way
    if sure and best[1] is not None:
        note = OWN_FORWARD.format(", ".join(problem.id for problem in problems))
        return best[0].replace(notes=(*best[0].notes, note)), best[1]
    if best[1] is None and not sure and (not taken or _is_of_another(best[0], taken)):
        return judged_by_numbers(page.statements, page.text), None
    if best[1] is None and not sure:
        return best[0].replace(verdicts=tuple(borne_out(best[0].verdicts))), None
    return best


def _ways(page: Page, name: str) -> Iterator[_Way]:
    """The verdicts by the forward equations of the page, and of each of its parts."""
    yield _by_own([list(page.statements)], page.text, name)
    divided = parts_of(page.statements)
    if len(divided) > 1:
        yield _by_own(divided, page.text, name)


def _is_enough(found: Judged, own: OwnNetwork | None) -> bool:
    """Whether a page is judged so well by its own network that no other way is tried."""
    return own is not None and _is_of_one(found) and _is_mostly_judged(found)


def _is_mostly_judged(found: Judged) -> bool:
    """Whether so much of a page is judged that another way to read it can hardly be better."""
    claims = [one.verdict for one in found.verdicts if one.link.kind == CLAIM]
    return 4 * sum(one in _DECIDED for one in claims) >= 3 * len(claims)


def _is_read(found: Judged, problems: Sequence[Problem]) -> bool:
    """Whether half of a page is judged by what it is said to be about, or some of it is wrong there.

    It is not where more is wrong than right, or several things are and its forward pass is another one.
    """
    count = Counter(one.verdict for one in found.verdicts)
    wrong = count[says.WRONG] + count[says.FOLLOWS]
    if wrong > count[says.RIGHT] or (wrong > 1 and _contradicts(found, problems)):
        return False
    claims = [one.verdict for one in found.verdicts if one.link.kind == CLAIM]
    judged_ones = sum(one in _DECIDED for one in claims)
    return says.WRONG in claims or 2 * judged_ones >= len(claims)


def _is_of_one(found: Judged) -> bool:
    """Whether so little is wrong by one network that the page will not be about several."""
    count = Counter(one.verdict for one in found.verdicts)
    return count[says.RIGHT] >= MOST_WRONG * count[says.WRONG]


def _is_of_another(found: Judged, problems: Sequence[Problem]) -> bool:
    """Whether a page is about another network than a problem whose forward pass is not its own.

    More of it is wrong than right by the problem; or something is, and the loss is of another form.
    """
    count = Counter(one.verdict for one in found.verdicts)
    if count[says.WRONG] + count[says.FOLLOWS] > count[says.RIGHT]:
        return True
    losses = {problem.id: problem.loss for problem in problems}
    return count[says.WRONG] > 0 and (
        _contradicts(found, problems)
        or any(
            one.kind == VALUE and one.verdict == says.NOT_JUDGED and one.target and one.target == losses[one.problem]
            for one in found.verdicts
            if one.problem in losses
        )
    )


def _contradicts(found: Judged, problems: Sequence[Problem]) -> bool:
    """Whether a page defines a value of a problem with another activation, or another loss: it is another network."""
    by_id = {problem.id: problem for problem in problems}
    for one in found.verdicts:
        problem = by_id.get(one.problem)
        if problem is None or one.kind != VALUE or not is_forward(one.statement):
            continue
        formulas = parsed(problem)
        if one.verdict != says.WRONG or one.target not in formulas:
            continue
        written = {name for name in _ACTIVATIONS if re.search(rf"(?<![A-Za-z]){name}(?![A-Za-z])", one.link.text)}
        if one.target == problem.loss or (written and not written & _functions(formulas[one.target].tree)):
            return True
    return False


def _functions(tree: Node) -> set[str]:
    """The functions in a formula; the logistic one by both its names."""
    found = {part.function for part in walk(tree) if isinstance(part, Call)}
    return found | {"sigma", "sigmoid"} if found & {"sigma", "sigmoid"} else found


def _by_own(parts: Sequence[Sequence[Statement]], text: str, name: str) -> tuple[Judged, OwnNetwork | None]:
    """The verdicts on the parts of a page, each by its own forward equations; and the network of all, if there is one.

    A part without equations of its own is not judged.
    """
    judged_parts, found = [], []
    for part in parts:
        own = own_network(part, name, text)
        judged_parts.append(judge(own.statements if own else part, [own.problem] if own else [], text))
        if own is not None:
            judged_parts[-1] = judged_parts[-1].replace(verdicts=tuple(map(own.settled, judged_parts[-1].verdicts)))
            found.append(own)
    if not found:
        return Judged(()), None
    whole = judged_parts[0].replace(
        verdicts=tuple(one for part in judged_parts for one in part.verdicts),
        layout=next((part.layout for part in judged_parts if part.layout), ""),
    )
    return whole, found[0]._replace(text="\n".join(one.text for one in found))


def _is_whole(found: Judged) -> bool:
    """Whether each formula of the forward pass is one of the problems', if with a mistake that is known."""
    return not any(
        one.kind == VALUE
        and one.link.kind == CLAIM
        and (one.verdict in (says.NOT_READ, says.NOT_JUDGED) or UNRECOGNISED in one.diagnosis)
        for one in found.verdicts
    )


def _says_more(found: Judged, other: Judged) -> bool:
    """Whether more is right than wrong in verdicts than in others, and not for want of what the others read.

    Those in which more is wrong than right read another network.
    """
    one, two = (Counter(verdict.verdict for verdict in judged_ones.verdicts) for judged_ones in (found, other))
    less = (one[says.RIGHT], -one[says.NOT_READ]) < (two[says.RIGHT], -two[says.NOT_READ])
    if less and two[says.WRONG] < two[says.RIGHT]:
        return False
    return _lead(found) > _lead(other)


def _lead(found: Judged) -> int:
    """How many more are right than wrong."""
    count = Counter(one.verdict for one in found.verdicts)
    return count[says.RIGHT] - count[says.WRONG]


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


def _of_code(
    cells: Sequence[Cell], problems: Sequence[Problem], known: Sequence[str], *, sure: bool
) -> tuple[str, JudgedCode] | None:
    """The code judged by the problem in which most of its statements are right; those of the page's formulas first.

    What no problem decides, the code's own forward pass does; where nobody named one, it may be the whole measure.
    """
    read = program(cells)
    if sure:
        best = _best_of_code(read, sorted(problems, key=lambda problem: problem.id not in known))
        if best is not None and not _count(best[1], says.NOT_JUDGED):
            return best
        own = judged_by_itself(read)
    else:
        own = judged_by_itself(read)
        if own is not None and _is_all_right(own):
            return "", own  # a problem has names for the mistakes in it, and there are none
        likely = alike([cell.text for cell in cells], problems)[:_MOST_OF_CODE]
        best = _best_of_code(read, sorted(likely, key=lambda problem: problem.id not in known))
        best = best if best is not None and _is_clear(best[1]) else None
    if own is None:
        return best
    if best is None or _count(best[1], says.RIGHT) < _count(own, says.RIGHT):
        return "", own
    return best[0], filled(best[1], own)


def _best_of_code(read: Program, problems: Sequence[Problem]) -> tuple[str, JudgedCode] | None:
    """The problem in which most of some code is right, with the verdicts."""
    found = [(problem.id, judged(problem.instance(seed=SEED), read)) for problem in problems]
    return max(found, key=lambda one: _count(one[1], says.RIGHT), default=None)


def _is_all_right(code: JudgedCode) -> bool:
    """Whether nothing in some code is wrong, and little is not judged."""
    return not _count(code, says.WRONG) and _count(code, says.RIGHT) > 4 * _count(code, says.NOT_JUDGED)


def _is_clear(code: JudgedCode) -> bool:
    """Whether code that nobody named the problem of is about one: most that is judged is right, and not a few lines."""
    right, wrong = _count(code, says.RIGHT), _count(code, says.WRONG)
    return right >= max(LEAST_RIGHT, 3 * wrong) and right + wrong >= _count(code, says.NOT_JUDGED) // 3


def _count(code: JudgedCode, verdict: str) -> int:
    return sum(one.verdict == verdict for one in code.statements)


def _assignments(code: JudgedCode, problem: str) -> Iterator[MarkedStatement]:
    for one in code.statements:
        yield MarkedStatement(
            line=one.line,
            column=one.column,
            text=one.text,
            left=one.name,
            right=one.text.partition("=")[2].strip(),
            kind=says.DEFINES if one.verdict == says.DEFINES else CODE,
            verdict=one.verdict,
            target=one.target,
            diagnosis=one.diagnosis,
            follows=one.follows,
            note=one.reason,
            problem=problem,
        )
    for failed in code.failed:
        yield MarkedStatement(
            line=failed.line,
            column=failed.column,
            text=failed.text,
            left="",
            right=failed.text,
            kind=CODE,
            verdict=says.NOT_READ,
            note=failed.reason,
        )


def _with_key(one: MarkedStatement, problem: Problem | None) -> MarkedStatement:
    if problem is None or one.verdict not in (says.WRONG, says.FOLLOWS) or one.target not in parsed(problem):
        return one
    formula = to_unicode(parsed(problem)[one.target].tree, problem.scope)
    return one.replace(key=f"{problem.display(one.target)} = {formula}")
