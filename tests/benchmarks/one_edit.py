"""Right answers with one edit, and which of them are still marked right, to be looked at by eye.

    python tests/benchmarks/one_edit.py [-a] [PROBLEM]...

Every answer of `tests/notation/read/corpus/pasted.tsv`, and every plain meaning there, that is marked right is changed
in one place: a sign, a factor, the letter of an index, a transpose, `*` for `@`, the other axis, another name of the
same axes. An edit may happen to stay right: where the text is Python, NumPy is asked at a seeded instance, and with
`-a` what is right there is printed too. The others are for eyes: *NumPy* are those whose numbers are others in NumPy,
*look* those that it cannot evaluate. A *fault* is an error of marking. The same edits are made in every run.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import tutor
from tests.notation.read import corpus, python_values
from tutor import Problem, host
from tutor.marking import mark, question

FACTOR = r"(?:[A-Za-z_]\w*(?:\[[^\[\]]*\])?(?:\.T|\^\\?\w+)?|\([^()]*\))"
"""A name with its indices and its transpose, or a bracket with no bracket in it."""
TIMES = r"\s*(?:\*(?!\*)|@|⊙|\\odot|\\cdot|\\circ)\s*"
TRANSPOSES = r"\.T\b|\.t\(\)|\^\{?(?:\\top|\\intercal|\\mathsf ?\{?T\}?|T)\}?|ᵀ|⊤"
NAMES_A_PLACE = 2
"""How many other names are tried in one place."""


def edits(text: str, problem: Problem) -> Iterator[tuple[str, str]]:
    """What was done, and the text after it; one text is not given twice."""
    seen = {text}
    for what, edited in _edits(text, problem):
        if edited not in seen:
            seen.add(edited)
            yield what, edited


def _edits(text: str, problem: Problem) -> Iterator[tuple[str, str]]:
    yield "sign", f"-({text})"
    yield from _replaced(text, "sign", r"(?<![eE(\[{,=])(?<=[\w)\]} ])[+\-−](?!=)", {"+": "-", "-": "+", "−": "+"})
    yield from _cut(text, "factor", TIMES + FACTOR)
    yield from _cut(text, "factor", FACTOR + TIMES)
    yield from _cut(text, "transpose removed", TRANSPOSES)
    yield from _replaced(text, "star", r"(?<!\*)\*(?!\*)", {"*": "@"})
    yield from _replaced(text, "star", "@", {"@": "*"})
    yield from _replaced(text, "axis", r"(?<=axis=|.\bdim=)[01]|(?<=\.sum\()[01](?=\))", {"0": "1", "1": "0"})
    yield from _other_letters(text, problem)
    yield from _other_names(text, problem)


def _cut(text: str, what: str, pattern: str) -> Iterator[tuple[str, str]]:
    for found in re.finditer(pattern, text):
        yield what, text[: found.start()] + text[found.end() :]


def _replaced(text: str, what: str, pattern: str, others: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for found in re.finditer(pattern, text):
        yield what, text[: found.start()] + others[found.group()] + text[found.end() :]


def _other_letters(text: str, problem: Problem) -> Iterator[tuple[str, str]]:
    """Each letter of an index as each other letter of an index in the text, or of an axis of the problem.

    What stands once and gets a letter that stands nowhere else is only renamed, and left out.
    """
    places = [
        index
        for group in re.finditer(r"\[[^\[\]]*\]|_\{[^{}]*\}|_[a-z]\b", text)
        for index in range(group.start(), group.end())
        if re.fullmatch(r"[a-z]", text[index]) and not re.match(r"\w{2}|\W*\w{2,}=", text[index:])
    ]
    used = Counter(text[index] for index in places)
    letters = sorted(used.keys() | {axis for axes in _axes(problem).values() for axis in axes})
    for index in places:
        for letter in letters:
            if letter in used or used[text[index]] > 1:
                yield "letter", text[:index] + letter + text[index + 1 :]


def _other_names(text: str, problem: Problem) -> Iterator[tuple[str, str]]:
    """Each name as others of the same axes, and transposed if it is a matrix: a column may be a row in most places."""
    axes = _axes(problem)
    for found in re.finditer(r"(?<![\w\\/])(?:dL/d)?[A-Za-z]\w*", text):
        name = found.group()
        if name not in axes:
            continue
        alike = [other for other in axes if other != name and axes[other] == axes[name]]
        for other in alike[:NAMES_A_PLACE]:
            yield "name", text[: found.start()] + other + text[found.end() :]
        if len(axes[name]) > 1 and not re.match(r"\.T|\.t\(|\^|\[|_|ᵀ", text[found.end() :]):
            yield "transpose added", text[: found.end()] + ".T" + text[found.end() :]


def _axes(problem: Problem) -> dict[str, tuple[str, ...]]:
    return {name: declared.axes for name, declared in problem.scope.names.items()}


def right_forms(chosen: list[str]) -> Iterator[tuple[str, str, str]]:
    """Problem, step and text of all forms to edit: those that are marked right."""
    found: dict[tuple[str, str, str], None] = {}
    for line in corpus.pasted():
        if line.kind != "number" and (not chosen or line.problem in chosen):
            found[line.problem, line.step, line.answer] = None
            found[line.problem, line.step, line.meaning] = None
    for problem, step, text in found:
        if verdict_of(problem, step, text) == "correct":
            yield problem, step, text


def verdict_of(problem: str, step: str, text: str) -> str:
    """The verdict at a seeded instance; *fault* where marking fails, which is printed."""
    asked = question(tutor.problem(problem).instance(seed=python_values.SEED), step)
    try:
        return mark(asked, text).kind
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, AssertionError) as error:
        print(f"fault  {problem} {step}: {text!r}: {error!r}")
        return "fault"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("problems", nargs="*", choices=[*host.problems(), []], help="all, if none is named")
    parser.add_argument("-a", "--all", action="store_true", help="print what is right in NumPy too")
    arguments = parser.parse_args()
    forms, made, counts = 0, 0, Counter[str]()
    for problem, step, text in right_forms(arguments.problems):
        forms += 1
        for what, edited in edits(text, tutor.problem(problem)):
            made += 1
            if verdict_of(problem, step, edited) != "correct":
                continue
            known = python_values.is_right(problem, step, edited)
            judged = {True: "right", False: "NumPy", None: "look"}[known]
            counts[judged] += 1
            if arguments.all or not known:
                print(f"{judged:6} {what:18} {problem} {step}: {edited}    [{text}]")
    print(f"{forms} forms, {made} edits; marked right: {sum(counts.values())}, of these {dict(counts)}")


if __name__ == "__main__":
    main()
