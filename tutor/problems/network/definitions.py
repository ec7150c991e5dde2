"""The statements with an equals sign: formulas of values, functions, and what stands before the first entry."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.notation.characters import SUBSCRIPTS, SUPERSCRIPTS, spread
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.index_placement import shifted
from tutor.notation.read.names.symbol_parts import IN_A_FONT
from tutor.problems.network import function_definitions
from tutor.problems.network.draft import Definition, Draft, Where
from tutor.problems.network.errors import StatementError
from tutor.problems.network.statements import Statement
from tutor.problems.network.written_names import LAYER, WrittenName, read_name

_SCRIPTED = lazily(
    r"(?<!\\)\b(?!sum|prod|mean)([A-Za-z][A-Za-z0-9]*)\}*(?:_(\{[^{}]*\}|[A-Za-z0-9]+))?(?:\[([^\[\]]*)\])?"
)
_LAYERED = lazily(r"(?<![A-Za-z0-9_])([A-Za-z])\s*\^\s*\{?\s*\(\s*(\d{1,2})\s*\)", needs="^")
_LOWERED = {ord(raised): f"^{{{plain}" if plain == "(" else plain for raised, plain in SUPERSCRIPTS.items()}


def define(draft: Draft, statement: Statement) -> None:
    """Take in a formula. Raises StatementError and NetworkError."""
    text = statement.text
    function = function_definitions.HEAD.match(text)
    if function is not None and function[2] not in draft.given:
        _function(draft, statement, function)
        return
    at = _equals(text)
    if at < 0:
        raise StatementError("there is no equals sign: a value is written as its name = its formula")
    where = Where(statement)
    written = read_name(text[:at])
    formula_at = at + 1 + len(text[at + 1 :]) - len(text[at + 1 :].lstrip())
    formula = text[formula_at:].strip()
    if written.rest and not _depends_on(draft, written.rest):
        raise StatementError(f"left of = stands `{text[:at].strip()[:40]}`: it should be one name, as in H or H[n,h]")
    if formula.startswith("="):
        raise StatementError("there is an equals sign too many", formula_at)
    if not formula:
        raise StatementError("there is nothing right of the equals sign", len(text))
    if written.bracket is not None and re.fullmatch(r"\s*(?:0|[A-Z]\s*\+\s*1)\s*", written.bracket):
        _initial(draft, written, formula, where, formula_at)
        return
    written = _below(draft, written, formula)
    if written.bracket is not None and shifted(written.bracket.split(",")):
        raise StatementError(
            f"left of = stands {written.base}[{written.bracket}]: a recurrence is written for t, with t-1 on the right"
        )
    name = draft.declare(written, where)
    letters = draft.axes(written.bracket, name, where) if written.bracket is not None else None
    draft.definitions[name] = Definition(name, letters, _layers_in_round(formula), written.latex, where, formula_at)


def _depends_on(draft: Draft, text: str) -> bool:
    """Whether a bracket after a name only says what the value depends on: ``J(w, b)``."""
    inner = re.fullmatch(r"\((.*)\)", text)
    try:
        named = [read_name(part) for part in inner[1].split(",")] if inner else []
    except StatementError:
        return False
    return bool(named) and all(not one.rest and draft.name_of(one) in draft.given for one in named)


def note_layers(draft: Draft) -> None:
    """Typeset names such as W1 with their layer above where the formulas write them so: ``W^{(1)}``, ``W⁽¹⁾``."""
    for definition in draft.definitions.values():
        plain = IN_A_FONT.sub(r"\1", definition.text)
        for base, layer in _LAYERED.findall(plain.translate(_LOWERED)):
            name = base + layer
            if name in draft.names and name not in draft.symbols:
                draft.symbols[name] = f"{base}^{{({layer})}}"


def bare_name(text: str) -> str:
    """The name left of an equals sign if it stands alone there, as E does where there is an ``E_t`` too; else ""."""
    try:
        written = read_name(text.partition("=")[0])
    except StatementError:
        return ""  # what is wrong with it is said when it is defined
    alone = not (written.sub or written.sup or written.rest) and written.bracket is None
    return written.base if alone else ""


def index_letters(text: str) -> set[str]:
    """The small letters in the bracket left of an equals sign, which are axes wherever they are declared."""
    found = re.match(r"[^=\[\]]*\[([^\]]*)\]\s*=(?!=)", text)
    return lone_letters(found[1]) if found else set()


def lone_letters(text: str) -> set[str]:
    """The small letters that stand alone, among them all that a sum runs over."""
    return set(re.findall(r"(?<![A-Za-z])[a-z](?![A-Za-z])", text))


def _equals(text: str) -> int:
    """Where the equals sign is that stands in no bracket, or -1."""
    depth = 0
    for position, char in enumerate(text):
        depth += (char in "([{") - (char in ")]}")
        if char == "=" and depth <= 0:
            return position
    return -1


def _layers_in_round(formula: str) -> str:
    return LAYER.sub(r"\1(\2)", formula) if "^" in formula else formula


def _below(draft: Draft, written: WrittenName, formula: str) -> WrittenName:
    """A name whose script below is its indices, as that: ``h_t`` where t is an axis that its formula speaks of too."""
    letters = written.sub.split(",") if "," in written.sub else list(written.sub)
    if written.bracket is not None or not letters or written.key in draft.keys:
        return written
    if not all(letter in draft.letters for letter in letters) or written.base in draft.bare:
        return written
    spoken = "".join(_scripts(draft, formula))
    return written.indexed_below() if all(letter in spoken for letter in letters) else written


def _scripts(draft: Draft, formula: str) -> Iterator[str]:
    """What stands below and in brackets after names in a formula, but for what is part of a declared name."""
    for word, below, bracket in _SCRIPTED.findall(spread(formula)[0]):
        if below:
            own = read_name(f"{word}_{below}")
            if own.key not in draft.keys:
                yield own.sub
        yield bracket
    yield from (SUBSCRIPTS[char] for char in formula if char in SUBSCRIPTS)


def _function(draft: Draft, statement: Statement, head: re.Match[str]) -> None:
    name, argument = read_name(head[1]).name, head[2]
    if name in draft.names or name in draft.functions:
        raise StatementError(f"`{name}` is declared already: each name is declared once")
    text = statement.text[head.end() :]
    found = function_definitions.defined(name, argument, text, head.end(), draft.functions)
    if found is not None:
        draft.functions[name] = found


def _initial(draft: Draft, written: WrittenName, formula: str, where: Where, formula_at: int) -> None:
    """``h[0] = h0``: what stands before the first entry along time."""
    name = draft.name_of(written)
    end = "0" not in str(written.bracket)
    if name in draft.initial:
        raise StatementError(f"{name}[{written.bracket}] is set twice")
    if formula in ("0", "0.0", r"\mathbf{0}", r"\mathbf 0"):
        return  # zeros stand outside of every axis
    if end:
        raise StatementError(f"what stands after the last entry of {name} is zero: only {name}[0] can be given")
    below = read_name(formula)
    if below.rest or below.bracket is not None:
        raise StatementError(f"{name}[0] should be a given array, as in {name}[0] = {name}0", formula_at)
    draft.initial[name] = (draft.name_of(below), str(written.bracket), where)
