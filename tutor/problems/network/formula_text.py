"""Formulas of a file as texts: what is added so that they say what they mean, and errors in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from tutor.errors import did_you_mean
from tutor.notation.errors import NotationError
from tutor.notation.functions import FUNCTIONS
from tutor.notation.lower.value import Value
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.scripts import group_end
from tutor.notation.tree import Fold, Node
from tutor.notation.tree_walks import children
from tutor.problems.network.draft import Definition, Draft
from tutor.problems.network.errors import NetworkError

_TIGHT = lazily(r"(?:sum|mean|prod)(?=\()")
_OPEN = lazily(r"\\?(?:sum|mean|prod)(?![A-Za-z_^(])|[ΣΠ∑∏](?![_^])")
_COLUMN = lazily(r"at column (\d+)")


def with_axes(name: str, letters: tuple[str, ...]) -> str:
    """A name with its axes, ``W1[i,h]``."""
    return f"{name}[{','.join(letters)}]" if letters else name


def unread(draft: Draft, definition: Definition, error: NotationError) -> NetworkError:
    """The error for a formula that cannot be read: columns of the formula become those of the file's line."""

    def placed(column: int) -> tuple[int, int]:
        return definition.where.statement.place(definition.formula_at + column - 1)

    line, column = placed(error.column or 1)
    reason = _COLUMN.sub(lambda found: f"at column {placed(int(found[1]))[1]}", error.reason)
    unknown = re.match(r"`([^`]*)` at column \d+ is not a name of this question(.*)", reason)
    if unknown:
        meant = unknown[2] if unknown[2].startswith(": ") and "did you mean" not in unknown[2] else ""
        near = did_you_mean(unknown[1], (*draft.names, *FUNCTIONS) if len(unknown[1]) > 3 else draft.names)
        size = unknown[1].upper() if unknown[1] in draft.letters else ""
        if size and size not in draft.names:
            near = f": it is an axis, whose size is written {size}"
        scripted = next((one for one in draft.given if re.fullmatch(rf"{re.escape(unknown[1])}(?:_[a-z])+", one)), "")
        if scripted:
            letters = scripted.removeprefix(unknown[1]).strip("_").replace("_", ",")
            near = f": axes are declared in square brackets, as in {unknown[1]}[{letters}]"
        more = meant or near or "; declare it, as in `weights W1[i,h]`, or write its formula"
        reason = f"`{unknown[1]}` is not declared{more}"
    return NetworkError(f"the formula of {definition.name}: {reason}", draft.source, line, column)


def totalled(text: str, tree: Node, results: list[tuple[object, Value]], over: frozenset[str]) -> str:
    """A formula whose sums without letters run over these running axes too: ``sum_{t}(sum((y - Y)^2))``."""
    if not over:
        return text
    bodies = {id(node): value for node, value in results}
    for fold in sorted(_bare_folds(tree), key=lambda node: node.column, reverse=True):
        value = bodies.get(id(fold.body))
        letters = [letter for letter in value.dims if letter in over and letter not in value.axes] if value else []
        found = _TIGHT.match(text, fold.column - 1)
        opened = _OPEN.match(text, fold.column - 1) if found is None else None
        if value is not None and letters and opened is not None:  # it takes the rest of its term, as this will
            kept = opened.start() if value.axes else opened.end()
            text = f"{text[: opened.start()]}{fold.kind}_{{{','.join(letters)}}} {text[kept:]}"
        if value is None or not letters or found is None:
            continue
        end = group_end(text, found.end(), "(", ")")
        inner = text[found.end() : end]
        body = f"({fold.kind}{inner})" if value.axes else inner
        text = f"{text[: found.start()]}{fold.kind}_{{{','.join(letters)}}}{body}{text[end:]}"
    return text


def _bare_folds(node: Node) -> Iterator[Fold]:
    """The sums without letters that stand in no other sum."""
    if isinstance(node, Fold):
        if not node.binders and node.axis is None:
            yield node
        return
    for part in children(node):
        yield from _bare_folds(part)


def spread(text: str, missing: list[str], hidden: Collection[str]) -> Iterator[str]:
    """Ways to write a formula that has these axes too, along which it is the same."""
    sizes = [letter.upper() for letter in missing]
    if not missing:
        return
    if text == "1" and len(sizes) <= 2 and not set(sizes) & set(hidden):
        yield " ".join(f"ones({size}){'^T' * at}" for at, size in enumerate(sizes))
    if not set(sizes) & set(hidden):
        if len(sizes) == 1:
            yield f"ones({sizes[0]})*({text})"
            yield f"ones({sizes[0]}) ({text})^T"
            yield f"({text}) ones({sizes[0]})^T"
        if len(sizes) == 2:
            yield f"(ones({sizes[0]}) ones({sizes[1]})^T)*({text})"
    yield "*".join([f"({text})", *(f"sum_{{{letter}'}}(1[{letter}={letter}'])" for letter in missing)])
