"""Relations of places: 1 where two letters, or what is counted by them, are in a relation, else 0."""

from __future__ import annotations

from tutor.notation.errors import FitError
from tutor.notation.lower.entrywise import elementwise, merged
from tutor.notation.lower.environment import Env
from tutor.notation.lower.index_letters import extent, is_plain, windowed
from tutor.notation.lower.references import labelled
from tutor.notation.lower.value import Value
from tutor.notation.tree import Delta, Index, Indicator, Node, Ref
from tutor.notation.tree_walks import walk


def delta(node: Delta, env: Env) -> Value:
    """1 where two letters are equal, else 0."""
    first, second = node.first, node.second
    if {first, second} & env.scope.axes.sizes.keys():
        return indicator(Indicator(Index(((first, 1),)), "=", Index(((second, 1),))), env)
    known = env.letters.get(first) or env.letters.get(second)
    if known is None:
        elsewhere = _letters_of(env.whole, env)
        known = elsewhere.get(first) or elsewhere.get(second)
    if known is None:
        raise FitError(f"1[{first}={second}] needs letters that occur elsewhere")
    env.bind(first, known)
    env.bind(second, known)
    array = env.field.eye(known, env.size(known))
    array = windowed(windowed(array, 1, first, env), 2, second, env)
    return merged(Value(array, (first, second), (known, known)), env.field)


def indicator(node: Indicator, env: Env) -> Value:
    """1 where two places are in a relation, else 0."""
    elsewhere: dict[str, str] = {}
    sides = (node.left, node.right)
    letters = {letter for side in sides for letter, _ in side.terms if letter not in env.scope.axes.sizes}
    if not letters <= env.letters.keys():
        elsewhere = _letters_of(env.whole, env)
    known = [env.letters.get(letter) or elsewhere.get(letter) for letter in sorted(letters)]
    for side in sides:
        if side.label is not None:
            known.append(env.scope.axes.class_of(env.scope.names[side.label.name].picks))
    own = next((size_class for size_class in known if size_class), None)
    if own is None:
        raise FitError(f"an indicator needs letters that occur elsewhere; {', '.join(sorted(letters))} does not")
    for letter in letters - env.letters.keys():
        env.bind(letter, elsewhere.get(letter) or own)
    left, right = (_counted(side, env) for side in sides)
    env.afford(left, right)
    return elementwise(lambda one, other: env.field.compared(node.relation, one, other), left, right)


def _counted(index: Index, env: Env) -> Value:
    """The number of a place, wherever its letters are."""
    if index.label is not None:
        return labelled(index, env)
    letters = [letter for letter, _ in index.terms if letter not in env.scope.axes.sizes]
    classes = [env.letters[letter] for letter in letters]
    spans = [extent(letter, own, env) for letter, own in zip(letters, classes, strict=True)]
    array = env.field.counter(index, spans, env)
    return merged(Value(array, tuple(letters), tuple(classes)), env.field)


def _letters_of(tree: Node, env: Env) -> dict[str, str]:
    """What the index letters of a formula run over, by the axes they stand at; other letters by their own axis."""
    found = {letter: env.scope.axes.class_of(letter) for letter in env.sizes}
    for node in walk(tree):
        if isinstance(node, Ref):
            axes = env.scope.names[node.name].axes
            if node.index is not None and len(node.index) < len(axes):
                axes = (env.scope.axes.pair_letter(tuple(map(env.scope.axes.class_of, axes))) or "",)
            for axis, index in zip(axes, node.index or (), strict=False):
                if index is not None and index.letter and is_plain(index.letter, env.scope.axes.class_of(axis), env):
                    found[index.letter] = env.scope.axes.class_of(axis)
    return found
