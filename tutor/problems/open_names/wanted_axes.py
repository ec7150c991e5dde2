"""Which undeclared names have to be arrays, and with how many axes: what a formula asks of the names in it."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.notation.tree import Bin, Call, Chain, Fold, Neg, Node, Pow, Ref, Transpose
from tutor.notation.tree_walks import walk
from tutor.problems.open_names.axis_joins import Axes
from tutor.problems.open_names.letter_kinds import is_capital, is_greek, is_small


class WantedAxes:
    """``ranks`` says how many axes each undeclared name has; ``wanted`` collects those that should have more.

    ``spread`` are those that could as well be numbers. With ``spreads`` what is added to an array is one; ``bold``
    takes capital letters for matrices.
    """

    def __init__(self, ranks: Mapping[str, int], spread: set[str], *, spreads: bool, bold: bool) -> None:
        self.ranks = dict(ranks)
        self.spread = spread
        self.spreads = spreads
        self.bold = bold
        self.wanted: dict[str, int] = {}

    def want(self, node: Node, rank: int = 1) -> None:
        """Ask for axes: of the name that this is, or of those that make it an array."""
        match node:
            case Ref(name, None) if name in self.ranks:
                capital = is_capital(name)
                wish = 2 if capital and self.bold else max(rank, 1)
                if self.ranks[name] < wish:
                    self.wanted[name] = max(wish, self.wanted.get(name, 0))
            case Neg(body) | Transpose(body) | Pow(base=body):
                self.want(body, rank)
            case Bin(op, left, right) if op in "+-":
                first, second = (left, right) if self._may(left) else (right, left)
                self.want(first, rank)
                if self.spreads:
                    self.want(second, rank)
                    if isinstance(second, Ref) and second.name in self.wanted:
                        self.spread.add(second.name)
            case Bin(op="/", left=left):
                self.want(left, rank)
            case Bin(op="@", left=left, right=right):
                self.want(left)
                self.want(right)
            case Bin(left=left, right=right):
                self.want(right if self._may(right) else left, rank)
            case Chain(items):
                made = [item for item in items if self._may(item)]
                for item in made[:-1]:
                    if isinstance(item, Ref) and is_capital(item.name):
                        self.want(item)
                if made:
                    self.want(made[-1], rank)
            case Call(args=args) if args:
                self.want(args[0], rank)
            case Fold(body=body):
                self.want(body, rank)

    def _may(self, node: Node) -> bool:
        return any(isinstance(part, Ref) and part.name in self.ranks and not is_greek(part.name) for part in walk(node))

    def spread_over(self, side: Node, axes: Axes) -> None:
        """A name that is added to an array may be one number, or an array: the second is the more general."""
        bare = side.body if isinstance(side, Neg) else side
        if isinstance(bare, Ref) and bare.name in self.ranks:
            capital = is_capital(bare.name)
            if capital == (len(axes) == 2) or (not capital and len(axes) == 2):
                self.wanted[bare.name] = 2 if capital else 1
                self.spread.add(bare.name)

    def maybe(self, item: Node) -> bool:
        """Ask for an axis of what could as well be a number, if a small letter is in it; whether one is."""
        small = {part.name for part in walk(item) if is_small_name(part) and isinstance(part, Ref)} & self.ranks.keys()
        if small:
            before = set(self.wanted)
            self.want(item)
            self.spread |= self.wanted.keys() - before
        return bool(small)


def is_small_name(node: Node) -> bool:
    """Whether a part is a small Latin letter with its scripts, and no entry of it."""
    return isinstance(node, Ref) and node.index is None and is_small(node.name)
