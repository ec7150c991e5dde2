"""The quiz as lines of text: the session of the app, for a pipe, a screen reader or a dumb terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from textwrap import indent
from typing import TYPE_CHECKING

import click

from tutor import host
from tutor.commands.support.language_reference import form_lines
from tutor.commands.support.printing import symbol, warn
from tutor.commands.support.typed_lines import typed_lines
from tutor.errors import TutorError, traceback_of
from tutor.export.array_text import array_lines
from tutor.problems.contract.step import Step
from tutor.study.session import feedback
from tutor.study.session.teaching.worked_step import right_answer

if TYPE_CHECKING:
    from tutor.study import Feedback, QuizSession

HELP = """  A line is your answer: a formula or numbers. Or one of these words:
    hint    the next hint (or ?)        step    this step worked out
    given   network and values          graph   what is made of what, with the numbers so far
    forms   how formulas may be typed   later   leave this question for later
    quit    leave, to go on another time"""

SIGNS = {
    "right": "✓",
    "layout": "✓",
    "wrong": "✗",
    "rounding": "✗",
    "invalid": "!",
    "undecided": "~",
    "follow-through": "↪",
    "hint": "?",
    "worked": "=",
}


class PlainQuiz:
    """One session over stdin and stdout. Prompts appear only where somebody is typing."""

    def __init__(self, session: QuizSession) -> None:
        self.session = session
        self.prompt = sys.stdin.isatty()
        self._noticed: str | None = None

    def run(self) -> None:
        """Ask until the quiz is over, input ends, or `quit` is read. An interrupt says what was kept, as that does."""
        try:
            self._run()
        except KeyboardInterrupt:
            click.echo(f"\n{feedback.left(self.session.store)}")
            raise

    def _run(self) -> None:
        shown = None
        while not self.session.finished:
            if self.session.instance is not shown:
                shown = self.session.instance
                self._guarded(self._introduce)
            self._guarded(self._ask)
            if not self._answer():
                click.echo(feedback.left(self.session.store))
                return
            self.session.advance()
        self._sum_up()

    def _introduce(self) -> None:
        session = self.session
        self._notice()
        click.echo(f"{session.problem.title}, {session.instance.label}, {session.mode}")
        self._give()
        if self.prompt:
            click.echo("\n" + HELP)

    def _forms(self) -> None:
        click.echo(indent("\n".join(form_lines()), "  "))

    def _give(self) -> None:
        problem, given = self.session.problem, self.session.instance.given
        click.echo("")
        for line in problem.statement:
            click.echo(f"  {line}")
        click.echo("")
        rows = [(problem.display(name), array, "") for name, array in given.items()]
        rows += [
            (problem.display(step.id), self.session.instance.target(step.id), "")
            for step in self.session.so_far
            if isinstance(step, Step)
        ]
        click.echo("\n".join(array_lines(rows)))

    def _draw(self) -> None:
        from tutor.app.quiz.session_picture import session_picture
        from tutor.commands.support.plain_graph import graph_lines

        picture = session_picture(self.session)
        lines = (
            [f"There is no graph {'in an exam' if self.session.mode == 'exam' else 'where a mistake is looked for'}."]
            if picture is None
            else graph_lines(picture, lit=self.session.hints_shown > 0)
        )
        click.echo(indent("\n".join(lines), "  "))

    def _notice(self) -> None:
        """Say what is wrong with the memory, once."""
        notice = self.session.store.notice
        if notice is not None and notice != self._noticed:
            warn(notice)
        self._noticed = notice

    def _ask(self) -> None:
        session = self.session
        step = session.step
        click.echo(f"\nQuestion {session.position + 1} of {session.total}")
        passage = session.passage
        if passage is not None and passage.wrong is not None:
            for number, line in enumerate(passage.lines, 1):
                sign = symbol("✗") if number == passage.wrong else " "
                click.echo(_hanging(f"  {sign} {number}  ", line))
        target = f"{session.problem.display(step.id)} = ?  " if isinstance(step, Step) else ""
        click.echo(f"  {target}{step.ask}".rstrip())
        for number, option in enumerate(getattr(step, "options", ()), 1):
            click.echo(_hanging(f"    {number}  ", option))
        click.echo(f"  {session.accepts}")

    def _answer(self) -> bool:
        """Read lines until this question is over; False when the learner leaves."""
        at = self.session.position
        for line in typed_lines(prompt=self.prompt):
            word = line.lower()
            if word == "quit":
                return False
            if word == "later":
                self.session.later()
                return True
            if word == "help":
                click.echo(HELP)
            elif word == "forms":
                self._forms()
            elif word == "given":
                self._guarded(self._give)
            elif word == "graph":
                self._guarded(self._draw)
            else:
                self._guarded(partial(self._hear, line, word))
                self._notice()
                if self.session.ended or self.session.position != at:
                    return True
        return False

    def _hear(self, line: str, word: str) -> None:
        self._say(self._feedback(line, word))

    def _feedback(self, line: str, word: str) -> Feedback:
        if word in ("hint", "?"):
            return self.session.hint()
        return self.session.worked() if word == "step" else self.session.submit(line)

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do what may fail in code of a plugin or in our own; the quiz goes on."""
        try:
            work()
        except (TutorError, OSError):
            raise  # what is said of a file or a stream is for whoever runs the command
        except Exception as error:
            self._trace(error)
            warn(host.whose_fault(error))

    def _trace(self, error: Exception) -> None:
        click.echo(traceback_of(error), nl=False, err=True)

    def _say(self, said: Feedback) -> None:
        if said.error is not None:
            self._trace(said.error)
        sign = symbol(SIGNS[said.kind]) + " " if said.kind in SIGNS else ""
        click.echo(f"  {sign}{said.headline}")
        if said.verdict is not None and said.verdict.read_as:
            click.echo(f"    read as  {said.verdict.read_as}")
        offers = ["`hint` asks for it piece by piece."] if said.offers_pieces else []
        offers += ["`step` shows this step worked."] if said.offers_worked else []
        for line in (*said.lines, *offers):
            click.echo(f"    {line}")

    def _sum_up(self) -> None:
        summary = self.session.summary()
        click.echo(f"\nFinished: {summary}")
        if self.session.mode == "exam":
            for question in self.session.questions:
                missed = question.outcome in ("wrong", "open")
                answer = question.answers[-1] if question.answers else ""
                asked = f"{question.instance.problem.id} {question.step.id}"
                click.echo(f"  {symbol('✗' if missed else '✓')} {asked}  {answer}".rstrip())
                if missed:
                    click.echo(f"      right  {right_answer(question.instance, question.step)}")
        for slip in summary.slips:
            click.echo(f"  {slip.step}  {slip.message}  ×{slip.count}")
        when = self.session.changes().when()
        if when:
            click.echo(f"Comes back: {when}")
        lost = self.session.store.saved()
        if lost:
            click.echo(lost)


def _hanging(head: str, text: str) -> str:
    """A text behind its head; further lines of it stand below its first."""
    return head + text.replace("\n", "\n" + " " * len(head))
