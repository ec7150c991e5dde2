"""A tree written back on one line: as ASCII, as Unicode, or as LaTeX, in the order in which it was typed.

What is written can be read again and means the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tutor.notation.characters import BIG_SIGNS, GREEK_OF, SUBSCRIPT_OF, SUPERSCRIPT_OF, SUPERSCRIPTS
from tutor.notation.read.names.name_lookup import known_base
from tutor.notation.scope import Scope
from tutor.notation.tree import (
    ArgMax,
    Arrays,
    Bin,
    Binder,
    Call,
    Chain,
    Compare,
    Delta,
    Derivative,
    Einsum,
    Fold,
    Index,
    Indicator,
    Jacobian,
    Listing,
    Neg,
    Node,
    Num,
    Part,
    Pow,
    Ref,
    Size,
    Transpose,
    View,
)
from tutor.notation.write.name_text import place_text, shown_name
from tutor.notation.write.style import (
    ASCII,
    ATOM,
    LATEX,
    POWER,
    PRODUCT,
    SUM,
    TEXTBOOK,
    UNICODE,
    Style,
    has_axes,
    index_text,
    is_open,
    precedence,
)

_RELATIONS = {"<=": ("≤", r"\le"), ">=": ("≥", r"\ge"), "!=": ("≠", r"\ne")}
"""The signs that ASCII spells with two characters, in Unicode and in LaTeX."""


def to_ascii(node: Node, scope: Scope) -> str:
    """The formula in plain ASCII."""
    return Writer(ASCII, scope).write(node)


def to_textbook(node: Node, scope: Scope) -> str:
    """The formula in ASCII as textbooks print it: ``W^T (y - t)``, ``y_k``."""
    return Writer(TEXTBOOK, scope).write(node)


def to_unicode(node: Node, scope: Scope) -> str:
    """The formula on one line with the symbols of the problem."""
    return Writer(UNICODE, scope).write(node)


def to_latex(node: Node, scope: Scope) -> str:
    """The formula as LaTeX, without dollar signs."""
    return Writer(LATEX, scope).write(node)


class Writer:
    """Writes trees of one scope in one style."""

    def __init__(self, style: Style, scope: Scope) -> None:
        self.style = style
        self.scope = scope
        self.latex = style is LATEX
        self.ascii = style in (ASCII, TEXTBOOK)
        self.one = r"\mathbb{1}" if self.latex else "1"

    def write(self, node: Node, least: int = 0) -> str:
        """The text of a node, in brackets if it binds less tightly than ``least``."""
        text = _TEXT[type(node)](self, node)
        loose = precedence(node) < least or (least == ATOM and not self.ascii and is_open(node))
        return self.brackets(text) if loose else text

    def brackets(self, text: str) -> str:
        """The text in round brackets."""
        return rf"\left({text}\right)" if self.latex else f"({text})"

    # -- arithmetic ------------------------------------------------------------------------------------------

    def binary(self, node: Bin) -> str:
        """A sum, a difference, a product or a quotient."""
        if node.op in "+-":
            sign = self.style.minus if node.op == "-" else "+"
            tight = node.op == "-" or isinstance(node.right, Neg) or precedence(node.right) == SUM
            return f"{self.write(node.left, SUM)} {sign} {self.write(node.right, PRODUCT if tight else SUM)}"
        if node.op == "/" and self.latex:
            return rf"\frac{{{self.write(node.left)}}}{{{self.write(node.right)}}}"
        left, right = self.closed(node.left, self.least_on_the_left(node)), self.write(node.right, POWER)
        if node.op == "/":
            below = self.brackets(right) if isinstance(node.right, Ref) and "/" in right else right
            return f"{left}/{below}"
        return left + self.product_sign(node, right) + right

    def least_on_the_left(self, node: Bin) -> int:
        """How tightly the left side must bind: matrix products and derivatives are not mixed up where brackets help."""
        if self.style is not TEXTBOOK:
            return PRODUCT
        if isinstance(node.left, Chain) and (node.op != "/" or has_axes(node.right, self.scope)):
            return POWER
        return PRODUCT

    def product_sign(self, node: Bin, right: str) -> str:
        """What stands between the factors of a product whose right one is written ``right``."""
        if node.op == "@":
            return " @ "
        entrywise = node.op == "⊙" or (has_axes(node.left, self.scope) and has_axes(node.right, self.scope))
        return self.style.entrywise if self.ascii or entrywise else self.between(node.right, right)

    def between(self, node: Node, text: str) -> str:
        """What stands between things side by side before ``node``, whose text is ``text``."""
        return self.style.dot if text[:1].isdecimal() or isinstance(node, _HELD) else " "

    def closed(self, node: Node, least: int) -> str:
        """A factor that more factors follow."""
        if is_open(node) and not self.ascii and precedence(node) >= least:
            return self.brackets(self.write(node))
        return self.write(node, least)

    def chain(self, items: tuple[Node, ...]) -> str:
        """Factors side by side."""
        text = ""
        for position, item in enumerate(items):
            first = position == 0 and not isinstance(item, Chain)
            least = PRODUCT if first and not (self.style is TEXTBOOK and has_axes(item, self.scope)) else POWER
            part = self.write(item, least) if position == len(items) - 1 else self.closed(item, least)
            text += self.after(items[:position], self.between(item, part), part) + part if position else part
        return text

    def after(self, items: tuple[Node, ...], sign: str, text: str) -> str:
        """What stands before a factor: a star, not a blank, between a quotient and a bracket, ``1/N*(p - y)``."""
        lone = self.style is TEXTBOOK and len(items) == 1 and isinstance(items[0], Bin)
        return self.style.dot if lone and text[:1] == "(" else sign

    def part(self, node: Part) -> str:
        """An entry of a value in brackets: ``(W^T d)[i]``."""
        body, places = self.brackets(self.write(node.body)), [self.place(index) for index in node.index]
        if self.latex:
            return f"{body}_{{{','.join(places)}}}"
        letters = "".join(places)
        if self.style is UNICODE and all(len(place) == 1 and place in SUBSCRIPT_OF for place in places):
            return body + "".join(SUBSCRIPT_OF[letter] for letter in letters)
        return f"{body}[{','.join(places)}]"

    def power(self, node: Pow) -> str:
        """A power; small digits above where they are enough."""
        base = self.raised(node.base)
        if isinstance(node.base, Ref) and base[-1:] in SUPERSCRIPTS:  # the name of a layer, W⁽¹⁾
            base = self.brackets(base)
        exponent = node.exponent
        if self.latex:
            return f"{base}^{{1 T}}" if _is_t(exponent) else f"{base}^{{{self.write(exponent)}}}"
        return base + self.exponent(exponent)

    def exponent(self, exponent: Node) -> str:
        """What follows the base of a power: small characters, or ``^`` and one value."""
        if _is_t(exponent):
            return "^(1*T)"
        small = self.small_exponent(exponent)
        text = self.write(exponent, ATOM)
        # A transposition after an exponent would be one of the whole power.
        return small or (f"^{self.brackets(text)}" if isinstance(exponent, Transpose) else f"^{text}")

    def small_exponent(self, exponent: Node) -> str:
        """An exponent as small raised characters, where it is a whole number or one letter; else ''."""
        inner = exponent.body if isinstance(exponent, Neg) else exponent
        whole = isinstance(inner, Num) and inner.text.isdecimal()
        if self.style is not UNICODE or not (whole or isinstance(inner, Ref)):
            return ""
        text = self.write(inner)
        if not whole and (len(text) > 1 or text not in SUPERSCRIPT_OF):
            return ""
        return "".join(SUPERSCRIPT_OF[char] for char in "-" * isinstance(exponent, Neg) + text)

    def raised(self, node: Node) -> str:
        """What something is written above of: in brackets where it has something above or below of its own."""
        text = self.write(node, ATOM)
        crowded = isinstance(node, Transpose) or (isinstance(node, Ref) and "/" in text)
        if crowded or (self.latex and isinstance(node, Ref) and ("^" in text or text.startswith(r"\frac"))):
            return self.brackets(text)
        return text

    def transposed(self, node: Transpose) -> str:
        """A transposition; in LaTeX beside the layer that stands above already."""
        body = node.body
        text = self.write(body, ATOM)
        if self.latex and isinstance(body, Ref) and text.endswith(")}") and not text.startswith(r"\frac"):
            return rf"{text[:-1]}\top}}"
        if isinstance(body, Ref | Transpose) and self.style is not ASCII:
            text = self.raised(body)
        return text + self.style.transposed

    # -- functions, sums and lists -----------------------------------------------------------------------------

    def call(self, node: Call) -> str:
        """A function of something; e and pi."""
        if not node.args and node.function in ("eye", "ones"):
            return self.of_no_size(node.function)
        if not node.args:
            letter = GREEK_OF.get(node.function)
            return node.function if self.ascii or not letter else f"\\{node.function}" if self.latex else letter
        written = [self.write(argument) for argument in node.args]
        if node.function == "where" and isinstance(node.args[0], _HELD):
            written[0] = written[0].removeprefix(self.one)[1:-1]
        if node.function == "inner" and not self.ascii:
            return rf"\langle {', '.join(written)} \rangle" if self.latex else f"⟨{', '.join(written)}⟩"
        return self.function_name(node) + self.brackets(", ".join(written))

    def of_no_size(self, name: str) -> str:
        """The identity matrix, or a vector of ones, whose size is not written."""
        if self.latex:
            return r"\mathbb{I}" if name == "eye" else r"\mathbf{1}"
        return "I" if name == "eye" and not self.ascii and not known_base("I", self.scope) else name

    def function_name(self, node: Call) -> str:
        """The name of a function with its primes."""
        function = self.scope.functions[node.function]
        name = node.function if self.ascii else (function.latex if self.latex else function.unicode) or node.function
        along = f"_{node.along}" if len(node.along) < 2 else f"_{{{node.along}}}"
        return name + "'" * node.primes + (along if node.along else "")

    def relation(self, sign: str) -> str:
        """The sign of a relation."""
        ascii, latex = _RELATIONS.get(sign, (sign, sign))
        return sign if self.ascii else f"{latex} " if self.latex and latex != sign else ascii

    def held(self, left: str, sign: str, right: str) -> str:
        """1 where a relation holds."""
        return f"{self.one}[{left}{self.relation(sign)}{right}]"

    def indicator(self, node: Indicator) -> str:
        """1 where two places are in a relation."""
        left, right = (self.place(side) for side in (node.left, node.right))
        return self.held(left, node.relation, right)

    def argmax(self, node: ArgMax) -> str:
        """1 where a place is the first at which something is largest."""
        name = r"\operatorname{argmax}" if self.latex else "argmax"
        below = node.letter if len(node.letter) == 1 else f"{{{node.letter}}}"
        body = f"{name}_{below}({self.write(node.body)})"
        return self.held(self.place(node.place), "=", body)

    def place(self, index: Index) -> str:
        """A place that is compared with another."""
        return place_text(index, "", self.scope).replace("-", self.style.minus)

    def fold(self, node: Fold) -> str:
        """A sum, a product or a mean, with its letters below and its limits."""
        if not node.binders:
            body = self.write(node.body)
            if (
                node.kind == "norm"
                and node.axis is None
                and not node.kept
                and not self.ascii
                and "‖" not in body
                and r"\|" not in body
            ):
                return rf"\left\|{body}\right\|" if self.latex else f"‖{body}‖"
            along = self.along(node)
            name = rf"\operatorname{{{node.kind}}}" if self.latex else node.kind
            return f"{name}({body}{along})"
        if len(node.binders) > 1 and any(binder.low or binder.high for binder in node.binders):
            inner = Fold(node.kind, node.binders[1:], node.body)
            return self.fold(Fold(node.kind, node.binders[:1], inner))
        scripts = self.limits(node.binders)
        if self.ascii:
            return f"{node.kind}{scripts}({self.write(node.body)})"
        if node.kind not in BIG_SIGNS:
            name = rf"\operatorname{{{node.kind}}}" if self.latex else node.kind
            return f"{name}{scripts}({self.write(node.body)})"
        sign = f"\\{node.kind}" if self.latex else BIG_SIGNS[node.kind]
        return f"{sign}{self.small_letters(node.binders) or scripts} {self.write(node.body, PRODUCT)}"

    def along(self, node: Fold) -> str:
        """The axes that something is folded along, by their numbers, and whether they are kept."""
        along = f", axis={node.axis}" if node.axis is not None else ""
        return f"{along}, keepdims=True" if node.kept else along

    def view(self, node: View) -> str:
        """An array with its axes laid out anew, as NumPy writes it."""
        if node.kind == "joined":
            return self.write(node.body)
        given = ", ".join(node.given)
        return self.write(node.body, ATOM) + (f"[{given}]" if node.kind == "[]" else f".{node.kind}({given})")

    def einsum(self, node: Einsum) -> str:
        """A sum over letters of products of arrays, as NumPy writes it."""
        name = r"\operatorname{einsum}" if self.latex else "einsum"
        args = [self.write(argument) for argument in node.args]
        return f"{name}('{','.join(node.letters)}->{node.result}', {', '.join(args)})"

    def small_letters(self, binders: tuple[Binder, ...]) -> str:
        """The letters of a sum as Unicode subscripts, where it has no limits and there are such letters."""
        letters = "".join(binder.letter for binder in binders)
        plain = self.style is UNICODE and all(binder.low is None and binder.high is None for binder in binders)
        if not plain or not all(letter in SUBSCRIPT_OF for letter in letters):
            return ""
        return "".join(SUBSCRIPT_OF[letter] for letter in letters)

    def limits(self, binders: tuple[Binder, ...]) -> str:
        """The letters of a sum with its limits: ``_n``, ``_{u,v}``, ``_{t=1}^{T}``."""
        under, over = self.limit_texts(binders)
        return (f"_{under}" if len(under) == 1 else f"_{{{under}}}") + (f"^{{{over}}}" if over else "")

    def limit_texts(self, binders: tuple[Binder, ...]) -> tuple[str, str]:
        """What stands below and above the sign of a sum."""
        first = binders[0]
        if first.low is None and first.high is None:
            return ",".join(binder.letter for binder in binders), ""
        size = first.size or self.scope.axes.size_letter(first.letter)
        low = index_text(first.low, size) if first.low is not None else "1"
        if first.high is not None and first.high != Index((), 0, last=True):
            return f"{first.letter}={low}", index_text(first.high, size)
        return f"{first.letter}={low}", first.size  # no end written: the whole axis

    def listing(self, node: Listing) -> str:
        """A list, a row, a column or a matrix."""
        items = [self.write(item) for item in node.items]
        if all(isinstance(item, Listing) for item in node.items):
            rows = [item.items for item in node.items if isinstance(item, Listing) and self._is_row(item)]
            if len(rows) == len(items) > 1:
                between = " & " if self.latex else ", "
                written = [between.join(self.write(part) for part in row) for row in rows]
                if self.latex:
                    return r"\begin{bmatrix} " + r" \\ ".join(written) + r" \end{bmatrix}"
                items = [f"[{row}]" for row in written]
            return f"[{', '.join(items)}]"
        if node.kind == "free":
            return f"[{', '.join(items)}]"
        sign = " & " if node.kind == "row" else r" \\ "
        last = r" \\" if node.kind == "column" and len(items) == 1 else ""
        if self.latex:
            return rf"\begin{{bmatrix}} {sign.join(items)}{last} \end{{bmatrix}}"
        if node.kind == "row":
            return "[" + " \\ ".join(items) + (" \\ ]" if len(items) == 1 else "]")
        if any(has_axes(item, self.scope) for item in node.items):
            return "[" + r" \\ ".join(items) + (r" \\]" if len(items) == 1 else "]")
        return "[" + ", ".join(f"[{item}]" for item in items) + "]"

    def _is_row(self, node: Listing) -> bool:
        """Whether a list is numbers alone, so that it can be a row of a matrix."""
        return len(node.items) > 1 and not any(has_axes(item, self.scope) for item in node.items)

    def derivative(self, node: Derivative) -> str:
        """A derivative: of a name as a quotient, of anything else with what it is of in brackets behind it."""
        by, name = self.write(node.by), isinstance(node.body, Ref)
        above = self.write(node.body) if name else ""
        if self.latex:
            found = rf"\frac{{\partial {above}}}{{\partial {by}}}" if name else rf"\frac{{\partial}}{{\partial {by}}}"
        else:
            d = "d" if self.ascii else "∂"
            found = f"{d}{above}/{d}{by}"
        return found if name else found + ("" if self.latex else " ") + self.brackets(self.write(node.body))


_TEXT: dict[type, Callable[[Writer, Any], str]] = {
    Ref: lambda writer, node: shown_name(node, writer.scope, writer.style),
    Num: lambda writer, node: str(node.text),
    Size: lambda writer, node: str(node.letter),
    Neg: lambda writer, node: writer.style.minus + writer.write(node.body, PRODUCT),
    Chain: lambda writer, node: writer.chain(node.items),
    Delta: lambda writer, node: writer.held(node.first, "=", node.second),
    Indicator: Writer.indicator,
    Compare: lambda writer, node: writer.held(writer.write(node.left), node.relation, writer.write(node.right)),
    ArgMax: Writer.argmax,
    Bin: Writer.binary,
    Pow: Writer.power,
    Call: Writer.call,
    Fold: Writer.fold,
    Transpose: Writer.transposed,
    Part: Writer.part,
    Listing: Writer.listing,
    View: Writer.view,
    Einsum: Writer.einsum,
    Arrays: lambda writer, node: writer.write(node.body),
    Derivative: Writer.derivative,
    Jacobian: lambda writer, node: writer.derivative(node.source),
}


_HELD = (Delta, Indicator, Compare, ArgMax)
"""What begins with a 1."""


def _is_t(exponent: Node) -> bool:
    """Whether an exponent is a size called T, which alone would read as a transposition."""
    return isinstance(exponent, Size) and exponent.letter == "T"
