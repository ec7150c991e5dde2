"""What was probably meant by a word that is not known: names first, then functions that are near in meaning."""

from __future__ import annotations

from difflib import get_close_matches

from tutor.notation.functions import ALIASES, FOLDS
from tutor.notation.read.names.name_lookup import of_letters, plain
from tutor.notation.scope import Scope

_NAME_CUTOFF, _ALIAS_CUTOFF, _FUNCTION_CUTOFF = 0.5, 0.7, 0.7
_MEANT = {
    "rectifier": "relu", "rectify": "relu", "ramp": "relu", "lrelu": "leaky_relu", "heaviside": "step",
    "Heaviside": "step", "unitstep": "step", "expit": "sigma", "sig": "sigma", "average": "mean", "avg": "mean",
    "variance": "var", "stddev": "std", "magnitude": "norm", "length": "norm", "total": "sum", "product": "prod",
    "signum": "sign", "correlate": "corr", "convolve": "conv", "xcorr": "corr", "inverse": "inv",
}  # fmt: skip
"""Functions by the words that others have for them."""
_OF_THEIR_OWN = frozenset({
    "norm", "max", "min", "clip", "det", "rank", "cov", "mode", "median", "round", "floor", "ceil", "sinc", "argmin",
    "cumsum", "cross", "kron", "real", "imag", "conj", "sort", "mod", "erfc", "tri", "lip", "hinge", "mse",
})  # fmt: skip
"""Words that mean something else than the function that is spelt most like them."""


def suggestion(word: str, scope: Scope, *, called: bool) -> str:
    """The rest of a sentence: ``: did you mean `relu`?``, ``: write sin(x)``; empty where nothing is near."""
    known = [*scope.functions, *ALIASES, *FOLDS]
    apart = _apart(word, scope, known, called=called)
    if apart:
        return f": write {apart}"
    near = [_MEANT[word]] if called and _MEANT.get(word) in scope.functions.keys() | FOLDS.keys() else []
    if not near and not called:
        near = _names(word, scope)
    if not near and len(word) > 1 and word not in _OF_THEIR_OWN:
        near = get_close_matches(word, known, n=1, cutoff=_FUNCTION_CUTOFF)
    near = near or (_names(word, scope) if called else [])
    return f": did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else ""


def _names(word: str, scope: Scope) -> list[str]:
    """The declared names that are near."""
    near = [name for name in [word.swapcase()] if name in scope.names]
    if near or len(word) == 1:
        return near
    near = get_close_matches(word, [*scope.names, *scope.axes.sizes], n=1, cutoff=_NAME_CUTOFF)
    return near or get_close_matches(word, scope.aliases, n=1, cutoff=_ALIAS_CUTOFF)


def _apart(word: str, scope: Scope, functions: list[str], *, called: bool) -> str:
    """A word that is a function and a name without a sign between, or a name, a t and a name: ``sinx``, ``Wtx``."""
    for function in sorted(functions, key=len, reverse=True):
        if len(function) > 1 and word.startswith(function) and _is_product(word[len(function) :], scope) and not called:
            return f"{function}({word[len(function) :]})"
        if len(function) > 1 and called and word.endswith(function) and _is_product(word[: -len(function)], scope):
            return f"{word[: -len(function)]}*{function}(...)"
    for at, letter in enumerate(word[1:], 1):
        name, rest = plain(word[:at], scope), word[at + 1 :]
        turned = letter in "tT" and name is not None and scope.names[name].axes
        if turned and ((called and not rest) or _is_product(rest, scope)):
            return f"{word[:at]}^T {rest or '(...)'}"
    return ""


def _is_product(word: str, scope: Scope) -> bool:
    return plain(word, scope) is not None or of_letters(word, scope)
