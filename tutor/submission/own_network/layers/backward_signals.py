"""What a page calls ``dZ^{[2]}`` or ``δ^{(2)}``: gradients, of the mean over a batch or of the loss of one sample."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.latex_patterns import SCRIPTS
from tutor.submission.own_network.changed import changed
from tutor.submission.own_network.forward.equations import Equation, is_loss, texts_of
from tutor.submission.own_network.layers.layer_equations import Difference, entering_letter
from tutor.submission.own_network.layers.layer_names import LAYERS
from tutor.submission.statement import CLAIM, Statement

_INDEX = r"_\{(?P<layer>\d)(?P<below>,[^{}]*)?\}"
_GRADIENT = lazily(rf"(?<![A-Za-z\\{{/])d(?P<of>[A-Za-z]){_INDEX}")
_SIGNAL = lazily(rf"(?:\\delta(?![A-Za-z])|δ){_INDEX}")
_BY = lazily(
    r"\\partial\s*(?P<loss>\\mathcal\s*\{\s*\w\s*\}|\\ell|[A-Z])\s*\}"
    r"\s*\{\s*\\partial\s*\(?\s*(?P<of>[A-Za-z])_\{\d"
)
_NABLA = lazily(
    r"\\nabla\s*_\s*(?:\{\s*(?P<wide>[A-Za-z](?:_\{\d\})?)\s*\}|(?P<of>[A-Za-z]))"
    r"\s*(?P<loss>\\mathcal\s*\{\s*\w\s*\}|[A-Z])"
)
_OF_TARGET = lazily(r"(?<![A-Za-z\\{])[yYtT](?![A-Za-z(])\s*(?!\s*[\^}])")
_CHAIN = lazily(
    r"\\d?frac\s*\{\s*\\partial\s*(?:\\mathcal\s*\{\s*\w\s*\}|\\ell|[A-Z]|\\text\s*\{\w+\})(?:\s*\([^()]*\))?\s*\}"
    r"(?:\s*\{\s*\\partial\s*(?:[A-Za-z]_\{\d\}|\\hat\s*\{?\s*[yY]\s*\}?)\s*\}\s*(?:\\cdot|\\times|\\odot)?"
    r"\s*\\d?frac\s*\{\s*\\partial\s*(?:[A-Za-z]_\{\d\}|\\hat\s*\{?\s*[yY]\s*\}?)\s*\})?"
    r"\s*\{\s*\\partial\s*(?P<of>[A-Za-z])_\{(?P<layer>\d)\}\s*\}"
)
"""The derivative of a loss by what a layer has, or the first two of a chain that ends there."""
_OF_WEIGHTS = lazily(
    r"(?:(?:\\[dt]?frac\s*\{\s*1\s*\}\s*\{\s*[A-Za-z]\s*\}|1\s*/\s*[A-Za-z])\s*(?:\\cdot|\\times|\*)?)?\s*"
    r"(?P<difference>\((?:[^()]|\([^()]*\))*\))\s*(?:\\cdot|\\times|@|\\,|\*)?\s*\(?\s*[A-Za-z](?:_\{\d\})?\s*\)?\s*"
    r"\^\s*\{?\s*(?:T|\\top|\\intercal)\s*\}?\s*"
)
"""What the gradient of a weight is: the difference times what came in."""
_NEXT = lazily(r"[-+]\s*1\s*[)\]]?\s*\}")
_DIFFERENCE = lazily(
    r"\s*\(?\s*(?P<output>\\hat\s*\{?\s*[yY]\s*\}?|[A-Za-z]_\{\d(?:,\w)?\}|[oOpPyY](?:_[a-z])?)\s*-\s*"
    r"(?P<target>[yYtT])(?:_[a-z])?\s*\)?\s*"
    r"(?P<slope>(?:\\odot|\\cdot|\\times|\*)?\s*(?:\\?[A-Za-z]+|\\text\s*\{\w+\})(?:_\{\d\})?'(?:_\{\d\})?\s*\(\s*[A-Za-z]_\{\d(?:,\w)?\}\s*\)\s*)?"
)
_MEAN = lazily(r"\s*(?:\\[dt]?frac\s*\{\s*1\s*\}\s*\{\s*(?P<size>[A-Za-z])\s*\}|(?:1\s*/\s*(?P<over>[A-Za-z])))")
_DIVIDED = lazily(r"/\s*(?P<size>[mnN])\s*\Z")
_SUM = lazily(
    rf"\\sum\s*(?:\\limits\s*)?{SCRIPTS}\s*\{{?\s*"
    r"(?P<of>\(?\s*(?:d[A-Za-z]|\\delta)_\{\d\}\s*\)?)\s*\}?"
)
_NUMPY_SUM = lazily(
    r"(?:\\(?:text|mathrm|texttt|operatorname)\s*\{\s*np\.sum\s*\}|np\s*\.\s*sum)\s*\(\s*(?P<of>[^(),]*?)\s*,\s*"
    r"(?:\\text\s*\{\s*axis\s*\}|axis)\s*=\s*(?P<axis>[01])\s*(?:,[^()]*)?\)"
)
_WEIGHTED = lazily(r"(?<![A-Za-z\\])W_\{\d\}\s*(?:\\cdot|\\times|@|\\,)?\s*(?:[XAH])(?![A-Za-z])")
_BATCH = lazily(r"(?<![A-Za-z\\])X(?![A-Za-z])")
_LETTERS = lazily(r"(?<![A-Za-z\\])(d?)([zaxyh])(?=_\{\d|(?![A-Za-z(']))")
_BIAS = lazily(r"(?<![A-Za-z\\])(d?)B(?=_\{\d)")
_HATTED = lazily(r"\\hat\s*(?:\{\s*[yY]\s*\}|[yY])")
_ANY_LAYER = lazily(r"(?<![A-Za-z\\_])(d?)([Wb])(?![A-Za-z_^(])")
_FREE = lazily(r"\s*d(?P<of>[WbB])\s*\Z")
_WEIGHTS = ("W", "w")
_LEAVING = ("a", "A", "h", "H", "b")
_SOFT = lazily(
    r"(?:\\(?:text|mathrm|operatorname)\s*\{\s*|\\)?[sS]oftmax\s*\}?\s*"
    r"(?:\\left\s*)?\(\s*(?P<of>[A-Za-z]_\{\d\})\s*(?:\\right\s*)?\)"
)


def is_backward(statement: Statement) -> bool:
    """Whether a statement says what a gradient of a layer is."""
    left = statement.left
    return bool(_GRADIENT.match(left.strip()) or _SIGNAL.match(left.strip()) or _BY.search(left) or _FREE.match(left))


def compares(texts: Sequence[str]) -> bool:
    """Whether texts are about what has a target: they speak of it, and of one layer only."""
    return any(map(_OF_TARGET.search, texts[1:])) and not any(map(_NEXT.search, texts))


def difference_of(statements: Sequence[Statement]) -> Difference | None:
    """The difference that the backward pass begins with: what the gradient of a layer is said to be."""
    for statement in statements:
        left = statement.left.strip()
        signal = _GRADIENT.match(left) or _SIGNAL.match(left) or _CHAIN.fullmatch(left)
        if signal is None:
            continue
        of = signal.groupdict().get("of", "z")
        for link in statement.links:
            text = link.text
            if of in _WEIGHTS:
                product = _OF_WEIGHTS.fullmatch(text)
                text = product["difference"] if product else ""
            found = _DIFFERENCE.fullmatch(text)
            if found and link.kind == CLAIM and of not in _LEAVING:
                output = re.sub(r",\w(?=\})|_[a-z]\Z", "", "".join(found["output"].split()))
                return Difference(output, found["target"], int(signal["layer"]), found["slope"] is not None)
    return None


def in_one_case(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with capital letters for arrays whose columns are samples, as they have them elsewhere."""
    texts = [text for one in statements for text in texts_of(one)]
    capital = any(map(_BATCH.search, texts)) or any(re.search(r"(?<![A-Za-z\\])[ZA]_\{\d", text) for text in texts)
    found = [_with_bias(one) for one in statements]
    if not capital and not size_of(statements):
        return found
    return [changed(one, lambda text: _LETTERS.sub(lambda each: each[1] + each[2].upper(), text)) for one in found]


def _with_bias(statement: Statement) -> Statement:
    """``dB_{1}`` is of b; ``dW = ... dZ_{2}`` of the layer that it speaks of; an update of W is that of any layer."""
    statement = changed(statement, lambda text: _BIAS.sub(r"\1b", text))
    if statement.left.strip() in ("W", "b"):
        return changed(statement, lambda text: _ANY_LAYER.sub(r"\1\2_{1}", text))
    free = _FREE.match(statement.left)
    layers = {one["layer"] for link in statement.links for one in _GRADIENT.finditer(f" {link.text}")}
    if free is None or len(layers) != 1:
        return statement
    return statement.replace(left=f"d{free['of'].replace('B', 'b')}_{{{layers.pop()}}}")


def size_of(statements: Sequence[Statement]) -> str:
    """The number of samples, if the gradients of weights are means over these and those of layers are not."""
    found = ""
    for statement in statements:
        of = _left_of(statement)
        for link in statement.links:
            mean = _MEAN.match(link.text) or _DIVIDED.search(link.text)
            if mean and of in ("W", "b", "w", "B"):
                found = mean["size"] or mean["over"]
            elif mean and of:
                return ""
    return found


def _left_of(statement: Statement) -> str:
    """The letter of what a left side is the gradient by; '' if it is none."""
    left = statement.left.strip()
    found = _GRADIENT.match(left) or _FREE.match(left) or _BY.search(left)
    return found["of"] if found else "δ" if _SIGNAL.match(left) else ""


def as_gradients(
    statements: Sequence[Statement], equations: Sequence[Equation], output: str
) -> tuple[list[Statement], list[Equation]]:
    """The statements with derivatives of the loss for ``dZ`` and ``δ``, times samples where they are of one each."""
    texts = [text for one in statements for text in texts_of(one)]
    by = next((found["loss"] for text in texts if (found := _BY.search(text))), "L")
    loss = next((one.left for one in equations if is_loss(one.name)), by)
    entering = entering_letter(equations) or "z"
    size = size_of(statements)
    columns = any(map(_WEIGHTED.search, (one.right for one in equations)))

    def put(text: str) -> str:
        text = _SUM.sub(lambda one: f"np.sum({one['of']}, axis={int(columns)})", text)
        text = _NUMPY_SUM.sub(lambda one: f"np.sum({one['of']}, axis={one['axis']})", text)
        text = _NABLA.sub(lambda one: _by(loss, _layered(one["wide"] or one["of"])), text)

        text = _SIGNAL.sub(lambda one: _derivative(loss, entering, one), text)
        text = _GRADIENT.sub(lambda one: _derivative(loss, one["of"], one), text)
        if output and not any(one.left.startswith(r"\hat") for one in equations):
            text = _HATTED.sub(lambda _: f"{output} ", text)
        return _SOFT.sub(r"(\\mathrm{softmax}((\g<of>)^T))^T", text) if columns and _has_batch(equations) else text

    said = [changed(one, put) for one in statements]
    own = [one._replace(right=put(one.right)) for one in equations]
    if size and not any(is_loss(one.name) for one in equations):
        said = [_without_mean(one) for one in said]
    elif size:
        said = [_of_samples(one, loss, size) for one in said]
    return said, own


def _has_batch(equations: Sequence[Equation]) -> bool:
    return any(_BATCH.search(one.right) for one in equations)


def _derivative(loss: str, of: str, found: re.Match[str]) -> str:
    return _by(loss, f"{of}_{{{found['layer']}{found['below'] or ''}}}")


def _layered(name: str) -> str:
    """A name with its layer: what has none is what leaves the last."""
    return name if "_" in name else f"{name}_{{{LAYERS}}}"


def _by(loss: str, name: str) -> str:
    return rf"\frac{{\partial {loss}}}{{\partial {name}}}"


def _without_mean(statement: Statement) -> Statement:
    """A statement for the sum over samples, whose loss the page leaves open; what lacks the mean is not judged."""
    if _left_of(statement) not in ("W", "b"):
        return statement
    if not all(_MEAN.match(link.text) for link in statement.links):
        return statement.replace(left="?")
    return statement.replace(links=tuple(link.replace(text=_MEAN.sub("", link.text, 1)) for link in statement.links))


def _of_samples(statement: Statement, loss: str, size: str) -> Statement:
    """A statement whose gradients of layers are those of the loss of every sample: the mean is that by ``size``."""
    by = r"\s*\{\s*\\partial\s*([ZAHzah])_\{[^{}]*\}\s*\}"
    signal = re.compile(rf"\\frac\s*\{{\s*\\partial\s*{re.escape(loss)}\s*\}}{by}")
    of = signal.fullmatch(statement.left.strip())
    links = tuple(
        link.replace(text=signal.sub(lambda one: f"({size} {one[0]})", link.text)) for link in statement.links
    )
    if of:
        links = tuple(link.replace(text=rf"\frac{{1}}{{{size}}} ({link.text})") for link in links)
    return statement.replace(links=links)
