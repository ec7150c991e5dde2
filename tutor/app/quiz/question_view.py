"""What a question's page shows, gathered once per question (in a thread: it computes values)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from tutor.app.drawing.symbols import Symbols
from tutor.app.graph.array_page import NamedArray, named_array
from tutor.app.quiz.reference_text import Fact, Facts
from tutor.app.quiz.session_picture import session_picture
from tutor.notation.write.number_text import show
from tutor.problems.instances.formula_values import lift

if TYPE_CHECKING:
    from tutor.graph.picture import Picture
    from tutor.marking.typed_value import TypedValue
    from tutor.notation.scope import Scope
    from tutor.notation.tree import Node
    from tutor.problems.contract.step import Choice, Step
    from tutor.problems.instances.instance import Instance
    from tutor.study import Feedback, QuizSession

ROOM = 26
MOST = 3
LONGEST_EXAMPLE = 40


@dataclass(frozen=True)
class QuestionView:
    """One question as the page shows it; everything is text but the scope that answers are read in.

    ``passage`` are the lines of a derivation that it is about, the one of the number ``wrong``, from 1, with a mistake.
    """

    title: str
    label: str
    mode: str
    number: int
    total: int
    step: str
    asked: str
    ask: str
    accepts: str
    options: tuple[str, ...]
    facts: Facts
    scope: Scope | None
    tries: tuple[str, ...]
    picture: Picture | None
    tables: tuple[NamedArray, ...]
    example: str = ""
    shape: tuple[int, ...] = ()
    passage: tuple[str, ...] = ()
    wrong: int | None = None
    derived: tuple[Fact, ...] = ()
    draft: str = ""
    standing: Feedback | None = None
    value_of: Callable[[Node], TypedValue | None] | None = None

    def spelled(self, symbols: Symbols) -> QuestionView:
        """The same in the signs that the terminal has."""
        return symbols.spelled(self, "title", "asked", "ask", "accepts", "options", "facts", "derived", "passage")


def gather(session: QuizSession) -> QuestionView:
    """The present question of a session."""
    instance, problem, step = session.instance, session.problem, session.step
    options = tuple(getattr(step, "options", ()))
    drawn = session_picture(session)
    about = session.passage
    shown = about if about is not None and about.wrong is not None else None
    return QuestionView(
        title=problem.title,
        label=instance.label,
        mode=session.mode,
        number=session.position + 1,
        total=session.total,
        step=step.id,
        asked="Choose" if options else f"{problem.display(step.id)} = ?",
        ask=step.ask,
        accepts=_accepts(session),
        options=options,
        facts=Facts(tuple(problem.statement), _given(instance), _so_far(session), _apart(instance, drawn)),
        scope=None if options else problem.scope,
        tries=tuple(session.earlier_answers),
        picture=drawn,
        tables=_tables(session),
        example=_example(session),
        shape=() if options else tuple(session.question.shape),
        passage=shown.lines if shown is not None else (),
        wrong=shown.wrong if shown is not None else None,
        derived=_derived(session),
        draft=_in_line(session),
        standing=session.standing(),
        value_of=_value_of(session),
    )


def _value_of(session: QuizSession) -> Callable[[Node], TypedValue | None] | None:
    """Gives what a formula comes to at the instance, by the numbers that are shown; None where nothing is shown."""
    if session.mode == "exam" or hasattr(session.step, "options") or session.gap is not None:
        return None
    from tutor.marking.typed_value import typed_value

    instance = session.instance
    shown = {step.id: instance.target(step.id) for step in session.so_far if not hasattr(step, "options")}
    return partial(typed_value, session.question, known=lift({**instance.given, **shown}))


def _accepts(session: QuizSession) -> str:
    """What may be typed; of the first of a kind, also that it may be seen first."""
    return session.accepts + ("   F3 shows this one worked" if session.shown_first else "")


def _in_line(session: QuizSession) -> str:
    """What stands on the line at first: the answer that ended the question, or what was being typed."""
    tries = session.earlier_answers
    return tries[-1] if session.ended and tries else session.draft


def _example(session: QuizSession) -> str:
    """What a newcomer, who has not answered anything yet, is told to type at the first question: its answer."""
    step, problem = session.step, session.problem
    first = session.position == 0 and session.mode == "learn" and not hasattr(step, "options")
    if not first or step.id not in problem.quantities or session.store.count():
        return ""
    from tutor.notation.write.one_line import to_ascii

    written = to_ascii(session.instance.formula(step.id), problem.scope)
    text = min((written, *getattr(step, "also", ())), key=len)
    return text if len(text) <= LONGEST_EXAMPLE else ""


def _given(instance: Instance) -> tuple[Fact, ...]:
    problem = instance.problem
    return tuple(
        Fact(problem.display(quantity.name), show(instance.given[quantity.name], room=ROOM))
        for quantity in problem.given
    )


def _apart(instance: Instance, drawn: Picture | None) -> tuple[Fact, ...]:
    """What is given and stands in no graph, such as a learning rate."""
    if drawn is None:
        return ()
    names = {node.name for node in drawn.graph.nodes}
    facts = zip(instance.problem.given, _given(instance), strict=True)
    return tuple(fact for quantity, fact in facts if quantity.name not in names)


def _so_far(session: QuizSession) -> tuple[Fact, ...]:
    """Numbers where they are few, formulas where they are many; the network itself is not said again."""
    facts = []
    for step in session.so_far:
        if hasattr(step, "options"):
            continue
        array = session.instance.target(step.id)
        few = array.ndim == 0 or (array.ndim == 1 and array.size <= MOST)
        name = session.problem.display(step.id)
        if few:
            facts.append(Fact(name, show(array, room=ROOM)))
        elif step.id not in session.problem.quantities:
            facts.append(Fact(name, _formula(session, step), formula=True))
    return tuple(facts)


def _derived(session: QuizSession) -> tuple[Fact, ...]:
    """The gradients that are over, as formulas; the values are the network itself, which is shown elsewhere."""
    problem = session.problem
    steps = [step for step in session.so_far if getattr(step, "formula", "") and step.id not in problem.quantities]
    return tuple(Fact(problem.display(step.id), _formula(session, step), formula=True) for step in steps)


def _tables(session: QuizSession) -> tuple[NamedArray, ...]:
    """The arrays that do not fit into a line of text: those given, and those derived so far."""
    instance, problem = session.instance, session.problem
    arrays = [(quantity.name, instance.given[quantity.name]) for quantity in session.problem.given]
    arrays += [(step.id, instance.target(step.id)) for step in session.so_far if not hasattr(step, "options")]
    return tuple(named_array(problem, name, array) for name, array in arrays if array.ndim > 1 or array.size > MOST)


def _formula(session: QuizSession, step: Step | Choice) -> str:
    from tutor.notation.write.one_line import to_unicode

    return to_unicode(session.instance.formula(step.id), session.problem.scope)
