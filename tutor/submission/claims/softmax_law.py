"""What softmax is, as pages write it of one entry: ``softmax(z_i) = e^{z_i} / Σ_j e^{z_j}``, ``σ(z)_i = ...``."""

from __future__ import annotations

import re

_LOOSE = re.compile(r"\s+|\\(?:left|right|displaystyle|limits|[bB]igg?[lr]?)(?![A-Za-z])|\\[,;:! ]")
_WRAPPED = re.compile(r"\\(?:vec|mathbf|boldsymbol|bm|mathrm|text|operatorname)\{?([A-Za-z]+)\}?")
_BRACED = re.compile(r"(?<=[_^])\{(\w)\}")
_POWER = r"(?:e\^\{{(?P<of{0}>\w+)_(?P<at{0}>\w)\}}|\\?exp\((?P<of{0}_>\w+)_(?P<at{0}_>\w)\))"
_SUM = r"\\sum(?:_(?:(?P<letter>\w)|\{(?P<bound>\w)=\w\}))?(?:\^\w)?"
_FRACTION = re.compile(
    rf"\\[dt]?frac\{{{_POWER.format(1)}\}}\{{{_SUM}{_POWER.format(2)}\}}|"
    rf"{_POWER.format(3)}/{_SUM.replace('letter', 'letter3').replace('bound', 'bound3')}{_POWER.format(4)}"
)
_CALL = re.compile(r"\\?[A-Za-z]+\((?P<of>\w+?)(?:_(?P<inside>\w))?\)(?:_(?P<behind>\w))?")


def is_softmax(left: str, right: str) -> bool:
    """Whether a function of an entry, or the entry of a function, is said to be the powers of e over their sum."""
    call, fraction = _CALL.fullmatch(_plain(left)), _FRACTION.fullmatch(_plain(right))
    if call is None or fraction is None:
        return False
    above, below = _parts(fraction, "1", "3"), _parts(fraction, "2", "4")
    letter = next(filter(None, (fraction[name] for name in ("letter", "bound", "letter3", "bound3"))), below[1])
    at = call["inside"] or call["behind"]
    return above == (call["of"], at) and below == (call["of"], letter) and letter != at


def of_entries(left: str) -> bool:
    """Whether a left side is an entry of a function of an array: ``σ(z)_i``."""
    call = _CALL.fullmatch(_plain(left))
    return call is not None and bool(call["behind"])


def _plain(text: str) -> str:
    return _BRACED.sub(r"\1", _WRAPPED.sub(r"\1", _LOOSE.sub("", text)))


def _parts(fraction: re.Match[str], *numbers: str) -> tuple[str, str]:
    """What a power of e is of, and its index."""
    of, at = (
        next(filter(None, (fraction[f"{kind}{number}{end}"] for number in numbers for end in ("", "_"))))
        for kind in ("of", "at")
    )
    return of, at
