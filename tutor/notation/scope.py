"""What may be named in a formula: the names, symbols, axes and functions of one problem, as plain data.

What a written name with its scripts means in a scope is found by ``read.name_lookup`` and ``read.scripted_names``.
Nothing that was typed is kept here but a bounded number of their answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from tutor.lazy import cached_property
from tutor.notation.axes import Axes
from tutor.notation.functions import FUNCTIONS, Function
from tutor.record import Record

R = TypeVar("R", bound=Record)
LOSS_WORDS = frozenset({"L", "Loss", "E", "loss", "ell", "J", "C", "cost", "Cost"})
CACHE_LIMIT = 4096

Written = tuple[str, str, str, str]
"""A name as written: base, subscript, superscript and bracket."""
Symbol = tuple[str, str, str]
"""What a symbol in LaTeX is made of: base, and the subscript and superscript that are not indices."""


class Declared(Record):
    """A name: its axis letters, whether it is written as a row, what stands before its first entry.

    ``whole`` says that it is declared as whole numbers, so that a square matrix may have it as its power; ``picks`` is
    the axis of which its entries are places, where they are labels. ``display``,
    the name on one line, may be given as a function: it is worked out when the name is first shown (50 µs).
    """

    name: str
    axes: tuple[str, ...] = ()
    row: bool = False
    outside: str = ""
    whole: bool = False
    latex: str = ""
    display: str | Callable[[], str] = ""
    picks: str = ""

    @cached_property
    def unicode(self) -> str:
        """The name on one line, as people see it."""
        return self.display if isinstance(self.display, str) else self.display()


class Remembered(NamedTuple):
    """Answers that were found before: what words and scripted names are, how the axes of a name are laid out."""

    words: dict[str, Any]
    names: dict[Written, Any]
    layouts: dict[Any, Any]


def remember(answers: dict[Any, Any], key: Any, answer: Any) -> None:
    """Keep an answer, if there is still room."""
    if len(answers) < CACHE_LIMIT:
        answers[key] = answer


class Scope(Record):
    """The names that a formula may use.

    ``names`` maps a name to its declaration, gradients such as ``dL/dz`` included. ``symbols`` maps what a LaTeX
    symbol reduces to to a name, ``aliases`` other names to it; ``placed`` maps the derivative of a whole and the
    scripts above and below to one at an entry or time, ``dL/dK[1,1]`` or ``dH_(t+1)/dH_t``. ``gradients`` are words
    that mean a gradient where nothing else is called so, ``dz2`` or ``grad_W1``; ``layers`` are the gradients by what
    enters an activation, each with its layer, if it has one; ``indexed`` are aliases that are such only with an index.
    ``refused`` are the names that must not be used in this answer. ``undeclared`` says how words are read where
    names need no declaration (``read.open_names``).
    """

    names: Mapping[str, Declared]
    symbols: Mapping[Symbol, str] = {}
    aliases: Mapping[str, str] = {}
    functions: Mapping[str, Function] = FUNCTIONS
    loss: str = ""
    axes: Axes = Axes()
    placed: Mapping[Symbol, str] = {}
    gradients: Mapping[str, str] = {}
    layers: Mapping[str, str] = {}
    indexed: Mapping[str, str] = {}
    refused: frozenset[str] = frozenset()
    undeclared: Any = None

    @cached_property
    def remembered(self) -> Remembered:
        """What was found in this scope so far."""
        return Remembered({}, {}, {})

    def refusing(self, *names: str) -> Scope:
        """The same scope with other refused names; what it remembers is shared, since refusal is looked up last."""
        return _copied(self, refused=frozenset(names), remembered=self.remembered)

    def sized(self, sizes: Mapping[str, int]) -> Scope:
        """The same scope at an instance of other sizes; nothing that depends on a size is remembered."""
        return _copied(self, axes=_copied(self.axes, sizes=dict(sizes)), remembered=self.remembered)

    def naming(self, names: Mapping[str, Declared], classes: Mapping[str, str] | None = None) -> Scope:
        """The same scope with other names, and with other classes of axes; nothing refused, nothing remembered yet."""
        axes = self.axes if classes is None else self.axes.replace(classes=classes)
        return self.replace(names=names, axes=axes, refused=frozenset())

    @cached_property
    def labels(self) -> frozenset[str]:
        """The names whose entries are places."""
        return frozenset(name for name, declared in self.names.items() if declared.picks)

    @cached_property
    def bases(self) -> frozenset[str]:
        """What symbols begin with."""
        return frozenset(base for base, _, _ in self.symbols)

    @cached_property
    def symbol_scripts(self) -> frozenset[tuple[str, str]]:
        """The bases of symbols with a subscript, and that."""
        return frozenset((base, canonical(sub)) for base, sub, _ in self.symbols if sub)


def _copied(record: R, **changes: Any) -> R:
    """A record with some changes, cached properties included: a tenth of the time that ``replace`` takes."""
    other = object.__new__(type(record))
    other.__dict__.update(record.__dict__, **changes)
    return other


def canonical(script: str) -> str:
    """A script without what may be left out of it."""
    return script.replace(",", "").replace(" ", "")
