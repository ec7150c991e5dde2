"""Pages about layers that say less than a network needs: any layer by a letter, no loss, a batch of samples as columns.

``δ^{(l)} = (W^{(l+1)})^T δ^{(l+1)} ⊙ f'(z^{(l)})`` is read as about one layer between the first and the last, and the
equations of all are made. Where ``dZ = A - Y`` begins the backward pass, the loss is the one of which that is true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.claims.writing.rewriting import with_named_activations
from tutor.submission.latex_patterns import INSIDE, SIGMA
from tutor.submission.own_network.changed import changed
from tutor.submission.own_network.forward.equations import Equation, equations_of, is_forward, is_loss, named, texts_of
from tutor.submission.own_network.forward.open_losses import with_open_loss
from tutor.submission.own_network.layers import backward_signals as signals
from tutor.submission.own_network.layers.activations import TRIED
from tutor.submission.own_network.layers.implied_loss import implied_loss
from tutor.submission.own_network.layers.layer_equations import (
    Difference,
    is_of_layers,
    with_all_layers,
    with_input,
    with_output,
    without_entries,
)
from tutor.submission.own_network.layers.layer_names import LAYERS, at_layers, layer_letter, with_layers
from tutor.submission.statement import Statement

_DEEP = rf"\{{({INSIDE})\}}"
_WRAPPED = lazily(rf"\\underbrace\s*{_DEEP}\s*_\s*{_DEEP}")
_SOFTMAX = lazily(r"softmax", re.IGNORECASE)
_TARGET = lazily(r"([YyTt])\s*_\s*\{?\s*\\(?:text|mathrm|textrm)\s*\{[^{}]*\}\s*\}?")
_PLAIN_D = lazily(r"\{\s*(?:\\rm\s*)?d\s*\}(?=\s*\\?[A-Za-z])|\\mathrm\s*\{\s*d\s*\}|\\mathrm\s*\{\s*d(?=[A-Za-z])")
_TOTAL = lazily(
    r"\\frac\s*\{\s*\{?\s*d\s*(?P<of>[^{}]*(?:\{[^{}]*\})?[^{}]*)\}?\s*\}\s*\{\s*d\s*(?P<by>[^{}]*(?:\{[^{}]*\})?[^{}]*)\}"
)
_BOLD = lazily(r"\\(?:mathbf|boldsymbol|bm|vec)\s*\{\s*(\\?[A-Za-z]+)\s*\}")
_TIMES = lazily(r"\\text\s*\{\s*\.?\\?\*\s*\}|\.\s*\*|\\circ(?![A-Za-z])|∘|\\\*")
_SAMPLE = lazily(r"((?<![A-Za-z\\])[xyzah]|\\hat\s*\{?\s*y\s*\}?)\s*\^\s*\{?\s*\(\s*i\s*\)\s*\}?")
_SIZED = lazily(r"\\(?:large|small|displaystyle|quad|qquad|[bB]igg?[lr]?)(?![A-Za-z])|\\left(?=\s*\()|\\right(?=\s*\))")
_CALLED = lazily(
    r"(?P<name>\\text\s*\{\s*(?:activation|act)\s*\}|\\(?:phi|varphi|psi|sigma)(?![A-Za-z])|(?<![A-Za-z\\])(?:[fgh]|act)(?![A-Za-z]))"
    r"(?:_\{\d\})?\s*(?=\(|\\left\s*\()"
)
_SLOPE = lazily(
    r"\{?\s*(?P<name>\\text\s*\{\s*(?:activation|act)\s*\}|\\(?:phi|varphi|psi|sigma)(?![A-Za-z])|(?<![A-Za-z\\])(?:[fgh]|act)(?![A-Za-z]))"
    r"(?P<before>\s*(?:\^\s*\{?\s*\\prime\s*\}?|'))?\s*(?:_\{\d\})?\s*\}?\s*(?P<after>(?:\^\s*\{?\s*(?:\\prime|')\s*\}?|')?)\s*"
    r"(?:\\left\s*)?\(\s*(?P<of>[A-Za-z]_\{\d(?:,\w+)?\})\s*(?:\\right\s*)?\)"
)
_APPLIED = lazily(
    r"\s*(?P<f>\\?[A-Za-z]+|\\(?:text|mathrm|operatorname)\s*\{\s*\w+\s*\})(?:_\{\d\})?\s*"
    r"(?:\\left\s*)?\(\s*(?P<of>[A-Za-z]_\{\d\})"
)
_AT_LAST = lazily(r"(?<=[A-Za-z\s}])[_^]\s*\{?\s*[\[(]?\s*L(?![A-Za-z])")
_WORD = lazily(r"(?<![A-Za-z\\\d])(d?[WbZAza])(\d)(?![\d.])")
"""The name of a layer as in programs, ``Z2``."""
_WEIGHTS = lazily(r"(?<![A-Za-z\\])w(?=_\{\d)")


def layered(statements: Sequence[Statement]) -> Iterator[tuple[list[Statement], list[Equation]]]:
    """The statements of such a page with the equations of its network, in each way in which it may be meant."""
    plain = [changed(one, _plain) for one in statements]
    letter = layer_letter([text for one in plain for text in texts_of(one)])
    said = [changed(one, partial(with_layers, letter=letter, layer=_layer(one))) for one in plain]
    spoken = [text for one in said for text in texts_of(one)]
    if not any(signals.is_backward(one) for one in said):
        return
    forward = [one for one in plain if is_forward(one) and not signals.is_backward(one)]
    forward = [
        changed(one, partial(with_layers, letter=letter, layer=at))
        for one in forward
        for at in (range(1, LAYERS + 1) if any(at_layers(text, letter) for text in texts_of(one)) else (LAYERS,))
    ]
    forward = [one for one in forward if "_{4" not in one.left]
    said = [changed(one, lambda text: _WEIGHTS.sub("W", text)) for one in said]
    forward = [changed(one, lambda text: _WEIGHTS.sub("W", text)) for one in forward]
    ends = signals.difference_of(said)
    if not letter and ends is None:
        return
    found = signals.in_one_case([*said, *forward])
    said, forward = found[: len(said)], found[len(said) :]
    equations = [one for one in with_open_loss(equations_of(forward), said) if not one.called]
    last = LAYERS if letter else ends.layer if ends is not None else 0
    if letter:
        equations = without_entries(equations)
    if letter or not any(is_of_layers(one) for one in equations):
        equations = with_all_layers(equations, said, last)
    if ends is not None:
        equations, ends = with_output(equations, ends, any(map(_SOFTMAX.search, spoken)))
    said = with_input(said, equations)
    for function in TRIED:
        own = [_with_function(one, function) for one in equations]
        shown = [changed(one, partial(_with_slopes, equations=own, function=function)) for one in said]
        for loss in _losses(own, ends, shown, may_be_open=ends is None or function == TRIED[-1]):
            output = ends.output if ends is not None else ""
            judged = shown if any(one in own for one in loss) else [_with_open_loss(one) for one in shown]
            yield signals.as_gradients(judged, [*[one for one in own if not is_loss(one.name)], *loss], output)


def _losses(
    equations: Sequence[Equation], ends: Difference | None, said: Sequence[Statement], *, may_be_open: bool
) -> Iterator[list[Equation]]:
    """The losses that may be meant: the page's, the one that makes its first difference right, or an open one."""
    own = [one for one in equations if is_loss(one.name)]
    if own:
        yield own
    implied = implied_loss(equations, ends, own, signals.size_of(said)) if ends is not None else None
    if implied is not None:
        yield implied
    elif may_be_open and not any(one.left in loss.right for loss in own for one in equations):
        yield []


def _with_open_loss(statement: Statement) -> Statement:
    """A statement that judges nothing, if it says what the loss is: the one that is taken may have another size."""
    return statement.replace(left="?") if is_loss(named(statement.left)[0]) else statement


def _layer(statement: Statement) -> int:
    """What layer a statement about any layer is read of: the last, if it speaks of a target, or of the last as well."""
    texts = texts_of(statement)
    return LAYERS if signals.compares(texts) or any(map(_AT_LAST.search, texts)) else LAYERS - 1


def _plain(text: str) -> str:
    """A text without what is only typeset, and without words below a target."""
    text = _WORD.sub(r"\1_{\2}", _SAMPLE.sub(r"\1", with_named_activations(_BOLD.sub(r"\1", text))))
    text = _WRAPPED.sub(r"\1 ", _WRAPPED.sub(r"\1 ", text))
    text = _SIZED.sub(" ", _TIMES.sub(r"\\odot ", _TARGET.sub(r"\1", text)))
    text = _PLAIN_D.sub(lambda one: "d" if one[0].rstrip().endswith("}") else "{d", text)
    return _TOTAL.sub(r"\\frac{\\partial \g<of>}{\\partial \g<by>}", text)


def _with_function(one: Equation, function: str) -> Equation:
    """An equation with a known function for one that is open."""

    def put(text: str) -> str:
        return _CALLED.sub(lambda call: call[0] if call["name"] == SIGMA else function, text)

    return one._replace(right=put(one.right), others=tuple(map(put, one.others)))


def _with_slopes(text: str, equations: Sequence[Equation], function: str) -> str:
    """A text with the slope of a layer's own function for ``g'`` of what that function is of."""
    applied = {call["of"]: call["f"] for one in equations if (call := _APPLIED.match(one.right))}

    def put(found: re.Match[str]) -> str:
        if not (found["before"] or found["after"]):
            return found[0] if found["name"] == SIGMA else f"{function}({found['of']})"
        of = re.sub(r",\w+", "", found["of"])
        own = applied.get(of) or applied.get(of[0].upper() + of[1:])
        if own is None or found["name"] == SIGMA:
            return found[0]
        return f" {own}'({found['of']})"

    return _SLOPE.sub(put, text)
