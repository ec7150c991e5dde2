"""What a formula is made of, without what pages write in different ways: order, transposes, signs, numbers, indices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tutor.notation.functions import FUNCTIONS
from tutor.notation.tree import Bin, Call, Chain, Fold, Lettered, Listing, Neg, Node, Num, Pow, Ref, Size, Transpose

NAME, BEFORE, SUM, PRODUCT, OVER, CALL, POWER, OTHER = (
    "name", "before", "sum", "product", "over", "call", "power", "other",
)  # fmt: skip
_SUMS, _PRODUCTS = frozenset("+-"), frozenset({"*", "⊙", "@"})


class Form(NamedTuple):
    """A kind of formula with its parts; ``word`` is the name, the function, the exponent.

    Of a ``BEFORE`` the part is the name that is taken from the step before.
    """

    kind: str
    word: str = ""
    parts: tuple[Form, ...] = ()


def form_of(tree: Node) -> Form | None:
    """The form of a formula; None for what is only a number."""
    if isinstance(tree, Num | Size):
        return None
    if isinstance(tree, Ref):
        name = Form(NAME, tree.name)
        shifted = any(one is not None and one.terms and one.const < 0 for one in tree.index or ())
        return Form(BEFORE, parts=(name,)) if shifted else name
    if isinstance(tree, Neg | Transpose | Lettered):
        return form_of(tree.body)
    if isinstance(tree, Listing) and len(tree.items) == 1:  # square brackets around a sum
        return form_of(tree.items[0])
    if isinstance(tree, Fold) and tree.kind != "prod":
        return form_of(tree.body)
    if isinstance(tree, Pow) and not tree.by_entry and _is_e(tree.base):
        return _with_parts(CALL, "exp", [tree.exponent])
    if isinstance(tree, Pow) and isinstance(tree.exponent, Num):
        return _with_parts(POWER, tree.exponent.text, [tree.base])
    if isinstance(tree, Call):
        return _called(tree)
    if isinstance(tree, Bin | Chain):
        return _joined(tree)
    return Form(OTHER, type(tree).__name__)


def parts_of(form: Form) -> Iterator[Form]:
    """A form and all in it."""
    yield form
    for part in form.parts:
        yield from parts_of(part)


def names_in(form: Form) -> frozenset[str]:
    """The names in a form."""
    return frozenset(one.word for one in parts_of(form) if one.kind == NAME)


def functions_in(form: Form) -> frozenset[str]:
    """The functions and powers in a form."""
    return frozenset(one.word for one in parts_of(form) if one.kind in (CALL, POWER))


def with_names(form: Form, others: Mapping[str, str]) -> Form:
    """A form with other names."""
    word = others.get(form.word, form.word) if form.kind == NAME else form.word
    return Form(form.kind, word, tuple(with_names(part, others) for part in form.parts))


def _joined(tree: Bin | Chain) -> Form | None:
    if isinstance(tree, Bin) and tree.op in _SUMS:
        return _one_of(SUM, _terms(tree))
    if isinstance(tree, Bin) and tree.op not in _PRODUCTS | {"/"}:
        return Form(OTHER, tree.op)
    if (activation := _written_out(tree)) is not None:
        return activation
    return _one_of(PRODUCT, _factors(tree))


def _terms(tree: Node) -> Iterator[Form | None]:
    if isinstance(tree, Bin) and tree.op in _SUMS:
        yield from _terms(tree.left)
        yield from _terms(tree.right)
    elif isinstance(tree, Neg):
        yield from _terms(tree.body)
    else:
        yield form_of(tree)


def _factors(tree: Node) -> Iterator[Form | None]:
    if isinstance(tree, Chain):
        for item in tree.items:
            yield from _factors(item)
    elif isinstance(tree, Bin) and tree.op in _PRODUCTS:
        yield from _factors(tree.left)
        yield from _factors(tree.right)
    elif isinstance(tree, Bin) and tree.op == "/":
        yield from _factors(tree.left)
        below = form_of(tree.right)
        yield Form(OVER, parts=(below,)) if below is not None else None
    elif isinstance(tree, Fold | Neg | Transpose):
        yield from _factors(tree.body)
    else:
        yield form_of(tree)


def _called(tree: Call) -> Form | None:
    function = FUNCTIONS.get(tree.function)
    word = function.alias or function.name if function is not None else tree.function
    if word == "max" and len(tree.args) == 2 and Num("0") in [_plain(arg) for arg in tree.args]:
        word = "relu"
    return _with_parts(CALL, "sigma" if word == "sigmoid" else word, tree.args)


def _plain(tree: Node) -> Node:
    return Num(tree.text) if isinstance(tree, Num) else tree


def _written_out(tree: Bin | Chain) -> Form | None:
    """Softmax and the logistic function where they are written with exponentials."""
    if not isinstance(tree, Bin) or tree.op != "/":
        return None
    above, below = tree.left, tree.right
    if isinstance(below, Fold) and below.kind == "sum" and _exponent(above) is not None:
        one, other = form_of(above), form_of(below.body)
        return Form(CALL, "softmax", one.parts) if one is not None and one == other else None
    if isinstance(above, Num) and isinstance(below, Bin) and below.op == "+" and isinstance(below.left, Num):
        exponent = _exponent(below.right)
        return _with_parts(CALL, "sigma", [exponent.body]) if isinstance(exponent, Neg) else None
    return None


def _exponent(tree: Node) -> Node | None:
    if isinstance(tree, Pow) and _is_e(tree.base):
        return tree.exponent
    return tree.args[0] if isinstance(tree, Call) and tree.function == "exp" and tree.args else None


def _is_e(tree: Node) -> bool:
    return isinstance(tree, Call | Ref) and (tree.function if isinstance(tree, Call) else tree.name) == "e"


def _with_parts(kind: str, word: str, trees: list[Node] | tuple[Node, ...]) -> Form | None:
    parts = tuple(one for one in map(form_of, trees) if one is not None)
    return Form(kind, word, parts) if parts else None


def _one_of(kind: str, forms: Iterator[Form | None]) -> Form | None:
    parts = tuple(one for one in forms if one is not None)
    return Form(kind, parts=parts) if len(parts) > 1 else next(iter(parts), None)
