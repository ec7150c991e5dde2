"""Losses that a page through time writes by the class that is picked, ``-log yhat_{t,y_t}`` or ``-log p(y_t | x)``.

A network file has the sum over all classes, ``-sum(y_t log yhat_t)``, with a target that is 1 at the class that is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.latex_patterns import GROUP
from tutor.submission.own_network.changed import changed
from tutor.submission.own_network.forward.equations import texts_of
from tutor.submission.own_network.steps.step_names import letter_of_time
from tutor.submission.statement import Statement

_SCRIPT = rf"\s*[_^]\s*(?:{GROUP}|\w)"
_STEP = r"(?:_\s*(?:[a-z]|\{\s*[a-z]\s*\})|\^\s*\{\s*\(\s*[a-z]\s*\)\s*\})"
_SOFTMAX = lazily(r"\s*(?:\\(?:operatorname|mathrm|text)\s*\{\s*)?\\?(?i:softmax)")
_OUTPUT = lazily(rf"\s*(?P<base>\\hat\s*(?:\{{\s*[a-z]\s*\}}|[a-z])|[a-z])\s*(?P<step>{_STEP})\s*\Z")
_LOSS = r"(?:[LEJ]|\\mathcal\s*\{\s*[LEJ]\s*\}|\\ell)"
_OF_LOSS = lazily(rf"\s*{_LOSS}(?:{_SCRIPT})?\s*(?:(?:\\left)?\s*\(.*\))?\s*\Z", re.DOTALL)
_INSIDE = r"(?:[^()]|\((?:[^()]|\([^()]*\))*\))*"
_PROBABILITY = (
    rf"(?:[pP]|\\Pr|pmodel)\s*(?:_\s*(?:{GROUP}|\w)\s*)?(?:\\left\s*)?\({_INSIDE}(?:\||\\mid|\\vert){_INSIDE}\)"
)
_CALLED = lazily(rf"(?P<loss>{_LOSS}(?P<step>\s*{_STEP})?)\s*(?:\\left\s*)?\((?P<of>{_INSIDE})\)")
_SUM = lazily(rf"\\sum\s*(?:\\limits\s*)?(?={_LOSS}\s*(?:_\s*\{{?|\^\s*\{{\s*\()\s*(?P<step>[a-z])\s*[)}}])")
_ONE = lazily(
    r"(?:\\(?:mathbf|mathbb|mathrm|boldsymbol)\s*(?:\{\s*[1lI]\s*\}|1)|(?<![\w.}])1)\s*"
    r"(?:_\s*\{|\\?[{\[(]|\\left\s*\\?[{\[(])\s*(?P<at>[a-z])\s*(?:,|==?)\s*"
    rf"(?P<label>[a-z])\s*(?P<step>{_STEP})\s*(?:\\right\s*)?\\?[}}\])]"
)


class _Output(NamedTuple):
    """The output that a softmax makes, how its step is written, and the letter of its target."""

    base: str
    step: str
    target: str


def with_losses_in_full(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with losses as sums over all classes, and entries of the target where a class is told.

    The loss of values at a step, ``L(y_t, yhat_t)``, is by its own name that of the step; a sum of them is over steps.
    """
    if not letter_of_time(text for one in statements for text in texts_of(one)):
        return list(statements)
    output = next((found for one in statements if (found := _output(one)) is not None), None)
    picked = _picked(output) if output is not None else None
    whole = rf"\sum ({output.target}{output.step} \odot \log {output.base}{output.step})" if output else ""

    def in_full(text: str) -> str:
        text = _CALLED.sub(_of_its_step, picked.sub(lambda _: whole, text) if picked is not None else text)
        return _SUM.sub(r"\\sum_{\g<step>} ", text)

    said = [changed(one, in_full, left=False) if _OF_LOSS.match(one.left) else one for one in statements]
    said = [one.replace(left=_CALLED.sub(r"\g<loss>", one.left)) if _OF_LOSS.match(one.left) else one for one in said]
    return [changed(one, _with_entries) for one in said] if output is not None else said


def _picked(output: _Output) -> re.Pattern[str]:
    """The logarithm of an entry of the output at the class of its target, or of a probability by that name."""
    own = r"\s*".join(map(re.escape, re.findall(r"\\[A-Za-z]+|\S", output.base)))
    label = rf"{output.target}(?:\s*[_^]\s*(?:\{{[^{{}}]*\}}|\w))?"
    at = rf"(?:_\s*\{{(?:[^{{}}]*,)?\s*{label}\s*\}}|\[\s*{label}\s*\])"
    entry = rf"{own}(?:\s*{_STEP})?\s*{at}(?:\s*\^\s*\{{\s*\([a-z]\)\s*\}})?"
    opens = r"(?:\s|\\[,;:! ]|\\left|\()*"
    return re.compile(rf"\\?log(?![A-Za-z]){opens}(?:{_PROBABILITY}|{entry})(?:\s*\\right)?\s*\)?")


def _output(one: Statement) -> _Output | None:
    found = _OUTPUT.match(one.left)
    if found is None or not any(_SOFTMAX.match(link.text) for link in one.links):
        return None
    letter = re.findall(r"[a-z]", found["base"])[-1]
    return _Output(found["base"], "".join(found["step"].split()), letter if "hat" in found["base"] else "y")


def _with_entries(text: str) -> str:
    """A text with ``y_i^{(t)}`` for what is 1 where i is the class y of a step."""

    def entry(one: re.Match[str]) -> str:
        step = "".join(one["step"].split())
        if step.startswith("^"):
            return f"{one['label']}_{one['at']}{step}"
        return f"{one['label']}_{{{step.strip('_{}')},{one['at']}}}"

    return _ONE.sub(entry, text)


def _of_its_step(call: re.Match[str]) -> str:
    """The name of the loss of a step for a loss of values at this step."""
    if call["step"]:
        return f"{call['loss']} "
    step = re.search(_STEP, call["of"])
    return f"{call['loss']}{''.join(step[0].split())} " if step else call[0]
