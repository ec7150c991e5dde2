"""The names of a problem's arrays as people's code has them: ``dWx``, ``W_x``, ``dL_dWx``, ``Wx.grad``, ``fc1.weight``.

A key and the declared names are brought to the same form and looked up, in the plainest form first: as written, without
underscores, without regard to capitals, with its words in any order, by the words of the large libraries. The first
form that has a name decides; where it has two, none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tutor.errors import TutorError, did_you_mean
from tutor.notation.characters import LETTERS, SUBSCRIPTS, SUPERSCRIPTS, spread
from tutor.notation.derived_names import derivative_name

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

_LOSSES = ("loss", "cost")
"""What a loss of any name may be called."""
_GRADS = re.compile(r"(grads?|gradients?|dparams)[./](?=.)", re.IGNORECASE)
_ARRAYS = re.compile(r"(params?|parameters|given|inputs?|values?|cache|weights|self|model|net)[./](?=.)", re.IGNORECASE)
_PREFIXES = re.compile(r"(?:d_?|(?:gradients?|grads?|nabla)[_.]?(?:of_)?)(.+)", re.IGNORECASE | re.DOTALL)
_SUFFIXES = re.compile(r"(.+?)(?:[_.]?(?:grad|gradient)s?|_bar)", re.IGNORECASE | re.DOTALL)
_VALUE_SUFFIX = re.compile(r"\.(?:data|value|param|values)$", re.IGNORECASE)
_LIBRARY = re.compile(r"(weight_ih|weight_hh|bias_ih|bias_hh|recurrent_kernel|weight|kernel|bias)(?:_l0)?")
_LIBRARY_NAMES = {
    "weight_ih": ("wx", "wih", "wxh"),
    "weight_hh": ("wh", "whh"),
    "recurrent_kernel": ("wh", "whh"),
    "bias_ih": ("b", "bias"),
    "bias_hh": ("b", "bias"),
    "bias": ("b", "bias"),
    "weight": ("w",),
    "kernel": ("w", "wx", "wih", "wxh"),
}
"""What the arrays of PyTorch's and Keras's layers are where a network has one letter for them."""
_SHOWN = 12
_LONGEST = 200


class Names:
    """The names that a key may mean.

    ``wanted`` are those that are looked for, ``declared`` all others that a key may be mistaken for, ``spellings``
    further ways to write one. With ``losses``, keys are those of gradients of one of them. ``kind`` says in an error
    what a key is not: "a gradient of lstm-cell".
    """

    def __init__(
        self,
        wanted: Iterable[str],
        declared: Collection[str],
        kind: str,
        *,
        losses: Sequence[str] | None = None,
        spellings: Mapping[str, str] | None = None,
    ) -> None:
        self.wanted = tuple(wanted)
        self._kind, self._gradients = kind, losses is not None
        own = tuple(filter(None, losses or ()))
        self._ids = {derivative_name(loss, name): name for loss in own for name in self.wanted}
        self._losses = (*own, *(name for name in _LOSSES if name not in declared and name not in own))
        every = dict.fromkeys((*self.wanted, *declared))
        self._names = [(name, name) for name in every]
        # Only as they are: h_S may be the last state where the symbol of h is h_s.
        self._spelled = [(text, name) for text, name in (spellings or {}).items() if name in every]
        self._written: dict[Callable[[str], tuple[str, ...]], list[tuple[frozenset[str], str]]] = {}

    def find(self, key: str) -> str:
        """The name that ``key`` means. Raises TutorError where it means none, or may mean several."""
        bases = self._bases(key) if len(key) <= _LONGEST else []
        name, several = self._looked_up(key, bases)
        if several:
            raise self._ambiguous(key, several)
        if not name:
            raise self._unknown(key, bases)
        return name

    def found(self, key: str) -> str:
        """The name that ``key`` means, or nothing where it means none or may mean several."""
        return self._looked_up(key, self._bases(key) if len(key) <= _LONGEST else [])[0]

    def _looked_up(self, key: str, bases: Sequence[str]) -> tuple[str, list[str]]:
        """The name that a key means, or nothing, and those that it may mean where these are several."""
        if key in self.wanted:
            return key, []
        if key.replace("∂", "d") in self._ids:
            return self._ids[key.replace("∂", "d")], []
        others: list[str] = []
        for form in _FORMS:
            written = {found for base in bases for found in form(base)}
            hits = dict.fromkeys(name for texts, name in self._in_form(form) if not written.isdisjoint(texts))
            others += [name for name in hits if name not in self.wanted and name not in others]
            found = [name for name in hits if name in self.wanted]
            if len(found) == 1 and (not others or (self._gradients and others == [key])):
                return found[0], []  # beside a given dh for a value h, dh as a gradient can mean that of h alone
            if found:
                return "", [*found, *others]
        return "", []

    def _in_form(self, form: Callable[[str], tuple[str, ...]]) -> list[tuple[frozenset[str], str]]:
        """The names in one of the ways in which they are compared."""
        if form not in self._written:
            spelled = self._spelled if form in (_as_written, _letters) else []
            self._written[form] = [(frozenset(form(text)), name) for text, name in self._names + spelled]
        return self._written[form]

    def _bases(self, key: str) -> list[str]:
        """What is left of a key without the words for a gradient: every way to read it, the key itself first."""
        text = "".join(spread(key)[0].split()).replace("∂", "d").replace(r"\partial", "d").replace("∇", "nabla_")
        text = _VALUE_SUFFIX.sub("", _ARRAYS.sub("", text, count=1))
        if not self._gradients:
            return [text]
        text = _GRADS.sub("", text, count=1)
        found = [text, *self._undecorated(text)]
        layer, _, last = text.rpartition(".")
        found += [f"{layer}.{base}" for base in self._undecorated(last)] if layer else []
        return [base for base in dict.fromkeys(found) if base]

    def _undecorated(self, text: str) -> Iterator[str]:
        """A name without the words that make it that of a gradient, in every way that there are such words."""
        for loss in self._losses:
            word = f"(?i:{loss})" if loss in _LOSSES else re.escape(loss)
            quotient = re.fullmatch(
                rf"d_?{word}(?:/|_|_by_|_over_|_wrt_)?d_?(.+)|(?:grad|d)_?{word}_(?:wrt_)?(.+)", text, re.DOTALL
            )
            if quotient:
                yield quotient[1] or quotient[2]
        for pattern in (_PREFIXES, _SUFFIXES):
            match = pattern.fullmatch(text)
            if match:
                yield match[1].lstrip("_")

    def _ambiguous(self, key: str, names: list[str]) -> TutorError:
        lacking = [name for name in names if name not in self.wanted]
        also = f" ({' and '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} not {self._kind})" if lacking else ""
        listed = " or ".join(f"`{name}`" for name in names)
        return TutorError(f"`{key}` could be {listed}{also}: use the declared name", title="An ambiguous name")

    def _unknown(self, key: str, bases: list[str]) -> TutorError:
        hint = next(filter(None, (did_you_mean(base, self.wanted) for base in reversed(bases))), "")
        shown = ", ".join(self.wanted[:_SHOWN]) + (", …" if len(self.wanted) > _SHOWN else "")
        return TutorError(
            f"`{key}` is not {self._kind}{hint or (f'; there are {shown}' if shown else '')}", title="No such name"
        )


def _as_written(text: str) -> tuple[str, ...]:
    return (text,)


def _letters(text: str) -> tuple[str, ...]:
    """Without underscores, braces and the like; what has an index is an entry, not an array."""
    if "[" in text or "'" in text:
        return ()
    plain = "".join(LETTERS.get(char) or SUBSCRIPTS.get(char) or SUPERSCRIPTS.get(char) or char for char in text)
    return tuple(filter(None, ("".join(char for char in plain if char.isalnum()),)))


def _lower(text: str) -> tuple[str, ...]:
    return tuple(part.casefold() for part in _letters(text))


def _any_order(text: str) -> tuple[str, ...]:
    """The words of a name in alphabetic order: ``prev_h`` is ``h_prev``."""
    words = re.split(r"[\W_]+", text)
    return _lower("_".join(sorted(filter(None, words), key=str.casefold)))


def _of_library(text: str) -> tuple[str, ...]:
    """What a layer's array is called where each layer has a number: ``fc1.weight`` is ``W1``."""
    *layers, last = text.split(".")
    match = _LIBRARY.fullmatch({"w": "weight", "b": "bias"}.get(last.casefold(), last) if layers else last)
    if not match:
        return _lower(text)
    number = re.search(r"[A-Za-z_](\d+)$", layers[-1]) if layers else None
    return tuple(f"{name}{number[1] if number else ''}" for name in _LIBRARY_NAMES[match[1]])


def _without_layer(text: str) -> tuple[str, ...]:
    """A name without the object that it is kept in: ``layer1.W1`` is ``W1``."""
    return _lower(text.rpartition(".")[2])


_FORMS: tuple[Callable[[str], tuple[str, ...]], ...] = (
    _as_written,
    _letters,
    _lower,
    _any_order,
    _of_library,
    _without_layer,
)


def is_library_name(key: str) -> bool:
    """Whether a key is what PyTorch or Keras calls a layer's array."""
    base = _SUFFIXES.fullmatch(key)
    return any(_LIBRARY.fullmatch(text.split(".")[-1]) for text in (key, base[1] if base else ""))


def given_names(problem: Problem) -> Names:
    """The names of what is given."""
    return _names(problem, [quantity.name for quantity in problem.given], "given in")


def value_names(problem: Problem) -> Names:
    """The names of the values of the forward pass."""
    return _names(problem, [quantity.name for quantity in problem.values], "a value of")


def gradient_names(problem: Problem, wanted: Iterable[str]) -> Names:
    """The names of the arrays whose gradients there are."""
    return _names(problem, wanted, "a gradient of", losses=(problem.loss,))


def _names(problem: Problem, wanted: Iterable[str], kind: str, losses: Sequence[str] | None = None) -> Names:
    symbols = {quantity.symbol: quantity.name for quantity in problem.quantities.values() if quantity.symbol}
    spellings = {**symbols, **problem.aliases}
    return Names(wanted, problem.quantities, f"{kind} {problem.id}", losses=losses, spellings=spellings)


# -- nested objects --------------------------------------------------------------------------------------------

_GROUPS = ("grads", "grad", "gradients", "gradient")
_ARRAY_GROUPS = ("params", "parameters", "given", "inputs", "input", "data", "value", "values", "param")


def flat(handed: Mapping[str, Any], *, gradients: bool) -> dict[str, Any]:
    """Arrays by dotted key, of nested objects: ``{"W1": {"grad": g}}`` gives ``W1``, ``{"fc1": {"W": w}}`` ``fc1.W``.

    Where an object holds arrays and gradients apart, those that are meant are taken: its ``grads`` or its ``params``.
    Raises TutorError for a key that is no text.
    """
    groups, others = (_GROUPS, _ARRAY_GROUPS) if gradients else (_ARRAY_GROUPS, _GROUPS)
    if not isinstance(handed, Mapping):
        raise TutorError(f"arrays must be given by name, as a dict, not as a {type(handed).__name__}", title="No names")
    found: dict[str, Any] = {}
    for key, value in handed.items():
        if not isinstance(key, str):
            raise TutorError(f"{key!r} is not a name: arrays go by names in text", title="No such name")
        if not isinstance(value, Mapping):
            found[key] = value
            continue
        inner = flat(value, gradients=gradients)
        if key in others and any(group in handed for group in groups):
            continue
        meant = [name for name in inner if name in groups]
        if len(meant) == 1 and all(name in (*groups, *others) for name in inner):
            found[key] = inner[meant[0]]
        elif key in groups:
            found.update(inner)
        else:
            found.update({f"{key}.{name}": array for name, array in inner.items()})
    return found
