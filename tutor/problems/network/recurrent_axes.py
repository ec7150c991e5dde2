"""The axes of values whose formulas use each other's neighbours, as the states and gates of a recurrent network do.

Such formulas tell their axes by what else is in them: in ``a = W X[t] + U h[t-1] + b`` the terms without h do. What is
found for one formula makes others known, until all are; then each is held against its whole formula.
"""

from __future__ import annotations

from tutor.notation.errors import FitError, NotationError
from tutor.notation.lower.value import Value
from tutor.notation.scope import Declared
from tutor.notation.tree import Bin, Node, Num, Ref
from tutor.notation.tree_walks import children, rebuild
from tutor.problems.network.draft import Definition
from tutor.problems.network.errors import MisfitError
from tutor.problems.network.formula_axes import FormulaAxes
from tutor.problems.network.mentioned_names import Mention

Letters = tuple[str, ...]


def settle(axes: FormulaAxes, group: list[str]) -> None:
    """Find the axes of all definitions of a group. Raises NetworkError and MisfitError."""
    draft, mentions = axes.draft, axes.mentions
    uses: dict[str, list[Mention]] = {name: [] for name in group}
    for found in mentions.values():
        for mention in found:
            if mention.name in uses:
                uses[mention.name].append(mention)
    along = tuple(dict.fromkeys(letter for name in group for m in uses[name] for letter in sorted(m.shifts)))
    for letter in along:
        if letter not in draft.letters:
            name = next(name for name in group if any(letter in mention.shifts for mention in uses[name]))
            example = f"`sizes {letter.upper()}=4`"
            raise draft.error(
                f"{name} goes along {letter}, which is the axis of no array: set how far, as in {example}",
                draft.definitions[group[0]].where,
            )
    unknown = {name: draft.definitions[name] for name in group}
    for name, definition in list(unknown.items()):
        letters = _told(axes, definition, uses[name], along)
        if letters is None:
            axes.names[name] = Declared(name, _as_written(definition, uses[name], along))
        else:
            axes.know_value(definition, letters)
            del unknown[name]
    told = frozenset(group) - unknown.keys()
    backwards = False
    while unknown:
        before = len(unknown)
        for definition in sorted(unknown.values(), key=lambda one: group.index(one.name), reverse=backwards):
            letters = _by_the_rest(axes, definition, frozenset(unknown), along)
            if letters is not None:
                axes.know_value(unknown.pop(definition.name), letters)
        if len(unknown) == before:
            first = next(iter(unknown.values()))
            wanted = f"{first.name}[{','.join((*along, 'h' if 'h' not in along else 'k'))}] = ..."
            raise draft.error(
                f"the axes of {first.name} cannot be inferred from its formula: write them, as in {wanted}",
                first.where,
            )
        backwards = not backwards
    for name in group:
        _confirm(axes, draft.definitions[name], told=name in told)


def _told(axes: FormulaAxes, definition: Definition, uses: list[Mention], along: Letters) -> Letters | None:
    """The axes that the file itself tells: all on the left side, or those of what stands before the first entry."""
    draft = axes.draft
    if definition.name in draft.initial and along:
        name, bracket, where = draft.initial[definition.name]
        before = draft.given[name].letters
        if along[0] in before:
            raise draft.error(
                f"{definition.name}[{bracket}] is one entry along {along[0]}, but {name}[{','.join(before)}] has that "
                "axis too",
                where,
            )
        return _time_first(axes, definition, along[0], before)
    most = max((len(mention.indices) for mention in uses), default=0)
    if definition.letters is not None and most == len(definition.letters) and most > 1:
        return definition.letters
    return None


def _time_first(axes: FormulaAxes, definition: Definition, time: str, letters: Letters) -> Letters:
    """What stands before the first entry is looked up along the first axis, which therefore must be time."""
    own, wanted = definition.letters, (time, *letters)
    if own is not None and own[0] != time and set(own) == set(wanted):
        raise axes.draft.error(
            f"{definition.name}[{','.join(own)}] has something before its first entry along {time}: write that axis "
            f"first, as in {definition.name}[{','.join(wanted)}]",
            definition.where,
        )
    return wanted


def _as_written(definition: Definition, uses: list[Mention], along: Letters) -> Letters:
    """Axes to read formulas with while the real ones are unknown: as many as are written somewhere."""
    most = max((mention.indices for mention in uses), key=len, default=())
    own = definition.letters or ()
    if own and len(most) == len(own):
        return own
    shifts = [letter for mention in uses for letter in sorted(mention.shifts)]
    first = shifts[0] if shifts else along[0] if along else "?"
    return (first, *(f"?{number}" for number in range(1, len(most))))


def _by_the_rest(axes: FormulaAxes, definition: Definition, unknown: frozenset[str], along: Letters) -> Letters | None:
    """The axes of a formula by its parts that are known, if they tell."""
    tree = axes.parsed(definition, definition.text)
    for factors in (False, True):
        known = without(tree, unknown, factors=factors)
        if known is None:
            continue
        letters = axes.letters_of(_value(axes, definition, known))
        own = definition.letters
        if own is not None and set(own) >= set(letters):
            return own
        if own is not None and set(own) <= set(letters):
            return (*own, *(one for one in letters if one not in own))
        return (*(one for one in along if one not in letters), *letters)
    return None


def _value(axes: FormulaAxes, definition: Definition, tree: Node) -> Value:
    try:
        return axes.value(tree)
    except FitError as error:
        raise MisfitError(axes.misfit(definition, error.reason)) from None
    except NotationError as error:
        raise axes.unread(definition, error) from None


def _confirm(axes: FormulaAxes, definition: Definition, *, told: bool) -> None:
    """Hold the axes of a value against its whole formula."""
    letters = axes.names[definition.name].axes
    value = _value(axes, definition, axes.parsed(definition, definition.text))
    text = axes.spread_over(definition, value, definition.text, letters)
    if text is None:
        said = "is declared with" if told else "seems to have"
        found = ",".join(axes.letters_of(value))
        reason = f"it {said} the axes [{','.join(letters)}], its formula gives [{found}]"
        raise MisfitError(axes.misfit(definition, reason))
    axes.settle_as(definition, letters, text)


def without(node: Node, unknown: frozenset[str], *, factors: bool) -> Node | None:
    """A formula without the terms, or the ``factors``, whose axes are unknown; None if nothing is left that tells."""
    if isinstance(node, Ref):
        return None if node.name in unknown else node
    parts = [without(part, unknown, factors=factors) for part in children(node)]
    known = [part for part in parts if part is not None]
    if len(known) == len(parts):
        return rebuild(node, tuple(known)) if parts else node
    if isinstance(node, Bin) and (node.op in "+-" or (factors and node.op in "*⊙/")):
        return known[0] if known and not isinstance(known[0], Num) else None
    return None
