"""What Home shows, gathered from the plugins and from what is remembered (in a thread)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from tutor.app.home.row_text import About, Entry, HomeView
from tutor.app.shell.services.services import Services
from tutor.errors import TutorError
from tutor.graph.names_only import name_graph

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem
    from tutor.study import LearnerState, Progress, SessionRecord
    from tutor.study.progress import ProblemProgress

# What a question takes on average, once some have been answered.
MINUTES_EACH = 1.3
NEXT = 4
FIND = "A derivation, or its NumPy code, with one wrong line"
WRITE = "Your own network: its gradients are derived and asked"
HAND_IN = "A worked solution: every line of it is marked"
OWN = "yours"
"""What stands where problems have their plugin."""


def gather(services: Services) -> HomeView:
    """All that Home shows."""
    from tutor.study import progress_of, read_learner_state
    from tutor.study.schedule.planner import next_problem, path

    catalogue = services.catalogue()
    state = read_learner_state(services.store)
    problems = services.problems
    progress = progress_of(state, problems)
    of_problem = {each.problem: each for each in progress.problems}
    chances = {skill.skill: skill.known for skill in progress.skills}
    installed = path(catalogue.problems.values())
    rows = [_entry(problem, _plugin(problem), of_problem[problem.id], state, chances) for problem in installed]
    rows += _networks(state, chances, {problem for problem, _ in state.cards})
    counts = _counts(services, rows)
    rows = [replace(row, total=row.total or counts.get(row.problem, 0)) for row in rows]
    return HomeView(
        (*_on_top(services, problems, progress, next_problem(state, installed)), *rows),
        progress.done,
        progress.known,
        progress.total + sum(counts.values()),
        progress.answers,
        note=services.store.notice or "",
        uncounted=tuple(row.problem for row in rows if not row.total and not row.fault and row.problem not in counts),
    )


def _counts(services: Services, rows: Sequence[Entry]) -> dict[str, int]:
    """How many questions there are about those problems that were not opened yet, as far as that was found before."""
    from tutor import __version__
    from tutor.host.question_counts import counted

    return counted((services.problem(row.problem) for row in rows if not row.total and not row.fault), __version__)


def with_statements(services: Services, view: HomeView) -> HomeView:
    """The same with the formulas and figures of networks that were not opened yet, which have to be read for it."""
    return replace(view, entries=tuple(_with_statement(services, entry) for entry in view.entries))


def _with_statement(services: Services, entry: Entry) -> Entry:
    if entry.kind != "problem" or entry.about is not None:
        return entry
    try:
        problem = services.problem(entry.problem)
        about = About(tuple(problem.statement), name_graph(problem), (), ())
    except TutorError:  # said when it is opened
        return entry
    return replace(entry, about=about)


def _plugin(problem: Problem) -> str:
    return problem.plugin[0] if problem.plugin else ""


def _entry(
    problem: Problem, plugin: str, progress: ProblemProgress, state: LearnerState, chances: Mapping[str, float]
) -> Entry:
    return Entry(
        "problem",
        problem.id,
        plugin,
        problem.title,
        problem.summary,
        done=progress.done,
        known=progress.known,
        total=progress.total,
        due=progress.due,
        about=_about(problem, state, chances),
    )


def _networks(state: LearnerState, chances: Mapping[str, float], asked: set[str]) -> Iterator[Entry]:
    """The networks in files near by. Steps are derived of those only that were asked: it takes a while."""
    from tutor import host
    from tutor.errors import TutorError
    from tutor.study import progress_of

    for file in host.networks():
        try:
            problem = host.problem(file.name)
        except TutorError as error:
            fault = error.message.removeprefix(file.name).lstrip(",: ")
            yield Entry("problem", file.name, OWN, file.title or file.name, fault, network=True, fault=fault)
            continue
        if problem.log_id in asked:
            (progress,) = progress_of(state, {problem.log_id: problem}).problems
            yield replace(_entry(problem, OWN, progress, state, chances), network=True)
        else:
            about = About(tuple(problem.statement), name_graph(problem), (), ())
            yield Entry("problem", file.name, OWN, problem.title, problem.summary, about=about, network=True)


def _about(problem: Problem, state: LearnerState, chances: Mapping[str, float]) -> About | None:
    """What is shown of a problem; None where its steps are yet to be derived."""
    from tutor.study.opened import opened_steps
    from tutor.study.schedule.planner import to_learn

    if not opened_steps(state, problem):
        return None
    open_steps = to_learn(state, problem)
    number = {step.id: at for at, step in enumerate(problem.steps, 1)}
    skills = dict.fromkeys(name for step in problem.steps for name in step.skills)
    return About(
        statement=tuple(problem.statement),
        graph=name_graph(problem),
        next=tuple((number[name], problem.display(name)) for name in open_steps[:NEXT]),
        skills=tuple((name.replace("-", " "), chances.get(name)) for name in skills),
    )


def _on_top(
    services: Services, problems: Mapping[str, Problem], progress: Progress, ahead: Problem | None
) -> list[Entry]:
    """What to do now: what was left, what is due, and the problem that comes next; then what is always there."""
    rows = list(_left(services))
    record = services.latest(problems)
    if record is not None:
        rows.append(_continue(services, record, problems[record.items[0]["problem"]]))
    if progress.answers and progress.due["today"]:
        rows.append(_review(progress.due))
    if record is None and problems:
        rows.append(_next(ahead, progress))
    if progress.answers and not progress.due["today"]:
        rows.append(_review(progress.due))
    if problems:
        rows.append(Entry("find", title="Find the mistake", text=FIND))
    own = Entry("own", title="Your own network", text=WRITE, network=True)
    return [*rows, own, Entry("hand-in", title="Hand in a worked solution", text=HAND_IN), *_handed_in(services)]


def _left(services: Services) -> Iterator[Entry]:
    """The page that was open when the app ended, where it can be opened again."""
    page = services.pages.left_open if services.networks.on_disk else None
    if page is None:
        return
    if page.page == "submission":
        if page.text or os.path.isfile(page.path):
            yield Entry("left", text=f"the marks of {page.name}", page=page)
        return
    with suppress(TutorError):  # its problem is there no longer
        title = services.problem(page.problem).title
        yield Entry("left", page.problem, text=f"walkthrough of {title}, {page.where}", page=page)


def _handed_in(services: Services) -> Iterator[Entry]:
    """The worked solutions that were handed in last."""
    for page in services.pages.handed_in if services.networks.on_disk else ():
        about = f", about {page.problem}" if page.problem else ""
        yield Entry("page", title=page.name, text=f"{page.name}{about}", aside="mark it again", page=page)


def _continue(services: Services, record: SessionRecord, problem: Problem) -> Entry:
    total = sum(len(item["steps"]) for item in record.items)
    over = {(line.problem, line.step, line.seed) for line in services.store.of_session(record.uuid) if line.ends}
    what = {"review": "Review", "practise": "Practise"}.get(record.mode, "")
    several = len({item["problem"] for item in record.items}) > 1
    title = what if several and what else problem.title
    title = f"{title}, find the mistake" if record.mode == "find" else title
    text = f"{title}, question {min(total, len(over) + 1)} of {total}"
    return Entry("continue", problem.id, text=text, aside=_when(record), session=record.uuid)


def _next(ahead: Problem | None, progress: Progress) -> Entry:
    """The problem that comes next on the path; in the end, that there is none."""
    if ahead is None:
        return Entry("finished", text="all problems; enter practises what is known least")
    found = next(each for each in progress.problems if each.problem == ahead.id)
    left = found.total - found.done
    summary = f": {ahead.summary}" if len(ahead.title) + len(ahead.summary) < 30 else ""
    count = f", {left} {'to go' if found.done else 'short questions'}" if left else ""
    aside = f"about {max(1, left // 2)} min" if left else ""
    return Entry("next" if progress.answers else "start", ahead.id, text=f"{ahead.title}{summary}{count}", aside=aside)


def _review(due: Mapping[str, int]) -> Entry:
    today = due["today"]
    if today:
        text = f"{today} question{' is' if today == 1 else 's are'} due"
        return Entry("review", text=text, aside=f"about {max(1, round(today * MINUTES_EACH))} min")
    soon = due["tomorrow"]
    more = f"; {soon} question{'' if soon == 1 else 's'} tomorrow" if soon else ""
    return Entry("review", text=f"nothing is due{more}")


def _when(record: SessionRecord) -> str:
    return day_in_words(datetime.fromisoformat(record.started).astimezone().date(), date.today())


def day_in_words(day: date, today: date) -> str:
    """`today`, `yesterday`, `on Thursday`, `3 weeks ago`."""
    days = (today - day).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    if days < 7:
        return f"on {day:%A}"
    weeks = days // 7
    return f"{weeks} week{'' if weeks == 1 else 's'} ago"
