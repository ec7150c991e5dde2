"""`tutor quiz`: the app at a problem, or the same quiz as lines of text."""

from __future__ import annotations

import click

from tutor.commands.arrays.array_input import read_sizes
from tutor.commands.support import completing
from tutor.commands.support.instance_options import seed_option
from tutor.errors import TutorError


@click.command
@click.argument("problem", required=False, shell_complete=completing.problems)
@seed_option
@click.option(
    "--size",
    multiple=True,
    metavar="NAME=K",
    shell_complete=completing.sizes,
    help="The size of an axis, such as T=5; once for each.",
)
@click.option("--exam", is_flag=True, help="No hints, and no feedback until the end.")
@click.option("--find", is_flag=True, help="Find the mistake: a derivation with one wrong line in it.")
@click.option("--plain", is_flag=True, help="As lines of text, for a pipe, a screen reader or a dumb terminal.")
def command(problem: str | None, seed: int | None, size: tuple[str, ...], exam: bool, find: bool, plain: bool) -> None:
    """Ask a problem step by step. Every answer is kept; a quiz that was left goes on at its question.

    With --find, three questions are asked about each derivation: which line is wrong, what happened there, and the line
    itself.

    With --plain, a line is an answer, or one of the words hint, step, later, given, graph, forms, help
    and quit.

    \b
    Examples:
      tutor quiz lstm-cell
      tutor quiz skip-mlp --seed 3 --exam
      tutor quiz rnn-bptt --size T=5
      tutor quiz skip-mlp --find
      tutor quiz lstm-cell --plain < answers.txt
    """
    sizes = read_sizes(size)
    if exam and find:
        raise TutorError("--exam and --find are two ways to be asked: take one of them", title="Which one?")
    if sizes and problem is None:
        raise TutorError("--size wants the name of a problem: `tutor list` shows all", title="Which problem?")
    if find and problem is None:
        raise TutorError("--find wants the name of a problem: `tutor list` shows all", title="Which problem?")
    if not plain:
        from tutor.commands.support.open_app import open_app

        if problem is not None:
            _check(problem, seed, sizes)
        open_app(problem, seed, "exam" if exam else "find" if find else None, sizes)
        return
    if problem is None:
        raise TutorError("--plain wants the name of a problem: `tutor list` shows all", title="Which problem?")
    from tutor import host
    from tutor.commands.support.plain_quiz import PlainQuiz
    from tutor.study import QuizSession, find_session, open_store

    instance = host.problem(problem).instance(seed=seed, sizes=sizes)
    with open_store() as store:
        session = find_session(instance, store) if find else QuizSession(instance, "exam" if exam else "learn", store)
        PlainQuiz(session).run()


def _check(problem: str, seed: int | None, sizes: dict[str, int]) -> None:
    """Say what is wrong with the problem's name or sizes here: inside the app nobody would see it."""
    from tutor import host

    host.problem(problem).instance(seed=seed, sizes=sizes)
