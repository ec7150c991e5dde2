"""A page about free letters, line by line: what each line says of the letters that the lines before have made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tutor.errors import TutorError
from tutor.marking.verdict import Diagnosis
from tutor.notation.tree import Derivative, Node, Ref, Transpose
from tutor.notation.tree_walks import names, walk
from tutor.submission.claims import judged as says
from tutor.submission.claims.judged import Verdict
from tutor.submission.claims.trees import indices
from tutor.submission.claims.writing.true_class import has_true_class, letters_of_true_class
from tutor.submission.identities.conditions import Conditions
from tutor.submission.identities.entries import Condition, Entries, Grid, compared
from tutor.submission.identities.lines import Lines
from tutor.submission.identities.names import INDEXED
from tutor.submission.identities.slips import slip
from tutor.submission.identities.trees import has_function, is_function, put_in
from tutor.submission.identities.world import ANY, ONE_HOT, SHARES, Definition, World

_RELATIONS = ("=", r"\equiv", ":=")
_ANY_FUNCTION = re.compile(r"(?<![A-Za-z\\])[fghFGH]\s*\(")
"""A letter that pages have for one function after another."""
_SIGMA = re.compile(r"\\sigma(?![A-Za-z])|σ")
_ALL_ENTRIES = re.compile(r"\\begin\s*\{cases\}|\\delta\s*_\s*\{|1\s*_?\s*\\?\{|δ")
"""What says itself which entries are meant."""
_NEAR = 2
"""So many lines above, a condition is surely one of a line."""
_PRIMED = re.compile(r"'|\\prime")
"""What a prime is by is not always said."""
Held = list[tuple[World, Entries]]


class Found(NamedTuple):
    """What is said of a line: a verdict, or '' for none; ``rests`` are the words of the names that it is made of."""

    verdict: str
    rests: frozenset[str] = frozenset()
    diagnosis: tuple[Diagnosis, ...] = ()
    follows: int | None = None


class LetterPage:
    """The lines in their order; names are made, and made anew, as the page goes on."""

    def __init__(self, said: Sequence[Verdict], text: str) -> None:
        self._said = said
        self._lines = Lines([(one.statement.left, one.link.text) for one in said], text)
        self._conditions = Conditions(text)
        self._true_class = letters_of_true_class(text)
        self._has_true_class = has_true_class(text)
        self._definitions = dict(self._lines.definitions)
        self._taken = list(self._definitions.values())
        self._unsure: set[str] = set()
        self._worlds: dict[frozenset[tuple[str, int]], list[World]] = {}
        self.found: list[Found] = []
        for at in range(len(said)):
            self.found.append(self._of(at))

    def defined(self, words: frozenset[str]) -> set[int]:
        """The lines that say what some words are."""
        return {one.at for one in self._taken if one.word in words}

    def _of(self, at: int) -> Found:
        """What is said of a line, after what it says of names was taken."""
        one, line = self._said[at], self._lines.lines[at]
        made = self._lines.definition(at)
        if made is not None and self._definitions.get(made.word, made).at == at:
            return Found("")
        if self._takes_put_in(at):
            return Found("")
        if line.left is None or line.right is None or one.link.relation not in _RELATIONS:
            return Found("")
        name = INDEXED.fullmatch(line.word)
        if name is not None and name["word"] not in self._definitions:
            return Found("")
        found = self._judged(at, line.left, line.right)
        if name is None or found.verdict == says.RIGHT or one.link is not one.statement.links[0]:
            return found
        self._unsure.add(name["word"])
        if made is not None and self._is_made(made):
            self._define(made)
        return Found("")

    def _is_made(self, made: Definition) -> bool:
        """Whether a name has a value by what is said of it."""
        try:
            self._in_worlds({**self._definitions, made.word: made})[0].value(Ref(made.word))
        except TutorError:
            return False
        return True

    def _define(self, made: Definition) -> None:
        self._definitions[made.word] = made
        self._taken.append(made)

    def _takes_put_in(self, at: int) -> bool:
        """Whether a link only puts something for a name that was none before: then it says what that is."""
        if not self._goes_on(at):
            return False
        before, now = self._lines.lines[at - 1].right, self._lines.lines[at].right
        if before is None or now is None:
            return False
        if isinstance(now, Ref) and now.name not in self._definitions:
            found: tuple[Ref, Node] | None = now, before
        else:
            found = put_in(before, now)
        if found is None:
            return False
        (name, formula), known = found, self._definitions.get(found[0].name)
        letters = tuple(one.letter if one is not None else "" for one in name.index or ())
        if (known is not None and known.at <= at) or not all(letters) or name.name in names(formula):
            return False
        if len(set(letters)) < len(letters) or name.name in self._lines.targets:
            return False
        made = Definition(name.name, letters, formula, at)
        if self._is_made(made):
            self._define(made)
        return self._definitions.get(name.name) is made

    def _goes_on(self, at: int) -> bool:
        """Whether a line is a later link of the chain that the one before belongs to."""
        return at > 0 and self._said[at - 1].statement is self._said[at].statement

    def _judged(self, at: int, left: Node, right: Node) -> Found:
        views = list(self._views(at, left))
        wrong = bool(views)
        for definitions in views:
            world = self._in_worlds(definitions)[0]
            rests = frozenset[str]().union(*map(world.depends, names(left) | names(right)))
            made = [definitions[word].tree for word in rests & definitions.keys()]
            arrays = any(self._is_of_arrays(side, rests, definitions) for side in (left, right))
            ours = (
                rests & self._lines.targets or self._is_by_entry(left) or any(map(has_function, (left, right, *made)))
            )
            if arrays or not ours:
                wrong = False
                continue
            held = self._held(left, right, definitions)
            if any(self._is_right(at, entries, world) for world, entries in held):
                return Found(says.RIGHT, rests)
            wrong = wrong and bool(held) and self._may_be_wrong(left, right, rests, definitions)
            wrong = wrong and all(self._is_wrong(at, entries, world) for world, entries in held)
        text = self._said[at].statement.left + self._said[at].link.text
        guessed = _ANY_FUNCTION.search(text) or (self._lines.is_guessed and _SIGMA.search(text))
        if not wrong or guessed or is_function(left) or not names(right) or _PRIMED.search(self._said[at].link.text):
            return Found("")
        if self._goes_on(at) and self._is_wrong_before(at):
            before = self._lines.lines[at - 1].right
            if before is not None and self._are_same(before, right):
                return Found(says.FOLLOWS, rests, follows=self._said[at - 1].link.line)
        return Found(says.WRONG, rests, (slip(left, right, self._lines.scope, self._are_same),))

    def _views(self, at: int, left: Node) -> Iterator[dict[str, Definition]]:
        """What names are for a line: what it differentiates by is free; then by the lines above, then by all lines."""
        above = {word: one for word, one in self._definitions.items() if one.at <= at}
        by = {part.by.name for part in walk(left) if isinstance(part, Derivative)}
        if by & above.keys():
            yield {word: one for word, one in above.items() if word not in by}
        yield above
        if len(above) < len(self._definitions):
            yield self._definitions

    def _is_by_entry(self, left: Node) -> bool:
        """Whether a left side is a derivative by an entry: what is about no network has no such formulas."""
        by = [part.by.index for part in walk(left) if isinstance(part, Derivative)]
        return any(index is not None for index in by)

    def _is_wrong_before(self, at: int) -> bool:
        wrong = (says.WRONG, says.FOLLOWS)
        return self._said[at - 1].verdict in wrong or self.found[at - 1].verdict in wrong

    def _in_worlds(self, definitions: dict[str, Definition]) -> list[World]:
        key = frozenset((word, one.at) for word, one in definitions.items())
        if key not in self._worlds:
            kinds = (ANY, SHARES, ONE_HOT) if self._lines.targets else (ANY,)
            own = dict(definitions)
            self._worlds[key] = [World(self._lines.scope, own, self._lines.targets, kind) for kind in kinds]
        return self._worlds[key]

    def _is_of_arrays(self, tree: Node, rests: frozenset[str], definitions: dict[str, Definition]) -> bool:
        """Whether a formula is about arrays of which nothing tells how many axes they have."""
        if any(word not in definitions for word in rests & self._lines.vague):
            return True
        turned = [part for part in walk(tree) if isinstance(part, Transpose)]
        ranks = self._lines.scope.names
        return any(not ranks[word].axes for part in turned for word in names(part) - definitions.keys())

    def _held(self, left: Node, right: Node, definitions: dict[str, Definition]) -> Held:
        """Both sides in every world where they can be held against each other."""
        found: Held = []
        for world in self._in_worlds(definitions):
            try:
                entries = compared(world.value(left), world.value(right), self._class_in(world))
            except TutorError:
                continue
            if entries is None:
                continue
            found.append((world, entries))
            is_of_one = self._has_true_class and world.kind == ONE_HOT and len(entries.extra) == 1
            if is_of_one and not entries.are_same():
                found += self._at_one_class(world, left, right, entries.extra)
        return found or self._of_numbers(left, right, definitions)

    def _at_one_class(self, world: World, left: Node, right: Node, letters: frozenset[str]) -> Held:
        """The same where the one letter that only the right side has is that of the true class."""
        entries = compared(world.value(left), world.value(right), self._true_class | letters)
        if entries is None or not entries.are_same():
            return []
        self._true_class |= letters
        return [(world, entries)]

    def _of_numbers(self, left: Node, right: Node, definitions: dict[str, Definition]) -> Held:
        """Both sides where all names are numbers, as in a law of one letter that is a vector elsewhere."""
        if indices(left) | indices(right):
            return []
        names_of = {word: one.replace(axes=()) for word, one in self._lines.scope.names.items()}
        world = World(self._lines.scope.replace(names=names_of), definitions)
        try:
            entries = compared(world.value(left), world.value(right), ())
        except TutorError:
            return []
        return [(world, entries)] if entries is not None and entries.are_same() else []

    def _holding(self, at: int) -> tuple[list[Condition], list[Condition]]:
        """The conditions that a line says itself, and those above it, the last one first."""
        one = self._said[at]
        last = max(link.line + link.text.rstrip().count("\n") for link in one.statement.links)
        above = [] if _ALL_ENTRIES.search(one.link.text) else self._conditions.before(one.statement.line)
        return self._conditions.within(one.statement.line, last), above

    def _grids(self, at: int, entries: Entries, world: World) -> list[Grid]:
        """The entries for which a line says a condition, else those of the last condition on its letters."""
        own, above = ([one.holds(entries.letters, self._class_in(world)) for one in some] for some in self._holding(at))
        found = [grid for grid in own if grid is not None and grid.any()]
        return found or [grid for grid in above if grid is not None and grid.any()][:1]

    def _is_right(self, at: int, entries: Entries, world: World) -> bool:
        return entries.are_same() or any(map(entries.are_same, self._grids(at, entries, world)))

    def _is_wrong(self, at: int, entries: Entries, world: World) -> bool:
        if entries.whole or entries.extra or entries.are_same():
            return False
        grids = self._grids(at, entries, world) if self._has_condition(at) else []
        if not grids and self._conditions.about(self._class_in(world).union(entries.letters)):
            return not entries.same.any()
        return not any(entries.same[grid].any() for grid in grids)

    def _has_condition(self, at: int) -> bool:
        """Whether a condition stands in a line or right above it."""
        one = self._said[at]
        last = max(link.line + link.text.rstrip().count("\n") for link in one.statement.links)
        return bool(self._conditions.within(one.statement.line - _NEAR, last))

    def _class_in(self, world: World) -> frozenset[str]:
        """The letters of the true class, in a world that has one."""
        return self._true_class if world.kind == ONE_HOT else frozenset()

    def _may_be_wrong(self, left: Node, right: Node, rests: frozenset[str], definitions: dict[str, Definition]) -> bool:
        """Whether the page says what all letters are: others are only what its formulas are of, and its targets.

        There is one of these: where there are weights, whole arrays may stand for what is written as numbers.
        """
        known = self._in_worlds(definitions)[0].depends
        own = frozenset[str]().union(*map(known, names(left)))
        free = rests - definitions.keys() - self._lines.targets
        is_known = len(free) == 1 and not rests & self._unsure and rests <= own
        return is_known and (not rests & self._lines.targets or self._is_by_entry(left))

    def _are_same(self, left: Node, right: Node) -> bool:
        return any(entries.are_same() for _, entries in self._held(left, right, self._definitions))
