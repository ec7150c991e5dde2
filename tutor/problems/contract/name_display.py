"""How a problem's names look: LaTeX from the declared symbols, Unicode made from that."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from tutor.notation.characters import ACCENT_OF, GREEK_OF, SUBSCRIPT_OF, SUPERSCRIPT_OF
from tutor.notation.functions import FUNCTIONS
from tutor.notation.read.symbol_parts import ACCENTED, IN_A_FONT
from tutor.notation.write.name_text import subscripted
from tutor.problems.contract.step import Step

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

_FRACTION = re.compile(r"\\frac\{\\partial ([^{}]*)\}\{\\partial ([^{}]*)\}")
_EVALUATED = re.compile(r"\\left\.(.*)\\right\|_\{([^{}]*)\}")
_DERIVATIVE = re.compile(r"d(.+)/d(.+)")
_ENTRY = re.compile(r"(?P<base>\w+?)(?:\[(?P<list>[^\[\]]+)\]|_\((?P<shift>[^()]+)\)|_(?P<one>[A-Za-z]|\d+))")


def latex_name(problem: Problem, name: str) -> str:
    """A declared name, ``dA/dB`` or ``NAME_new`` in LaTeX."""
    step = problem.steps_by_id.get(name)
    if isinstance(step, Step) and step.symbol:
        return step.symbol
    quantity = problem.quantities.get(name)
    if quantity is not None:
        return quantity.symbol or plain_latex(name)
    derivative = _DERIVATIVE.fullmatch(name)
    if derivative:
        top, bottom = (_applied(problem, part) or _bare_latex(problem, part) for part in derivative.groups())
        return rf"\frac{{\partial {top}}}{{\partial {bottom}}}"
    if name.endswith("_new") and name[:-4] in problem.quantities:
        inner = _bare_latex(problem, name[:-4])
        if "^" not in inner:
            return rf"{inner}^{{\text{{new}}}}"
        return re.sub(r"\^\{([^{}]*)\}", lambda match: rf"^{{{match[1]},\text{{new}}}}", inner)
    return plain_latex(name)


def _bare_latex(problem: Problem, name: str) -> str:
    """A name without its own indices, or with those it is written with here: ``K[1,1]``, ``H_(t+1)``, ``H_T``."""
    quantity = problem.quantities.get(name)
    if quantity is not None and quantity.symbol:
        return bare_symbol(name, quantity.symbol, quantity.letters)
    entry = _ENTRY.fullmatch(name)
    if quantity is None and entry and entry["base"] in problem.quantities:
        return subscripted(_bare_latex(problem, entry["base"]), entry["list"] or entry["shift"] or entry["one"])
    return latex_name(problem, name)


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
        scripted = rest if len(rest) == 1 or rest.isdigit() else rf"\text{{{rest}}}"
        return rf"{base}_{{{scripted}}}"
    return base if len(base) == 1 or base.startswith("\\") or "_" in base else rf"\text{{{base}}}"


def unicode_name(problem: Problem, name: str) -> str:
    """A declared name, ``dA/dB`` or ``NAME_new`` in Unicode, on one line."""
    step = problem.steps_by_id.get(name)
    if isinstance(step, Step) and step.symbol:
        return from_latex(step.symbol)
    quantity = problem.quantities.get(name)
    if quantity is not None:
        return from_latex(_bare_latex(problem, name))
    entry = _ENTRY.fullmatch(name)
    if entry and entry["base"] in problem.quantities:
        listed = f"[{entry['list']}]" if entry["list"] else ""
        return unicode_name(problem, entry["base"]) + listed if listed else from_latex(_bare_latex(problem, name))
    derivative = _DERIVATIVE.fullmatch(name)
    if derivative:
        applied = (from_latex(_applied(problem, part)) for part in derivative.groups())
        top, bottom = (
            shown or unicode_name(problem, part) for shown, part in zip(applied, derivative.groups(), strict=True)
        )
        return f"∂{top}/∂{bottom}"
    if name.endswith("_new") and name[:-4] in problem.quantities:
        return unicode_name(problem, name[:-4]) + "".join(SUPERSCRIPT_OF[char] for char in "new")
    return from_latex(plain_latex(name)) if re.fullmatch(r"\w+", name) else _spaced(name)


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


def from_latex(latex: str) -> str:
    """The few LaTeX constructs that symbols are made of, in Unicode."""
    text = _FRACTION.sub(r"∂\1/∂\2", latex)
    text = _EVALUATED.sub(r"\1 (\2)", text)
    text = ACCENTED.sub(lambda m: m[2] + ACCENT_OF[m[1]], IN_A_FONT.sub(r"\1", text))
    text = re.sub(r"\\([A-Za-z]+)", lambda m: GREEK_OF.get(m[1], m[1]), text)
    text = re.sub(r"\{([^{}]*)\}", lambda m: "{" + m[1].replace(" ", "") + "}", text)
    text = re.sub(r"_(?:\{([^{}]*)\}|(\w))", lambda m: _script(m[1] or m[2], SUBSCRIPT_OF, "_"), text)
    text = re.sub(r"\^(?:\{([^{}]*)\}|(\w))", lambda m: _script(m[1] or m[2], SUPERSCRIPT_OF, "^"), text)
    return unicodedata.normalize("NFC", text.replace("\\left", "").replace("\\right", ""))


def _script(inner: str, table: dict[str, str], mark: str) -> str:
    if re.fullmatch(r"[0-9]+|k|t([+-][0-9])?", inner) or (mark == "^" and all(char in table for char in inner)):
        return "".join(table[char] for char in inner)
    return mark + inner
