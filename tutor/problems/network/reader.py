"""From the text of a network file to a problem. A file is data: reading one runs nothing that it says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from tutor.errors import did_you_mean
from tutor.notation.errors import NotationError
from tutor.problems.contract.samplers import Labels
from tutor.problems.contract.scope_builder import spellings
from tutor.problems.network import formula_text
from tutor.problems.network.assembly import assembled
from tutor.problems.network.axis_table import AxisTable
from tutor.problems.network.declarations import EARLY, KEYWORDS, declare, keyword
from tutor.problems.network.definitions import bare_name, define, index_letters, lone_letters, note_layers
from tutor.problems.network.dependencies import check_circles, in_order
from tutor.problems.network.draft import Draft, Where
from tutor.problems.network.errors import MisfitError, NetworkError, StatementError
from tutor.problems.network.file_text import MAX_BYTES, file_text
from tutor.problems.network.formula_axes import FormulaAxes
from tutor.problems.network.index_sizes import note_sizes, slid_along
from tutor.problems.network.inference import infer
from tutor.problems.network.mentioned_names import Mention, mentioned, naming_scope
from tutor.problems.network.network import Network
from tutor.problems.network.statements import Statement, statements


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
    if len(text) > MAX_BYTES:
        raise NetworkError(f"it is longer than {MAX_BYTES} characters, which no network file is", source)
    draft = _drafted(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), source)
    mentions = _mentions(draft)
    groups = in_order(mentions)
    check_circles(draft, groups, mentions)
    note_sizes(draft, mentions)
    _sizes_of_numbers(draft)
    return assembled(draft, _inferred(draft, mentions, groups), mentions)


# -- what the statements say -----------------------------------------------------------------------------------


def _drafted(text: str, source: str) -> Draft:
    draft = Draft(source, text)
    found = statements(text, source, KEYWORDS)
    if not found:
        raise NetworkError("there is nothing in it: a network has inputs, weights and formulas", source)
    words: list[tuple[Statement, str, int]] = []
    for statement in found:
        with _placing(draft, statement):
            words.append((statement, *keyword(statement)))
    for statement, word, _ in words:
        if not word:
            draft.bare.add(bare_name(statement.text))
            for letter in sorted(index_letters(statement.text)):
                draft.letters.setdefault(letter, Where(statement))
    for wanted in (EARLY - {"row"}, {"row"}, {""}, frozenset(KEYWORDS) - EARLY):
        for statement, word, start in words:
            if word in wanted:
                with _placing(draft, statement):
                    if word:
                        declare(draft, statement, word, start)
                    else:
                        define(draft, statement)
    note_layers(draft)
    _check_names(draft, found[-1])
    return draft


@contextmanager
def _placing(draft: Draft, statement: Statement) -> Iterator[None]:
    """A fault in this statement comes with its place in the file."""
    try:
        yield
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
    for name, where in draft.spoken_of.items():
        if name not in draft.names:
            raise draft.error(f"`{name}` is not declared{did_you_mean(name, draft.names)}", where)
    for letter, where in draft.each.items():
        if letter not in draft.letters:
            raise draft.error(f"`each {letter}`: no array has the axis {letter}", where)
    for name, given in draft.given.items():
        if isinstance(given.sample, Labels) and given.sample.axis not in _axes_of_arrays(draft):
            raise draft.error(f"{name} picks along {given.sample.axis}, which is the axis of no array", given.where)
    used = _axes_of_arrays(draft).union(*(lone_letters(one.text) for one in draft.definitions.values()))
    for letter, where in draft.letters.items():
        if letter not in used and letter.upper() in {*draft.sizes, *draft.derived}:
            raise draft.error(f"the size {letter.upper()} is set, but no array has the axis {letter}", where)


def _axes_of_arrays(draft: Draft) -> set[str]:
    """The letters that given arrays and left sides have as axes, and those that others are sized like."""
    found = {letter for given in draft.given.values() for letter in given.letters}
    found |= {letter for value in draft.definitions.values() for letter in value.letters or ()}
    return found | {*draft.like.values()}


def _mentions(draft: Draft) -> dict[str, list[Mention]]:
    """The names in each formula, in the order of the file."""
    names = {name: not given.letters for name, given in draft.given.items()}
    labels = {name: one.sample.axis for name, one in draft.given.items() if isinstance(one.sample, Labels)}
    names |= dict.fromkeys(draft.definitions, False)
    symbols: dict[tuple[str, str, str], str] = {}
    for name in names:
        given, value = draft.given.get(name), draft.definitions.get(name)
        symbol = draft.symbols.get(name) or (given.symbol if given else value.symbol if value else "")
        letters = given.letters if given else (value.letters or ()) if value else ()
        for key in spellings(name, symbol, letters):
            symbols.setdefault(key, name)
    sizes = {letter.upper(): 2 for letter in draft.letters}
    scope = naming_scope(names, labels, symbols, draft.functions, sizes)
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


def _inferred(draft: Draft, mentions: dict[str, list[Mention]], groups: list[list[str]]) -> FormulaAxes:
    """The axes of all values. Axes with a shift run, and those of `each`; others where formulas fit only so."""
    shifts = {letter for found in mentions.values() for mention in found for letter in mention.shifts}
    time = tuple(letter for letter in draft.letters if letter in shifts)
    base = tuple(letter for letter in draft.letters if letter in shifts or letter in draft.each)
    misfits: list[NetworkError] = []
    fitting: FormulaAxes | None = None
    for more in _more_running(draft, base):
        for finding_rows in (True, False) if draft.rows else (False, True):
            table = AxisTable(draft)
            table.choose_sizes(*slid_along(draft, mentions))
            running = tuple(letter for letter in draft.letters if letter in {*base, *more})
            axes = FormulaAxes(draft, table, mentions, running, time, finding_rows)
            try:
                infer(axes, groups)
            except MisfitError as misfit:
                misfits.append(misfit.error)
                continue
            if draft.upstream or any(not one.letters for one in axes.settled.values()):
                return axes
            fitting = fitting or axes
        if fitting is not None:  # without a loss, which is said
            return fitting
    raise misfits[0]


def _more_running(draft: Draft, base: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Axes that may have to run as well, the fewest first: the first of three or more, the first of the inputs."""
    rest = [[one for one in given.letters if one not in base] for given in draft.given.values()]
    leading = dict.fromkeys(letters[0] for letters in rest if len(letters) > 2)
    inputs = [given.letters for given in draft.given.values() if given.role == "input"]
    samples = next((letters[0] for letters in inputs if letters and letters[0] not in base), None)
    alone = (samples,) if samples else ()
    return list(dict.fromkeys([(), tuple(leading), alone, (*leading, *alone)]))
