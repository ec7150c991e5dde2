"""The axes of all values of a network.

Definitions are gone through in the order in which they can be computed; those that use each other's neighbours are
settled together.
"""

from __future__ import annotations

from tutor.notation.errors import FitError, NotationError
from tutor.notation.lower.value import Value
from tutor.notation.tree import Node, Ref
from tutor.notation.tree_walks import walk
from tutor.problems.network import formula_text, recurrent_axes
from tutor.problems.network.dependencies import is_circle
from tutor.problems.network.draft import Definition
from tutor.problems.network.errors import MisfitError
from tutor.problems.network.formula_axes import FormulaAxes


def infer(axes: FormulaAxes, groups: list[list[str]]) -> None:
    """Settle all definitions. Raises NetworkError, and MisfitError where it might fit if other axes ran."""
    for group in groups:
        if is_circle(group, axes.mentions):
            recurrent_axes.settle(axes, group)
        else:
            _settle(axes, axes.draft.definitions[group[0]])


def _settle(axes: FormulaAxes, definition: Definition) -> None:
    text = definition.text
    tree = axes.parsed(definition, text)
    results: list[tuple[object, Value]] = []
    error: FitError | None = None
    value: Value | None = None
    try:
        value = axes.value(tree, results)
    except FitError as misfit:
        error = misfit
    except NotationError as unread:
        raise axes.unread(definition, unread) from None
    added = formula_text.totalled(text, tree, results, _added_up(axes, definition, tree))
    if added != text:
        text, error = added, None
        try:
            value = axes.value(axes.parsed(definition, text))
        except FitError as misfit:
            error = misfit
    if error is not None or value is None:
        raise MisfitError(axes.misfit(definition, str(error.reason if error else "")))
    letters, text = _placed(axes, definition, value, text)
    if axes.finding_rows and len(letters) == len(value.axes) == 1 and value.orient == "row":
        axes.rows.add(definition.name)
    axes.know_value(definition, letters)
    axes.settle_as(definition, letters, text)


def _added_up(axes: FormulaAxes, definition: Definition, tree: Node) -> frozenset[str]:
    """The letters that a sum without any runs over here: running axes that the formula does not speak of.

    The loss is one number, so there they are all that are left.
    """
    draft = axes.draft
    last = next(reversed(draft.definitions.values())).name
    if definition.name == (draft.loss[0] if draft.loss else last) and not draft.upstream:
        return frozenset(axes.table.letters) - set(definition.letters or ())
    indices = (index for node in walk(tree) if isinstance(node, Ref) for index in node.index or () if index)
    spoken = {letter for index in indices for letter, _ in index.terms}
    return frozenset(axes.running) - spoken - set(definition.letters or ()) - draft.each.keys()


def _placed(axes: FormulaAxes, definition: Definition, value: Value, text: str) -> tuple[tuple[str, ...], str]:
    """The axes of a value, and its formula where it must be spread over some that it lacks."""
    letters = axes.letters_of(value)
    if definition.letters is None:
        return letters, text
    wanted = definition.letters
    if axes.fits(value, wanted):
        return wanted, text
    whole = [letter for letter, own in zip(axes.in_order(value), letters, strict=True) if own in value.axes]
    rest = [own for own in letters if own not in wanted]
    if set(wanted) <= set(letters) and all(own in whole or own in axes.running for own in rest):
        return (*wanted, *rest), text
    spread = axes.spread_over(definition, value, text, wanted)
    if spread is not None:
        return wanted, spread
    its = f"axes [{','.join(letters)}]" if letters else "no axis"
    raise MisfitError(
        axes.draft.error(
            f"the formula of {definition.name} has {its}; left of = stands {definition.name}[{','.join(wanted)}]",
            definition.where,
        )
    )
