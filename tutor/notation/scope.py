"""What may be named in a formula: the names, symbols, axes, sizes and functions of one problem.

The parser asks a scope what a written name with its scripts means; nothing that was typed is stored in it but a
bounded cache of such answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import copy
from functools import cached_property

from tutor.notation.axes import Axes, Layout, SizeForm
from tutor.notation.derived_names import update_name
from tutor.notation.errors import NotationError
from tutor.notation.functions import FUNCTIONS, Function
from tutor.notation.read import index_placement
from tutor.notation.read.index_placement import Placed
from tutor.notation.read.name_lookup import MEANT, Word, classify
from tutor.notation.read.symbol_parts import Symbol, reduce_symbol
from tutor.notation.tree import Ref, Size

LOSS_WORDS = frozenset({"L", "Loss", "E", "loss", "ell"})
CACHE_LIMIT = 4096
_CACHED_LENGTH = 40
_LETTERS = re.compile(r"[A-Za-z]+")

Written = tuple[str, str, str, str]
"""A name as written: base, subscript, superscript and bracket."""


class Declared:
    """A name: its axis letters, whether it is written as a row, what stands before its first entry.

    ``whole`` says that it is declared as whole numbers, so that a square matrix may have it as its power.
    ``unicode`` may be given as a function: how a name looks is worked out when it is first shown (50 µs a name).
    """

    __slots__ = ("_unicode", "axes", "latex", "name", "outside", "row", "whole")

    def __init__(
        self,
        name: str,
        axes: tuple[str, ...] = (),
        row: bool = False,
        outside: str = "",
        latex: str = "",
        unicode: str | Callable[[], str] = "",
        whole: bool = False,
    ) -> None:
        self.name = name
        self.axes = axes
        self.row = row
        self.outside = outside
        self.whole = whole
        self.latex = latex
        self._unicode = unicode

    @property
    def unicode(self) -> str:
        """The name on one line, as people see it."""
        if not isinstance(self._unicode, str):
            self._unicode = self._unicode()
        return self._unicode


class Scope(Axes):
    """The names that a formula may use.

    ``names`` maps a name to its declaration, gradients such as ``dL/dz`` included. ``symbols`` maps what a LaTeX
    symbol reduces to, (base, subscript, superscript), to a name; ``placed`` maps the derivative of a whole and the
    scripts above and below to one at an entry or time, ``dL/dK[1,1]`` or ``dH_(t+1)/dH_t``. ``refused`` are the names
    that must not be used in this answer.
    """

    def __init__(
        self,
        *,
        names: Mapping[str, Declared],
        symbols: Mapping[Symbol, str] | None = None,
        aliases: Mapping[str, str] | None = None,
        functions: Mapping[str, Function] = FUNCTIONS,
        loss: str = "",
        classes: Mapping[str, str] | None = None,
        sizes: Mapping[str, int] | None = None,
        running: tuple[str, ...] = (),
        pairs: Mapping[str, tuple[str, str]] | None = None,
        forms: Mapping[str, SizeForm] | None = None,
        time: tuple[str, ...] = (),
        placed: Mapping[Symbol, str] | None = None,
    ) -> None:
        super().__init__(classes=classes, sizes=sizes, running=running, pairs=pairs, forms=forms, time=time)
        self.names = names
        self.symbols = symbols or {}
        self.aliases = aliases or {}
        self.functions = functions
        self.loss = loss
        self.placed = placed or {}
        self.refused: frozenset[str] = frozenset()
        self._resolved: dict[Written, tuple[Ref | Size, str]] = {}
        self._words: dict[str, Word] = {}
        self._layouts: dict[tuple[str, Placed | None, tuple[str, ...], frozenset[str]], Layout | None] = {}

    def refusing(self, *names: str) -> Scope:
        """The same scope with other refused names; what it remembers is shared, since refusal is looked up last."""
        other = copy(self)
        other.refused = frozenset(names)
        return other

    def sized(self, sizes: Mapping[str, int]) -> Scope:
        """The same scope at an instance of other sizes; nothing that depends on a size is remembered."""
        other = copy(self)
        other.sizes = dict(sizes)
        return other

    def naming(self, names: Mapping[str, Declared], classes: Mapping[str, str] | None = None) -> Scope:
        """The same scope with other names, and with other classes of axes; it remembers nothing yet."""
        return Scope(
            names=names,
            symbols=self.symbols,
            aliases=self.aliases,
            functions=self.functions,
            loss=self.loss,
            classes=self.classes if classes is None else classes,
            sizes=self.sizes,
            running=self.running,
            pairs=self.pairs,
            forms=self.forms,
            time=self.time,
            placed=self.placed,
        )

    # -- words ---------------------------------------------------------------------------------------------

    def word(self, word: str) -> Word:
        """What a written word is."""
        known = self._words.get(word)
        if known is None:
            known = classify(word, self)
            if len(self._words) < CACHE_LIMIT and len(word) <= _CACHED_LENGTH:
                self._words[word] = known
        return known

    def plain(self, word: str) -> str | None:
        """The declared name that ``word`` stands for without any scripts, or None."""
        if word in self.names:
            return word
        found = self.aliases.get(word) or self.symbols.get((word, "", ""))
        if found is None and word in LOSS_WORDS and self.loss in self.names:
            return None if word in self.sizes or word in self.functions else self.loss
        return found

    @cached_property
    def _bases(self) -> frozenset[str]:
        return frozenset(base for base, _, _ in self.symbols)

    @cached_property
    def _symbol_scripts(self) -> frozenset[tuple[str, str]]:
        return frozenset((base, canonical(sub)) for base, sub, _ in self.symbols if sub)

    def is_symbol(self, shown: str, script: str) -> bool:
        """Whether a shown name with this subscript would read as a declared symbol, and not as an index of the name."""
        letters = _LETTERS.match(shown)
        if letters is None:
            return any(script == sub for _, sub in self._symbol_scripts)
        return (letters[0], script) in self._symbol_scripts

    def known_base(self, base: str) -> bool:
        """Whether ``base`` can begin a name when scripts follow it."""
        return base in self.names or base in self.sizes or base in self._bases or self.plain(base) is not None

    # -- names with scripts ----------------------------------------------------------------------------------

    def resolve(self, base: str, sub: str, sup: str, bracket: str, column: int) -> tuple[Ref | Size, str]:
        """What a base with its scripts means, and the superscript that was left over.

        ``sub``, ``sup`` and ``bracket`` are the texts inside the scripts, without spaces. Raises NotationError
        for unknown names and for indices that do not fit.
        """
        key = (base, sub, sup, bracket)
        found = self._resolved.get(key)
        if found is None:
            found = self._resolve(base, sub, sup, bracket, column)
            if len(self._resolved) < CACHE_LIMIT and len(sub + bracket) <= _CACHED_LENGTH and _sizeless(found[0]):
                self._resolved[key] = found
        node, rest = found
        if isinstance(node, Ref):
            return Ref(node.name, node.index, column), rest
        return Size(node.letter, column), rest

    def _resolve(self, base: str, sub: str, sup: str, bracket: str, column: int) -> tuple[Ref | Size, str]:
        matched = self.match(base, sub, sup)
        if matched is None:
            if base in self.sizes and not sub and not bracket:
                return Size(base, column), sup
            above = f"^{sup.strip('{}')}" if sup else ""
            raise self.unknown(base + (f"_{sub}" if sub else "") + above, column)
        name, sub, sup = matched
        if sup.endswith("new"):
            name, sup = update_name(name), ""
            if name not in self.names:
                raise self.unknown(name, column)
        own = self.placed.get((name, "", canonical(sub or bracket))) if self.placed else None
        if own:
            name, sub, bracket = own, "", bracket if sub else ""
        declared = self.names[name]
        upper, sup = self.upper(declared, sup)
        if sup.startswith("{") and sup[2:-2].isdecimal():
            power = sup[2:-2]
            raise NotationError(f"{name} at column {column} has no layer ({power}); a power is {name}^{power}", column)
        items = (index_placement.split(sub, len(declared.axes)) if sub else []) + (
            bracket.split(",") if bracket else []
        )
        if not items and not upper:
            return Ref(name, None, column), sup
        return Ref(name, index_placement.place(declared, items, upper, self, column), column), sup

    def upper(self, declared: Declared, sup: str) -> tuple[str, str]:
        """The index in a superscript, or the superscript itself where it is none: no axes, digits, a scalar's name."""
        inner = sup.strip("{}")[1:-1]
        if not inner or not sup.endswith((")", "}")) or not declared.axes or inner.isdecimal():
            return "", sup
        if inner in self.names and not self.names[inner].axes and inner not in declared.axes:
            return "", sup
        return inner, ""

    def match(self, base: str, sub: str, sup: str) -> tuple[str, str, str] | None:
        """The name for the longest part of the scripts that is a symbol, and what is left of them."""
        above = sup.strip("{}")
        for upper in (above, "") if above else ("",):
            for cut in range(len(sub), -1, -1):
                head = sub[:cut]
                name = self.symbols.get((base, head, upper)) if head or upper else self.plain(base)
                if name is not None and (cut == len(sub) or cut == 0 or _may_split(head, sub[cut:])):
                    return name, sub[cut:].lstrip(","), "" if upper else sup
        return None

    def layout(self, name: str, index: Placed | None, running: tuple[str, ...], bound: frozenset[str]) -> Layout | None:
        """How the axes of a name are laid out where these letters run and sums have bound those.

        None where that is not said by its letters alone: at neighbours, at single entries, on diagonals.
        """
        key = (name, index, running, bound)
        if key in self._layouts:
            return self._layouts[key]
        found = self.laid_out(self.names[name].axes, index, {*running, *bound})
        if len(self._layouts) < CACHE_LIMIT:
            self._layouts[key] = found
        return found

    # -- errors ------------------------------------------------------------------------------------------------

    def unknown(self, word: str, column: int) -> NotationError:
        """The error for a name that is not declared, with the nearest name that is."""
        from difflib import get_close_matches  # 3 ms, and only an error needs it

        word = word if len(word) <= 40 else word[:39] + "…"
        if word in MEANT:
            return NotationError(f"`{word}` at column {column} is not a name of this question: {MEANT[word]}", column)
        near = self._with_base(word) or [name for name in [word.swapcase()] if name in self.names]
        if not near and len(word) > 1:
            known = [*self.names, *self.aliases, *self.functions, *self.sizes]
            near = get_close_matches(word, known, n=1, cutoff=0.5)
        hint = f": did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""
        return NotationError(f"`{word}` at column {column} is not a name of this question{hint}", column)

    def _with_base(self, word: str) -> list[str]:
        """The names that begin like a bare letter: W1 and W2 for W."""
        found = dict.fromkeys(name for (base, _, _), name in self.symbols.items() if base == word)
        updates = {update_name(name) for name in found}
        return [name for name in found if name not in updates][:4]


def _sizeless(node: Ref | Size) -> bool:
    """Whether a reading holds at every size: it names no entry by its number."""
    return isinstance(node, Size) or all(index is None or index.terms or index.last for index in node.index or ())


def canonical(script: str) -> str:
    return script.replace(",", "").replace(" ", "")


def _may_split(head: str, tail: str) -> bool:
    """Whether a subscript may be cut here: never inside ``t-1`` or a number."""
    return not (tail[0] in "+-" or (head[-1].isdecimal() and tail[0].isdecimal()) or head[-1] in "+-")


__all__ = ["Axes", "Declared", "Scope", "SizeForm", "Written", "reduce_symbol"]
