"""Index form as a formula of the language, every name with all its indices."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.notation import tree
from tutor.notation.functions import FUNCTIONS
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import Expression, IndexForm, NoFormError
from tutor.notation.lower.index_form.places import Affine, Entry, letters_in, moved
from tutor.notation.lower.index_form.substitution import letters_of
from tutor.notation.tree import Node


def to_tree(index_form: IndexForm) -> Node:
    """A formula with the values of the form. Raises NoFormError for what the language has no indices for.

    Those are powers of matrices, flattened places, and lists at a letter. A softmax becomes its quotient where it is
    not at a letter.
    """
    return _Writer({letter: Affine.of(letter) for letter in index_form.letters}).node(index_form.expression)


class _Writer:
    """Writes expressions with these places for their letters."""

    def __init__(self, places: Mapping[str, Affine]) -> None:
        self.places = places

    def at(self, letter: str, place: Affine) -> _Writer:
        """The writer of a part in which a letter is bound."""
        return _Writer({**self.places, letter: place})

    def index(self, place: Affine, size_class: str) -> tree.Index:
        """A place along an axis as it is typed."""
        at = moved(place, self.places)
        letters = tuple((term, count) for term, count in at.terms if isinstance(term, str))
        if len(letters) < len(at.terms):
            return self.label(at)
        if at.sizes == ((size_class, 1),) and not letters:
            return tree.Index((), at.const, last=True)
        sizes = tuple((known.upper(), count) for known, count in at.sizes)
        return tree.Index((*letters, *sizes), at.const)

    def label(self, at: Affine) -> tree.Index:
        """The place that a label says, as it is typed: alone, or with a number added."""
        term, count = at.terms[0]
        if len(at.terms) > 1 or at.sizes or count != 1 or not isinstance(term, Entry):
            raise NoFormError("a part of a flattened axis")
        own = tuple(
            map(_Writer({letter: Affine.of(letter) for letter in letters_in([at])}).index, term.places, term.classes)
        )
        return tree.Index((), at.const, label=tree.Ref(term.name, own or None))

    def node(self, node: Expression) -> Node:
        """The formula of an expression."""
        match node:
            case form.Number(text):
                return tree.Num(text)
            case form.Constant(name):
                return tree.Call(name, ())
            case form.Size(size_class):
                return tree.Size(size_class.upper())
            case form.Ref(name, places, classes):
                return tree.Ref(name, tuple(map(self.index, places, classes)) or None)
            case form.Negative(body):
                return tree.Neg(self.node(body))
            case form.Binary("^", left, right):
                return tree.Pow(self.node(left), self.node(right))
            case form.Binary("max", left, right):
                return tree.Call("max", (self.node(left), self.node(right)))
            case form.Binary(op, left, right):
                return tree.Bin(op, self.node(left), self.node(right))
            case form.Apply(function, primes, argument):
                return tree.Call(function.name, (self.node(argument),), primes)
            case form.Fold():
                return self.fold(node)
            case form.Softmax(place, letter, _, body) if along := self.along(place, body):
                return tree.Call("softmax", (self.at(letter, Affine.of(along)).node(body),), along=along)
            case form.Softmax(place, letter, size_class, body):
                power = form.Apply(_EXP, 0, body)
                total = self.fold(form.Fold("sum", letter, size_class, power))
                return tree.Bin("/", self.at(letter, moved(place, self.places)).node(power), total)
            case form.Indicator(left, relation, right):
                first, second = self.index(left, ""), self.index(right, "")
                if relation == "=" and first.letter and second.letter:
                    return tree.Delta(first.letter, second.letter)
                return tree.Indicator(first, relation, second)
            case form.Compare(left, relation, right):
                return tree.Compare(relation, self.node(left), self.node(right))
            case form.ArgMax(place, letter, _, body):
                return tree.ArgMax(self.index(place, ""), letter, self.at(letter, Affine.of(letter)).node(body))
            case form.Where():
                return self.where(node)
        raise NoFormError(type(node).__name__)

    def along(self, place: Affine, body: Expression) -> str:
        """The letter that a softmax can be told to run along, if its place is one that the body has not; else ''."""
        letter = moved(place, self.places).letter
        own = letters_in(self.places.get(one, Affine.of(one)) for one in letters_of(body))
        return "" if letter in own else letter

    def where(self, node: form.Where) -> Node:
        """A choice between two values; of several conditions one in the other."""
        otherwise = self.node(node.otherwise)
        found = self.node(node.body)
        for test in reversed(node.conditions):
            found = tree.Call("where", (self.node(test), found, otherwise))
        return found

    def fold(self, node: form.Fold) -> Node:
        """A sum or a product over a letter; conditions on it are its limits."""
        inner, body = self.at(node.letter, Affine.of(node.letter)), node.body
        ends: dict[str, tree.Index | None] = {">=": None, "<=": None}
        limits = form.limits(node)
        ends |= {test.relation: inner.index(test.right, node.size_class) for test in limits}
        if limits and isinstance(body, form.Where):
            body = body.body
        return tree.Fold(node.kind, (tree.Binder(node.letter, ends[">="], ends["<="]),), inner.node(body))


_EXP = FUNCTIONS["exp"]
