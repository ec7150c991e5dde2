"""What people type that says the same as something else, in one spelling, before anything of a page is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import normalize

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.claims.writing.kept_sums import with_kept_sums
from tutor.submission.latex_patterns import GROUP
from tutor.submission.own_network.changed import changed
from tutor.submission.statement import Statement

_FONT = r"\\(?:mathbf|boldsymbol|bm)"
_ACCENT = r"\\(?:hat|widehat|tilde|widetilde|bar|overline|vec)"
_SCRIPTED = lazily(
    rf"(?P<dress>{_FONT}|{_ACCENT})\s*\{{\s*(?P<base>\\?[A-Za-z]+)\s*(?P<scripts>(?:[_^]\s*(?:{GROUP}|\w)\s*)+)\}}"
)
"""A font or an accent around a name with its scripts."""
_BOLD = lazily(r"\\(?:pmb|textbf)(?=\s*\{\s*\\?[A-Za-z]+\s*[_^}])")
_GLUED_SCRIPT = lazily(
    r"(?<=[A-Za-z})\]])(?:_\d(?=[A-Za-z\\])|\^[lLT\d](?=[A-Za-z](?![A-Za-z]))|_[A-Za-z](?=[A-Za-z]\s*[_^]))"
)
"""A script of one character before another name: LaTeX takes no more of ``w_1x`` and ``W^la^{l-1}``."""
_GLUED_LIMIT = lazily(r"\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*(?:\{[^{}]*\}|\w)\s*\^\w(?=[A-Za-z\\(])")
"""A last term of one character before what is added: n, where ``x_i`` follows with no blank."""
_GLUED_WEIGHT = lazily(r"(?<![A-Za-z\\_^])([abce-zA-Z])(?=[WUV]\s*[_^])")
"""A factor that runs into a weight with something below or above it, ``xW_1``: not the gradient ``dW_1``."""
_GLUED_FUNCTION = lazily(r"(?<![A-Za-z\\_^{])([abcf-z])(log|ln|exp|tanh)(?=\s*[({\\])")
"""A factor that runs into the name of a function, ``ylog(p)``; d would make it a differential."""
_DOTTED = lazily(r"\\cdot\s*\*|(?<=[\s)\]}A-Za-z])\.\*(?=[\s(\\A-Za-z])")
"""The sign of MATLAB for a product entry by entry."""
_UPRIGHT_D = lazily(r"(?:\\(?:mathrm|text|textrm)\s*\{\s*d\s*\}|\{\s*(?:\\rm\s+)?d\s*\})\s*(?=[A-Za-z}\\])")
_CALLED = (
    r"\\(?:sigma|phi|varphi|psi|tanh|(?:operatorname|mathrm|text)\{\w+\})"
    r"|(?<![A-Za-z\\])(?:[fgs]|sigmoid|tanh|relu|ReLU)"
)
_PRIMED_CALL = lazily(
    rf"(?P<function>{_CALLED})(?P<call>\s*(?:\\left\s*)?\((?:[^()]|\([^()]*\))*?(?:\\right\s*)?\))"
    r"\s*(?:'|\^\s*\{\s*(?:'|\\prime)\s*\}|\^\s*\\prime(?![A-Za-z]))(?!')"
)
"""A slope with its prime behind the argument, ``f(z)'``."""
_BRACED = lazily(
    r"(?<![A-Za-z_^}])\{\s*(\\(?:sigma|phi|varphi|psi))\s*\}(?=\s*')"
    r"|\\dot\s*\{\s*(\\(?:sigma|phi|varphi|psi))\s*\}(?=\s*(?:\\left\s*)?\()"
)
"""A function in braces before its prime, or with a dot for one."""
_WORD_ABOVE = lazily(
    r"(?<![A-Za-z\\_^{])(?P<weight>[WUV]|\\(?:mathbf|boldsymbol|bm)\{[WUV]\})\s*\^\s*"
    r"(?:\{\s*(?P<word>(?!T)[a-z]{2}|[QKVO])\s*\}(?!\s*_)|(?P<letter>[QKVO])(?![A-Za-z]))"
)
"""A weight with the letters of what it leads from and to above it, ``W^{hx}``, or of what it makes, ``W^Q``."""
_ROMAN = lazily(r"(?P<script>[_^]\s*)?\{\s*\\rm\s+(?P<word>[^{}\\]+?)\s*\}")
_BOLD_LETTER = lazily(r"\\bold(?![A-Za-z])\s*(?P<letter>[A-Za-z](?![A-Za-z])|(?=\{)|)")
"""Fonts in the way of plain TeX and of MathJax."""
_OVER = lazily(r"\{([^{}]*(?:\{[^{}]*\}[^{}]*)*?)\\over(?![A-Za-z])\s*((?:[^{}]|\{[^{}]*\})*)\}")
"""A fraction in the way of plain TeX."""
_HATTED = lazily("[A-Za-z]\u0302|[ŷŶẑẐĥĤâÂŝŜŵŴĉĈ]")
"""A letter with its hat as Unicode has it."""


def in_one_spelling(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with what is typed in many ways typed in one."""
    return [changed(one, _respelled) for one in statements]


def _respelled(text: str) -> str:
    if r"\over" in text:
        text = _OVER.sub(r"\\frac{\1}{\2}", text)
    if r"\rm" in text or r"\bold" in text:
        text = _BOLD_LETTER.sub(_bold, _ROMAN.sub(_upright, _UPRIGHT_D.sub("d", text)))
    if "{" in text:
        text = _UPRIGHT_D.sub("d", _SCRIPTED.sub(_scripts_outside, _BOLD.sub(r"\\mathbf", text)))
        text = with_kept_sums(text)
        text = _BRACED.sub(lambda one: one[1] or f"{one[2]}'", text)
    if "'" in text or "prime" in text:
        text = _PRIMED_CALL.sub(r"\g<function>'\g<call>", text)
    text = _GLUED_WEIGHT.sub(r"\1 ", _GLUED_LIMIT.sub(r"\g<0> ", text))
    if "^" in text:
        text = _WORD_ABOVE.sub(lambda one: f"{one['weight']}_{{{one['word'] or one['letter']}}}", text)
    text = _GLUED_FUNCTION.sub(r"\1 \\\2", _GLUED_SCRIPT.sub(r"\g<0> ", text))
    text = text if text.isascii() else _HATTED.sub(lambda one: rf"\hat{{{normalize('NFD', one[0])[0]}}}", text)
    return _DOTTED.sub(r"\\odot ", text) if "*" in text else text


def _upright(found: re.Match[str]) -> str:
    word = rf"\mathrm{{{found['word']}}}"
    return f"{found['script']}{{{word}}}" if found["script"] else word


def _bold(found: re.Match[str]) -> str:
    """A bold letter; a bold sign is a sign."""
    if found["letter"]:
        return rf"\mathbf{{{found['letter']}}}"
    return r"\mathbf" if found.string[found.end() : found.end() + 1] == "{" else ""


def _scripts_outside(found: re.Match[str]) -> str:
    """A dressed name with its scripts behind it: ``\\hat{y}_i`` for ``\\hat{y_i}``."""
    return f"{found['dress']}{{{found['base']}}}{found['scripts'].rstrip()}"
