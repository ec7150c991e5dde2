"""The changes that people make to a right formula or line of code without meaning to: one in one place of its text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

NAMES_A_PLACE = 2
"""How many other names of the page are tried in one place."""

_SCRIPTS = r"(?:\s?[_^]\s?(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\?[A-Za-z]+(?![A-Za-z])|\w)|'|[₀-₉ₐ-ₜ]|ᵀ|[̂̃])*"
_GREEK = r"\\(?:alpha|beta|gamma|delta|epsilon|varepsilon|eta|mu|nu|lambda|Delta|ell)(?![A-Za-z])"
_FUNCTION = r"(?:\\(?:sigma|tanh|log|exp|operatorname\{\w+\})|(?<![A-Za-z\\])(?:sigma|tanh|log|exp|softmax|relu|[fgσ]))"
_BRACKET = r"(?:\\left|\\big)?\((?:[^()]|\([^()]*\))*?(?:\\right|\\big)?\)"
_BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_LATEX = (
    rf"""(?:\\(?:hat|tilde|bar|mathbf|mathrm|nabla_)\s*(?:{_BRACES}|[A-Za-z])|{_GREEK}|(?<![A-Za-z\\])d?[A-Za-z])"""
)
_PLAIN = r"(?:[d∂]\w+(?:\^\w+)?/[d∂]\w+|(?<!\w)[^\W\d_]\w*)"
_TIMES = r"\s*(?:\\odot|\\cdot|\\times|\\circ|[·⊙*@])?(?:\\[,;! ]|\\left(?=\())?\s*"
_TRANSPOSE = r"\s?\^\s?(?:\{\s*(?:\\top|\\intercal|T)\s*\}|\\top|\\intercal|T(?![A-Za-z]))|ᵀ|\.T(?!\w)"
_BY_ENTRY = r"odot|cdot|\*|·|⊙"
_WEIGHT = r"(?<![A-Za-z\\])[UVW](?:_(?:\{\w+\}|\w+)|\^\{?[(\[]\d[)\]]\}?|[\d₀-₉])?"
_SUM = r"\\sum(?:\\limits)?\s*(?:_(?:\{[^{}]*\}|\w))?(?:\^(?:\{[^{}]*\}|\w))?\s*|Σ[ₐ-ₜ]\s*|\bsum_\w+\s*"
_MEAN = r"\\frac\s*\{?1\}?\s*\{?[NMD]\}?\s*|1/[NM]\s*\*?\s*|(?<=[\w)}])\s*/\s*[NM](?!\w)"
_SIGN = r"(?<=[\w)\]}'ᵀ₀-₉ₐ-ₜ])(?P<blank>\s*)(?P<sign>[+\-−])(?=\s*[\w\\(∂α-ω])"


class Change(NamedTuple):
    """What was done to a text, and the text after it."""

    kind: str
    text: str


def changes_of_formula(text: str, page: str, *, latex: bool) -> Iterator[Change]:
    """The changes of a formula. ``page`` is all that it stands among, whose names may take each other's place."""
    for found in re.finditer(_SIGN, text):
        if text.count("{", 0, found.start()) == text.count("}", 0, found.start()):  # not in a script
            other = "+" if found["sign"] != "+" else "-"
            yield Change("sign", _put(text, found.start("sign"), found.end("sign"), other))
    yield Change("sign", text.lstrip()[1:].lstrip() if text.lstrip()[:1] in "-−" else f"-{text}")
    yield from _products(text, _LATEX if latex else _PLAIN)
    yield from _replaced(text, "transpose", _TRANSPOSE, "")
    yield from _replaced(text, "time", r"\{t\s?[-+]\s?1\}|t\s?[-+]\s?1", "t")
    yield from _replaced(text, "time", r"(?<=[^m]_)(?:\{t\}|t)(?![\w+\-])", "{t-1}" if latex else "(t-1)")
    yield from _replaced(text, "time", r"(?<=[HhaCc]_)2(?!\d)", "1")
    yield from _replaced(text, "mean", _MEAN, "")
    yield from _replaced(text, "sum", _SUM, "")
    yield from _replaced(text, "power", r"\s?\^\s?(?:2|\{2\})|²|\*\*2", "")
    yield from _replaced(text, "power", r"(?<=\^)2(?!\d)|(?<=\^\{)2(?=\})", "3")
    yield from _slopes(text)
    for number in re.finditer(r"(?<![\w^_{.\[(])\d+(?:\.\d+)?(?![\w.\])}])|\d*\.\d+", text):
        last = number[0][-1]
        yield Change("digit", _put(text, number.end() - 1, number.end(), str((int(last) + 3) % 10)))
    for entry in re.finditer(r"_(?:\{(?P<many>[a-z]{2})\}|(?P<one>[ijkn])(?![A-Za-z]))", text):
        if entry["many"]:
            yield Change("letter", _put(text, *entry.span("many"), entry["many"][::-1]))
        other = {"i": "j", "j": "i", "k": "i", "n": "j"}
        at = entry.end("many") - 1 if entry["many"] else entry.start("one")
        if text[at] in other:
            yield Change("letter", _put(text, at, at + 1, other[text[at]]))
    yield from _other_weights(text, page)


def _put(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _replaced(text: str, kind: str, pattern: str, new: str) -> Iterator[Change]:
    for found in re.finditer(pattern, text):
        yield Change(kind, _put(text, *found.span(), new))


def _products(text: str, name: str) -> Iterator[Change]:
    """Without one factor of two that are neighbours, and with both in the other order."""
    factor = (
        rf"(?:\\frac\s*{_BRACES}\s*{_BRACES}|{_FUNCTION}{_SCRIPTS}\s*{_BRACKET}|{name}{_SCRIPTS}|{_BRACKET}{_SCRIPTS})"
    )
    pair = rf"(?=(?P<one>{factor})(?P<times>{_TIMES})(?P<two>{factor}))"
    end = 0
    for found in re.finditer(pair, text):
        if found.start() < end:  # within the factor before
            continue
        end = found.end("one")
        inside = re.search(rf"(?:{_FUNCTION}|\\\w+|[_^]|\\sum\S*)\s*$", text[: found.start()])
        alone = re.compile(_FUNCTION).fullmatch
        if inside is not None or "&" in found["times"] or alone(found["one"]) or alone(found["two"]):
            continue
        yield Change("factor", _put(text, found.start("one"), found.end("times"), ""))
        yield Change("factor", _put(text, found.start("times"), found.end("two"), ""))
        if _is_matrix(found["one"]) and _is_matrix(found["two"]) and not re.search(_BY_ENTRY, found["times"]):
            turned = f"{found['two']} {found['one']}"
            yield Change("order", _put(text, found.start("one"), found.end("two"), turned))


def _is_matrix(factor: str) -> bool:
    """Whether its place in a product seems to matter: that of a large letter, a gradient, a bracket, a transpose."""
    return re.match(
        r"(?:\\(?:hat|bar|mathbf|nabla)\W*)?[A-Z]|\\frac\{\\partial|d[A-Z]|\(|\\left", factor
    ) is not None or (re.search(_TRANSPOSE, factor) is not None)


def _slopes(text: str) -> Iterator[Change]:
    """The slope of another function: sigma' for tanh', h (1 - h) for 1 - h^2."""
    for one, other in (("tanh'", "sigma'"), (r"\tanh'", r"\sigma'"), (r"\sigma'", r"\tanh'"), ("σ'", "tanh'")):
        yield from _replaced(text, "slope", r"(?<![\w\\])" + re.escape(one), other)
    for square in re.finditer(r"1 - (?P<value>\\?[\w{}_\\^ -]+?)\^2", text):
        yield Change("slope", _put(text, *square.span(), f"{square['value']} - {square['value']}^2"))
    for product in re.finditer(rf"(?P<value>[A-Za-z]{_SCRIPTS}){_TIMES}\(1 - (?P=value)\)", text):
        yield Change("slope", _put(text, *product.span(), f"(1 - {product['value']}^2)"))


def _other_weights(text: str, page: str) -> Iterator[Change]:
    others = list(dict.fromkeys(re.findall(_WEIGHT, page)))
    for found in re.finditer(_WEIGHT, text):
        alike = [one for one in others if one != found[0] and ("_" in one) == ("_" in found[0])]
        for other in alike[:NAMES_A_PLACE]:
            yield Change("name", _put(text, *found.span(), other))


def changes_of_code(text: str, names: frozenset[str]) -> Iterator[Change]:
    """The changes of an expression of Python. ``names`` are those that the program assigns."""
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError:
        return
    if "\n" in text or not text.isascii():
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and not isinstance(node, ast.Constant | ast.Name):
            for kind, new in _code_changes(text, node):
                yield Change(kind, _put(text, node.col_offset, node.end_col_offset or 0, new))
        elif isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield Change("digit", _put(text, node.col_offset, node.end_col_offset or 0, f"{node.value + 1}"))
        elif isinstance(node, ast.Name) and node.id in names:
            alike = [one for one in sorted(names) if one != node.id and _form(one) == _form(node.id)]
            for other in alike[:NAMES_A_PLACE]:
                yield Change("name", _put(text, node.col_offset, node.end_col_offset or 0, other))
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name):
        yield Change("sign", text[1:] if text.startswith("-") else f"-({text})")


def _form(name: str) -> str:
    """How a name is built: its first letter, and whether what comes after are letters, large ones or digits."""
    return name[:1] + re.sub("[a-z]+", "a", re.sub("[A-Z]+", "A", re.sub(r"\d", "1", name[1:])))


def _code_changes(text: str, node: ast.expr) -> Iterator[tuple[str, str]]:
    def said(part: ast.expr) -> str:
        return text[part.col_offset : part.end_col_offset]

    match node:
        case ast.BinOp(left, ast.Add() | ast.Sub() as op, right):
            shifts = isinstance(right, ast.Constant) and isinstance(left, ast.Name)  # t - 1, an index
            yield (
                ("time", said(left))
                if shifts
                else ("sign", f"{said(left)} {'-' if isinstance(op, ast.Add) else '+'} {said(right)}")
            )
        case ast.BinOp(left, ast.Mult(), right):
            yield from (("factor", said(left)), ("factor", said(right)))
        case ast.BinOp(left, ast.MatMult(), right):
            yield from (("order", f"{said(right)} @ {said(left)}"), ("factor", said(left)), ("factor", said(right)))
        case ast.BinOp(left, ast.Div(), _) if not isinstance(left, ast.Constant):
            yield "mean", said(left)
        case ast.BinOp(left, ast.Pow(), right):
            yield from (("power", said(left)), ("power", f"{said(left)} ** 3"))
        case ast.Attribute(value, "T"):
            yield "transpose", said(value)
        case ast.Call(ast.Attribute(ast.Name("np" | "torch"), "sum"), [body, *_]):
            yield "sum", said(body)
        case ast.Call(ast.Attribute(value, "sum" | "mean" as name)) if said(value) != "np":
            yield (
                name,
                said(value)
                if name == "sum"
                else f"{said(value)}.sum{text[node.func.end_col_offset : node.end_col_offset]}",
            )
    if isinstance(node, ast.Call):
        for word in node.keywords:
            if word.arg in ("axis", "dim") and isinstance(word.value, ast.Constant) and word.value.value in (0, 1):
                start, end = word.value.col_offset, word.value.end_col_offset
                other = text[node.col_offset : start] + str(1 - int(word.value.value)) + text[end : node.end_col_offset]
                yield "axis", other
