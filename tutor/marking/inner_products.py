"""Answers that are right if a dot in them is the inner product: ``-t · log(y)`` where one number is asked for."""

from __future__ import annotations

import re

from tutor.marking.claim import Link
from tutor.marking.formula_answer import FormulaAnswer
from tutor.marking.question import Question
from tutor.notation.errors import NotationError
from tutor.notation.read.parser import with_inner_products
from tutor.notation.tree import Node

_DOT = re.compile(r"[·⋅∙•]|\\(?:cdot|bullet)|\s\.\s")


def right_as_inner_product(question: Question, link: Link) -> Node | None:
    """The reading of an answer with one dot as the inner product, if the answer fits in no reading but such a one.

    Where it fits in several they must all be right. None where none is.
    """
    if link.tree is not link.shown or not _DOT.search(link.text):
        return None
    try:
        if FormulaAnswer(question, link.tree).fits:
            return None
        trees = dict.fromkeys(with_inner_products(link.text, question.scope))
        answers = [FormulaAnswer(question, tree) for tree in trees]
    except NotationError:  # one that cannot be evaluated is no reading
        return None
    fitting = [answer for answer in answers if answer.fits]
    if not fitting or any(answer.outcome != "same" or answer.later for answer in fitting):
        return None
    return fitting[0].tree
