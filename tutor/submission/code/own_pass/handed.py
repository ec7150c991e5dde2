"""The arrays that a page is given when it is judged by itself: of guessed axes, whose sizes are made to fit."""

from __future__ import annotations

import builtins
import math
import re
import zlib
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from tutor.submission.code.assignments.page_names import base_of, is_gradient, key_of, plain
from tutor.submission.code.interpreter.state import UNSET, Wanted
from tutor.submission.code.own_pass.hints import BIAS, COLUMN, ROW, WEIGHT, Hints
from tutor.submission.code.own_pass.imported_functions import imported_function
from tutor.submission.code.own_pass.sizes import Sizes
from tutor.submission.code.runtime.record_of_run import RETURNED, Assigned
from tutor.submission.code.runtime.values import Unknown

_NUMBER = re.compile(r"lr|.*rate|alpha|eps(ilon)?|reg(_strength)?|lam(bda)?_?|momentum|decay|.*scale|std|temperature|"
                     r"beta[12]|.*dropout|keep\w*|weight_decay|step_size|p", re.IGNORECASE)  # fmt: skip
_ONE = re.compile(r"strides?|pad(ding)?|dilation|s", re.IGNORECASE)
_SIZE = re.compile(r"\w*(size|dim|_len|length|num|count|units|channels|classes|features|steps|vocab|nodes|neurons)\w*|"
                   r"n_\w+|(?-i:n[A-Z]?|[NDHTCKMV])|hidden|batch|\w*_(in|out|hidden)", re.IGNORECASE)  # fmt: skip
_TARGET = re.compile(r"[yt]|y_?(true|train|batch|hot|onehot|one_hot)|t_?train|labels?|targets?|one_?hot|truth",
                     re.IGNORECASE)  # fmt: skip
_STATE = re.compile(r"[hcas]|\w{1,3}_?(?:0|prev|init|t_?1|old|last)|(?:prev|init|last)_?\w{1,2}|hidden_?state\w*",
                    re.IGNORECASE)  # fmt: skip
_KEPT = ("cache", "caches", "memory", "mem", "self", "grads", "gradients", "activations")
"""What a page keeps for itself between its passes."""
_NO_ARRAYS = ("data", "chars", "words", "vocab", "text", "f", "file", "mode", "optimizer", "activation", "name",
              "verbose", "params", "parameters", "shape", "T", "size", "ndim", "dtype", "dot", "sum")  # fmt: skip
_OF_LAYER = re.compile(r"[WUV]\w{0,3}|weights?|b[a-z]?|bias(?:es)?|gamma|beta")
"""Arrays that an object is made with."""
_OUTPUTS = ("out", "output", "outputs")
_INPUTS = ("x", "input", "inputs", "data")
_KERNEL = (2, 2)
"""The sizes of a kernel, which fits into any picture."""
_LAYERS = 4
"""Sizes of layers: so many that a loop over hidden layers has two turns."""
_INDEX = re.compile(r"_(?:index|idx|ix|id)$")
"""What the name of a single label ends with."""
_LARGEST = 20_000
"""Entries of an array that is given."""


class Style(NamedTuple):
    """How many axes biases, data and the items of sequences have, where the page does not say it: or columns, rows."""

    bias: int | str
    data: int | str
    item: int | str


STYLES = (
    Style(1, 2, 1),
    Style(COLUMN, 2, COLUMN),
    Style(COLUMN, 2, 2),
    Style(ROW, 2, 2),
    Style(1, 1, 1),
    Style(COLUMN, COLUMN, COLUMN),
    Style(1, 2, 2),
)


class Upstream(NamedTuple):
    """A gradient that a backward pass is given: of which assignment's value, and the array."""

    order: int
    array: Any


class Handed:
    """What a page is given in one style. The same names get the same arrays in each run."""

    def __init__(self, hints: Hints, style: Style) -> None:
        self._hints, self._given_style = hints, style
        self.asked: set[str] = set()
        """The parts of the style that anything was given by."""
        self.sizes = Sizes(hints)
        self.moved: dict[str, Callable[[Any], Any]] = {}
        """Changes of single arrays, by their name."""
        self.arrays: dict[str, Any] = {}
        self.upstream: dict[str, Upstream] = {}
        self._told: set[str] = set()

    @property
    def has_guesses(self) -> bool:
        """Whether the page was given anything of which nobody says how many axes it has."""
        return bool(self.sizes)

    def _style(self, part: str) -> int | str:
        self.asked.add(part)
        axes: int | str = getattr(self._given_style, part)
        return axes

    def is_same_in(self, style: Style) -> bool:
        """Whether the page would be given the same in another style."""
        return all(getattr(style, part) == getattr(self._given_style, part) for part in self.asked)

    def resolve(self, wanted: Wanted) -> Any:
        """What a name is given."""
        key = plain(key_of(wanted.name))
        if isinstance(wanted.got, np.ndarray):
            return self._redrawn(key, wanted.got)
        if not isinstance(wanted.got, Unknown):
            return wanted.got
        if isinstance(wanted.got, Unknown) and wanted.got.reason == UNSET and not self._is_set_by_others(key):
            return wanted.got
        if key in self._hints.called:
            axis = 0 if self._style("bias") == COLUMN else -1
            found = imported_function(key, axis) if "not defined" in wanted.got.reason else None
            return wanted.got if found is None else found
        own = {("", key), (wanted.function, key)} & self._hints.made or hasattr(builtins, key)
        lacking = "not defined" in wanted.got.reason and not own
        if not (wanted.parameter or wanted.typed or lacking) or key.partition(".")[0] in _KEPT:
            return wanted.got
        if not wanted.parameter and not lacking:
            of_list = "items" in wanted.got.reason and key not in self._hints.labels
            return wanted.got if is_gradient(key) or of_list else self._given(key, wanted)
        found = _returned(key, wanted)
        if found is not None:
            return found
        if key in self._hints.texts:
            return {one: self._given(f"{key}.{one}", wanted) for one in self._hints.texts[key]}
        parts = self._hints.unpacked.get((wanted.function, key), ())
        if parts and all(map(_SIZE.fullmatch, parts)):
            return tuple(self.sizes.of((part, 0)) for part in parts)
        return self._given(key, wanted)

    def _is_set_by_others(self, key: str) -> bool:
        """Whether a field that the page leaves empty is one that is set from outside: what arrives, data, targets."""
        last = key.rpartition(".")[2]
        arrives = is_gradient(last) or _TARGET.fullmatch(last) or last.lower() in _INPUTS
        return bool(arrives) and last not in self._hints.fields

    def _given(self, key: str, wanted: Wanted) -> Any:
        last = key.rpartition(".")[2]
        if is_gradient(last):
            return self._upstream(last, wanted)
        if last in self._hints.listed:
            return [self.sizes.of((last, place)) for place in range(_LAYERS)]
        if last in self._hints.labels and _INDEX.search(last):
            return 1
        if last in self._hints.labels:
            return np.arange(self.sizes.of((f"{last}#labels", 0))) % 3
        if _ONE.fullmatch(last):
            return 1
        if _NUMBER.fullmatch(last):
            return 0.3
        made = wanted.function == "__init__" or not self._hints.rank(wanted.function, last)
        array = self._hints.least(last) or last in self._hints.sequences
        counted = last in self._hints.counted
        if made and _SIZE.fullmatch(last) and not (array or counted):
            return self.sizes.of((last, 0))
        for_layer = wanted.function == "__init__" and not _OF_LAYER.fullmatch(last)
        if last in _KEPT or (last in _NO_ARRAYS and not array) or for_layer:
            return wanted.got
        shape = self._shape(last, wanted.function)
        if self._hints.rank(wanted.function, last) or self._hints.least(last) or last in self._hints.vectors:
            self._told.add(key)
        return wanted.got if math.prod(shape) > _LARGEST else self._moved(key, self._array(last, shape))

    def is_told(self, key: str) -> bool:
        """Whether the page itself says how many axes an array has that it is given."""
        return key in self._told

    def _shape(self, last: str, function: str) -> tuple[int, ...]:
        exact = self._hints.rank(function, last)
        style, lead = (exact, 0) if exact else self._custom(last)
        axes = style if isinstance(style, int) else 1
        if not exact and isinstance(style, int):
            axes = max(axes, self._hints.least(last) - lead)
        kernel = axes == 4 and WEIGHT.fullmatch(last)
        places = ((0, 1) if kernel else (2, 3, 0, 1)) if axes + lead == 4 else range(axes + lead)
        by_place = {at: self.sizes.of((f"{last}#{axes + lead}", at)) for at in places}  # of pictures the shortest first
        sizes = [*(by_place[at] for at in sorted(by_place)), *(_KERNEL if kernel else ())]
        if style == COLUMN:
            return (*sizes, 1)
        return (*sizes[:lead], 1, *sizes[lead:]) if style == ROW else tuple(sizes)

    def _custom(self, last: str) -> tuple[int | str, int]:
        """How many axes an array of a name has by custom, or that it is a column or row; and the axes before these."""
        if last in self._hints.vectors:
            return self._hints.vectors[last], 0
        if BIAS.fullmatch(last):
            return self._hints.biases or self._style("bias"), 0
        if WEIGHT.fullmatch(last):
            return 2, 0
        if last in self._hints.sequences:
            return self._style("item"), 1
        of_step = _STATE.fullmatch(last) and self._hints.sequences
        return self._style("item" if of_step else "data"), 0

    def _array(self, last: str, shape: tuple[int, ...]) -> Any:
        random = np.random.default_rng(zlib.crc32(f"{last}{len(shape)}".encode()))
        found = random.normal(0.0, 0.6, shape)
        if _TARGET.fullmatch(last) and shape:
            axis = 0 if self._style("bias") == COLUMN else -1
            found = np.exp(found)
            found /= found.sum(axis=axis, keepdims=True) if shape[axis] > 1 else 1.5 * found.max()
        return found

    def _redrawn(self, key: str, got: Any) -> Any:
        """An array that the page makes of nothing: small weights larger, biases that are zero random."""
        last = key.rpartition(".")[2]
        if got.dtype.kind != "f" or got.size == 0 or is_gradient(last):
            return got
        if not got.any() and BIAS.fullmatch(last):
            return self._array(last, got.shape)
        spread = float(got.std())
        return got * (0.6 / spread) if got.size > 1 and 0 < spread < 0.3 else got

    def _moved(self, key: str, array: Any) -> Any:
        array = np.array(array, float) if np.asarray(array).dtype.kind == "f" else np.array(array)
        if key in self.moved:
            array = self.moved[key](array)
        else:
            self.arrays[key] = array.copy()
        return array

    # -- what arrives --------------------------------------------------------------------------------------------

    def _upstream(self, last: str, wanted: Wanted) -> Any:
        """A gradient that arrives from outside: that of a value of its name, else of the next one that was returned."""
        base = _words(base_of(last))
        arriving = last if "." in wanted.name else f"{wanted.function}.{last}"
        taken = {one.order for name, one in self.upstream.items() if name != arriving}
        made = [one for one in reversed(wanted.made) if _is_array(one) and not is_gradient(key_of(one.name))]
        found = next((one for one in made if _words(plain(one.name)) == base), None)
        if found is None and len(base) > 2:
            found = next((one for one in made if _words(plain(one.name)).startswith(base)), None)
        if found is None:
            orders = [_order(output, wanted.made) for output in wanted.outputs]
            free = next((one for one in orders if one is not None and one not in taken), None)
            found = wanted.made[free] if free is not None else None
        found = found or next((one for one in made if plain(one.name) in _OUTPUTS), None)
        if found is None:
            return wanted.got
        value = found.value if found.whole is None else found.whole
        random = np.random.default_rng(zlib.crc32(arriving.encode()))
        array = random.normal(0.0, 1.0, np.shape(value))
        self.upstream[arriving] = Upstream(found.order, array.copy())
        return array


def _is_array(one: Assigned) -> bool:
    return isinstance(one.value if one.whole is None else one.whole, np.ndarray)


def _order(output: Any, made: Sequence[Assigned]) -> int | None:
    """Which assignment gave an array that was returned."""
    for one in sorted(made, key=lambda one: (one.kind == RETURNED, -one.order)):
        value = one.value if one.whole is None else one.whole
        if isinstance(value, np.ndarray) and value.shape == output.shape and np.array_equal(value, output):
            return int(one.order)
    return None


def _returned(key: str, wanted: Wanted) -> Any:
    """What another function returned under such a name: the ``h`` of one that is called after it for its ``h_next``."""
    for output in wanted.outputs:
        order = _order(output, wanted.made)
        if order is not None and set(key.split("_")) < set(plain(wanted.made[order].name).split("_")):
            return output
    return None


def _words(name: str) -> str:
    """A name by its words in alphabetic order: ``next_h`` is ``h_next``."""
    return "".join(sorted(key_of(name).lower().split("_")))
