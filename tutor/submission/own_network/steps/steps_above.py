"""Steps above names without brackets, ``h^t`` and ``h^{t-1}``: the page tells that they are no powers.

A letter counts steps where a name is defined at it and some name has a neighbour of it. Names that are defined so,
those of losses, and small letters have no powers by it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.changed import changed
from tutor.submission.own_network.layers.layer_names import layer_letter
from tutor.submission.statement import Statement

_BASE = r"(?:\\(?:hat|tilde|bar)\s*(?:\{\s*[A-Za-z]\s*\}|[A-Za-z])|\\mathcal\s*\{\s*[LEJ]\s*\}|\\[a-z]+|[A-Za-z])"
_STEP = r"(?:\{\s*(?P<braced>[a-z]\s*(?:[-+]\s*1)?|\\tau|\d)\s*\}|(?P<plain>[a-z](?![A-Za-z])|\\tau(?![A-Za-z])|\d))"
_ABOVE = lazily(rf"(?P<base>{_BASE})\s*(?P<below>_\s*(?:\{{[^{{}}]*\}}|\w))?\s*\^\s*{_STEP}")
_DEFINED = lazily(rf"\s*(?P<base>{_BASE})\s*\^\s*(?:\{{\s*\(?\s*(?P<braced>[a-z])\s*\)?\s*\}}|(?P<plain>[a-z]))\s*\Z")
_NEIGHBOUR = lazily(rf"{_BASE}\s*\^\s*\{{\s*\(?\s*([a-z])\s*[-+]\s*1\s*\)?\s*\}}")
_SUMMED = lazily(r"\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*\{?\s*([a-z])")
_LOSSES = lazily(r"[LEJ]|\\mathcal\s*\{\s*[LEJ]\s*\}")
_BY = lazily(r"\\(?:partial|nabla_\s*\{?)\s*\Z")


def with_steps_in_brackets(statements: Sequence[Statement], letters: Collection[str] = ()) -> list[Statement]:
    """The statements with ``h^{(t)}`` for ``h^t``, where t counts steps; it is one of ``letters``, if there are any."""
    texts = [text for one in statements for text in (one.left, *(link.text for link in one.links))]
    neighbours = {letter for text in texts for letter in _NEIGHBOUR.findall(text)} - {layer_letter(texts)}
    defined = [found for one in statements if (found := _DEFINED.match(one.left))]
    times = {found["braced"] or found["plain"] for found in defined} & neighbours
    if letters:
        times &= {*letters}
    if not times:
        return list(statements)
    stepped = {_squeezed(found["base"]) for found in defined if (found["braced"] or found["plain"]) in times}
    running = {letter for text in texts for letter in _SUMMED.findall(text)} - times | {r"\tau"}

    def at_a_step(base: str, step: str) -> bool:
        known = base in stepped or _LOSSES.fullmatch(base) is not None
        small = base[0].islower() or base.startswith((r"\hat", r"\tilde"))
        return (step[0] in times and (known or small)) or (step in running and known)

    written = [(_squeezed(one["base"]), _step_of(one)) for text in texts for one in _ABOVE.finditer(text)]
    named = {base for base, step in written if at_a_step(base, step)}

    def bracketed(one: re.Match[str]) -> str:
        base, step = _squeezed(one["base"]), _step_of(one)
        number = base in named and (step == "0" or _BY.search(one.string[: one.start()]) is not None)
        is_step = number if step.isdigit() else at_a_step(base, step)
        return f"{one['base']}{one['below'] or ''}^{{({step})}}" if is_step else one[0]

    return [changed(one, lambda text: _ABOVE.sub(bracketed, text)) for one in statements]


def _step_of(found: re.Match[str]) -> str:
    return _squeezed(found["braced"] or found["plain"])


def _squeezed(text: str) -> str:
    return "".join(text.split())
