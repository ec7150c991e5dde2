"""Curves drawn by textual-plot, quieted to thin muted axes with the curves' names at their ends.

They are lines of braille dots, and where the terminal has ASCII only, points with a sign of each curve's own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import RenderResult
from textual_hires_canvas import Canvas, HiResMode
from textual_plot import PlotWidget

from tutor.problems.contract.plot import Curve

# How far from its curve's end a label may stand.
NEAR = 3
COLOURS = ("primary", "accent", "success", "error")
MARKS = "ox*#"
# Beyond them sums and quotients may leave the range of numbers.
LARGEST, SMALLEST = 1e150, 1e-150


class CurvePlot(PlotWidget, can_focus=False):
    """A plot that is looked at: no zoom, no pan, no frame, no legend."""

    DEFAULT_CSS = """
    CurvePlot {
        & > .plot--axis { color: $foreground 40%; text-style: none; }
        & > .plot--tick { color: $foreground-muted; text-style: none; }
        & > .plot--label { color: $foreground-muted; text-style: none; }
    }
    """

    BINDINGS: ClassVar[list] = []  # type: ignore[type-arg]

    def __init__(self) -> None:
        super().__init__(id="plotted", allow_pan_and_zoom=False)
        self._curves: Sequence[Curve] = ()

    def on_mount(self) -> None:
        self.margin_top, self.margin_bottom, self.margin_left = 0, 3, 7

    def draw(self, curves: Sequence[Curve], across: str, *, ascii_only: bool) -> None:
        """Replace the curves."""
        self._curves = curves
        self.clear()
        self.set_xlabel(across)
        for number, curve in enumerate(curves):
            points = drawable(curve)
            if points:
                xs, ys = zip(*points, strict=True)
                if ascii_only:
                    self.scatter(xs, ys, marker=MARKS[number % len(MARKS)], marker_style=self._colour(number))
                else:
                    self.plot(xs, ys, line_style=self._colour(number), hires_mode=HiResMode.BRAILLE)
        every = [point for curve in curves for point in drawable(curve)]
        self.set_xlimits(*_limits([x for x, _ in every]))
        low, high = _limits([y for _, y in every])
        self.set_ylimits(0.0 if min((y for _, y in every), default=0.0) >= 0 else low, high)

    def render(self) -> RenderResult:
        result = super().render()
        canvas = self.query_one("#plot", Canvas)
        wide, high = canvas.size
        # Something on the right side, where only the frame is: it was drawn anew.
        if wide >= 4 and high >= 4 and not canvas.get_pixel(wide - 1, 1)[0].isspace():
            self._quieten(canvas)
        return result

    def _colour(self, number: int) -> str:
        variables = self.app.get_css_variables()
        return variables[COLOURS[number % len(COLOURS)]]

    def _quieten(self, canvas: Canvas) -> None:
        """Take away the frame's upper and right side, thin the rest, and write each name at its curve's end."""
        wide, high = canvas.size
        for x in range(wide):
            canvas.set_pixel(x, 0, " ")
        for y in range(high):
            canvas.set_pixel(wide - 1, y, " ")
        for x, y in [*((x, high - 1) for x in range(wide - 1)), *((0, y) for y in range(high))]:
            char, style = canvas.get_pixel(x, y)
            canvas.set_pixel(x, y, _thin(char), style)
        canvas.set_pixel(wide - 1, high - 1, "─", canvas.get_pixel(wide - 2, high - 1)[1])
        canvas.set_pixel(0, 0, "│", canvas.get_pixel(0, 1)[1])
        taken: set[int] = set()
        for number, curve in enumerate(self._curves):
            self._label(canvas, curve, self._colour(number), taken)

    def _label(self, canvas: Canvas, curve: Curve, colour: str, taken: set[int]) -> None:
        points = drawable(curve)
        if not points:
            return
        wide, high = canvas.size
        size = cell_len(curve.label)
        left = max(1, wide - size - 1)
        _, end = self.get_pixel_from_coordinate(*points[-1])

        def covered(y: int) -> int:
            cells = [canvas.get_pixel(x, y)[0] for x in range(left - 1, min(wide - 1, left + size))]
            return sum(not cell.isspace() for cell in cells) + (size if y in taken else 0)

        # The free row next to the curve's end, above it if both sides are free.
        near = [y for y in range(1, high - 1) if abs(y - end) <= NEAR] or [min(max(end, 1), high - 2)]
        y = min(near, key=lambda y: (covered(y), abs(y - end), y))
        taken.add(y)
        x = left
        for char in curve.label:
            if unicodedata.combining(char):
                continue
            canvas.set_pixel(x, y, char, colour)
            x += 1


def drawable(curve: Curve) -> list[tuple[float, float]]:
    """The points of a curve that can be drawn: those that are finite and not beyond 1e150."""
    pairs = zip(curve.xs, curve.ys, strict=True)
    return [(x, y) for x, y in pairs if abs(x) < LARGEST and abs(y) < LARGEST]


def _limits(values: Sequence[float]) -> tuple[float | None, float | None]:
    """Ends of an axis on which all values are the same, or nearly so; None where those of the values will do."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    size = max(abs(low), abs(high))
    if high - low > max(1e-12 * size, SMALLEST):
        return None, None
    return (low - size / 2, high + size / 2) if size > SMALLEST else (0.0, 1.0)


def _thin(char: str) -> str:
    """The light box drawing character of the same shape as a heavy one."""
    if not "\u2500" <= char <= "\u257f":
        return char
    name = unicodedata.name(char).replace("HEAVY", "LIGHT")
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return char
