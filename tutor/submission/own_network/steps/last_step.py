"""The last step of a page through time, ``h_T`` where ``h_t`` is defined: a network file has it in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.submission.own_network.forward.equations import Equation
from tutor.submission.own_network.forward.formulas import times_of

_LAST = r"(?:T|N|\\tau|τ)"


def with_last_step(equations: Sequence[Equation]) -> list[Equation]:
    """The equations with ``h[T]`` for ``h_T``, where ``h_t`` is defined at the letter of time, and ``h_T`` is not."""
    steps = "".join(times_of(equations))
    if not steps:
        return list(equations)
    at_a_step = re.compile(rf"(?P<base>\S(?:.*\S)?)\s*_\s*(?:[{steps}]|\{{\s*[{steps}]\s*\}})\s*")
    bases = {found["base"] for one in equations if (found := at_a_step.fullmatch(one.left))}
    last = rf"\s*_\s*(?:{_LAST}(?![A-Za-z])|\{{\s*{_LAST}\s*\}})"
    bases = {base for base in bases if not any(re.fullmatch(re.escape(base) + last, one.left) for one in equations)}
    if not bases:
        return list(equations)
    names = re.compile(rf"(?<![A-Za-z\\])({'|'.join(map(re.escape, sorted(bases)))}){last}")

    def written(text: str) -> str:
        return names.sub(r"\1[T]", text)

    return [one._replace(right=written(one.right), others=tuple(map(written, one.others))) for one in equations]
