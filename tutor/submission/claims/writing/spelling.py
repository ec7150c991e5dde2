"""The names of a page brought into the spelling of a problem, one atom (a letter with its scripts) at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from tutor.submission.latex_patterns import GROUP, INSIDE

_FONT = r"\\(?:mathbf|boldsymbol|bm|mathrm|mathit|mathsf|mathcal|mathscr|text|textbf|operatorname|vec|rm|bf)"
_ACCENT = r"\\(?:hat|widehat|tilde|widetilde|bar|overline|dot)"
_SCRIPT = rf"[_^]\s*(?:{GROUP}|\\[A-Za-z]+|[A-Za-z0-9*])"
ATOM = re.compile(
    rf"(?:{_ACCENT}\s*(?:\{{\s*(?:{_FONT}\s*)?(?:{GROUP}|\\?[A-Za-z]+)[^{{}}]*\}}|\\?[A-Za-z])"
    rf"|{_FONT}\s*{GROUP}|\\[A-Za-z]+|[A-Za-z](?:[A-Za-z]*(?=_[A-Za-z]{{2}}|[^A-Za-z_^]|\Z))?)"
    rf"(?:\s*{_SCRIPT})*"
)
_WORD = re.compile(r"[A-Za-z][A-Za-z]*\d+|[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z]{2,})+|[A-Za-z]{2,}")
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_STRUCTURE = frozenset({
    "frac", "dfrac", "tfrac", "cfrac", "partial", "sum", "prod", "nabla", "left", "right", "big", "Big", "bigg",
    "Bigg", "bigl", "bigr", "cdot", "times", "odot", "otimes", "circ", "begin", "end", "sqrt", "log", "ln", "exp",
    "tanh", "sin", "cos", "tan", "sinh", "cosh", "max", "min", "arg", "argmax", "text", "mathrm", "operatorname",
    "qquad", "quad", "dots", "ldots", "cdots", "vdots", "ddots", "in", "le", "leq", "ge", "geq", "ne", "neq",
    "forall", "infty", "to", "displaystyle", "limits", "mid", "vert", "Vert", "lVert", "rVert", "approx", "equiv",
    "sim", "int", "lim", "top", "mathbb", "mathbf", "boldsymbol", "mathcal", "softmax", "diag", "prime", "cap", "cup",
})  # fmt: skip
_FUNCTIONS = frozenset({
    "log", "ln", "exp", "tanh", "sin", "cos", "tan", "max", "min", "softmax", "sigmoid", "relu", "ReLU", "diag",
})  # fmt: skip


class Atom(NamedTuple):
    """A name as it stands: its base, and the texts inside its scripts, empty where it has none."""

    base: str
    sub: str
    sup: str

    def written(self) -> str:
        """The atom as LaTeX."""
        return self.base + (f"_{{{self.sub}}}" if self.sub else "") + (f"^{{{self.sup}}}" if self.sup else "")


def atom_of(text: str) -> Atom | None:
    """A text that is one atom, taken apart; None for anything else."""
    text = text.strip()
    if _WORD.fullmatch(text):  # as programs write names
        return Atom(text, "", "")
    found = ATOM.fullmatch(text)
    return _apart(found[0]) if found else None


def _apart(text: str) -> Atom:
    base_end = len(text)
    subs: list[str] = []
    sups: list[str] = []
    for script in re.finditer(_SCRIPT, _blank_base(text)):
        base_end = min(base_end, script.start())
        inside = text[script.start() + 1 : script.end()].strip()
        inside = inside[1:-1] if inside.startswith("{") else inside
        (subs if text[script.start()] == "_" else sups).append(inside.strip())
    return Atom(text[:base_end].strip(), ",".join(subs), "".join(sups))


def _blank_base(text: str) -> str:
    """The text with blanks for an accent or a font with its argument, whose scripts are not those of the atom."""
    found = re.match(rf"(?:{_ACCENT}|{_FONT})\s*(?:{GROUP}|\\?[A-Za-z])", text)
    return " " * found.end() + text[found.end() :] if found else text


def respelled(text: str, known: Callable[[str], str | None], *, apart: bool = False) -> str:
    """The text with each atom as ``known`` gives it; None leaves it as it is. ``apart`` puts blanks between letters."""
    out: list[str] = []
    at, end = 0, -1
    for found in ATOM.finditer(text):
        if found.start() < at or _is_structure(found[0]):
            continue
        other = known(found[0])
        written = found[0] if other is None else other
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        beside = apart and found.start() == end and text[end : end + 1].isalpha()
        glued = before.isalpha() and before != "d" and (beside or (other is not None and written[:1].isalpha()))
        if other is not None or glued:
            out += [text[at : found.start()], " " if glued else "", written]
            out += [" "] if other is not None and written[-1:].isalpha() and after.isalpha() else []
            at = found.end()
        end = found.end()
    out.append(text[at:])
    return "".join(out)


def _is_structure(text: str) -> bool:
    command = _COMMAND.match(text)
    if command and command[1] in _STRUCTURE and not re.match(rf"(?:{_FONT})\s*{GROUP}", text):
        return True
    return text in _FUNCTIONS


def variants(atom: Atom, layer: str, bound: Collection[str] = (), plain: Collection[str] = ()) -> Iterator[Atom]:
    """Other spellings of a name that is not known as it stands, the likeliest first.

    ``bound`` are letters that something is summed over: an index of them is never left out. The accent of a name is not
    left out where that is one of the ``plain`` names, which mean something else.
    """
    bare = re.sub(rf"^{_FONT}\s*\{{\s*(.*?)\s*\}}$", r"\1", atom.base)
    bases = list(dict.fromkeys((atom.base, bare)))
    other = [base.swapcase() for base in bases if len(base) == 1]
    accents = [other for other in _other_accents(atom.base) if other not in plain]
    for base in (*bases, *other, *accents):
        for sub, sup in _scripts(atom.sub, atom.sup, layer):
            found = Atom(base, sub, sup)
            lost = {letter for letter in bound if letter in atom.sub and letter not in found.sub}
            if found != atom and not lost:
                yield found


def _scripts(sub: str, sup: str, layer: str) -> Iterator[tuple[str, str]]:
    plain_sup = sup.strip("()[]<>{} ")
    turned = sup.endswith("T") or sup.endswith(r"\top")
    yield sub, sup
    if plain_sup.isalnum() and not turned:
        yield sub, f"({plain_sup})"
        yield (f"{plain_sup},{sub}" if sub else plain_sup), ""
    if sub.isdigit() and not sup:
        yield "", f"({sub})"
    if layer and not sup:
        yield sub, f"({layer})"
    word = re.sub(rf"{_FONT}\s*|[{{}}]", "", sub)
    if word != sub:
        yield word, sup
    if sup and not turned and not plain_sup.isdigit():
        yield sub, ""
        if word != sub:
            yield word, ""
    head, _, rest = sub.partition(",")
    if rest:
        yield head, sup
        yield rest, sup
    if sub in ("t", "1", "i", "n", "0") or (word.isalpha() and len(word) > 2):
        yield "", sup
        if sup and not turned and not plain_sup.isdigit():
            yield "", ""
    if not sub and not sup:
        yield "t", ""


def _other_accents(base: str) -> list[str]:
    found = re.match(rf"{_ACCENT}\s*\{{?\s*(\\?[A-Za-z]+)", base)
    if not found:
        return []
    inner = found[1]
    other = [rf"\tilde{{{inner}}}", rf"\hat{{{inner}}}", rf"\bar{{{inner}}}", inner]
    return [*other, base.replace(inner, inner.swapcase())] if len(inner) == 1 else other


_D_FRACTION = re.compile(
    r"\\[dt]?frac\s*\{\s*(?:\\(?:mathrm|text|rm)\s*\{\s*d\s*\}|d)\s*(?P<top>(?:[A-Za-z\\(]|\\[A-Za-z]).*?)?\}"
    r"(?P<gap>\s*)\{\s*(?:\\(?:mathrm|text|rm)\s*\{\s*d\s*\}|d)(?=[\sA-Za-z\\(])\s*"
)
_BY_WITHOUT_SIGN = re.compile(
    rf"(?P<top>\\[dt]?frac\s*\{{\s*\\partial(?![A-Za-z])\s*{INSIDE}\}}\s*\{{)\s*(?!\\partial)d?(?P<by>{ATOM.pattern})\s*\}}"
)
"""A derivative whose second sign was left out, or is a d."""
_OF_WITHOUT_SIGN = re.compile(
    rf"(?P<head>\\[dt]?frac\s*\{{)\s*(?!\\partial|d[A-Z\\])(?P<top>{ATOM.pattern})(?P<end>\s*\}}\s*\{{\s*\\partial(?![A-Za-z]))"
)
"""A derivative whose first sign was left out."""
_DELTA_FRACTION = re.compile(
    r"\\[dt]?frac\s*\{\s*(?:\\delta(?![A-Za-z])|δ)(?!\s*[_^])(?P<top>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}"
    r"\s*\{\s*(?:\\delta(?![A-Za-z])|δ)(?!\s*[_^])"
)
_D_LINE = re.compile(
    r"(?<![A-Za-z0-9_\\}])(?:d|∂)\s?(?P<top>\\?[A-Za-z]+\d*(?:_\w+|_\{[^{}]*\}|\^\{[^{}]*\})*)\s*/\s*"
    r"(?:d|∂)\s?(?P<bottom>\\?[A-Za-z]+\d*(?:_\w+|_\{[^{}]*\}|\^\{?\([^(){}]*\)\}?|\^\{[^{}]*\})*)"
)


def with_partials(text: str) -> str:
    """The text with ``∂`` for the d or δ of derivatives, one below the other for those on a line."""
    text = _DELTA_FRACTION.sub(r"\\frac{\\partial \g<top>}{\\partial ", text)
    text = _BY_WITHOUT_SIGN.sub(r"\g<top>\\partial \g<by>}", text)
    text = _OF_WITHOUT_SIGN.sub(r"\g<head>\\partial \g<top>\g<end>", text)
    text = _D_FRACTION.sub(lambda one: rf"\frac{{\partial {one['top'] or ''}}}{one['gap']}{{\partial ", text)
    return _D_LINE.sub(lambda one: rf"\frac{{\partial {one['top']}}}{{\partial {one['bottom']}}}", text)


def layer_of(text: str) -> str:
    """The number of the layer that stands above a left side, if there is one."""
    found = re.findall(r"\^\s*\{?\s*[(\[](\d{1,2})[)\]]", text)
    return found[-1] if found else ""
