"""What can be plotted: gradient norms against time for recurrent problems, and progress against days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tutor.app.drawing.cell_text import fit, styled
from tutor.app.drawing.theme import MUTED
from tutor.notation.write.number_text import show
from tutor.problems.contract.plot import Curve, Plot
from tutor.problems.contract.target import gradient_id

if TYPE_CHECKING:
    from textual.content import Content

    from tutor.problems.contract.problem import Problem
    from tutor.problems.instances.instance import Instance
    from tutor.study import LearnerState

# Long enough to see a gradient die away, short enough to be solved at once.
STEPS = 30
DAYS = 30
MOST_CURVES = 4


def has_plots(problem: Problem) -> bool:
    """Whether a problem has a plot, told by its formulas alone: nothing is solved and no step is derived."""
    return problem.declares("plots") or bool(_free_times(problem.as_declared))


def _free_times(problem: Problem) -> list[str]:
    """The axes of time that may be longer."""
    return [letter for letter in problem.scope.axes.time if letter.upper() in problem.sizes.keys() - problem.fixed]


def plots_of(problem: Problem) -> tuple[Plot, ...]:
    """The plots that a problem declares, and the norms of its gradients along each axis of time."""
    free = _free_times(problem)
    along = (_along(problem, time, "time" if len(free) == 1 else problem.axes[time]) for time in free)
    own = (replace(plot, curves=plot.curves[:MOST_CURVES]) for plot in problem.plots())
    return (*own, *(plot for plot in along if plot is not None))


def _along(problem: Problem, time: str, called: str) -> Plot | None:
    """How the norms of the gradients with an axis of time go with it; nothing where no gradient has it."""
    instance = problem.instance(sizes={time.upper(): STEPS})
    curves = tuple(_norms(problem, instance, time))[:MOST_CURVES]
    if not curves:
        return None
    return Plot(
        f"gradient norm against {called}",
        f"how much of the loss reaches each of {STEPS} steps",
        time,
        curves,
        _fading(curves),
    )


def _norms(problem: Problem, instance: Instance, time: str) -> Iterable[Curve]:
    """The norm at each time of every gradient that has a time axis."""
    import numpy as np

    names = [quantity.name for quantity in (*problem.values, *problem.given) if time in quantity.letters]
    for name in names:
        gradient = instance.gradients.get(name)
        if gradient is None:
            continue
        axis = problem.quantity(name).letters.index(time)
        rows: Any = np.moveaxis(np.asarray(gradient), axis, 0).reshape(gradient.shape[axis], -1)
        norms = np.sqrt((rows * rows).sum(axis=1))
        label = f"‖{problem.display(gradient_id(problem, name))}‖"
        yield Curve(label, tuple(map(float, range(1, len(norms) + 1))), tuple(map(float, norms)))


def _fading(curves: Sequence[Curve]) -> str:
    """How the first curve's beginning compares with its end."""
    first = curves[0]
    if not first.ys or first.ys[-1] == 0:
        return ""
    return f"{first.label} at the first step is {show(first.ys[0] / first.ys[-1])} of that at the last."


def progress_plots(state: LearnerState, today: date) -> tuple[Plot, ...]:
    """Answers a day, and how much of all skills met so far is known, over the last thirty days."""
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    across = tuple(float(index - DAYS + 1) for index in range(DAYS))
    answers = tuple(float(state.days.get(day.isoformat(), 0)) for day in days)
    known = tuple(_known(state, day.isoformat()) for day in days)
    return (
        Plot(
            "answers a day",
            f"the last {DAYS} days",
            "days from today",
            (Curve("answers", across, answers),),
            f"{_counted(round(sum(answers)), 'answer')} in {_counted(sum(count > 0 for count in answers), 'day')}.",
        ),
        Plot(
            "skills known",
            "the mean over all skills met so far",
            "days from today",
            (Curve("known", across, known),),
        ),
    )


def _counted(number: int, noun: str) -> str:
    """`1 day`, `3 days`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _known(state: LearnerState, day: str) -> float:
    values = []
    for skill in state.skills.values():
        at = max((past for past in skill.days if past <= day), default=None)
        values.append(skill.days[at] if at is not None else 0.0)
    return sum(values) / len(values) if values else 0.0


def table_rows(plot: Plot, cells: int) -> list[Content]:
    """The same as numbers."""
    size = max(12, min(20, cells // (len(plot.curves) + 1)))
    head = fit(plot.across, 16) + "".join(fit(curve.label, size, right=True) for curve in plot.curves)
    rows = [styled((head, MUTED))]
    for index, x in enumerate(plot.curves[0].xs):
        values = "".join(fit(show(curve.ys[index]), size, right=True) for curve in plot.curves)
        rows.append(styled((fit(show(x), 16), MUTED), values))
    return rows
