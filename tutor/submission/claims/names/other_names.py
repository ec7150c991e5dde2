"""Quantities that a page has called by one letter before it uses the letter of the exercise for something else."""

from __future__ import annotations

import re

from tutor.notation.errors import NotationError
from tutor.notation.tree import Node, Ref
from tutor.submission.claims.page_memory import PageMemory
from tutor.submission.claims.writing.spelling import ATOM, atom_of

_LETTER = re.compile(r"(?<!\\)(?<![A-Za-z])[A-Za-z](?![A-Za-z])")


def is_called_otherwise(page: PageMemory, truth: Node, left: str) -> bool:
    """Whether right statements of the page have a value by other letters than a left side has for it.

    A GRU page with the candidate ``h̃_t`` means another cell by ``c_t``.
    """
    own = _letter(left)
    if not isinstance(truth, Ref) or not own:
        return False
    texts = dict.fromkeys(one[0].strip() for text in page.right_texts for one in ATOM.finditer(text))
    called = {_letter(text) for text in texts if _is_of(page, text, truth.name)} - {""}
    return bool(called) and own not in called


def _letter(text: str) -> str:
    """The one letter that a name has without its scripts, whatever stands above it; '' where that is not one."""
    atom = atom_of(text)
    found = _LETTER.findall(atom.base) if atom is not None else []
    return found[0].lower() if len(found) == 1 else ""


def _is_of(page: PageMemory, text: str, name: str) -> bool:
    try:
        tree = page.exercise.general.reader.read(text)
    except NotationError:
        return False
    return isinstance(tree, Ref) and tree.name == name
