"""What the indices of formulas tell of sizes: letters that only the left side has, kernels, entries by number."""

from __future__ import annotations

from tutor.notation.errors import NotationError
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.index_placement import read
from tutor.notation.tree import Index
from tutor.problems.network.draft import Draft
from tutor.problems.network.mentioned_names import Mention

_SLIDES = lazily(r"(corr|conv)\s*\(\s*\\?([A-Za-z]\w*)\s*,\s*\\?([A-Za-z]\w*)", needs="co")


def note_sizes(draft: Draft, mentions: dict[str, list[Mention]]) -> None:
    """Note in the draft how long the axes are that only left sides name: as what they count along."""
    given = {letter for one in draft.given.values() for letter in one.letters}
    for definition in draft.definitions.values():
        for letter in definition.letters or ():
            taken = letter in given or letter in draft.like or letter in draft.each
            if taken or letter.upper() in draft.sizes or letter.upper() in draft.derived:
                continue
            for axis, index in _indices(draft, mentions[definition.name], letter):
                if _note(draft, letter, axis, index):
                    break


def _indices(draft: Draft, found: list[Mention], letter: str) -> list[tuple[str, Index]]:
    """Where a letter counts along an axis whose letter is declared; plain letters first, then the farthest."""
    places = []
    for mention in found:
        for axis, index in _placed(draft, mention):
            if any(own == letter and count > 0 for own, count in index.terms) and axis != letter:
                places.append((axis, index))
    plain = [place for place in places if not place[1].const and len(place[1].terms) == 1]
    return plain + sorted((place for place in places if place not in plain), key=lambda place: -place[1].const)


def _placed(draft: Draft, mention: Mention) -> list[tuple[str, Index]]:
    """The indices of a mention by the axis that each stands at, where all are written."""
    declared = draft.given.get(mention.name) or draft.definitions.get(mention.name)
    letters = declared.letters if declared else None
    written = mention.indices
    if letters is not None and len(written) == 1 and len(letters) > 1 and written[0].isalnum():
        written = tuple(written[0])
    if letters is None or len(letters) != len(written):
        return []
    try:
        return [(axis, read(text, mention.name, 1)) for axis, text in zip(letters, written, strict=True) if text != ":"]
    except NotationError:
        return []


def _note(draft: Draft, letter: str, axis: str, index: Index) -> bool:
    root = draft.like.get(axis, axis)
    counts = dict(index.terms)
    if any(other not in draft.letters for other in counts):
        return False
    step = counts.pop(letter)
    if step == 1 and not counts and index.const <= 0:
        draft.like[letter] = root
        return True
    if any(count != 1 for count in counts.values()):
        return False
    taken = "".join(f"-{draft.like.get(other, other).upper()}" for other in counts)
    if step == 1:
        draft.derived[letter.upper()] = (
            f"{root.upper()}{taken}{-index.const:+d}" if index.const else root.upper() + taken
        )
        return True
    if root.upper() not in draft.sizes and root.upper() not in draft.derived:
        more = taken.replace("-", "+")
        draft.derived[root.upper()] = f"{step}*{letter.upper()}{more}" + (f"{index.const:+d}" if index.const else "")
        return True
    return False


def slid_along(draft: Draft, mentions: dict[str, list[Mention]]) -> tuple[set[str], dict[str, int], set[str]]:
    """The letters of kernels, the largest number that each axis is indexed with, the letters of what is slid over."""
    kernels: set[str] = set()
    along: set[str] = set()
    entries: dict[str, int] = {}
    for definition in draft.definitions.values():
        for kind, first, second in _SLIDES.findall(definition.text):
            pair = [draft.given[name].letters if name in draft.given else () for name in (first, second)]
            if kind == "conv" and first in draft.given and draft.given[first].role == "weight":
                pair.reverse()
            kernels.update(pair[1])
            along.update(pair[0])
        for mention in mentions[definition.name]:
            for axis, index in _placed(draft, mention):
                if len(index.terms) > 1:
                    kernels.update(letter for letter, _ in index.terms[1:])
                    along.add(axis)
                if not index.terms and index.const > 0:
                    entries[axis] = max(entries.get(axis, 0), index.const)
    return kernels, entries, along
