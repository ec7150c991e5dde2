"""What a name is likely to be by how it is written: its letter, its case, what stands below it."""

from __future__ import annotations

import re

from tutor.notation.characters import ACCENT_OF, GREEK_OF

_GREEK = sorted(GREEK_OF, key=len, reverse=True)
_ACCENT = re.compile(rf"(?:{'|'.join(ACCENT_OF)})(?=[_^\d]|\Z)")
_WEIGHTS = frozenset("WUwuvbcΘ") | {"theta", "Theta", "gamma", "beta", "phi", "Phi"}
_BIASES = frozenset({"b", "c", "beta", "B"})
_TARGETS = frozenset({"y", "t", "d", "Y", "T", "D"})
_CONSTANTS = frozenset(
    {
        "lambda",
        "eta",
        "alpha",
        "epsilon",
        "eps",
        "lr",
        "tau",
        "rho",
        "N",
        "m",
        "n",
        "M",
        "K",
        "T",
        "D",
        "C",
        "d",
        "B",
        "H",
    }
)
_RATES = frozenset({"lambda", "eta", "alpha", "epsilon", "eps", "lr", "tau", "rho"})


def base_of(name: str) -> str:
    """The letter of a name, without what stands above and below it: W of W_hh, y of yhat1, gamma of gamma_2."""
    for word in _GREEK:
        if name.startswith(word):
            return word
    head = re.split(r"[_^\d]", name, maxsplit=1)[0]
    plain = _ACCENT.sub("", head)
    return plain or head or name


def is_greek(name: str) -> bool:
    """Whether a name is a small Greek letter, which a number usually is."""
    base = base_of(name)
    return base in GREEK_OF and base[:1].islower()


def is_matrix(name: str) -> bool:
    """Whether a name is a capital letter."""
    return base_of(name)[:1].isupper()


def is_weight(name: str) -> bool:
    """Whether a name is one that weights have."""
    return base_of(name) in _WEIGHTS or base_of(name) in ("weight", "bias")


def is_bias(name: str) -> bool:
    """Whether a name is one that is added to a product."""
    return base_of(name) in _BIASES or base_of(name) == "bias"


def is_target(name: str) -> bool:
    """Whether a name is one that a target has."""
    return base_of(name) in _TARGETS


def may_scale(name: str) -> bool:
    """Whether a name is one that a number has which whole arrays are multiplied by."""
    return is_greek(name) or base_of(name) in _CONSTANTS


def is_rate(name: str) -> bool:
    """Whether a name is one that a setting of the network has."""
    return base_of(name) in _RATES


def ranks(name: str, written: int, *, in_time: bool) -> tuple[int, ...]:
    """How many axes a name may have beside the ``written`` indices, the likeliest first."""
    matrix = is_matrix(name)
    if in_time:
        batch = base_of(name) in ("X", "H")
        return (2, 1, 0) if batch else (1, 0, 2) if matrix else (1, 0)
    if written:
        return (0, 1)
    if is_greek(name):
        return (0, 1)
    if matrix:
        return (2, 1) if is_weight(name) else (2, 1, 0)
    return (1, 0)
