"""The graph on a page of its own: cards, a grid, or on a small screen a list; below it what is known of one node."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from tutor.app.drawing.bars import hairline
from tutor.app.drawing.cell_text import stack, styled
from tutor.app.drawing.key_bar import Key, KeyBar
from tutor.app.drawing.role_styles import paint
from tutor.app.drawing.theme import MUTED, QUESTION
from tutor.app.graph.array_page import NamedArray
from tutor.app.graph.inspector_text import SHORT, Inspector, along, clicked, spatially
from tutor.app.shell.page import HELP, Page, TitleBar
from tutor.app.shell.processes.background import run_in_thread
from tutor.graph.cards import CardPicture, whole
from tutor.graph.fitted import filled
from tutor.graph.picture import Picture
from tutor.graph.tape import draw_tape
from tutor.record import Record
from tutor.styled_rows import Row, joined

if TYPE_CHECKING:
    from tutor.app.shell.pages.palette_entry import PaletteEntry
    from tutor.app.shell.services.services import Services

TALL = 8
"""Rows of the inspector where there is room for tables."""
HEAD = 2
"""Rows of the heading of a list, which stays where the list scrolls, with the blank one above it."""
MARGIN = 4
"""Cells that the cursor of a list takes before its rows."""


class ShownGraph(Record):
    """A picture with what the page says of it: the problem, what is asked, and whether the way is lit.

    ``of`` tells the page that it is of, which is gone back to with the graph at a ``node`` where the app ends there.
    """

    title: str
    picture: Picture
    asked: str = ""
    lit: bool = False
    of: str = ""
    node: str = ""


class GraphPage(Page):
    """One picture, scrolled where it is higher than the page.

    The arrows go along its edges, and to what stands beside.
    """

    DEFAULT_CSS = """
    GraphPage #scroll { height: 1fr; padding: 1 0 0 0; scrollbar-gutter: stable; }
    GraphPage #head { display: none; height: 2; padding: 1 2 0 2; text-wrap: nowrap; text-overflow: clip; }
    GraphPage.-listed #head { display: block; }
    GraphPage.-listed #scroll { padding: 0; }
    GraphPage #graph { height: auto; padding: 0 2; text-wrap: nowrap; text-overflow: clip; }
    GraphPage #rule { height: 1; padding: 0 2; }
    GraphPage #inspector { height: 3; padding: 0 2; text-wrap: nowrap; text-overflow: clip; }
    GraphPage.-tall #inspector { height: 8; }
    GraphPage.-low #rule, GraphPage.-low #inspector { display: none; }
    GraphPage.-wide #graph, GraphPage.-huge #graph, GraphPage.-wide #rule, GraphPage.-huge #rule,
    GraphPage.-wide #inspector, GraphPage.-huge #inspector { padding: 0 4; }
    GraphPage.-wide #head, GraphPage.-huge #head { padding: 1 4 0 4; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "along(False)", show=False),
        Binding("right", "along(True)", show=False),
        Binding("up", "beside(False)", show=False),
        Binding("down", "beside(True)", show=False),
        Binding("pageup", "scroll_by(-10)", show=False),
        Binding("pagedown", "scroll_by(10)", show=False),
        Binding("enter", "array", show=False),
        Binding("f4", "leave", show=False),
        Binding("f9", "save", show=False),
    ]

    HELP_TOPIC = "graph"
    CALLED = "graph"

    def __init__(self, shown: ShownGraph) -> None:
        super().__init__()
        self.shown = shown
        self.picture = shown.picture
        labels = [node.label for node in self.picture.graph.nodes]
        asked = min(self.picture.asked, default=len(labels) - 1)
        self.focused_node = labels.index(shown.node) if shown.node in labels else asked
        self._drawn: CardPicture | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield Static(id="head")
        with VerticalScroll(id="scroll", can_focus=False):
            yield Static(id="graph")
        yield Static(id="rule")
        yield Static(id="inspector")
        yield KeyBar()

    def fill(self) -> None:
        self.keys.show(
            Key("← →", "along the edges", "screen.along(True)"),
            Key("↑ ↓", "beside", "screen.beside(True)"),
            Key("enter", "all numbers", "screen.array"),
            Key("F4 esc", "back", "screen.leave"),
            Key("F9", "save", "screen.save"),
            HELP,
        )
        self._keep()
        self.redraw()

    def redraw(self) -> None:
        text = self.symbols.text
        self.title_bar.show(
            styled((text(self.shown.title), "bold"), ("   graph", MUTED)),
            styled((text(f"{self.shown.asked} = ?"), QUESTION)) if self.shown.asked else None,
        )
        graph = self.query_one("#graph", Static)
        cells = max(20, graph.content_size.width or self.size.width - 5)
        self.query_one("#rule", Static).update(hairline(cells), layout=False)
        graph.update(stack(paint(self._rows(cells))))
        inspector = self.query_one("#inspector", Static)
        rows = TALL if self.has_class("-tall") else SHORT
        about = Inspector(self.picture, self.focused_node, lit=self.shown.lit, ascii_only=self.symbols.ascii)
        inspector.update(stack(paint(about.rows(cells, rows))), layout=False)

    def _rows(self, cells: int) -> list[Row]:
        """The picture, or the list where none is narrow enough."""
        height = self.query_one("#scroll", VerticalScroll).size.height
        room = max(4, height + HEAD - 1 if self.has_class("-listed") else height - self.has_class("-tall"))
        ascii_only = self.symbols.ascii
        view = whole(self.picture, lit=self.shown.lit, focused=self.focused_node, ascii_only=ascii_only, roomy=True)
        self._drawn = filled(self.picture, view, cells, room)
        self.set_class(self._drawn is None, "-listed")
        if self._drawn is not None:
            top, _, high, _ = self._drawn.places[self.focused_node]
            self.call_after_refresh(self._keep_in_sight, top, high)
            return self._drawn.rows
        tape = draw_tape(self.picture, cells - MARGIN, lit=self.shown.lit, ascii_only=ascii_only)
        head: Row = [(" " * MARGIN, "plain"), *tape.head] if tape is not None else []
        self.query_one("#head", Static).update(stack(paint([head])), layout=False)
        if tape is None:
            return [[("This graph wants a wider window.", "muted")]]
        sign = ">" if ascii_only else "▸"
        rows = []
        for number, row in enumerate(tape.rows):
            here = number == self.focused_node
            rows.append(joined([(f"{sign if here else ' '}".ljust(MARGIN), "lit" if here else "plain"), *row]))
        self.call_after_refresh(self._keep_in_sight, self.focused_node, 1)
        return rows

    def _keep_in_sight(self, row: int, high: int) -> None:
        """Scroll as far as there is need for what is focused to be seen, with a row above and below it."""
        scroll = self.query_one("#scroll", VerticalScroll)
        top, height = round(scroll.scroll_offset.y), scroll.size.height
        if row <= top > 0 or row + high >= top + height:
            scroll.scroll_to(y=max(0, row - (height - high) // 2), animate=False)

    # -- keys --------------------------------------------------------------------------------------------------------

    def action_along(self, onward: bool) -> None:
        """To a node that an edge leads to, or comes from."""
        places = self._drawn.places if self._drawn is not None else {}
        self._focus(along(self.picture, places, self.focused_node, onward))

    def action_beside(self, downwards: bool) -> None:
        """To the card above or below, or to the row of the list before or after."""
        places = self._drawn.places if self._drawn is not None else {}
        if self.focused_node in places:
            self._focus(spatially(places, self.focused_node, downwards))
        else:
            last = len(self.picture.graph.nodes) - 1
            self._focus(min(max(self.focused_node + (1 if downwards else -1), 0), last))

    def on_click(self, event: events.Click) -> None:
        """To the card or the row that is clicked; a click on where one is shows all its numbers."""
        at = event.get_content_offset(self.query_one("#graph", Static))
        if at is None:
            return
        if self._drawn is None:
            number = at.y if 0 <= at.y < len(self.picture.graph.nodes) else None
        else:
            number = clicked(self._drawn.places, at.y, at.x)
        if number == self.focused_node:
            self.action_array()
        elif number is not None:
            self._focus(number)

    def _focus(self, number: int) -> None:
        self.focused_node = number
        self._keep()
        self.redraw()

    def _keep(self, *, left: bool = False) -> None:
        """Keep where one is, beside the loop, or that it was left."""
        of, node = self.shown.of, "" if left else self.picture.graph.nodes[self.focused_node].label
        if of:
            pages = self.services.pages
            run_in_thread(lambda: pages.keep_graph(of, node), saves=True)

    def action_leave(self) -> None:
        self._keep(left=True)
        super().action_leave()

    def action_array(self) -> None:
        """All numbers of the node that are known."""
        graph, seen = self.picture.graph, self.picture.shown[self.focused_node]
        node = graph.nodes[self.focused_node]
        gradient = graph.gradient_by(node.label), graph.gradient_by(node.typed, ascii_only=True)
        named = ((node.label, node.typed, seen.forward), (*gradient, seen.gradient))
        arrays = tuple(
            NamedArray(name, typed, node.letters, array) for name, typed, array in named if array is not None
        )
        if arrays:
            self.navigator.open("array", self.shown.title, arrays)
        else:
            self.notify("Its numbers are not known yet.", timeout=3)

    def action_save(self) -> None:
        """Write the picture to a file."""
        self.host.save(lambda: self.services.graph_picture(self.shown.title, self.picture, lit=self.shown.lit))

    def palette_entries(self) -> list[PaletteEntry]:
        from tutor.app.shell.pages.palette_entry import PaletteEntry

        return [
            PaletteEntry("All numbers", "of the node", "enter", self.action_array),
            PaletteEntry("Save the graph", "as a picture, SVG", "F9", self.action_save),
        ]


def graph_page(services: Services, make: Callable[[], ShownGraph]) -> GraphPage:
    """The page on a picture."""
    return GraphPage(make())
