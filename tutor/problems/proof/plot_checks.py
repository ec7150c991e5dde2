"""Whether the plots of a problem can be drawn: texts, and curves of as many finite numbers across as up."""

from __future__ import annotations

from math import isfinite
from typing import Any

from tutor.problems.contract.plot import Curve, Plot
from tutor.problems.instances.value_text import value_text


def reason_against_plots(plots: Any) -> str:
    """A sentence on the first thing that ``plots`` of a problem returned and that cannot be drawn; empty if all can."""
    if not isinstance(plots, tuple | list):
        return f"`plots` returned {value_text(plots)}: a tuple of Plot is expected"
    for plot in plots:
        if not isinstance(plot, Plot):
            return f"`plots` returned {value_text(plot)} among its plots: a Plot is expected"
        texts = (plot.title, plot.about, plot.across, plot.note)
        if not all(isinstance(text, str) for text in texts):
            return f"the title, about, across and note of a plot should be texts, but they are {value_text(texts)}"
        if not isinstance(plot.curves, tuple | list) or not plot.curves:
            return f"the plot {plot.title} has the curves {value_text(plot.curves)}: a tuple of Curve is expected"
        for curve in plot.curves:
            reason = _against(curve)
            if reason:
                return f"the plot {plot.title}: {reason}"
    return ""


def _against(curve: Any) -> str:
    if not isinstance(curve, Curve) or not isinstance(curve.label, str):
        return f"{value_text(curve)} stands for a Curve with a label"
    for which, numbers in (("xs", curve.xs), ("ys", curve.ys)):
        if not isinstance(numbers, tuple | list) or not numbers or not all(map(_is_number, numbers)):
            said = value_text(numbers)
            return f"the {which} of the curve {curve.label} are {said}: a tuple of finite numbers is expected"
    if len(curve.xs) != len(curve.ys):
        return f"the curve {curve.label} has {len(curve.xs)} xs and {len(curve.ys)} ys"
    return ""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
