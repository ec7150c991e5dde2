"""The statements that begin with a word: what is given, sizes, symbols, what is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from tutor.errors import did_you_mean
from tutor.notation.characters import ACCENT_COMMANDS, FONTS, GREEK_OF, GREEK_VARIANTS
from tutor.notation.read.lazy_patterns import lazily
from tutor.problems.contract.samplers import Labels
from tutor.problems.instances.user_arrays import MAX_SIZE
from tutor.problems.network.declared_words import check_words
from tutor.problems.network.draft import Draft, Given, Where
from tutor.problems.network.errors import StatementError
from tutor.problems.network.samplers import sampler
from tutor.problems.network.statements import Statement
from tutor.problems.network.textbook_numbers import numbers
from tutor.problems.network.written_names import LAYER, read_name

_FIRST_WORD = lazily(r"([A-Za-z]+)\s*:?\s+(?=[^\s=(\[^_+*/|.,;)-])|([A-Za-z]+)\s*:?\s*\Z")
_SIZE = lazily(r"\s*([A-Za-z])\s*=\s*(?:(\d{1,9})|([-+*0-9A-Za-z ]+))\s*\Z")
_DERIVED = lazily(r"[-+]?(?:\d{0,3}\*?[A-Z]|\d{1,3})(?:[-+](?:\d{0,3}\*?[A-Z]|\d{1,3}))*")
_COMMANDS = frozenset(
    {
        *GREEK_OF, *GREEK_VARIANTS, *ACCENT_COMMANDS, *FONTS, "zeta", "iota", "kappa", "nu", "xi", "upsilon", "chi",
        "psi", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega", "ell", "dot", "prime",
        "star", "ast", "dagger", "odot", "cdot", "partial", "nabla", "operatorname",
    }
)  # fmt: skip
"""What a symbol may be typeset with: letters, fonts and accents."""
_OF_OTHERS = {
    **dict.fromkeys(
        ("for", "while"), ": there are no loops; layers are written out, and time is an index, as in h[t-1]"
    ),
    **dict.fromkeys(
        ("parameter", "parameters", "param", "params", "variable", "variables"), "; did you mean `weights`?"
    ),
    **dict.fromkeys(("data", "feature", "features", "given"), "; did you mean `input`?"),
    **dict.fromkeys(("output", "outputs"), "; did you mean `target`?"),
    **dict.fromkeys(("hyperparameter", "hyperparameters", "const", "fixed"), "; did you mean `constant`?"),
    **dict.fromkeys(
        ("minimize", "minimise", "objective", "cost"),
        ": the last line that is one number is the loss, as in L = sum(r^2)",
    ),
    **dict.fromkeys(("def", "class", "import", "from", "return", "if", "let", "var"), ": a network file is no program"),
}
_LONGEST = 80


def keyword(statement: Statement) -> tuple[str, int]:
    """The word that a statement begins with and where what it says begins; none for a formula.

    Raises StatementError for a word that is none of the language.
    """
    found = _FIRST_WORD.match(statement.text)
    if found is None:
        return "", 0
    word = (found[1] or found[2]).lower()
    if word in KEYWORDS:
        return word, found.end()
    if found[2]:
        raise StatementError(f"`{found[2]}` is no statement: a value is written {found[2]} = and its formula")
    hint = _OF_OTHERS.get(word) or did_you_mean(word, KEYWORDS)
    more = "" if hint else f"; there are {', '.join(sorted(_SHOWN))}, and formulas such as H = relu(X W1 + b1)"
    raise StatementError(f"`{found[1]}` is no word that a statement begins with{hint}{more}")


def declare(draft: Draft, statement: Statement, word: str, start: int) -> None:
    """Take in one such statement. Raises StatementError and NetworkError."""
    KEYWORDS[word](draft, statement, start)


def _items(statement: Statement, start: int) -> Iterator[tuple[str, int]]:
    """What stands between commas outside of brackets, with its position."""
    text, depth, begin = statement.text, 0, start
    for position in range(start, len(text) + 1):
        char = text[position : position + 1]
        depth += (char in "([{") - (char in ")]}") if char else 0
        if not char or (char == "," and depth <= 0):
            item = text[begin:position]
            if not item.strip():
                reason = "something is missing between the commas" if "," in text else f"`{text}` names nothing"
                raise StatementError(reason, min(begin, len(text) - 1))
            yield item.strip(), begin + len(item) - len(item.lstrip())
            begin = position + 1


def _role(role: str) -> Callable[[Draft, Statement, int], None]:
    def take(draft: Draft, statement: Statement, start: int) -> None:
        for item, position in _items(statement, start):
            _given(draft, item, role, Where(statement, position))

    return take


def _given(draft: Draft, item: str, role: str, where: Where) -> None:
    row = re.match(r"row\s+(?=[A-Za-z\\])", item)
    try:
        written = read_name(item[row.end() :] if row else item)
        name = draft.declare(written, where)
        letters = draft.axes(written.bracket, name, where) if written.bracket is not None else ()
        words = " ".join(written.rest.split())
        if words.startswith("="):
            raise StatementError(f"the numbers of {name} stand in a statement of their own: value {name} {words[:40]}")
        check_words(words, name, bracket=written.bracket is not None)
        sample = sampler(words, letters, role)
    except StatementError as error:
        raise StatementError(error.reason, where.position) from None
    if row:
        _mark_row(draft, name, letters)
    draft.given[name] = Given(name, letters, role, sample, written.latex, where)


def _label(draft: Draft, statement: Statement, start: int) -> None:
    """``label c[n] of k``: places along k, which pick entries as in ``P[n,c[n]]``."""
    for item, position in _items(statement, start):
        where = Where(statement, position)
        written = read_name(item)
        found = re.fullmatch(r"of\s+([a-z])", written.rest)
        if found is None:
            raise StatementError(
                f"`{item[:30]}` should say along which axis it picks, as in `label c[n] of k`", position
            )
        name = draft.declare(written, where)
        letters = draft.axes(written.bracket, name, where) if written.bracket is not None else ()
        draft.letters.setdefault(found[1], where)
        draft.given[name] = Given(name, letters, "target", Labels(found[1]), written.latex, where)


def _mark_row(draft: Draft, name: str, letters: tuple[str, ...]) -> None:
    if len(letters) != 1:
        raise StatementError(f"a row has one axis, as in row x[d]; {name} has {len(letters)}")
    draft.rows.add(name)


def _row(draft: Draft, statement: Statement, start: int) -> None:
    """``row x[d]``: an input that is written as a row; of a name that is given already, how it is written."""
    for item, position in _items(statement, start):
        written = read_name(item)
        name = draft.name_of(written)
        if name in draft.given:
            _mark_row(draft, name, draft.given[name].letters)
        else:
            _given(draft, f"row {item}", "input", Where(statement, position))


def _title(draft: Draft, statement: Statement, start: int) -> None:
    if draft.title:
        raise StatementError("there is a title already")
    draft.title = statement.text[start:].strip()[:_LONGEST]


def _sizes(draft: Draft, statement: Statement, start: int) -> None:
    for item, position in _items(statement, start):
        found = _SIZE.match(item)
        if found is None:
            raise StatementError(
                f"`{item[:30]}` should be a capital letter and a number, as in `sizes N=4, H=5`", position
            )
        name = found[1].upper()
        if name in draft.sizes or name in draft.derived:
            raise StatementError(f"the size {name} is set twice", position)
        if found[2]:
            size = int(found[2])
            if not 1 <= size <= MAX_SIZE:
                raise StatementError(f"the size {name}={size} should be from 1 to {MAX_SIZE}", position)
            draft.sizes[name] = size
        else:
            text = found[3].replace(" ", "").upper()
            if not _DERIVED.fullmatch(text):
                raise StatementError(f"`{item[:30]}` should be made of other sizes, as in U=I-R+1 or E=4*H", position)
            draft.derived[name] = text
        draft.letters.setdefault(name.lower(), Where(statement, position))


def _each(draft: Draft, statement: Statement, start: int) -> None:
    for item, position in _items(statement, start):
        if not re.fullmatch("[a-z]", item):
            raise StatementError(f"`{item[:20]}` should be the letter of an axis, as in `each b`", position)
        draft.each[item] = Where(statement, position)


def _loss(draft: Draft, statement: Statement, start: int) -> None:
    if draft.loss:
        raise StatementError("the loss is named twice")
    written = read_name(statement.text[start:])
    if written.rest.startswith("="):
        raise StatementError(
            f"a loss is one name, as in `loss {written.name}`; its formula stands in a line of its own", start
        )
    if written.rest or written.bracket is not None:
        raise StatementError("a loss is one name, as in `loss J`", start)
    draft.loss = (draft.name_of(written), Where(statement, start))


def _ask(draft: Draft, statement: Statement, start: int) -> None:
    draft.asked += [(item, Where(statement, position)) for item, position in _items(statement, start)]


def _symbol(draft: Draft, statement: Statement, start: int) -> None:
    """``symbol H H_t, h_t, s_t``: how a name is shown, and after commas what else may be written for it."""
    name, _, listed = statement.text[start:].strip().partition(" ")
    latex, *others = (LAYER.sub(r"\1(\2)", one.strip().strip("$").strip()) for one in _apart(listed))
    for one in (latex, *others):
        reason = _unsafe(one)
        if reason:
            raise StatementError(f"the symbol of {name[:20]} {reason}", start)
    written = read_name(name)
    draft.symbols[draft.name_of(written)] = latex
    draft.spellings += [(other, draft.name_of(written), Where(statement, start)) for other in others]
    draft.spoken_of[draft.name_of(written)] = Where(statement, start)
    shown = read_name(latex)
    if not shown.rest and shown.bracket is None:
        draft.keys.setdefault(shown.key, draft.name_of(written))


def _apart(text: str) -> list[str]:
    """What stands between the commas that are in no bracket."""
    found, depth = [""], 0
    for char in text:
        depth += (char in "([{") - (char in ")]}")
        if char == "," and depth == 0:
            found.append("")
        else:
            found[-1] += char
    return found


def _unsafe(latex: str) -> str:
    """Why a text is not typeset as a symbol: it is printed into documents, where a command could do anything."""
    if not latex or len(latex) > _LONGEST:
        return r"should be a short piece of LaTeX, as in `symbol W1 W^{(1)}`"
    if not re.fullmatch(r"[A-Za-z0-9 _^{}()\[\],'+*=|\\-]+", latex):
        return "has a character that symbols are not made of"
    unknown = [command for command in re.findall(r"\\([A-Za-z]+|.?)", latex) if command not in _COMMANDS]
    if unknown:
        return f"has the command \\{unknown[0]}, which symbols are not made of"
    depth = 0
    for char in latex:
        depth += (char == "{") - (char == "}")
        if depth < 0:
            break
    return "" if depth == 0 else "has a brace without its other half"


def _value(draft: Draft, statement: Statement, start: int) -> None:
    name, equals, text = statement.text[start:].partition("=")
    written = read_name(name)
    known = draft.name_of(written)
    if not equals or written.rest or written.bracket is not None:
        raise StatementError(f"numbers are set by name, as in `value {known} = [[0.5, 0.5], [0.4, 0.4]]`", start)
    if known in draft.textbook:
        raise StatementError(f"the numbers of {known} are set twice", start)
    position = len(statement.text) - len(text)
    draft.textbook[known] = (numbers(text, position), Where(statement, start))


def _upstream(draft: Draft, statement: Statement, start: int) -> None:
    for item, position in _items(statement, start):
        above, word, below = item.partition(" for ")
        if not word:
            raise StatementError(f"`{item[:30]}` should name two arrays, as in `upstream dy for y`", position)
        upper, lower = read_name(above), read_name(below)
        if upper.rest or lower.rest or lower.bracket is not None:
            raise StatementError(f"`{item[:30]}` should name two arrays, as in `upstream dy for y`", position)
        name = draft.declare(upper, Where(statement, position))
        target = draft.name_of(lower)
        if target in draft.upstream:
            raise StatementError(f"{target} has an upstream gradient already", position)
        draft.upstream[target] = (name, upper.latex, Where(statement, position))


KEYWORDS: dict[str, Callable[[Draft, Statement, int], Any]] = {
    "title": _title,
    **dict.fromkeys(("input", "inputs"), _role("input")),
    **dict.fromkeys(("weight", "weights"), _role("weight")),
    **dict.fromkeys(("target", "targets"), _role("target")),
    **dict.fromkeys(("constant", "constants"), _role("constant")),
    **dict.fromkeys(("label", "labels"), _label),
    **dict.fromkeys(("size", "sizes"), _sizes),
    **dict.fromkeys(("symbol", "symbols"), _symbol),
    **dict.fromkeys(("value", "values"), _value),
    "each": _each,
    "loss": _loss,
    "ask": _ask,
    "row": _row,
    "upstream": _upstream,
}
_SHOWN = ("title", "input", "weights", "target", "constant", "label", "sizes", "each", "loss", "ask", "symbol", "value",
          "row", "upstream")  # fmt: skip
EARLY = frozenset(KEYWORDS) - {"value", "values", "loss", "ask"}
"""Those that formulas are read by; the others name what formulas define."""
