"""From the text of a network file to a problem. A file is data: reading one runs nothing that it says."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from tutor.errors import TutorError, did_you_mean
from tutor.notation.errors import NotationError
from tutor.problems.contract.quantity import Quantity
from tutor.problems.contract.samplers import Normal
from tutor.problems.contract.scope_builder import spellings
from tutor.problems.network import formula_text
from tutor.problems.network.asked_gradients import asked
from tutor.problems.network.axis_table import AxisTable
from tutor.problems.network.declarations import EARLY, KEYWORDS, declare, keyword
from tutor.problems.network.definitions import define, index_letters, note_layers
from tutor.problems.network.dependencies import check_circles, in_order
from tutor.problems.network.draft import Draft, Where
from tutor.problems.network.errors import NetworkError, StatementError
from tutor.problems.network.file_text import file_text
from tutor.problems.network.index_sizes import note_sizes, slid_along
from tutor.problems.network.inference import Inference, MisfitError, Settled
from tutor.problems.network.mentioned_names import Mention, mentioned, naming_scope
from tutor.problems.network.network import Network
from tutor.problems.network.statements import Statement, statements

MEANINGS = {"input": "an input", "weight": "a weight", "target": "a target", "constant": "a constant"}
_LOSSES = ("L", "J", "E", "loss")


def load_network(path: str | os.PathLike[str], name: str = "") -> Network:
    """The problem in the network file at ``path``; ``name`` is what it is called, usually the path itself.

    Raises TutorError where the file cannot be read, NetworkError for what is wrong in it.
    """
    shown = name or os.fspath(path)
    return read_network(file_text(path, shown), shown)


def read_network(text: str, source: str = "network") -> Network:
    """The problem that the text of a network file describes. ``source`` is what it is called in errors and by others.

    Raises NetworkError with the line and the column of what is wrong.
    """
    draft = _drafted(text, source)
    mentions = _mentions(draft)
    groups = in_order(mentions)
    check_circles(draft, groups, mentions)
    note_sizes(draft, mentions)
    _sizes_of_numbers(draft)
    inference = _inferred(draft, mentions, groups)
    return _network(draft, inference, mentions)


# -- what the statements say -----------------------------------------------------------------------------------


def _drafted(text: str, source: str) -> Draft:
    draft = Draft(source)
    found = statements(text, source)
    if not found:
        raise NetworkError("there is nothing in it: a network has inputs, weights and formulas", source)
    kinds = [(statement, *_placed(draft, statement, lambda one=statement: keyword(one))) for statement in found]
    for statement, word, start in kinds:
        if not word:
            for letter in sorted(index_letters(statement.text)):
                draft.letters.setdefault(letter, Where(statement))
    for wanted in (EARLY - {"row"}, {"row"}, {""}, frozenset(KEYWORDS) - EARLY):
        for statement, word, start in kinds:
            if word in wanted:
                take = (
                    (lambda s=statement, w=word, at=start: declare(draft, s, w, at))
                    if word
                    else (lambda s=statement: define(draft, s))
                )
                _placed(draft, statement, take)
    note_layers(draft)
    _check_names(draft, found[-1])
    return draft


def _placed(draft: Draft, statement: Statement, take: Callable[[], Any]) -> Any:
    """What is taken from a statement; a fault in it comes with its place in the file."""
    try:
        return take()
    except StatementError as error:
        raise draft.error(error.reason, Where(statement, error.position)) from None


def _check_names(draft: Draft, last: Statement) -> None:
    """Refuse names that statements speak of and that nothing declares."""
    if not draft.definitions:
        raise draft.error("there is no formula: a value is written as its name = its formula", Where(last))
    for name, (before, bracket, where) in draft.initial.items():
        if name not in draft.definitions:
            raise draft.error(f"{name}[{bracket}] is given, but {name} has no formula", where)
        if before not in draft.given:
            what = "has a formula" if before in draft.definitions else "is not declared"
            hint = "" if before in draft.definitions else did_you_mean(before, draft.given)
            raise draft.error(f"what stands before the first {name} should be given; {before} {what}{hint}", where)
    for value, (_, _, where) in draft.upstream.items():
        if value not in draft.definitions:
            raise draft.error(f"`{value}` has no formula{did_you_mean(value, draft.definitions)}", where)
    for name in (*draft.rows, *draft.symbols):
        if name not in draft.names:
            raise draft.error(f"`{name}` is not declared{did_you_mean(name, draft.names)}", Where(last))
    for letter in draft.each:
        if letter not in draft.letters:
            raise draft.error(f"`each {letter}`: no array has the axis {letter}", Where(last))
    for letter, where in draft.letters.items():
        used = {one for given in draft.given.values() for one in given.letters} | {*draft.like.values()}
        used |= {one for value in draft.definitions.values() for one in value.letters or ()}
        if letter not in used and letter.upper() in {*draft.sizes, *draft.derived}:
            raise draft.error(f"the size {letter.upper()} is set, but no array has the axis {letter}", where)


def _mentions(draft: Draft) -> dict[str, list[Mention]]:
    """The names in each formula, in the order of the file."""
    names = {name: not given.letters for name, given in draft.given.items()}
    names |= {value: False for value in draft.definitions}
    symbols = {}
    for name in names:
        given, value = draft.given.get(name), draft.definitions.get(name)
        symbol = draft.symbols.get(name) or (given.symbol if given else value.symbol if value else "")
        letters = given.letters if given else (value.letters or ()) if value else ()
        for key in spellings(name, symbol, letters):
            symbols.setdefault(key, name)
    sizes = {letter.upper(): 2 for letter in draft.letters}
    scope = naming_scope(names, symbols, draft.functions, sizes)
    found = {}
    for value in draft.definitions.values():
        try:
            found[value.name] = mentioned(value.text, scope)
        except NotationError as error:
            raise formula_text.unread(draft, value, error) from None
    return found


def _sizes_of_numbers(draft: Draft) -> None:
    """Take the sizes from the textbook numbers, which are there for all given arrays or for none."""
    if not draft.textbook:
        return
    for name, (numbers, where) in draft.textbook.items():
        given = draft.given.get(name)
        if given is None:
            raise draft.error(f"`{name}` is not given{did_you_mean(name, draft.given)}", where)
        shape, level = [], numbers
        while isinstance(level, list):
            shape.append(len(level))
            level = level[0]
        if len(shape) != len(given.letters):
            axes = f"[{','.join(given.letters)}]" if given.letters else "none"
            raise draft.error(f"the numbers of {name} have {len(shape)} axes; those of {name} are {axes}", where)
        for letter, size in zip(given.letters, shape, strict=True):
            root = draft.like.get(letter, letter).upper()
            if root in draft.derived:
                continue
            if draft.sizes.setdefault(root, size) != size:
                raise draft.error(f"{name} has {size} numbers along {letter}, but {root} is {draft.sizes[root]}", where)
    missing = [name for name in draft.given if name not in draft.textbook]
    if missing:
        first = next(where for _, where in draft.textbook.values())
        raise draft.error(f"numbers are set for all given arrays or for none; {missing[0]} has none", first)


# -- what follows from it ----------------------------------------------------------------------------------------


def _inferred(draft: Draft, mentions: dict[str, list[Mention]], groups: list[list[str]]) -> Inference:
    """The axes of all values. Axes with a shift run, and those of `each`; others where formulas fit only so."""
    shifts = {letter for found in mentions.values() for mention in found for letter in mention.shifts}
    time = tuple(letter for letter in draft.letters if letter in shifts)
    base = tuple(letter for letter in draft.letters if letter in shifts or letter in draft.each)
    first: NetworkError | None = None
    for more in _more_running(draft, base):
        table = AxisTable(draft)
        table.choose_sizes(*slid_along(draft, mentions))
        running = tuple(letter for letter in draft.letters if letter in {*base, *more})
        inference = Inference(draft, table, mentions, running, time)
        try:
            inference.run(groups)
        except MisfitError as misfit:
            first = first or misfit.error
        else:
            return inference
    assert first is not None
    raise first


def _more_running(draft: Draft, base: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Axes that may have to run as well, the fewest first: the first of three or more, the first of the inputs."""
    rest = [[one for one in given.letters if one not in base] for given in draft.given.values()]
    leading = dict.fromkeys(letters[0] for letters in rest if len(letters) > 2)
    inputs = [given.letters for given in draft.given.values() if given.role == "input"]
    samples = next((letters[0] for letters in inputs if letters and letters[0] not in base), None)
    alone = (samples,) if samples else ()
    return list(dict.fromkeys([(), tuple(leading), alone, (*leading, *alone)]))


def _network(draft: Draft, inference: Inference, mentions: dict[str, list[Mention]]) -> Network:
    settled = inference.settled
    network = Network(draft.source, draft, inference.table, inference.running)
    given = [
        Quantity(
            one.name,
            ",".join(one.letters),
            draft.symbols.get(one.name, one.symbol),
            MEANINGS[one.role],
            one.sample,
            row=one.name in draft.rows,
        )
        for one in draft.given.values()
    ]
    roles = {one.name: one.role for one in draft.given.values()}
    values = [_value(draft, settled[name]) for name in draft.definitions]
    upstream = {}
    for value, (name, symbol, _) in draft.upstream.items():
        letters = settled[value].letters
        given.append(
            Quantity(name, ",".join(letters), draft.symbols.get(name, symbol), f"the gradient by {value}", Normal())
        )
        roles[name] = "constant"
        upstream[value] = name
    loss = _loss(draft, settled, mentions)
    if upstream:
        terms = [_product(value, name, settled[value].letters) for value, name in upstream.items()]
        values.append(Quantity(loss, meaning="a loss that is not on the page", formula=" + ".join(terms)))
    network.define(
        tuple(given),
        tuple(values),
        loss=loss,
        asked=asked(draft, loss),
        roles=roles,
        upstream=upstream,
        textbook={name: numbers for name, (numbers, _) in draft.textbook.items()},
    )
    _check_whole(draft, network)
    return network


def _value(draft: Draft, one: Settled) -> Quantity:
    definition = draft.definitions[one.name]
    return Quantity(
        one.name,
        ",".join(one.letters),
        draft.symbols.get(one.name, definition.symbol),
        formula=one.formula,
        row=one.name in draft.rows,
        outside=draft.initial[one.name][0] if one.name in draft.initial else "",
    )


def _product(value: str, name: str, letters: tuple[str, ...]) -> str:
    """The term of a loss whose gradient by a value is the array of that name."""
    return f"sum_{{{','.join(letters)}}}({name}*{value})" if letters else f"{name}*{value}"


def _loss(draft: Draft, settled: dict[str, Settled], mentions: dict[str, list[Mention]]) -> str:
    """The name of the loss. Raises NetworkError where nothing is one number, or where something leads to no loss."""
    if draft.upstream:
        if draft.loss:
            raise draft.error(
                "with an upstream gradient there is no loss on the page: leave one of them out", draft.loss[1]
            )
        loss = next(name for name in (*_LOSSES, *(f"L{n}" for n in range(200))) if name not in draft.names)
        ends = list(draft.upstream)
    else:
        loss = _declared_loss(draft, settled)
        ends = [loss]
    reached, front = set(ends), list(ends)
    while front:
        name = front.pop()
        more = {mention.name for mention in mentions.get(name, ())}
        more |= {draft.initial[name][0]} if name in draft.initial else set()
        front += more - reached
        reached |= more
    for name in (*draft.given, *draft.definitions):
        if name not in reached:
            where = draft.given[name].where if name in draft.given else draft.definitions[name].where
            by = f"the loss, which is {loss}" if not draft.upstream else "what has an upstream gradient"
            raise draft.error(
                f"`{name}` is not used: nothing that leads to {by}, depends on it".replace(
                    ", depends", " depends" if draft.upstream else ", depends"
                ),
                where,
            )
    return loss


def _declared_loss(draft: Draft, settled: dict[str, Settled]) -> str:
    if draft.loss:
        name, where = draft.loss
        if name not in settled:
            raise draft.error(f"the loss `{name}` has no formula{did_you_mean(name, settled)}", where)
        if settled[name].letters:
            axes = ",".join(settled[name].letters)
            raise draft.error(f"the loss {name} has the axes [{axes}]: a loss is one number, such as a sum", where)
        return name
    numbers = [name for name in draft.definitions if not settled[name].letters]
    if not numbers:
        last = next(reversed(draft.definitions.values()))
        axes = ",".join(settled[last.name].letters)
        raise draft.error(
            f"there is no loss: no formula gives one number ({last.name} has the axes [{axes}]); "
            f"add up, as in L = sum({last.name}^2), or name an `upstream` gradient",
            last.where,
        )
    return numbers[-1]


def _check_whole(draft: Draft, network: Network) -> None:
    """Hold the problem as a whole against the rules that all problems are under."""
    from tutor.problems.instances.formula_values import groups, recurrence
    from tutor.problems.instances.user_arrays import supplied_array

    try:
        for group in groups(network.forward_only()):
            own = {formula.name for formula in group}
            if len(group) > 1 or draft.definitions.get(group[0].name) and own & _used(group[0].tree):
                recurrence(group)
    except TutorError as error:
        names = [name for name in draft.definitions if f" {name}" in error.message]
        where = draft.definitions[names[0] if names else next(iter(draft.definitions))].where
        raise draft.error(error.message, where) from None
    for name, (numbers, where) in draft.textbook.items():
        try:
            supplied_array(network, name, numbers)
        except TutorError as error:
            raise draft.error(error.message, where) from None


def _used(tree: Any) -> set[str]:
    from tutor.notation.tree import names

    return names(tree)
