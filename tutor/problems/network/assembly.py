"""The problem that a draft and the axes of its values make: what is asked, the loss, and what nothing uses."""

from __future__ import annotations

from tutor.errors import TutorError, did_you_mean
from tutor.notation.functions import RESERVED
from tutor.notation.tree_walks import names
from tutor.problems.contract.quantity import Quantity
from tutor.problems.contract.samplers import Normal
from tutor.problems.instances.formula_values import groups, recurrence
from tutor.problems.instances.user_arrays import supplied_array
from tutor.problems.network.asked_gradients import asked
from tutor.problems.network.draft import Draft
from tutor.problems.network.formula_axes import FormulaAxes, Settled
from tutor.problems.network.mentioned_names import Mention
from tutor.problems.network.network import Network
from tutor.reach import reached

_MEANINGS = {"input": "an input", "weight": "a weight", "target": "a target", "constant": "a constant"}
_LOSSES = ("L", "J", "E", "loss")


def assembled(draft: Draft, axes: FormulaAxes, mentions: dict[str, list[Mention]]) -> Network:
    """The problem. Raises NetworkError where it has no loss, or parts that nothing uses."""
    settled = axes.settled
    network = Network(draft.source, draft, axes.table, axes.running)
    given = [
        Quantity(
            one.name,
            ",".join(one.letters),
            draft.symbols.get(one.name, one.symbol),
            _MEANINGS[one.role],
            one.sample,
            row=one.name in draft.rows,
        )
        for one in draft.given.values()
    ]
    roles = {one.name: one.role for one in draft.given.values()}
    values = [_value(draft, settled[name], row=name in axes.rows) for name in draft.definitions]
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
        aliases=_aliases(draft),
        textbook={name: numbers for name, (numbers, _) in draft.textbook.items()},
    )
    _check_whole(draft, network)
    return network


def _aliases(draft: Draft) -> dict[str, str]:
    """Other spellings of names. Raises NetworkError for one that is a name already, or stands for two."""
    found: dict[str, str] = {}
    for spelling, name, where in draft.spellings:
        plain = spelling.replace(" ", "")
        taken = plain in draft.names or plain in draft.functions or found.get(plain, name) != name
        if taken or plain in RESERVED or plain in draft.letters:
            raise draft.error(f"`{plain}` cannot be another spelling of {name}: it means something already", where)
        found[plain] = name
    return found


def _value(draft: Draft, one: Settled, *, row: bool) -> Quantity:
    definition = draft.definitions[one.name]
    return Quantity(
        one.name,
        ",".join(one.letters),
        draft.symbols.get(one.name, definition.symbol),
        formula=one.formula,
        row=row,
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

    def made_of(name: str) -> set[str]:
        initial = {draft.initial[name][0]} if name in draft.initial else set()
        return {mention.name for mention in mentions.get(name, ())} | initial

    used = reached(ends, made_of)
    for name in (*draft.given, *draft.definitions):
        if name not in used:
            where = draft.given[name].where if name in draft.given else draft.definitions[name].where
            end = "what has an upstream gradient" if draft.upstream else f"the loss, {loss},"
            raise draft.error(f"`{name}` is not used: {end} does not depend on it", where)
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
    try:
        for group in groups(network.forward_only()):
            if group[0].name in names(group[0].tree) or len(group) > 1:
                recurrence(group)
    except TutorError as error:
        named = [name for name in draft.definitions if f" {name}" in error.message]
        where = draft.definitions[named[0] if named else next(iter(draft.definitions))].where
        raise draft.error(error.message, where) from None
    for name, (numbers, where) in draft.textbook.items():
        try:
            supplied_array(network, name, numbers)
        except TutorError as error:
            raise draft.error(error.message, where) from None
