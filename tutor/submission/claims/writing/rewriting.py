"""Ways of writing that pages have and the language has not, rewritten in the text of a side."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.problems.contract.problem import Problem
from tutor.submission.claims.names.own_counts import with_own_counts
from tutor.submission.claims.trees import value_with_term
from tutor.submission.claims.writing.bound_spelling import with_bounds
from tutor.submission.claims.writing.chain_products import with_chains
from tutor.submission.claims.writing.dotted_matrices import without_dots
from tutor.submission.claims.writing.gradient_spelling import with_quotients
from tutor.submission.claims.writing.spelling import with_partials

_RESULT = re.compile(
    r"(?:\\(?:text|mathrm|operatorname)\s*\{\s*)?\\?(?P<f>softmax|sigmoid|sigma|tanh|relu)\s*\}?\s*'\s*"
    r"(?:\\[bB]igg?[lr]?)?\s*\|\s*_\s*\{\s*(?P<res>res\s*=)?\s*(?P<at>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}"
)
_DIFFERENTIAL = re.compile(r"(?<![A-Za-z\\])d\s*\(\s*(\\(?:tanh|sigma))\s*\(((?:[^()]|\([^()]*\))*)\)\s*\)")
_PRIMED = re.compile(
    r"(?:\\left\s*)?\(\s*(?P<f>\\tanh|\\sigma|tanh|σ|sigmoid)\s*(?:\(\s*(\w+)\s*\)|(\w))\s*(?:\\right\s*)?\)\s*(?:'|\^\s*\{?\s*\\prime\s*\}?)"
)
_PRIMED_FORMULA = re.compile(
    r"(?:\\left\s*)?\((?P<of>(?=[^()]*(?:\\frac|\\exp|\\log|\\ln|\be\s*\^))(?:[^()]|\((?:[^()]|\([^()]*\))*\))*?)(?:\\right\s*)?\)"
    r"\s*(?:'|\^\s*\{\s*\\prime\s*\})(?!')"
)
_LETTERS = re.compile(r"\\[A-Za-z]+|[A-Za-z]")
_POWER_BEFORE_STEP = re.compile(
    r"(?P<name>(?:\\(?:hat|tilde|bar)\s*\{?\s*)?\\?[A-Za-z]+\}?(?:_(?:\{[^{}]*\}|\w))?)\s*\^\s*\{\s*(?P<power>\d)\s*"
    r"(?P<step>(?:<|\\langle|\()\s*[^{}<>()]*?\s*(?:>|\\rangle|\)))\s*\}"
)
"""A power and a step above one name, ``a^{2<t>}``."""
_BELOW_A_STEP = re.compile(
    r"(?<!nabla)_\s*\{\s*(?P<first>[A-Za-z])\s*_\s*(?:\{\s*(?P<second>[a-z])\s*\}|(?P<letter>[a-z]))\s*\}"
)
_ABOVE_A_STEP = re.compile(
    r"\^\s*\{\s*(?:<|\\langle)\s*(?P<first>[a-z])\s*_\s*(?:\{\s*(?P<second>[a-z])\s*\}|(?P<letter>[a-z]))\s*(?:>|\\rangle)\s*\}"
)
"""The letter of an entry that hangs on that of a step above a name, ``y^{<t_k>}``."""
_SLOPES = {
    "softmax": "(diag({0}) - {0} {0}^T)",
    "sigmoid": "diag({0} (1-{0}))",
    "sigma": "diag({0} (1-{0}))",
    "tanh": "diag(1-{0}^2)",
}
_BESIDE = re.compile(r"(?:\\left\s*)?\(((?:[^()]|\([^()]*\))*?\\q?quad(?:[^()]|\([^()]*\))*?)(?:\\right\s*)?\)")
"""Things side by side in brackets: a row."""
_SLOPE = re.compile(r"(?P<f>\\sigma|σ|\\tanh|\\phi|(?<![A-Za-z\\])[fg])'(?!\s*(?:\\left)?\s*[(\[{|']|\s*\\[bB]ig)")
_NAME_BESIDE = re.compile(r"\s*(?:\\[,;:! ]\s*)*(?:[A-Z]|\\(?:mathbf|bm|boldsymbol)\s*\{\s*[A-Z])")
_SIGNS = (
    (r"\otimes", r"\odot"),
    (r"\ast", r"*"),
    ("⊗", "⊙"),
    ("θ", r"\theta "),
    (r"\dfrac", r"\frac"),
    (r"\tfrac", r"\frac"),
)
_LAST = re.compile(r"\\tau(?![A-Za-z])|τ")
_STEPS_FROM_ZERO = re.compile(
    r"(?P<head>\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*\{\s*(?P<letter>[a-z])\s*=\s*)0\s*\}\s*\^\s*\{\s*T\s*-\s*1\s*\}"
)
"""All steps, where they are counted from zero."""
_FROM_ZERO = re.compile(r"(\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*\{\s*[a-z]\s*=\s*)0(\s*\}\s*\^)")
_OF_DATA = re.compile(
    r"([A-Z](?:_(?:\{[^{}]*(?:\{[^{}]*\})?[^{}]*\}|\w))?)\s*\((?:[^()]|\([^()]*\))*(?:\||\\mid)(?:[^()]|\([^()]*\))*\)"
)
_LOSS_OF = re.compile(
    r"(?P<loss>(?<![A-Za-z\\])(?:[LJEC]|Loss|Cost|loss|cost|MSE|CE|BCE|NLL)(?![A-Za-z])"
    r"|\\(?:mathcal|mathrm|text|operatorname)\s*\{\s*(?:[LJEC]|Loss|Cost|loss|cost|MSE|CE|BCE|NLL)\s*\}|\\ell(?![A-Za-z]))"
    r"(?P<scripts>(?:[_^]\s*(?:\{[^{}]*\}|\w))*)\s*(?:\\left\s*)?\((?P<of>[^()|=+]*(?:\([^()]*\)[^()|=+]*)*?)(?:\\right\s*)?\)"
)
_NAME = r"(?:\\(?:hat|tilde|bar)\s+)?\\?[A-Za-z]+(?:\s*\{\s*\\?\w+\s*\})?(?:\s*[_^]\s*(?:\{[^{}]*\}|\w))*"
_PLAIN_NAMES = re.compile(
    rf"\s*{_NAME}(?:\s*[,;]\s*{_NAME})+\s*|\s*\\?(?:theta|Theta|w|W|mathbf\s*\{{\s*[wW]\s*\}}|boldsymbol\s*\{{?\s*\\theta\s*\}}?)\s*"
)
_ONE_NAME = re.compile(rf"\s*{_NAME}\s*")
_PAIR = re.compile(r"_\{\s*([a-z])\s*([a-z])\s*\}")
_SAMPLE = re.compile(r"\^\s*\{?\(([a-z])\)\}?")
_NEIGHBOUR = re.compile(r"\^\s*\{?\(\s*([a-z])\s*[-+]\s*\d\s*\)\}?")
_SUMMED_OVER = re.compile(r"\\(?:sum|prod)\s*(?:\\limits\s*)?(?:\^\s*(?:\{[^{}]*\}|\w)\s*)?_\s*\{?\s*([a-z])")
_BY_FUNCTION = re.compile(r"\\partial\s*\\(tanh|sigma)\s+([A-Za-z](?:_\{?\w\}?)?)\s*\}")
_BY_PRODUCT = re.compile(r"\\partial\s+([A-Za-z])(?:_\{?t\}?)?\s+([A-Za-z])(?:_\{?[t\-1]+\}?)?\s*\}")
_ALONE = re.compile(r"[a-z]+\((\w+)\)")
_NAMED_ACTIVATION = re.compile(
    r"(?<![A-Za-z\\])(?:\\(?:sigma|phi|varphi|psi)|[a-zσφ])\s*_\s*\{?\s*(?:\\(?:text|mathrm|textrm|rm|operatorname)\s*\{?)?\s*"
    r"(ReLU|relu|Relu|RELU|softmax|Softmax|sigmoid|Sigmoid|tanh|Tanh)\s*\}{0,2}(?=\s*(?:'|\\left\s*\(|\())"
)


_PRIME = r"(?:'|\^\s*\{?\s*\\prime\s*\}?)"
_SIGMA_SUM = re.compile(r"\\Sigma(?=\s*(?:\^\s*(?:\{[^{}]*\}|\w)\s*)?_)")
"""The letter in the place of the sign of a sum."""
GATE_FUNCTION = "gateactivation"
"""The word for an activation with a letter, before that letter."""
_OF_GATE = re.compile(
    rf"(?<![A-Za-z\\_^{{])(?P<f>\\(?:sigma|phi|varphi|psi)(?![A-Za-z])|[σφ])\s*(?P<prime>{_PRIME}?)"
    r"\s*_\s*(?:\{\s*(?P<in>[a-z])\s*\}|(?P<of>[a-z]))"
    rf"\s*(?P<behind>{_PRIME}?)(?=\s*(?:\\left)?\s*\()"
)
"""An activation with a letter below it that says what it is of."""
_OF_LAYER = re.compile(
    r"(?<![A-Za-z\\_^{])(?P<f>\\(?:phi|varphi|psi|sigma)(?![A-Za-z])|[fgφσ])"
    rf"\s*(?P<before>{_PRIME}?)\s*(?:_\s*(?:\{{\s*\d\s*\}}|\d)"
    r"|\^\s*\{?\s*[\[(]\s*(?:\d|[lL](?:\s*[-+]\s*1)?)\s*[\])]\s*(?P<within>'|\\prime)?\s*\}?)"
    rf"\s*(?P<behind>{_PRIME}?)(?=\s*(?:\\left\s*)?\(\s*[A-Za-z\\])"
)
"""An activation with the number of its layer, applied to a name."""


def rewritten(text: str, problem: Problem) -> str:
    """The text of a side with signs, slopes, rows and samples as the language writes them."""
    axes = problem.scope.axes
    text = text if "Sigma" in problem.quantities else with_sigma_sums(text)
    text = with_gate_functions(with_named_activations(with_chains(with_bounds(text))))
    text = _DIFFERENTIAL.sub(r"\1'(\2)", without_dots(text))
    text = with_own_counts(_PRIMED.sub(lambda one: f"{one['f']}'({one[2] or one[3]})", text), problem)
    text = _POWER_BEFORE_STEP.sub(r"(\g<name>^{\g<step>})^\g<power>", with_primed_formulas(text))
    text = _RESULT.sub(lambda one: _SLOPES.get(one["f"], one[0]).format(one["at"]), text)
    text = with_plain_losses(text, axes.time)
    for sign, meant in _SIGNS:
        text = text.replace(sign, meant)
    if problem.running == axes.time:  # no axis of samples: one of them is looked at
        steps = _steps(text, axes.time)
        text = _SAMPLE.sub(lambda one: "" if one[1] not in (*problem.axes, *steps) else one[0], text)
    if axes.time:  # before the first step there is nothing, and one letter is that of the last
        text = with_quotients(text, problem)
        text = _LAST.sub("T", text) if not {"tau", "T"} & problem.quantities.keys() else text
        for hung in (_BELOW_A_STEP, _ABOVE_A_STEP):
            text = hung.sub(lambda one: _entry_at(one, axes.time), text)
        text = _STEPS_FROM_ZERO.sub(_all_steps, text)
        text = _FROM_ZERO.sub(r"\g<1>1\2", text)
    if len({call[0] for call in _OF_DATA.finditer(text)}) == 1:  # more are different functions
        text = _OF_DATA.sub(r"\1 ", text)
    text = _BESIDE.sub(lambda one: "[" + re.sub(r"\\q?quad", ",", one[1]) + "]", text)
    return _SLOPE.sub(lambda one: _with_argument(one, problem), text)


def with_sigma_sums(text: str) -> str:
    """The text with the sign of a sum for a capital sigma that has something below it."""
    return _SIGMA_SUM.sub(r"\\sum", text)


def with_primed_formulas(text: str) -> str:
    """The text with ``d/dx(...)`` for a primed formula of x: ``(1/(1 + e^{-x}))'``."""
    return _PRIMED_FORMULA.sub(_differentiated, text) if "'" in text or "prime" in text else text


def _differentiated(found: re.Match[str]) -> str:
    """The derivative of a primed formula by the one letter in it; what has more of them is transposed."""
    letters = {name for name in _LETTERS.findall(found["of"]) if not name.startswith("\\")} - {"e"}
    by = letters.pop() if len(letters) == 1 else ""
    return rf"\frac{{\partial}}{{\partial {by}}}\left({found['of']}\right)" if by.islower() else found[0]


def _entry_at(found: re.Match[str], time: tuple[str, ...]) -> str:
    """One entry at a step, ``y_{t,k}``, where its letter hangs on that of the step: ``y_{t_k}``."""
    letter = found["second"] or found["letter"]
    return rf"_{{{found['first']},{letter}}}" if found["first"] in time else found[0]


def _all_steps(found: re.Match[str]) -> str:
    """A sum over all steps, ``t = 0`` to ``T - 1``, from the first to the last; not where neighbours are in it."""
    neighbours = re.search(rf"(?<![A-Za-z]){found['letter']}\s*[+-]\s*\d", found.string[found.end() :])
    return found[0] if neighbours else rf"{found['head']}1}}^{{T}}"


def _steps(text: str, time: tuple[str, ...]) -> set[str]:
    """Letters above names that count steps: those of a sum or product, with a neighbour, or beside the one of time."""
    found = {*_SUMMED_OVER.findall(text), *_NEIGHBOUR.findall(text)}
    above = set(_SAMPLE.findall(text))
    return above | found if above & {*time, *found} else found


def with_known_derivatives(text: str, problem: Problem) -> str:
    """The text with a sign for every derivative, and a name below those by a function of one or by a term."""
    text = _BY_FUNCTION.sub(r"\\partial \\\1(\2)}", with_partials(text))
    return _BY_PRODUCT.sub(
        lambda one: rf"\partial {value_with_term(problem, (one[1], one[2])) or one[0][8:-1]}}}", text
    )


def with_named_activations(text: str) -> str:
    """The text with functions by their own names where a letter bears them, ``g_{relu}(z)``, and without their layers.

    Those of all layers are one function: ``g'(s)`` for ``g^{[1]'}(s)``.
    """
    text = _NAMED_ACTIVATION.sub(lambda one: rf"\mathrm{{{one[1].replace('RELU', 'ReLU')}}}", text)
    return _OF_LAYER.sub(lambda one: one["f"] + ("'" if one["before"] or one["within"] or one["behind"] else ""), text)


def with_gate_functions(text: str) -> str:
    r"""The text with a word for each activation that a letter tells from others: ``\sigma_h(c)`` may be tanh."""

    def put(found: re.Match[str]) -> str:
        prime = "'" if found["prime"] or found["behind"] else ""
        return rf"\mathrm{{{GATE_FUNCTION}{found['in'] or found['of']}}}{prime}"

    return _OF_GATE.sub(put, text)


def with_plain_losses(text: str, times: Sequence[str] = ()) -> str:
    """The text with a loss by its name alone where what it depends on is listed: ``J(w, b)``.

    That of values at a step of ``times``, ``L(y_t, o_t)``, is the loss of that step.
    """
    at_step = re.compile(rf"_\s*\{{?\s*([{''.join(times)}])\s*\}}?(?![\w-])") if times else None

    def put(found: re.Match[str]) -> str:
        listed = _PLAIN_NAMES.fullmatch(found["of"]) or (found["loss"] != "C" and _ONE_NAME.fullmatch(found["of"]))
        step = at_step.search(found["of"]) if at_step is not None and listed and not found["scripts"] else None
        scripts = f"_{{{step[1]}}}" if step else found["scripts"]
        return f"{found['loss']}{scripts} " if listed else found[0]

    return _LOSS_OF.sub(put, text)


def with_letters_apart(text: str) -> str:
    """The text with commas between two letters that are indices."""
    return _PAIR.sub(r"_{\1,\2}", text)


def _with_argument(found: re.Match[str], problem: Problem) -> str:
    """A slope without an argument, ``\\sigma'``, at what the problem's one activation is of: in each step of a product.

    Where that cannot be told, a name beside it is no argument either, and it is not read.
    """
    entering = {call[1] for one in problem.values if (call := _ALONE.fullmatch(one.formula.strip()))}
    if len(entering) == 1:
        name = entering.pop()
        over = _SUMMED_OVER.findall(found.string, 0, found.start())
        of_steps = over and set(problem.quantities[name].letters) & set(problem.scope.axes.time)
        return f"{found['f']}'({name}[{over[-1]}])" if of_steps else f"{found['f']}'({name})"
    beside = _NAME_BESIDE.match(found.string, found.end())
    return f"{found['f']}'()" if beside else found[0]
