"""Curves in braille dots: textual-plot, quieted to thin muted axes with the curves' names at their ends."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual.app import RenderResult
from textual_hires_canvas import Canvas, HiResMode
from textual_plot import PlotWidget

from tutor.app.graph.character_plot import Curve

# How far from its curve's end a label may stand.
NEAR = 3
COLOURS = ("primary", "accent", "success", "error")


class DotPlot(PlotWidget, can_focus=False):
    """A plot that is looked at: no zoom, no pan, no frame, no legend."""

    DEFAULT_CSS = """
    DotPlot {
        & > .plot--axis { color: $foreground 40%; text-style: none; }
        & > .plot--tick { color: $foreground-muted; text-style: none; }
        & > .plot--label { color: $foreground-muted; text-style: none; }
    }
    """

    BINDINGS: ClassVar[list] = []  # type: ignore[type-arg]

    def __init__(self) -> None:
        super().__init__(id="dots", allow_pan_and_zoom=False)
        self._curves: Sequence[Curve] = ()

    def on_mount(self) -> None:
        self.margin_top, self.margin_bottom, self.margin_left = 0, 3, 7

    def draw(self, curves: Sequence[Curve], across: str) -> None:
        """Replace the curves."""
        self._curves = curves
        self.clear()
        self.set_xlabel(across)
        for number, curve in enumerate(curves):
            points = curve.points()
            if points:
                xs, ys = zip(*points, strict=True)
                self.plot(xs, ys, line_style=self._colour(number), hires_mode=HiResMode.BRAILLE)
        lowest = min((y for curve in curves for _, y in curve.points()), default=0.0)
        self.set_ylimits(0.0 if lowest >= 0 else None, None)

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
        points = curve.points()
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


def _thin(char: str) -> str:
    """The light box drawing character of the same shape as a heavy one."""
    if not "\u2500" <= char <= "\u257f":
        return char
    name = unicodedata.name(char).replace("HEAVY", "LIGHT")
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return char
