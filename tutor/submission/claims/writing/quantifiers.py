"""Statements for every member of a set, ``w ∈ {W, U, V}``, or for several numbers, ``i = 1, 2, 3``."""

from __future__ import annotations

import re

from tutor.submission.statement import Statement

MOST_MEMBERS = 8


def quantified(statement: Statement) -> tuple[str, list[str]] | None:
    """The letter of a set that stands beside a statement, and its members; None without one."""
    for setting in statement.settings:
        for link in setting.links:
            members = re.fullmatch(r"\s*\\?\{(.*?)\\?\}\s*", link.text)
            if link.relation in (r"\in", "∈") and members and re.fullmatch(r"[A-Za-z]", setting.left.strip()):
                found = [one.strip() for one in members[1].split(",") if one.strip()]
                if 0 < len(found) <= MOST_MEMBERS and r"\dots" not in members[1]:
                    index = "_" if all(one.isdigit() for one in found) else ""  # else it is what a label may be
                    return index + setting.left.strip(), found
            numbers = _run_of_numbers(link.text) if link.relation == "=" else []
            if len(numbers) > 1 and re.fullmatch(r"[a-z]", setting.left.strip()):
                return "_" + setting.left.strip(), numbers
    return None


def _run_of_numbers(text: str) -> list[str]:
    """The numbers of ``1, 2, 3`` or ``1, \\dots, 3``; nothing for anything else."""
    parts = [part.strip() for part in re.split(r"[,，]", text)]
    if len(parts) == 3 and parts[1] in (r"\dots", r"\ldots", r"\cdots", "...", "…") and parts[0].isdigit():
        return [str(one) for one in range(int(parts[0]), int(parts[2]) + 1)] if parts[2].isdigit() else []
    return parts if all(part.isdigit() for part in parts) else []


def with_member(text: str, letter: str, member: str) -> str:
    """A text with a member of the set for its letter; a letter with ``_`` before it is an index."""
    if letter.startswith("_"):  # an index
        index = rf"(?<=[_{{,(])\s*{letter[1:]}(?![A-Za-z0-9])"
        text = re.sub(rf"{index}\s*-\s*1", lambda _: str(int(member) - 1), text)
        return re.sub(index, lambda _: member, text)
    return re.sub(rf"(?<![A-Za-z\\_]){re.escape(letter)}(?![A-Za-z0-9_^])", lambda _: member, text)
