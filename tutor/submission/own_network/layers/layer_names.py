"""Names of layers, ``W^{[2]}`` and ``W^{(l+1)}``, in one spelling: ``W_{2}``, with the one layer that l stands for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.latex_patterns import BELOW

LAYERS = 3
"""So many layers stand for any number: the first, the last, and one between, which l is."""
_NUMBER = r"(?:\d|[A-Za-z]|\\ell)(?:\s*[-+]\s*[12])?"
_ABOVE = lazily(
    rf"(?P<below>{BELOW})?\s*\^\s*(?:\{{\s*(?P<opens>[\[(])?\s*(?P<layer>{_NUMBER})\s*(?P<closes>[\])])?"
    rf"(?P<rest>(?:[^{{}}]|\{{[^{{}}]*\}})*)\}}|(?P<bare>[lL](?![A-Za-z])|\\ell(?![A-Za-z])))\s*(?P<after>{BELOW})?"
)
_BASE = lazily(r"(?:\\[A-Za-z]+\s*\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z])\s*'?\Z")
_UNDER = lazily(
    rf"(?P<base>(?<![\\A-Za-z])d?[WbZAzaXBHh])\s*_\s*(?:\{{\s*(?P<braced>{_NUMBER})\s*\}}|(?P<bare>[\dlL]))"
)
_TURNED = lazily(r"\s*\^?\s*\{?\s*(?:T|\\top|\\intercal|\\mathsf\s*\{\s*T\s*\})\s*\}?\s*")
_SLOPED = lazily(r"\s*\^?\s*\{?\s*(?:'|\\prime)\s*\}?\s*")
_SAMPLE = lazily(r"\s*,?\s*\(\s*[a-z]\s*\)\s*")
_WEIGHT_STEP = lazily(
    r"(?<![A-Za-z\\])[WwbB]\s*(?:_\s*(?:\{[^{}]*\}|\w)\s*)?[_^]\s*\{\s*[\[(]?\s*"
    r"(l|\\ell|[a-knL])\s*[-+]\s*1\s*[\])]?"
)
_LAYER_L = lazily(r"(?<![A-Za-z\\])[WwbB]\s*(?:_\s*(?:\{[^{}]*\}|\w)\s*)?\^\s*\{?\s*[\[(]?\s*(l|\\ell)(?![A-Za-z])")


def layer_letter(texts: Sequence[str]) -> str:
    """The letter that any layer has on a page; empty where it has none.

    Weights that are at it and at the next are those of layers: in time they would be the same. Of l that is custom.
    It is L where the page only counts back from the last.
    """
    for text in texts:
        found = _WEIGHT_STEP.search(text) or _LAYER_L.search(text)
        if found:
            return found[1]
    return ""


def with_layers(text: str, letter: str, layer: int) -> str:
    """A text with every layer as a number below its name, where ``letter`` stands for ``layer``."""

    def above(found: re.Match[str]) -> str:
        base = _BASE.search(found.string[: found.start()])
        inside = found["layer"] or found["bare"]
        number = _number(inside, letter, layer)
        bracketed = bool(found["opens"]) and bool(found["closes"])
        if base is None or number is None or (found["opens"] and not found["closes"]):
            return found[0]
        if not bracketed and inside[:1].isdigit():
            return found[0]  # an exponent
        rest = found["rest"] or ""
        index = "".join((found["below"] or found["after"] or "").split())[1:].strip("{}")
        name = f"_{{{number},{index}}}" if index else f"_{{{number}}}"
        both = f"{found['after'] or ''}" if found["below"] and found["after"] else ""
        if not rest.strip() or _SAMPLE.fullmatch(rest):
            return f"{name}{both}"
        if _TURNED.fullmatch(rest):
            return f"{name}{both}^T "
        return f"{name}'{both}" if _SLOPED.fullmatch(rest) else found[0]

    def under(found: re.Match[str]) -> str:
        number = _number(found["braced"] or found["bare"], letter, layer)
        return found[0] if number is None else f"{found['base']}_{{{number}}}"

    return _UNDER.sub(under, _ABOVE.sub(above, text))


def _number(inside: str, letter: str, layer: int) -> int | None:
    """The number of a layer that is written as a number, by the letter or by that of the last one."""
    name, step = re.fullmatch(r"(\\?\w+?)\s*([-+]\s*[12])?", inside.strip()).groups()  # type: ignore[union-attr]
    shift = int("".join(step.split())) if step else 0
    if name.isdigit():
        return int(name) + shift
    known = {letter: layer, "L": LAYERS} if letter else {}
    found = known.get(name)
    return None if found is None or not 0 <= found + shift <= LAYERS else found + shift


def at_layers(text: str, letter: str) -> bool:
    """Whether a text is about any layer: it reads otherwise where the letter stands for another one."""
    return with_layers(text, letter, 1) != with_layers(text, letter, 2)
