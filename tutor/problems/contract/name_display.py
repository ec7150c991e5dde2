"""How a problem's names look: LaTeX from the declared symbols, Unicode made from that."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import TYPE_CHECKING

from tutor.notation.characters import ACCENT_OF, GREEK_OF, SUBSCRIPT_OF, SUPERSCRIPT_OF
from tutor.notation.functions import FUNCTIONS
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.symbol_parts import ACCENTED, IN_A_FONT
from tutor.notation.write.name_text import subscripted
from tutor.problems.contract.axis_roles import time_letters
from tutor.problems.contract.step import Step
from tutor.problems.contract.target import UPDATE, Place

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

_FRACTION = lazily(r"\\frac\{\\partial ([^{}]*)\}\{\\partial ([^{}]*)\}", needs="\\frac")
_EVALUATED = lazily(r"\\left\.(.*)\\right\|_\{([^{}]*)\}", needs="\\left.")
_COMMAND = lazily(r"\\([A-Za-z]+)", needs="\\")
_GROUP = lazily(r"\{([^{}]*)\}", needs="{")
_BELOW = lazily(r"_(?:\{([^{}]*)\}|(\w))", needs="_")
_ABOVE = lazily(r"\^(?:\{([^{}]*)\}|(\w))", needs="^")


def latex_name(problem: Problem, name: str) -> str:
    """A declared name, ``dA/dB`` or ``NAME_new`` in LaTeX."""
    step = problem.steps_by_id.get(name)
    if isinstance(step, Step) and step.symbol:
        return step.symbol
    quantity = problem.quantities.get(name)
    if quantity is not None:
        return quantity.symbol or plain_latex(name)
    target = problem.targets[name]
    if target.is_derivative:
        top = _applied(problem, target.of) or _placed_latex(problem, target.of, target.of_at)
        bottom = _applied(problem, target.by) or _placed_latex(problem, target.by, target.by_at)
        case = rf"\text{{{target.case}}}" if target.case else ""
        return rf"\frac{{\partial {top}}}{{\partial {bottom}}}{case}"
    if target.kind == UPDATE:
        inner = _placed_latex(problem, target.of)
        if "^" not in inner:
            return rf"{inner}^{{\text{{new}}}}"
        return re.sub(r"\^\{([^{}]*)\}", lambda match: rf"^{{{match[1]},\text{{new}}}}", inner)
    return plain_latex(name)


def _placed_latex(problem: Problem, name: str, place: Place | None = None) -> str:
    """A name without its own indices, or with those of a place: ``K[1,1]``, ``H_(t+1)``, ``H_T``."""
    quantity = problem.quantities.get(name)
    symbol = quantity.symbol if quantity is not None else ""
    bare = bare_symbol(name, symbol, quantity.letters) if quantity and symbol else latex_name(problem, name)
    return subscripted(bare, ",".join(map(_upright, place.indices))) if place else bare


def _applied(problem: Problem, name: str) -> str:
    """A name such as tanh_c, of which a derivative is taken, as the function of the other name that it is.

    In a formula the name stands for itself: tanh(c) would use c.
    """
    function, _, of = name.partition("_")
    return rf"\{function}({latex_name(problem, of)})" if function in FUNCTIONS and of in problem.quantities else ""


def plain_latex(name: str) -> str:
    """A name without a declared symbol in LaTeX: ``W_f`` as ``W_{f}``, ``z1`` as ``z_{1}``, ``rate`` upright."""
    base, _, rest = name.partition("_")
    base = "\\" + base if base in GREEK_OF else base
    base = re.sub(r"^([A-Za-z])(\d+)$", r"\1_{\2}", base)
    if rest:
        return rf"{base}_{{{_upright(rest)}}}"
    return base if len(base) == 1 or base.startswith("\\") or "_" in base else rf"\text{{{base}}}"


def _upright(script: str) -> str:
    """A script, a word in upright letters."""
    word = len(script) > 1 and not script.isdecimal() and re.fullmatch(r"\w+", script)
    return rf"\text{{{script}}}" if word else script


def unicode_name(problem: Problem, name: str) -> str:
    """A declared name, ``dA/dB`` or ``NAME_new`` in Unicode, on one line."""
    step = problem.steps_by_id.get(name)
    if isinstance(step, Step) and step.symbol:
        return from_latex(step.symbol, time_letters(problem))
    target = problem.targets[name]
    if target.is_derivative:
        top, bottom = _end(problem, target.of, target.of_at), _end(problem, target.by, target.by_at)
        return f"∂{top}/∂{bottom}{target.case}"
    if target.kind == UPDATE:
        return placed_name(problem, target.of) + "".join(SUPERSCRIPT_OF[char] for char in "new")
    return placed_name(problem, name) if re.fullmatch(r"\w+", name) else _spaced(name)


def _end(problem: Problem, name: str, place: Place | None) -> str:
    """What a derivative is of or by, in Unicode."""
    return from_latex(_applied(problem, name), time_letters(problem)) or placed_name(problem, name, place)


def placed_name(problem: Problem, name: str, place: Place | None = None) -> str:
    """A name in Unicode, at a place if there is one: ``hₜ₊₁``, ``K[1,1]``."""
    along = time_letters(problem) | _indices(problem, name)
    if place is not None and place.listed:
        return from_latex(_placed_latex(problem, name), along) + f"[{','.join(place.indices)}]"
    return from_latex(_placed_latex(problem, name, place), along)


def _indices(problem: Problem, name: str) -> set[str]:
    """The letters below the symbol of a quantity that are no part of its name: t of ``C_t`` for g, none of ``W_o``."""
    symbol = problem.quantities[name].symbol if name in problem.quantities else ""
    return {letter for letter in re.findall(r"_\{?([a-z])\b", symbol) if not name.endswith(letter)}


def _spaced(name: str) -> str:
    for word, letter in GREEK_OF.items():
        name = re.sub(rf"\b{word}(?![a-z])", letter, name)
    return name


def bare_symbol(name: str, symbol: str, axes: tuple[str, ...]) -> str:
    """A symbol without the scripts that are its indices: ``\\hat{y}^{(n)}`` as ``\\hat{y}``, but ``w_{ih}`` whole."""

    def keep(match: re.Match[str]) -> str:
        inner = (match[2] or match[3]).replace(" ", "").strip("()")
        letters = inner.split(",") if "," in inner else list(inner)
        if name.endswith(inner) and name != inner:
            return match[0]
        return "" if letters and all(letter in axes for letter in letters) else match[0]

    return re.sub(r"([_^])(?:\{([^{}]*)\}|(\w))", keep, symbol)


def from_latex(latex: str, along: Collection[str] = ()) -> str:
    """The few LaTeX constructs that symbols are made of, in Unicode; the letters ``along`` stand small below a name."""
    text = _FRACTION.sub(r"∂\1/∂\2", latex)
    text = _EVALUATED.sub(r"\1 (\2)", text)
    text = ACCENTED.sub(lambda m: m[2] + ACCENT_OF[m[1]], IN_A_FONT.sub(r"\1", text))
    text = _COMMAND.sub(lambda m: GREEK_OF.get(m[1], m[1]), text)
    text = _GROUP.sub(lambda m: "{" + m[1].replace(" ", "") + "}", text)
    text = _BELOW.sub(lambda m: _subscript(m[1] or m[2], along), text)
    text = _ABOVE.sub(lambda m: _superscript(m[1] or m[2]), text)
    return unicodedata.normalize("NFC", text.replace("\\left", "").replace("\\right", ""))


def _subscript(inner: str, along: Collection[str]) -> str:
    small = inner.isdecimal() or inner in along or re.fullmatch(r"[a-z][+-][0-9]", inner)
    if small and all(char in SUBSCRIPT_OF for char in inner):
        return "".join(SUBSCRIPT_OF[char] for char in inner)
    return "_" + inner


def _superscript(inner: str) -> str:
    small = all(char in SUPERSCRIPT_OF for char in inner)
    return "".join(SUPERSCRIPT_OF[char] for char in inner) if small else "^" + inner
