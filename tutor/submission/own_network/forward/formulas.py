"""The forward equations of a page as trees, read without declarations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tutor.errors import TutorError
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.parser import parse
from tutor.notation.tree import Bin, Chain, Node, Ref
from tutor.notation.tree_walks import children, names, walk
from tutor.problems.open_names.opening import opened
from tutor.submission.latex_patterns import SUMMED_LETTER
from tutor.submission.own_network.forward.equations import Equation, is_loss, is_open_loss

_SHIFTED = lazily(r"(?:[_^]\s*\{?\s*[(\[]?|\[)\s*(?:\\langle\s*)?([a-z])\s*[-+]\s*1(?!\d)")
_SUMMED = lazily(SUMMED_LETTER)
_ENTRY = lazily(r"(\\?[A-Za-z]+(?:\s*\{\s*\w+\s*\})?)\s*_\s*(?:\{\s*)?([a-z])(?![A-Za-z\d])")
MOST_EQUATIONS = 40
MOST_FACTORS = 16


class Formula(NamedTuple):
    """An equation with the trees of both sides. ``name`` is what its left side defines."""

    equation: Equation
    left: Ref
    right: Node

    @property
    def name(self) -> str:
        """The name that it defines."""
        return self.left.name


class Forward(NamedTuple):
    """The formulas of a page, each before those that use it. ``times`` are the letters that run with a shift.

    ``indices`` says how many indices a name is written with at most; ``given`` are the names without a formula;
    ``running`` are other letters that the page sums over, which may be steps too.
    ``arriving`` has the names of gradients that come from outside, by the value that they are of. ``unread`` is how the
    page writes a loss whose formula cannot be read: then there is none here.
    """

    formulas: tuple[Formula, ...]
    functions: tuple[Equation, ...]
    times: tuple[str, ...]
    indices: dict[str, int]
    given: tuple[str, ...]
    loss: str
    arriving: tuple[tuple[str, str], ...] = ()
    running: frozenset[str] = frozenset()
    unread: str = ""


def forward_of(equations: Sequence[Equation], arriving: Mapping[str, str] | None = None) -> Forward | None:
    """The equations as trees; None where too few can be read.

    None of them is a loss where it is said which gradients are ``arriving``.
    """
    values = [one for one in equations if not one.called and not is_open_loss(one, equations)][:MOST_EQUATIONS]
    losses = {one.name: one.left for one in values if is_loss(one.name)} if arriving is None else dict[str, str]()
    times = times_of(values)
    functions = tuple(one for one in equations if one.called)
    while values:
        formulas, unread = _read(values, times, _commands(functions))
        unfit = unread or _in_words(formulas) or _too_long(formulas)
        if not unfit:
            break
        values = [
            one._replace(right=one.others[0], others=one.others[1:]) if one in unfit else one
            for one in values
            if one not in unfit or one.others
        ]
    if not values:
        return None
    order = _in_order(list({one.name: one for one in reversed(formulas)}.values())[::-1])
    loss = _loss(order) if arriving is None else ""
    read = {one.name for one in order}
    without = next((left for name, left in losses.items() if not loss and name not in read), "")
    order = _needed(order, loss or _output(order), tuple(arriving or ()))
    defined = {one.name for one in order}
    used = {name: None for one in order for name in _in_text_order(one.right)}
    given = tuple(name for name in used if name not in defined)
    if not defined or not given:
        return None
    brought = tuple((name, own) for name, own in (arriving or {}).items() if name in defined)
    return Forward(tuple(order), functions, times, _indices(order), given, loss, brought, unread=without)


def _too_long(formulas: Sequence[Formula]) -> list[Equation]:
    """The equations with a product of more factors than a network has: 40 took 12 s to derive, 250 were too deep."""
    return [one.equation for one in formulas if _factors(one.right) > MOST_FACTORS]


def _factors(tree: Node) -> int:
    """How many factors the longest product in a formula has, also through the functions in it."""
    counts = list(map(_factors, children(tree)))
    together = isinstance(tree, Chain) or (isinstance(tree, Bin) and tree.op == "*")
    return (sum(counts) if together else max(counts, default=1)) or 1


def only_divides(forward: Forward, name: str) -> bool:
    """Whether a name stands below a line, or under a root there, wherever it stands."""
    below = sum(
        sum(isinstance(one, Ref) and one.name == name for one in walk(part.right))
        for formula in forward.formulas
        for part in walk(formula.right)
        if isinstance(part, Bin) and part.op == "/"
    )
    everywhere = sum(
        isinstance(part, Ref) and part.name == name for formula in forward.formulas for part in walk(formula.right)
    )
    return below == everywhere


def times_of(equations: Sequence[Equation]) -> tuple[str, ...]:
    """The letters that some name has with a neighbour before them."""
    return tuple(
        sorted({letter for one in equations for text in (one.right, *one.others) for letter in _SHIFTED.findall(text)})
    )


def _read(values: Sequence[Equation], times: Sequence[str], commands: str) -> tuple[list[Formula], list[Equation]]:
    """The formulas of some equations, and those that cannot be read. ``commands`` is a pattern for functions."""
    stepped = _stepped({one.left for one in values})
    sides = [(_plain(one.left, stepped), _plain(one.right, stepped, commands)) for one in values]
    texts = [text for pair in sides for text in pair]
    running = [rf"\sum_{{{letter}}} 1" for letter in (*times, *_counting(texts))]
    try:
        scope = opened((*texts, *running), ()).scope
    except TutorError:
        return [], [next((one for one in values if not _can_be_read(one)), values[-1])]
    found, unread = [], []
    for one, texts_of in zip(values, sides, strict=True):
        try:
            left, right = (parse(text, scope) for text in texts_of)
        except TutorError:
            unread.append(one)
            continue
        if isinstance(left, Ref) and names(right):
            found.append(Formula(one, left, right))
        else:
            unread.append(one)
    return found, unread


def _in_words(formulas: Sequence[Formula]) -> list[Equation]:
    """The losses that are said of no value of the page before they are written in its names.

    ``E = \\sum \\frac12 (target - output)^2 = E_1 + E_2``.
    """
    defined = {one.name: "".join(one.equation.left.split()) for one in formulas}
    found = []
    for one in formulas:
        values = {name: left for name, left in defined.items() if name != one.name}
        further = "".join("".join(other.split()) for other in one.equation.others)
        if (
            is_loss(one.name)
            and not names(one.right) & values.keys()
            and any(map(further.__contains__, values.values()))
        ):
            found.append(one.equation)
    return found


def _counting(texts: Sequence[str]) -> list[str]:
    """The letters of entries of what is summed over elsewhere: j, where ``z_j`` stands beside a sum of ``z_k``."""
    summed = {letter for text in texts for letter in _SUMMED.findall(text)}
    entries = [entry for text in texts for entry in _ENTRY.findall(text)]
    bases = {base for base, letter in entries if letter in summed}
    return sorted({letter for base, letter in entries if base in bases} - summed)


def _commands(functions: Sequence[Equation]) -> str:
    """A pattern for the functions of a page that are commands, as ``\\phi`` is: unknown, they would be factors."""
    found = [one.name.removesuffix("()") for one in functions if one.name.startswith("\\")]
    return "|".join(map(re.escape, found))


def _plain(text: str, stepped: str = "", commands: str = "") -> str:
    """A text in which the letter that only losses have is a word, and what is added up to another by its letter."""
    text = re.sub(r"\\ell(?![A-Za-z])", "loss", text)
    if commands:
        text = re.sub(rf"(?:{commands})(?=\s*(?:\\left\s*)?\()", r"\\tanh", text)
    return re.sub(rf"(?<![A-Za-z\\])(?:{stepped})(?=\s*_)", r"\\Lambda", text) if stepped else text


def _stepped(lefts: set[str]) -> str:
    """A pattern for the loss that has a part for every step, ``L_t`` beside L; nothing where there is none."""
    found = [
        base for base in ("L", "E", "J", r"\mathcal{L}") if base in lefts and any(_is_part(one, base) for one in lefts)
    ]
    return "|".join(map(re.escape, found))


def _is_part(left: str, base: str) -> bool:
    return re.fullmatch(re.escape(base) + r"\s*_\s*(?:[a-z]|\{\s*[a-z]\s*\})", left) is not None


def _can_be_read(one: Equation) -> bool:
    try:
        opened((_plain(one.left), _plain(one.right)), ())
    except TutorError:
        return False
    return True


def _in_text_order(tree: Node) -> list[str]:
    return [part.name for part in walk(tree) if isinstance(part, Ref) and part.name not in ("e", "pi")]


def _in_order(formulas: Sequence[Formula]) -> list[Formula]:
    """Every formula behind those that it uses, as far as they do not use each other."""
    left = list(formulas)
    found: list[Formula] = []
    while left:
        open_ones = {one.name for one in left}
        ready = next((one for one in left if not (names(one.right) & open_ones - {one.name})), left[0])
        found.append(ready)
        left.remove(ready)
    return found


def _loss(order: Sequence[Formula]) -> str:
    """The name of the loss: the last that is called as losses are and that no other formula but such uses."""
    return next(
        (
            one.name
            for one in reversed(order)
            if is_loss(one.name) and not any(one.name in names(o.right) for o in order)
        ),
        "",
    )


def _output(order: Sequence[Formula]) -> str:
    """The name that no other formula uses at its own step, the last of such."""
    used = {name for one in order for name in _used_now(one)}
    return next((one.name for one in reversed(order) if one.name not in used), order[-1].name)


def _used_now(one: Formula) -> set[str]:
    """The names that a formula uses, but itself and those that it uses at another step only."""
    return {
        part.name
        for part in walk(one.right)
        if isinstance(part, Ref)
        and part.name != one.name
        and not any(index is not None and index.terms and index.const for index in part.index or ())
    }


def _needed(order: Sequence[Formula], loss: str, also: Sequence[str]) -> list[Formula]:
    """The formulas that the loss, or the output, comes of, ``also`` other values; it is the last of them."""
    by_name = {one.name: one for one in order}
    wanted, stack = set[str](), [loss, *also]
    while stack:
        name = stack.pop()
        if name in by_name and name not in wanted:
            wanted.add(name)
            stack += names(by_name[name].right)
    found = [one for one in order if one.name in wanted and one.name != loss]
    return [*found, by_name[loss]]


def _indices(order: Sequence[Formula]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in order:
        for part in (one.left, *walk(one.right)):
            if isinstance(part, Ref):
                found[part.name] = max(found.get(part.name, 0), len(part.index or ()))
    return found
