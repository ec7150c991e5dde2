"""What the quiz adds to the palette: its keys by name, copies of the formula, and the symbols of the problem."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from tutor.app.shell.pages.palette_entry import PaletteEntry

if TYPE_CHECKING:
    from tutor.notation.scope import Scope
    from tutor.notation.tree import Node
    from tutor.problems.contract.problem import Problem

SIGNS = (
    ("∂", "a derivative: dL/dy"),
    ("Σ", "a sum: sum_n(..)"),
    ("σ", "the sigmoid: sigma(x)"),
    ("ᵀ", "transposed: A.T"),
    ("⊙", "entry by entry: a * b"),
    ("ŷ", "yhat"),
)


class QuizActions(Protocol):
    """What can be done with a question."""

    def action_check(self) -> None: ...
    def action_hint(self) -> None: ...
    def action_worked(self) -> None: ...
    def action_graph(self) -> None: ...
    def action_reference(self) -> None: ...
    def action_later(self) -> None: ...
    def action_arrays(self) -> None: ...
    def action_questions(self) -> None: ...
    def action_symbol(self) -> None: ...
    def action_edit(self) -> None: ...
    def action_new_numbers(self) -> None: ...
    def action_other_numbers(self) -> None: ...


def quiz_entries(
    do: QuizActions, copied: list[PaletteEntry], *, exam: bool, graph: bool, ended: bool
) -> list[PaletteEntry]:
    """The actions that work now; `copied` are those on the formula in the line."""
    helps = [
        PaletteEntry("Hint", "the next one", "?  F2", do.action_hint),
        PaletteEntry("Worked step", "after the last hint", "F3", do.action_worked),
    ]
    figure = PaletteEntry("Graph", "with all numbers so far", "F4", do.action_graph)
    reference = PaletteEntry("Reference", "network and numbers, on a small screen", "", do.action_reference)
    later = PaletteEntry("Later", "leave this question for the end", "F8", do.action_later)
    anew = PaletteEntry("Answer again", "what counts stays", "F8", do.action_later)
    numbers = [
        PaletteEntry("New numbers", "the same problem on another seed", "", do.action_new_numbers),
        PaletteEntry("Other numbers", "seed and sizes of your own", "", do.action_other_numbers),
    ]
    return [
        PaletteEntry("Check", "or go on", "enter", do.action_check),
        *([] if exam else helps),
        *([figure] if graph else []),
        reference,
        PaletteEntry("Arrays", "all entries of the larger ones", "", do.action_arrays),
        PaletteEntry("Questions", "all of them: look back, answer again", "F5", do.action_questions),
        *([anew] if ended else [later]),
        PaletteEntry("Symbol", "put a symbol into the answer", "ctrl+o", do.action_symbol),
        PaletteEntry("Editor", "a long formula, in your own editor", "ctrl+e", do.action_edit),
        *copied,
        *([] if exam else numbers),
    ]


def copies(
    copy: Callable[[str], None], node: Node, scope: Scope, lead: tuple[str, str] = ("", "")
) -> list[PaletteEntry]:
    """Copy a formula as ASCII, Unicode or LaTeX; `lead` stands before it, in plain text and in LaTeX."""
    from tutor.notation.write.one_line import to_ascii, to_latex, to_unicode

    def plain(text: str) -> Callable[[], None]:
        return lambda: copy(lead[0] + text)

    return [
        PaletteEntry("Copy as ASCII", "the formula", "F9", plain(to_ascii(node, scope))),
        PaletteEntry("Copy as Unicode", "the formula", "F9", plain(to_unicode(node, scope))),
        PaletteEntry("Copy as LaTeX", "the formula", "F9", lambda: copy(lead[1] + to_latex(node, scope))),
    ]


def symbols_of(problem: Problem, insert: Callable[[str], None]) -> list[PaletteEntry]:
    """The names of a problem as they are shown, and the signs of the notation; choosing one types it."""

    def put(text: str) -> Callable[[], None]:
        return lambda: insert(text)

    entries = [
        PaletteEntry(problem.display(name), quantity.meaning, name, put(name))
        for name, quantity in problem.quantities.items()
    ]
    entries += [
        PaletteEntry(problem.display(step.id), "earlier step", step.id, put(step.id))
        for step in problem.steps
        if not hasattr(step, "options") and step.id not in problem.quantities
    ]
    return entries + [PaletteEntry(sign, note, sign, put(sign)) for sign, note in SIGNS]


def names_of(problem: Problem) -> list[tuple[str, str]]:
    """For the help page: how each name is typed and how it is shown."""
    return [(name, problem.display(name)) for name in problem.quantities]
