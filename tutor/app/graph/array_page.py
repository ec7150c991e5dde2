"""All numbers of one node of a graph: what it holds and, where it is known, the gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import ScrollableContainer
from textual.widgets import Static

from tutor.app.drawing.cell_text import stack, styled
from tutor.app.drawing.key_bar import Key, KeyBar
from tutor.app.drawing.role_styles import paint
from tutor.app.drawing.theme import MUTED
from tutor.app.graph.array_table import as_csv, as_latex, as_numpy, table
from tutor.app.shell.page import HELP, Page, TitleBar
from tutor.notation.write.number_text import shape_text
from tutor.record import Record
from tutor.styled_rows import Row

if TYPE_CHECKING:
    from tutor.app.shell.pages.palette_entry import PaletteEntry
    from tutor.app.shell.services.services import Services
    from tutor.problems.contract.problem import Problem


class NamedArray(Record):
    """An array that is shown whole: its name, as it is typed too, and the letters of its axes."""

    name: str
    typed: str
    letters: tuple[str, ...]
    array: Any


def named_array(problem: Problem, name: str, array: Any) -> NamedArray:
    """A quantity or step of a problem, to be shown whole."""
    declared = problem.scope.names.get(name)
    return NamedArray(problem.display(name), name, tuple(declared.axes) if declared is not None else (), array)


class ArrayPage(Page):
    """Arrays one below the other, in both directions as far as they go."""

    DEFAULT_CSS = """
    ArrayPage #scroll { height: 1fr; padding: 1 0 0 2; overflow: hidden auto; scrollbar-gutter: stable; }
    ArrayPage.-wide #scroll, ArrayPage.-huge #scroll { padding: 1 0 0 4; }
    ArrayPage #tables { width: auto; height: auto; text-wrap: nowrap; text-overflow: clip; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(0, -1)", show=False),
        Binding("down", "move(0, 1)", show=False),
        Binding("left", "move(-4, 0)", show=False),
        Binding("right", "move(4, 0)", show=False),
        Binding("pageup", "move(0, -10)", show=False),
        Binding("pagedown", "move(0, 10)", show=False),
        Binding("enter", "copy", show=False),
        Binding("f4", "leave", show=False),
    ]

    HELP_TOPIC = "array"
    CALLED = "numbers"

    def __init__(self, title: str, arrays: tuple[NamedArray, ...]) -> None:
        super().__init__()
        self.heading = title
        self.arrays = arrays
        self.first = 0

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with ScrollableContainer(id="scroll", can_focus=False):
            yield Static(id="tables")
        yield KeyBar()

    def fill(self) -> None:
        self.keys.show(
            Key("↑ ↓ ← →", "scroll", "screen.move(0, 5)"),
            Key("enter", "copy", "screen.copy"),
            self.way_back,
            HELP,
        )
        self.redraw()

    def redraw(self) -> None:
        text = self.symbols.text
        names = "  ".join(self._called(one) for one in self.arrays)
        self.title_bar.show(styled((text(self.heading), "bold"), (f"   {names}", MUTED)))
        rows: list[Row] = []
        cells = max(20, self.query_one("#scroll").scrollable_content_region.width or self.size.width - 8)
        for one in self.arrays:
            rows += [[], self._head(one)] if rows else [self._head(one)]
            rows += table(one.array, one.letters, cells=cells, first=self.first, ascii_only=self.symbols.ascii)
        self.query_one("#tables", Static).update(stack(paint(rows)))

    def _called(self, one: NamedArray) -> str:
        return one.typed if self.symbols.ascii else one.name

    def _head(self, one: NamedArray) -> Row:
        sizes = shape_text(one.array.shape, ascii_only=self.symbols.ascii) if one.array.ndim else ""
        letters = f"[{', '.join(one.letters)}]" if one.letters else ""
        return [(self._called(one), "title"), (f"  {sizes}  {letters}".rstrip(), "muted")]

    def action_move(self, across: int, down: int) -> None:
        """Scroll by so many columns and rows: columns stand whole, beside the numbers of the rows."""
        if across:
            most = max((one.array.shape[-1] - 1 for one in self.arrays if one.array.ndim), default=0)
            self.first = min(max(0, self.first + across), most)
            self.redraw()
        self.query_one("#scroll", ScrollableContainer).scroll_relative(y=down, animate=False)

    def action_copy(self) -> None:
        """Choose what is copied and how."""
        self.navigator.choose("copy", self.palette_entries())

    def palette_entries(self) -> list[PaletteEntry]:
        from tutor.app.shell.pages.palette_entry import PaletteEntry

        def entry(one: NamedArray, form: str, make: Callable[[Any], str]) -> PaletteEntry:
            return PaletteEntry(f"{self._called(one)} as {form}", "", "", lambda: self.host.copy(make(one.array)))

        forms = (("NumPy", as_numpy), ("LaTeX", as_latex), ("CSV", as_csv))
        return [entry(one, form, make) for one in self.arrays for form, make in forms]


def array_page(services: Services, title: str, arrays: tuple[NamedArray, ...]) -> ArrayPage:
    """The page on some arrays."""
    return ArrayPage(title, arrays)
