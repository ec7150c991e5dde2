"""The loss of a page through time: the sum of what the page says the loss of one step is, or what it must be.

Pages write the loss of a step, ``E_t = -y_t log yhat_t``, and say in words or as an open sum that they are added up.
What
is written with vectors there is one number: the sum over their entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.forward.equations import Equation, is_loss, is_open_loss
from tutor.submission.own_network.forward.formulas import times_of
from tutor.submission.statement import Statement

_LOSSES = r"L|E|J|\\mathcal\s*\{\s*[LEJ]\s*\}|\\ell"
_STEP = (
    r"(?:_\s*(?:\{\s*[a-z]\s*\}|[a-z](?![A-Za-z]))"
    r"|\^\s*(?:[a-z](?![A-Za-z])|\{\s*(?:\(|<|\\langle)?\s*[a-z]\s*(?:\)|>|\\rangle)?\s*\}|<\s*[a-z]\s*>)|\[[a-z]\])"
)
_OF_A_STEP = lazily(rf"\s*(?P<base>{_LOSSES})\s*(?P<step>{_STEP})\s*(?:(?:\\left)?\s*\(.*\))?\s*\Z", re.DOTALL)
_OF_ALL = lazily(rf"\s*(?:{_LOSSES})\s*(?:(?:\\left)?\s*\(.*\))?\s*\Z", re.DOTALL)
_SUM_OVER_STEPS = lazily(
    r"(?P<sum>\s*-?\s*\\sum\s*(?:\\limits\s*)?(?:[_^]\s*(?:\{[^{}]*\}|\\?\w+)\s*)+)(?P<body>.*)\Z", re.DOTALL
)
_ONE_NUMBER = lazily(r"\\sum|\\\||\|\||\\l?[vV]ert|\^\s*\{?\s*(?:T|\\top|\\intercal)")
_OF_ENTRIES = lazily(r"\\log(?![A-Za-z])|\\ln(?![A-Za-z])|\blog\b|\{log\}|\)\s*\^\s*\{?\s*2")
_LETTER = lazily(r"[a-z]")
_MEAN = lazily(r"\s*(?P<share>\\[dt]?frac\s*\{\s*1\s*\}\s*\{\s*(?P<size>[A-Z])\s*\})\s*\\sum")
_DIFFERENCE = lazily(r"\\hat\s*\{?\s*(?P<name>[a-z])\s*\}?\s*(?:[_^]\s*(?:\{[^{}]*\}|\w)\s*)*-\s*(?P=name)(?![A-Za-z])")
_PREDICTED = lazily(
    r"\s*\\hat\s*\{?\s*(?P<name>[a-z])\s*\}?(?P<scripts>\[(?P<behind>[a-z])\]|_\s*\{?\s*(?P<below>[a-z])\s*\}?)\s*\Z"
)
_SOFTMAX = lazily(r"\s*(?:\\(?:operatorname|mathrm|text)\s*\{\s*)?\\?(?i:softmax)")
_LINEAR = lazily(r"[^()]*\Z")


def _of_sum(text: str) -> str:
    found = _SUM_OVER_STEPS.match(text)
    return found["sum"] + _of_entries(found["body"]) if found else text


def _of_entries(text: str) -> str:
    if _ONE_NUMBER.search(text) or not _OF_ENTRIES.search(text):
        return text
    return rf"\sum ({text.strip()})"


def with_losses(equations: Sequence[Equation], statements: Sequence[Statement]) -> Iterator[list[Equation]]:
    """The equations with the loss that they mean; first with one that they leave open and the page has the slope of."""
    equations = [_told(one, equations) for one in equations]
    summed = [_summed(one) for one in equations] if times_of(equations) else list(equations)
    for one in [list(equations), *([summed] if summed != equations else [])]:
        yield from _with_implied_losses(one, statements)
        yield _with_total_loss(one, _mean(statements))


def _told(one: Equation, equations: Sequence[Equation]) -> Equation:
    """An equation of an open loss with what its chain says further on of the losses of steps."""
    if not one.others or not is_open_loss(one, equations):
        return one
    return one._replace(right=one.others[0], others=one.others[1:])


def _summed(one: Equation) -> Equation:
    """An equation in which the loss is one number, where it is written with vectors: the sum over their entries."""
    change = _of_entries if _OF_A_STEP.match(one.left) else _of_sum if _OF_ALL.match(one.left) else None
    if change is None:
        return one
    return one._replace(right=change(one.right), others=tuple(map(change, one.others)))


def _mean(statements: Sequence[Statement]) -> re.Match[str] | None:
    """What a page multiplies the sum of the losses of steps by, where it says that the loss is their mean."""
    texts = [link.text for one in statements if _OF_ALL.match(one.left) for link in one.links]
    return next((found for text in texts if (found := _MEAN.match(text)) is not None), None)


def _with_total_loss(equations: Sequence[Equation], mean: re.Match[str] | None) -> list[Equation]:
    """The equations with the loss as the sum of those of steps, or their ``mean``, where none says otherwise."""
    times = times_of(equations)
    part = next((one for one in equations if _step_of(one) in times), None)
    if part is None:
        return list(equations)
    base = _base_of(part)
    rest = [one for one in equations if one is not part]
    whole = next((one for one in rest if is_loss(one.name)), None)
    if whole is not None and (not is_open_loss(whole, rest) or ("frac" in whole.right and mean is None)):
        return list(equations)  # it has a formula
    steps = rf"{mean['share']}\sum_{{{_step_of(part)}=1}}^{mean['size']}" if mean else rf"\sum_{_step_of(part)}"
    loss = Equation(base, f"{steps} ({part.right})", base)
    return [*(one for one in rest if one is not whole), loss]


def _base_of(one: Equation) -> str:
    found = _OF_A_STEP.match(one.left)
    return found["base"] if found else ""


def _step_of(one: Equation) -> str:
    """The letter of the step that an equation says the loss of; empty for anything else."""
    found = _OF_A_STEP.match(one.left)
    return _LETTER.findall(re.sub(r"\\[A-Za-z]+", "", found["step"]))[0] if found else ""


def _with_implied_losses(equations: Sequence[Equation], statements: Sequence[Statement]) -> Iterator[list[Equation]]:
    """The equations with the cross-entropy of a softmax, or half the squares of what is linear, for an open loss."""
    if any(is_loss(one.name) and not is_open_loss(one, equations) for one in equations):
        return
    texts = [link.text for one in statements for link in one.links]
    names = {found["name"] for text in texts for found in _DIFFERENCE.finditer(text)}
    kept = [one for one in equations if not is_loss(one.name)]
    base = next((one.left for one in equations if is_loss(one.name)), "L")
    for one in kept:
        predicted = _PREDICTED.match(one.left)
        if predicted is None or predicted["name"] not in names:
            continue
        target, letter = predicted["name"] + predicted["scripts"], predicted["behind"] or predicted["below"]
        if _SOFTMAX.match(one.right):
            yield [*kept, Equation(base, rf"-\sum_{letter} \sum ({target} \odot \log {one.left})", base)]
        elif _LINEAR.match(one.right):
            yield [*kept, Equation(base, rf"\sum_{letter} (\frac{{1}}{{2}} \|{one.left} - {target}\|^2)", base)]
