"""From a problem's declarations to the scope that formulas are read in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from tutor.errors import TutorError
from tutor.notation.axes import Axes, SizeForm
from tutor.notation.functions import FOLDS, FUNCTIONS, Function
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.symbol_parts import reduce_symbol
from tutor.notation.scope import Declared, Scope
from tutor.problems.contract.axis_roles import time_axes
from tutor.problems.contract.gradient_spellings import (
    gradient_of,
    gradient_symbols,
    gradient_words,
    layers_of,
)
from tutor.problems.contract.name_display import bare_symbol
from tutor.problems.contract.passed_gradients import passed_gradients
from tutor.problems.contract.samplers import Integers, Labels
from tutor.problems.contract.target import UPDATE, placed_names

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

_NUMBERED = re.compile(r"([A-Za-z]+)(\d+)")
_AT_TIME = re.compile(r"[a-z](?:[+-]\d)?")
_SHORT = {"eps": "epsilon", "lam": "lambda", "lmbda": "lambda", "lambd": "lambda"}
"""Greek letters by the short words that programs have for them."""
_TERM = lazily(r"([+-]?)(\d*)([A-Z]?)")


def language_of(problem: Problem) -> dict[str, Function]:
    """The language's functions, the problem's own names for some of them (f for the activation), and added ones."""
    own = {name: _function(problem, name, meant) for name, meant in problem.functions.items()}
    return {**FUNCTIONS, **own}


def _function(problem: Problem, name: str, meant: str | Function) -> Function:
    if isinstance(meant, str):
        return FUNCTIONS[meant]._replace(name=name, alias=meant, latex=name, unicode=name)
    from tutor.notation.added_functions import objection  # 1 ms a function; the bundled problems add none

    added = meant._replace(name=name)
    reason = objection(added)
    if reason:
        raise TutorError(f"{problem.id}: the function {name}: {reason}", title="A function that cannot be added")
    return added._replace(latex=meant.latex or rf"\operatorname{{{name}}}", unicode=meant.unicode or name)


def size_classes(problem: Problem) -> dict[str, str]:
    """For each axis letter the class of its size: itself, the axis it is sized like, or ``#2`` when fixed."""
    classes = {letter: problem.like.get(letter, letter) for letter in problem.axes}
    return {
        letter: f"#{problem.sizes[size.upper()]}" if size.upper() in problem.fixed else size
        for letter, size in classes.items()
    }


def size_forms(problem: Problem) -> dict[str, SizeForm]:
    """Derived sizes that are sums of free ones, ``I-R+1``, by axis letter."""
    return {
        name.lower(): linear(text) for name, text in problem.derived.items() if "*" not in text or text[0].isdigit()
    }


@lru_cache(maxsize=512)
def linear(text: str) -> SizeForm:
    """``"I-R+1"`` as ``{"I": 1, "R": -1, "": 1}``; ``"4*H"`` and ``"4H"`` as ``{"H": 4}``."""
    form: SizeForm = {}
    for sign, count, letter in _TERM.findall(text.replace(" ", "").replace("*", "")):
        if count or letter:
            form[letter] = form.get(letter, 0) + (-1 if sign == "-" else 1) * int(count or 1)
    return form


def pairs(problem: Problem) -> dict[str, tuple[str, str]]:
    """Flattened axes: the letter of ``P = U*V`` and the two it is made of."""
    found = {}
    for name, text in problem.derived.items():
        product = _product(text)
        if product:
            found[name.lower()] = (product[0].lower(), product[1].lower())
    return found


@lru_cache(maxsize=512)  # sizes of a seeded instance are tried hundreds of times
def _product(text: str) -> tuple[str, str] | None:
    """The two sizes of ``"U*V"``; None for any other size."""
    match = re.fullmatch(r"\s*([A-Z])\s*\*\s*([A-Z])\s*", text)
    return (match[1], match[2]) if match else None


def scope_of(problem: Problem) -> Scope:
    """Every name, symbol, size and function that a formula of the problem may use."""
    names: dict[str, Declared] = {}
    symbols: dict[tuple[str, str, str], str] = {}
    for quantity in problem.quantities.values():
        names[quantity.name] = _declared(
            problem, quantity.name, quantity.letters, row=quantity.row, outside=quantity.outside
        )
        for key in spellings(quantity.name, quantity.symbol, quantity.letters):
            symbols.setdefault(key, quantity.name)
    for step in problem.formula_steps():
        if step.id in names:
            continue
        target = problem.targets[step.id]
        differentiated = problem.quantities.get(target.by)
        row = target.is_gradient_by(target.by) and differentiated is not None and differentiated.row
        names[step.id] = _declared(problem, step.id, problem.axes_of(step), row=row)
        for key in spellings(step.id, step.symbol, problem.axes_of(step)):
            symbols.setdefault(key, step.id)
        if target.kind == UPDATE:
            symbols.setdefault(_updated(problem, target.of), step.id)
    aliases, indexed = _aliases(problem, names, symbols)
    for name in (*problem.quantities, *aliases):  # z_1 is also the z^{(1)} of layer 1, where nothing is called z
        digits = _NUMBERED.fullmatch(name)
        if digits and digits[1] not in names and digits[1] not in aliases:
            symbols.setdefault((digits[1], "", f"({digits[2]})"), aliases.get(name, name))
    functions = language_of(problem)
    gradients = {name: gradient_of(name, problem.loss, names, aliases) for name in (*problem.quantities, *names)}
    gradients = {name: gradient for name, gradient in gradients.items() if gradient}
    words = {**gradients, **{word: gradients[name] for word, name in aliases.items() if name in gradients}}
    for key, gradient in [*gradient_symbols(symbols, gradients)]:
        symbols.setdefault(key, gradient)
    layers = layers_of(problem, functions, gradients)
    signals = {
        f"delta{layer}": name for name, layer in layers.items() if [*layers.values()].count(layer) == 1 and layer
    }
    return Scope(
        names=names,
        symbols=symbols,
        aliases=aliases,
        axes=Axes(
            classes=size_classes(problem),
            sizes=all_sizes(problem, problem.sizes),
            running=problem.running,
            pairs=pairs(problem),
            forms=size_forms(problem),
            time=time_axes(problem),
        ),
        placed=placed_names(problem.targets.values()),
        gradients={**signals, **dict(gradient_words(words, problem.loss))},
        layers=layers,
        indexed=indexed,
        functions=functions,
        loss=problem.loss,
    )


def _aliases(
    problem: Problem, names: Mapping[str, Declared], symbols: dict[tuple[str, str, str], str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Other names, and those that are such only with an index: ``s_t`` for H_t, where s alone is an axis.

    What they can be written as goes into ``symbols``. What has an index of time that is no axis, ``h_t`` of one cell,
    may have it above, too: ``h^{<t>}``.
    """
    aliases, indexed = {**passed_gradients(problem), **problem.aliases}, {}
    for short, letter in _SHORT.items():
        if short in names and letter not in names:
            aliases.setdefault(letter, short)
    time = time_axes(problem)
    tags = {
        name: sub
        for (_, sub, sup), name in symbols.items()
        if not sup and _AT_TIME.fullmatch(sub) and name in problem.quantities and not name.endswith(sub)
    }
    symbols |= {
        (name, tag, ""): name for name, tag in tags.items() if name.isalnum() and (name, tag, "") not in symbols
    }
    for name, meant in aliases.items():
        declared = names.get(meant)
        axes = declared.axes if declared is not None else ()
        base, _, sub = name.partition("_")
        if sub in time and sub in axes and base.isalnum() and base not in names:  # h_t is H_t, so h is H
            if base in problem.axes:
                indexed[base] = meant
            else:
                symbols.setdefault((base, "", ""), meant)
            continue
        for key in spellings(name, name if set("\\{^") & set(name) else "", axes):
            symbols.setdefault(key, meant)
        if meant in tags and name.isalnum():
            symbols.setdefault((name, tags[meant], ""), meant)
    for (base, sub, sup), name in list(symbols.items()):
        if name in tags and not sup:
            symbols.setdefault((base, "" if sub == tags[name] else sub, f"({tags[name]})"), name)
    return aliases, indexed


def _updated(problem: Problem, name: str) -> tuple[str, str, str]:
    """How ``W^{(1)\\text{new}}`` reduces, for the quantity ``name``."""
    axes = problem.quantities[name].letters if name in problem.quantities else ()
    base, sub, sup = reduce_symbol(name, problem.latex(name), axes)
    return base, sub, f"{sup}new"


def _declared(problem: Problem, name: str, axes: tuple[str, ...], *, row: bool = False, outside: str = "") -> Declared:
    quantity = problem.quantities.get(name)
    whole = quantity is not None and not quantity.formula and isinstance(quantity.sample, Integers)
    latex = problem.latex(name) if quantity is None else bare_symbol(name, quantity.symbol or problem.latex(name), axes)
    picks = quantity.sample.axis if quantity is not None and isinstance(quantity.sample, Labels) else ""
    return Declared(name, axes, row, outside, whole, latex, partial(problem.display, name), picks)


def spellings(name: str, symbol: str, axes: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """The ways a name can be written with scripts: its symbol, ``W_{f}`` for W_f, ``z_1`` for z1."""
    found = []
    if symbol and "\\frac" not in symbol:
        found.append(reduce_symbol(name, symbol, axes))
        if found[0][0].rstrip("'") in {*FUNCTIONS, *FOLDS}:  # sigma'(x) is read as that function
            found.clear()
    if "_" in name and "/" not in name:
        base, _, rest = name.partition("_")
        if base not in FUNCTIONS:
            found.append((base, rest.replace("_", ","), ""))
    digits = re.fullmatch(r"([A-Za-z]+)(\d+)", name)
    if digits:
        found.append((digits[1], digits[2], ""))
    return [key for key in found if key[0] and key != (name, "", "")]


def all_sizes(problem: Problem, free: Mapping[str, int]) -> dict[str, int]:
    """Every size by capital letter: the free ones, those like them, and the derived ones."""
    sizes = dict(free)
    _add_alike(problem, sizes)
    for name, text in problem.derived.items():
        product = _product(text)
        if product:
            sizes[name] = sizes[product[0]] * sizes[product[1]]
        else:
            sizes[name] = sum(count * sizes.get(letter, 1) for letter, count in linear(text).items())
    _add_alike(problem, sizes)
    return sizes


def implied_sizes(problem: Problem, shown: Mapping[str, int]) -> dict[str, int]:
    """The free sizes that no given array has but that follow from derived ones that are shown: U of ``I = 2*U+R-2``."""
    found: dict[str, int] = {}
    for name, text in problem.derived.items():
        if name not in shown or _product(text):
            continue
        form = linear(text)
        open_ = [letter for letter in form if letter and letter not in shown]
        if len(open_) == 1 and open_[0] in problem.sizes and open_[0] not in found:
            rest = sum(count * shown.get(letter, 1) for letter, count in form.items() if letter != open_[0])
            size, left = divmod(shown[name] - rest, form[open_[0]])
            if not left and size > 0:
                found[open_[0]] = size
    return found


def _add_alike(problem: Problem, sizes: dict[str, int]) -> None:
    """The sizes of axes that are sized like one whose size is known."""
    for letter, other in problem.like.items():
        if other.upper() in sizes:
            sizes[letter.upper()] = sizes[other.upper()]


def axis_sizes(problem: Problem, sizes: Mapping[str, int]) -> dict[str, int]:
    """The size of every axis, by its small letter."""
    return {letter: sizes[letter.upper()] for letter in problem.axes}
