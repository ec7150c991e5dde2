"""One mistake made throughout a step of a pass: what its terms share left out, all constants, powers or masks alike.

Code has such a step in one line with a helper, or the same idea of it in every branch.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from tutor.marking.gradcheck.slips.time_slips import sum_of, terms_of
from tutor.marking.mistakes.edits.edit_sites import ONE, Edit, names_upstream, sites
from tutor.marking.mistakes.edits.name_edits import renamed
from tutor.marking.mistakes.edits.slope_edits import factors_of
from tutor.notation.tree import Bin, Call, Neg, Node, Num, Pow
from tutor.notation.tree_walks import children, names, rebuild, walk
from tutor.notation.write.one_line import to_ascii
from tutor.problems.contract.problem import Problem


def edits_throughout(tree: Node, problem: Problem) -> Iterator[Edit]:
    """The mistakes made throughout one form of a gradient."""
    for node, put, above in sites(tree):
        inside = above and isinstance(above[-1], Bin) and above[-1].op in "+-"
        if isinstance(node, Bin) and node.op in "+-" and not inside:
            for kept in _without_shared(node, problem):
                yield Edit("term-missing", put(kept))
        if isinstance(node, Call) and node.function == "relu":
            (inner,) = node.args
            yield Edit("mask", put(Bin("-", inner, node)))  # what the rectifier leaves out
    for code, change in (("factor", _without_two), ("power", _without_square), ("mask", _turned)):
        changed = _everywhere(tree, change)
        if changed != tree:
            yield Edit(code, changed)
    yield from _at_what_arrives(tree, problem)


def _at_what_arrives(tree: Node, problem: Problem) -> Iterator[Edit]:
    """All masks of a value taken from what arrives on the same axes."""
    axes = {name: problem.scope.names[name].axes for name in names(tree)}
    arriving = sorted(name for name in axes if names_upstream(name, problem))
    for value in sorted(axes.keys() - set(arriving)):
        for other in arriving:
            if axes[other] == axes[value]:
                changed = _everywhere(tree, partial(_taken_from, names={value: other}))
                if changed != tree:
                    yield Edit("mask", changed)


def _taken_from(node: Node, names: Mapping[str, str]) -> Node:
    return renamed(node, names) if isinstance(node, Call) and node.function == "step" else node


def _without_shared(node: Bin, problem: Problem) -> Iterator[Node]:
    """A sum of three terms or more without those that share a factor or a function."""
    terms = list(terms_of(node))
    marks = [_marks(term, problem) for term in terms]
    seen: list[list[int]] = []
    for mark in sorted({mark for some in marks for mark in some}) if len(terms) > 2 else ():
        left = [at for at, some in enumerate(marks) if mark not in some]
        if 0 < len(left) < len(terms) - 1 and left not in seen:
            seen.append(left)
            yield sum_of([terms[at] for at in left])


def _marks(term: Node, problem: Problem) -> set[str]:
    """What a term may share with others: its factors that have names, and the functions in it."""
    term = term.body if isinstance(term, Neg) else term
    functions = {f"{part.function}()" for part in walk(term) if isinstance(part, Call)}
    return functions | {to_ascii(factor, problem.scope) for factor in factors_of(term) if names(factor)}


def _everywhere(node: Node, change: Callable[[Node], Node]) -> Node:
    parts = children(node)
    new = rebuild(node, tuple(_everywhere(part, change) for part in parts)) if parts else node
    return change(new)


def _without_two(node: Node) -> Node:
    if isinstance(node, Bin) and node.op in "*⊙" and isinstance(node.left, Num) and node.left.text == "2":
        return node._replace(left=ONE)
    return node


def _without_square(node: Node) -> Node:
    square = isinstance(node, Pow) and isinstance(node.exponent, Num) and node.exponent.text == "2"
    return node.base if square and isinstance(node, Pow) else node


def _turned(node: Node) -> Node:
    """A mask the other way round: of what is negative for what is positive."""
    return node._replace(args=(Neg(node.args[0]),)) if isinstance(node, Call) and node.function == "step" else node
