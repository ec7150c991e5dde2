"""Marking a choice: the numbers of the options picked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from tutor.marking.verdict import Diagnosis, Verdict
from tutor.notation.characters import ACCENT_OF, SUBSCRIPT_CHARACTERS, spread
from tutor.problems.contract.step import Choice

_SUBSCRIPT = re.compile(f"[{SUBSCRIPT_CHARACTERS}]")
_ACCENTED = re.compile(rf"\\({'|'.join(ACCENT_OF)})\s*\{{?\s*(\w)\s*\}}?")

MOST = 400
"""Characters that are read, besides as many as all options have."""
_REST = re.compile(r"[\d\s,;()\[\]]|and")


def mark_choice(choice: Choice, text: str) -> Verdict:
    """The verdict on picked options, written as numbers, ``2``, ``1 3``, ``1,3``, or as their texts."""
    picked = picked_options(choice.options, text)
    if not picked:
        what = "one number" if not choice.many and not choice.ordered else "their numbers, such as 1, 3"
        return _invalid(f"options are chosen by {what}")
    outside = [number for number in picked if not 1 <= number <= len(choice.options)]
    if outside:
        return _invalid(f"there is no option {outside[0]}; they go from 1 to {len(choice.options)}")
    if len(set(picked)) != len(picked):
        return _invalid("an option is named twice")
    if not choice.many and not choice.ordered and len(picked) > 1:
        return _invalid("just one option is asked for")
    read_as = ", ".join(map(str, picked))
    right = tuple(picked) == choice.answer if choice.ordered else set(picked) == set(choice.answer)
    if right:
        return Verdict("correct", 1.0, read_as)
    return Verdict("wrong", _score(choice, picked), read_as, (_explained(choice, picked),))


def picked_options(options: Sequence[str], text: str) -> list[int]:
    """The numbers that an answer names, by the options' texts or as numbers; none where it holds anything else."""
    if len(text) > MOST + sum(map(len, options)):
        return []
    picked = _by_text(options, text)
    if picked:
        return picked
    plain, _ = spread(text)
    return [] if _REST.sub("", plain) else [int(number) for number in re.findall(r"\d+", plain)]


def by_their_texts(choice: Choice, text: str) -> str:
    """An answer with the options that it picks named by their texts, which stay when their order changes."""
    picked = picked_options(choice.options, text)
    if not picked or not all(1 <= number <= len(choice.options) for number in picked):
        return text
    return "; ".join(choice.options[number - 1] for number in picked)


def _by_text(options: Sequence[str], text: str) -> list[int]:
    """The options whose texts make up the answer, in its order; none unless nothing else is left of it."""
    left = re.sub(r"^\(\w,\w\)[=:∈]", "", _plain(text))
    written = {_plain(option): number for number, option in enumerate(options, 1)}
    bare = {_plain(_SUBSCRIPT.sub("", option)): number for number, option in enumerate(options, 1)}
    found: list[tuple[int, int]] = []
    for short, number in sorted({**bare, **written}.items(), key=lambda pair: -len(pair[0])):
        while short and short in left:
            found.append((left.index(short), number))
            left = left.replace(short, "\0" * len(short), 1)
    return [] if re.sub(r"[\0,;{}\[\]]|and", "", left) else [number for _, number in sorted(found)]


def _plain(text: str) -> str:
    """``fₜ``, ``f_t`` and ``f_{t}`` alike, ``C̃`` and ``\\tilde{C}`` too, and no blanks."""
    text = _ACCENTED.sub(lambda match: match[2] + ACCENT_OF[match[1]], text)
    return re.sub(r"[\s_{}$\\]", "", unicodedata.normalize("NFKC", text))


def _invalid(reason: str) -> Verdict:
    return Verdict("invalid", diagnosis=(Diagnosis("invalid", reason),))


def _score(choice: Choice, picked: list[int]) -> float:
    if not choice.many:
        return 0.0
    agreed = sum((number in picked) == (number in choice.answer) for number in range(1, len(choice.options) + 1))
    return agreed / len(choice.options)


def _explained(choice: Choice, picked: list[int]) -> Diagnosis:
    for number in picked:
        if number in choice.slips and (number not in choice.answer or choice.ordered):
            code, message = choice.slips[number]
            return Diagnosis(code, message, rule=choice.rule)
    if choice.ordered and set(picked) == set(choice.answer):
        return Diagnosis("order", "The right ones, but not in this order.", rule=choice.rule)
    if choice.many and set(picked) < set(choice.answer):
        return Diagnosis(
            "choice-missing", "All of these belong there, and something is still missing.", rule=choice.rule
        )
    if choice.many and set(picked) > set(choice.answer):
        return Diagnosis("choice-extra", "One too many: not all of these belong there.", rule=choice.rule)
    return Diagnosis("choice", "That is not it.", rule=choice.rule)
