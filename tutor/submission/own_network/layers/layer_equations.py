"""The forward equations of layers: those of a page, and what is customary where it has none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.latex_patterns import SIGMA
from tutor.submission.own_network.changed import changed
from tutor.submission.own_network.forward.equations import Equation, named, texts_of
from tutor.submission.statement import Statement

_OF_LAYER = lazily(r"\s*(?P<f>\\?\w+)\s*(?:\\left\s*)?\((?P<of>.*W_.*?)(?:\\right\s*)?\)\s*")
_SLOPE_OF = lazily(
    r"(?P<f>\\?[A-Za-z]+|\\(?:text|mathrm|operatorname)\s*\{\s*\w+\s*\})(?:_\{\d\})?'(?:_\{\d\})?\s*(?:\\left\s*)?\("
    r"\s*(?P<of>[A-Za-z])_\{\d"
)
_NAMED = lazily(r"[A-Za-z]_\{\d\}\s*\Z")
_WEIGHS = lazily(r"\s*W_")
_IS_APPLIED = lazily(r"\s*\\?[A-Za-z]+\s*(?:\{\w+\})?(?:_\{\d\})?\s*(?:\\left\s*)?\(")
_ENTERS = lazily(r"(?<![A-Za-z\\])(?P<of>[A-Za-z])_\{1(?:,\w+)?\}")
_ENTRY = lazily(r"(_\{\d),[a-z]+\}")
_FIRST = lazily(r"(?<![A-Za-z\\])(?P<of>[xX])(?![A-Za-z_])")
_ZEROTH = lazily(r"(?<![A-Za-z\\])[AaHh]_\{0\}")


class Difference(NamedTuple):
    """Where the backward pass begins: ``output - target``, with a slope where the error is ``squared``."""

    output: str
    target: str
    layer: int
    squared: bool


def with_all_layers(equations: Sequence[Equation], statements: Sequence[Statement], last: int) -> list[Equation]:
    """The equations of all layers up to the ``last``: those that the page has, and what is customary between them."""
    texts = [text for one in statements for text in texts_of(one)]
    slope = next((call for text in texts if (call := _SLOPE_OF.search(text))), None)
    entering = entering_letter(equations) or (slope["of"] if slope else "z")
    leaving = _leaving(equations, entering, texts)
    function = slope["f"] if slope else r"\sigma"
    known = {one.left: one for one in equations}
    found = list(equations)
    guessed = not any(is_of_layers(one) and "W_" in one.right for one in equations)
    for layer in range(1, last + 1):
        z, a = f"{entering}_{{{layer}}}", f"{leaving}_{{{layer}}}"
        before = f"{leaving}_{{{layer - 1}}}" if layer > 1 else "X" if leaving.isupper() else "x"
        own = known.get(a)
        within = _OF_LAYER.fullmatch(own.right) if own else None
        if z not in known:
            right = within["of"] if within else f"W_{{{layer}}} {before} + b_{{{layer}}}"
            found.append(Equation(z, right, named(z)[0], guessed=guessed))
        if own and within and z not in known:
            found[found.index(own)] = own._replace(right=f"{within['f']}({z})", others=())
        if own is None:
            found.append(Equation(a, f"{function if layer < last else SIGMA}({z})", named(a)[0]))
    return found


def entering_letter(equations: Sequence[Equation]) -> str:
    """The letter of what enters the activations: weights times what comes from the layer before."""
    found = next((one for one in equations if _NAMED.match(one.left) and _WEIGHS.match(one.right)), None)
    return found.left[0] if found else ""


def _leaving(equations: Sequence[Equation], entering: str, texts: Sequence[str]) -> str:
    """The letter of what leaves a layer: what is applied to what enters, or multiplies the signals."""
    for one in equations:
        if _NAMED.match(one.left) and _IS_APPLIED.match(one.right):
            return one.left[0]
    letters = [found["of"] for text in texts for found in _ENTERS.finditer(text)]
    return next((one for one in letters if one not in ("W", "w", "b", entering)), "a")


def is_of_layers(equation: Equation) -> bool:
    """Whether an equation says what a layer makes of the one before."""
    return _NAMED.match(equation.left) is not None


def without_entries(equations: Sequence[Equation]) -> list[Equation]:
    """The equations of whole layers for those of one entry, which are left out where they are sums."""
    found: dict[str, Equation] = {}
    for one in equations:
        if not _ENTRY.search(one.left):
            found[one.left] = one
        elif "sum" not in one.right:
            left = _ENTRY.sub(r"\1}", one.left)
            found.setdefault(left, Equation(left, _ENTRY.sub(r"\1}", one.right), named(left)[0]))
    return list(found.values())


def with_output(equations: Sequence[Equation], ends: Difference, soft: bool) -> tuple[list[Equation], Difference]:
    """The equations with an output that the page has no formula for, and the difference with its name.

    What is left over of a target with a known loss is a logistic function or, on a page about it, a softmax.
    """
    entering, layer = entering_letter(equations), ends.layer
    known = {one.left: one for one in equations}
    z = f"{entering}_{{{layer}}}"
    own = known.get(ends.output) or next((one for one in equations if one.right.strip(" ()").endswith(z)), None)
    function = r"\mathrm{softmax}" if soft else SIGMA
    if own is None and z in known:
        left = ends.output if is_of_layers(Equation(ends.output, "", "")) else rf"\hat{{{ends.target}}}"
        own = Equation(left, f"{function}({z})", named(left)[0])
        return [*equations, own], ends._replace(output=left)
    if own is None:
        return list(equations), ends
    return list(equations), ends._replace(output=own.left)


def with_input(statements: Sequence[Statement], equations: Sequence[Equation]) -> list[Statement]:
    """The statements with the name of the input for ``A_{0}``."""
    first = next((found for one in equations if (found := _FIRST.search(one.right))), None)
    if first is None:
        return list(statements)
    return [changed(one, lambda text: _ZEROTH.sub(first["of"], text)) for one in statements]
