"""The forward equations of a page: names that are defined by formulas of names, and say nothing of a derivative."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from tutor.notation.functions import FUNCTIONS
from tutor.notation.read.lazy_patterns import lazily
from tutor.problems.network.errors import StatementError
from tutor.problems.network.written_names import read_name
from tutor.submission.own_network.axes.names import is_target
from tutor.submission.statement import CLAIM, DEPENDENCY, Statement

_DERIVATIVE = lazily(
    r"\\(?:partial|nabla|delta|Delta|prime)(?![A-Za-z])|[∂∇δΔ]|\\d?frac\s*\{\s*(?:\\mathrm\s*\{\s*)?d(?![A-Za-z]{2})"
    r"|(?<![A-Za-z\\])d[A-Za-z]\w*\s*/\s*d[A-Za-z]|[A-Za-z)}]'"
)
_GRADIENT = lazily(r"(?:\\(?:mathrm|text)\s*\{\s*)?d\\?[A-Za-z]")
_OF_WHAT = lazily(r"(?<!\^)(?<!\{)\s*(?:\\left\s*)?\((?:[^()]|\([^()]*\))*\)\s*\Z")
_FUNCTION = lazily(r"\s*(\\?[A-Za-z]+)\s*(?:\\left\s*)?\(\s*([a-z])\s*(?:\\right\s*)?\)\s*\Z")
_WORD = lazily(r"[A-Za-z]")
_LETTER = lazily(r"[a-z]")
_ALONE = lazily(r"(?<![A-Za-z\\_^])[a-z](?![A-Za-z_^])")
_INDEXED = lazily(r"(?<![A-Za-z\\_^])[a-z](?=_)")
_EXPECTED = lazily(r"\s*(?:E|\\mathbb\s*\{?\s*E\s*\}?)\s*(?:\\left\s*)?\[")
"""An expectation, which is no loss."""
_NO_NAME = lazily(r"\\(?:begin|end)\s*\{[a-z]*(?:matrix|array)\*?\}|\\[cl]?dots|\.\.\.|…|\\vdots")
_SQUARED = lazily(r"(.*[A-Za-z}])\s*\^\s*(?:2|\{\s*2\s*\})", re.DOTALL)
_SAMPLE = lazily(r"\^\s*\{?\s*\(\s*[a-z]\s*\)\s*\}?")
_BESIDE = lazily(r"\^\s*\{?\s*\(\s*(?:\w|[A-Za-z]\s*[-+]\s*1)\s*\)\s*\}?")
"""What stands above a name in brackets: the number or the letter of a sample, of a layer, of a step."""
_INDEX = lazily(r"(?:_\(?[a-z]\)?|\^\([a-z]\))\Z")
_BARS = lazily(r"(?<![\\|])\|([^|]+)(?<!\\)\|\s*\^\s*(?:2|\{\s*2\s*\})")
"""The square of what stands between single bars: that of its length, whether it is one number or a vector."""
_SPACES = lazily(r"\s+")
_SHIFT = lazily(r"(?<=[a-z])\s*-\s*1|[{}\s]")
_WITHIN = lazily(r"(?<=[a-z])\s*-\s*1|[{}]|(?<![A-Za-z])\s+|\s+(?![A-Za-z])")
"""The step before, braces, and blanks but for those between two letters, which are two names."""
_RATE = lazily(r"\\(?:alpha|eta|lambda)(?![A-Za-z])|[αηλ]|(?<![A-Za-z])lr(?![A-Za-z])")
_SIZES = lazily(r"\s+|\\[,;:! ]|\\(?:left|right|[bB]ig+[lr]?)(?![A-Za-z])")
_SHORT = 8
"""Characters: what is so short stands in brackets everywhere."""
_BELOW = lazily(r"(?<=[A-Za-z}])\s*_\s*\{?\s*([a-z])(?![A-Za-z\d])")
_ENTRY = lazily(r"_\s*\{?\s*[a-z]\s*\}?\s*\^\s*\{?\s*[(<]")
_OPEN_SUM = lazily(
    r"(?:\\[dt]?frac\s*\{\s*1\s*\}\s*\{\s*\w\s*\})?\s*\\sum(?:\s*\\limits)?(?:\s*[_^]\s*(?:\{[^{}]*\}|\w))*\s*"
    r"(?P<part>(?:\\[A-Za-z]+\s*(?:\{\s*\w+\s*\})?|[A-Za-z])(?:\s*[_^]\s*(?:\{[^{}]*\}|\w))*(?:\[\w\])?)\s*"
    r"(?:(?:\\[bB]ig+[lr]?|\\left)?\s*\(.*\))?\s*",
    re.DOTALL,
)
_DEFINES = frozenset({"=", ":=", "\\leftarrow", "\\equiv", "\\triangleq", ""})


class Equation(NamedTuple):
    """``left = right`` as typed, in one line. ``called`` says that the left side is a function of a letter.

    ``others`` are what stands further on in its chain, which is the same said otherwise. One that is ``guessed`` is
    nowhere on the page.
    """

    left: str
    right: str
    name: str
    called: bool = False
    others: tuple[str, ...] = ()
    guessed: bool = False


def equations_of(statements: Sequence[Statement]) -> list[Equation]:
    """The forward equations: those before the first derivative, and later ones for what these leave open."""
    early: list[Equation] = []
    late: list[Equation] = []
    found = early
    for statement in statements:
        if not is_forward(statement):
            if early or not any("'" in text for text in texts_of(statement)):
                found = late
            continue
        found += _of_chain(statement)
    equations = _first_of_each(early)
    while equations:
        wanted = next((one for one in late if _is_wanted(one, equations)), None)
        if wanted is None:
            break
        equations.append(wanted)
    return equations


def functions_aside(statements: Sequence[Statement]) -> list[Statement]:
    """The statements, those about a function of any number claiming nothing: ``the derivative of y = tanh(x) is``.

    Its letters have indices wherever else they stand in forward equations.
    """
    chains = [_of_chain(one) if is_forward(one) else [] for one in statements]
    texts = {one: _SHIFT.sub("", f"{one.left}={one.right}") for chain in chains for one in chain}
    alone = Counter(letter for text in texts.values() for letter in set(_ALONE.findall(text)))
    indexed = {letter for text in texts.values() for letter in _INDEXED.findall(text)}

    def is_of_any_number(one: Equation) -> bool:
        letters = set(_ALONE.findall(texts[one]))
        called = not is_loss(one.name) and _LETTER.fullmatch(one.left.strip()) is not None
        of = _ALONE.search(one.right)
        return called and of is not None and letters <= indexed and all(alone[letter] == 1 for letter in letters)

    return [
        statement.replace(links=tuple(link.replace(kind=DEPENDENCY) for link in statement.links))
        if any(map(is_of_any_number, chain))
        else statement
        for statement, chain in zip(statements, chains, strict=True)
    ]


def is_forward(statement: Statement) -> bool:
    """Whether a statement says nothing of a derivative, and changes nothing."""
    if any(map(_DERIVATIVE.search, texts_of(statement))) or _is_gradient(statement.left):
        return False
    return not any(_is_update(statement.left, link.text) for link in statement.links)


def texts_of(statement: Statement) -> list[str]:
    """Both sides of all links of a statement."""
    return [statement.left, *(link.text for link in statement.links)]


def _is_gradient(left: str) -> bool:
    """Whether a left side is a gradient by its name, as are dW and dz."""
    return _GRADIENT.match(left.strip()) is not None


def _first_of_each(equations: Sequence[Equation]) -> list[Equation]:
    """One equation for every name: the first, but of the loss and the output that which others lead to.

    One for the whole name comes before one for its entries.
    """
    found: dict[str, Equation] = {}
    for one in equations:
        known = found.setdefault(one.name, one)
        whole = _ENTRY.search(known.left) and not _ENTRY.search(one.left)
        summed = is_loss(one.name) and r"\sum" in one.right and _is_of_entry(known)
        if whole or summed or (known is not one and not _uses_any(known, equations) and _uses_any(one, equations)):
            found[one.name] = one
    return list(found.values())


def _is_of_entry(one: Equation) -> bool:
    """Whether a formula has an index that neither its left side nor a sum has: the loss ``-\\log p_c`` of a class."""
    return bool(set(_BELOW.findall(one.right)) - set(_BELOW.findall(one.left))) and r"\sum" not in one.right


def _uses_any(one: Equation, equations: Sequence[Equation]) -> bool:
    """Whether a formula uses a name that another equation defines."""
    return any(_spoken_of(other, one.right) for other in equations if other.name != one.name and not other.called)


def _spoken_of(one: Equation, right: str) -> bool:
    """Whether a formula uses what an equation defines, at whatever index."""
    head = re.escape(_INDEX.sub("", _SHIFT.sub("", one.left)))
    return re.search(rf"(?<![A-Za-z\\]){head}(?![A-Za-z])", _SHIFT.sub("", right)) is not None


def _is_wanted(late: Equation, equations: Sequence[Equation]) -> bool:
    """Whether an equation that comes after derivatives says what an earlier one speaks of, or what the loss is."""
    if any(one.name == late.name for one in equations):
        return False
    if is_loss(late.name):
        return not any(is_loss(one.name) for one in equations)
    if is_target(late.name) and not any(_spoken_of(late, one.right) for one in equations if not is_loss(one.name)):
        return False  # what only the loss speaks of is given
    if len(late.right) > _SHORT and any(list(brackets_of(one.right, late.right)) for one in equations):
        return True  # a name for what an activation is of
    plain = _INDEX.sub("", _WITHIN.sub("", late.left))
    base = re.compile(rf"(?<![A-Za-z\\]){re.escape(plain)}(?![A-Za-z^]|_(?![a-z](?![A-Za-z])))")
    return any(base.search(_WITHIN.sub("", one.right)) for one in equations)


def brackets_of(text: str, part: str) -> Iterator[tuple[int, int]]:
    """Where the insides of those brackets of a text begin and end that hold a part, its terms in any order."""
    wanted = sorted(_terms(part))
    opened: list[int] = []
    for at, char in enumerate(text):
        if char == "(":
            opened.append(at + 1)
        elif char == ")" and opened:
            begin = opened.pop()
            end = at - len("\\right") if text[:at].endswith("\\right") else at
            if sorted(_terms(text[begin:end])) == wanted:
                yield begin, end


def _terms(text: str) -> list[str]:
    """What is added up in a text, without blanks."""
    terms, depth = [""], 0
    for char in _tight(text):
        depth += (char in "([{") - (char in ")]}")
        if char == "+" and not depth:
            terms.append("")
        else:
            terms[-1] += char
    return terms


def _tight(text: str) -> str:
    """A text without blanks and sizes of brackets."""
    return _SIZES.sub("", text)


def _of_chain(statement: Statement) -> list[Equation]:
    """The equations of one chain: its left side by the first formula, and names in it by what comes after them."""
    claims = (link for link in statement.links if link.kind == CLAIM)
    links = list(takewhile(lambda link: link.relation != r"\approx", claims))  # after that there are numbers
    if not links or any(link.relation not in _DEFINES for link in links):
        return []
    found = []
    left = statement.left
    for at, link in enumerate(links):
        squared = _SQUARED.fullmatch(left.strip())
        plain = squared[1] if squared else left
        name, called = named(plain)
        right = _BARS.sub(r"\\|\1\\|^2", " ".join(link.text.split()))
        if not name or not right or _NO_NAME.search(right) or name in FUNCTIONS or _EXPECTED.match(left):
            break
        if has_names(right):
            plain = plain if called else _OF_WHAT.sub("", plain)
            others = tuple(" ".join(one.text.split()) for one in links[at + 1 :])
            if squared:
                right, others = rf"\sqrt{{{right}}}", tuple(rf"\sqrt{{{one}}}" for one in others)
            found.append(Equation(" ".join(plain.split()), right, name, called, others))
        if "(" in _BESIDE.sub("", link.text) or not named(link.text)[0] or at + 1 == len(links):
            break
        left = link.text
    return found


def _is_update(left: str, right: str) -> bool:
    """Whether a formula changes what it starts from: ``b - rate db``, with the very name that it defines."""
    old, rest = _SPACES.sub("", left), _SPACES.sub("", right)
    return rest.startswith((f"{old}-", f"{old}+")) and ("sum" not in rest or _RATE.search(rest) is not None)


def is_open_loss(one: Equation, equations: Sequence[Equation]) -> bool:
    """Whether an equation says that the loss is a sum of losses of which the page says nothing more."""
    found = _OPEN_SUM.fullmatch(one.right) if is_loss(one.name) else None
    if found is None:
        return False
    name, called = named(found["part"])
    base = re.split(r"[_^(\[]", re.sub(r"[\\{}\s]|math[a-z]+", "", found["part"]), maxsplit=1)[0]
    others = {other.name for other in equations if other is not one}
    return base in ("L", "E", "J", "l", "ell", "C", "loss") and not called and name not in others


def has_names(right: str) -> bool:
    """Whether a formula has a name in it, and is no number."""
    return _WORD.search(re.sub(r"\\(?:cdot|times|frac|left|right|text|mathrm|quad|big|Big)", "", right)) is not None


def named(left: str) -> tuple[str, bool]:
    """The name that a left side is, empty where it is none; and whether it is a function of a letter."""
    function = _FUNCTION.match(left)
    if function and not is_loss(function[1]) and function[2] not in "wby":
        return f"{function[1]}()", True
    try:
        written = read_name(_OF_WHAT.sub("", left).strip())
    except StatementError:
        return "", False
    return ("", False) if written.rest else (written.name, False)


def is_loss(name: str) -> bool:
    """Whether a name is one that a loss has: L, E, ``L_CE``, but no ``C_t``."""
    plain, _, below = re.sub(r"[\\{}\s]|math[a-z]+|text|operatorname", "", name).partition("_")
    if len(below) == 1:
        return False
    return plain in ("L", "J", "E", "C") or plain.lower() in ("ell", "loss", "cost", "error", "mse", "nll", "ce", "bce")
