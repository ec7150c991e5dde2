"""A report on one page as Gradescope's results: a point for each statement that was judged."""

from __future__ import annotations

from tutor.export.gradescope import GradedTest, results
from tutor.export.marked.sentences import said
from tutor.submission.marked import Marked
from tutor.submission.verdicts import JUDGED, NOT_READ, WRONG


def write(marked: Marked) -> str:
    """What is right, or follows from what is wrong, has its point. What could not be judged costs nothing."""
    sentences = said(marked)
    tests, aside = [], []
    for at, one in enumerate(marked.statements):
        name = f"line {one.line}: {one.text}"
        if one.verdict in JUDGED:
            tests.append(GradedTest(name, 0.0 if one.verdict == WRONG else 1.0, 1.0, sentences.get(at, "")))
        elif one.verdict == NOT_READ:
            aside.append(name)
    count = marked.summary
    output = f"{count.judged} of {count.claims} claims could be judged."
    if aside:
        output += "\nNot read:\n" + "\n".join(aside)
    return results(tests, output)
