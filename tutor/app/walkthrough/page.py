"""The Walkthrough: a problem solved step by step, with the graph, the rule, the formula and the numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.app.drawing.bars import hairline, meter
from tutor.app.drawing.cell_text import stack, styled
from tutor.app.drawing.clickable_rows import ClickableRows
from tutor.app.drawing.key_bar import Key, KeyBar
from tutor.app.drawing.role_styles import paint
from tutor.app.drawing.theme import MUTED
from tutor.app.graph.graph_page import ShownGraph
from tutor.app.quiz.palette_entries import copies
from tutor.app.quiz.reference_text import heading
from tutor.app.shell.page import HELP, SCROLLING, Page, TitleBar
from tutor.app.shell.pages.palette_entry import PaletteEntry
from tutor.app.shell.processes.background import run_in_thread, start_worker
from tutor.app.shell.services.kept_pages import KeptPage
from tutor.app.walkthrough.step_text import list_row, step_rows
from tutor.app.walkthrough.step_view import Solved, solve
from tutor.graph.cards import draw_cards, path, whole
from tutor.graph.fitted import fitted
from tutor.study.session.session_fingerprint import free_sizes

if TYPE_CHECKING:
    from tutor.app.shell.services.services import Services
    from tutor.problems.instances.instance import Instance

GRAPH_ROWS = 7
SHORTEST_BAR = 8
"""Cells of the bar of a long title on a narrow screen."""
WIDEST_TEXT = 104
"""Cells of a line of text on the widest screens."""


class Walkthrough(Page):
    """One step a page; a wide screen also lists the steps."""

    DEFAULT_CSS = """
    Walkthrough #body { layout: vertical; height: 1fr; padding: 1 0 0 0; }
    Walkthrough #steps { display: none; }
    Walkthrough #page { height: 1fr; }
    Walkthrough #graph { height: auto; padding: 0 2; text-wrap: nowrap; text-overflow: clip; }
    Walkthrough #rule { height: 1; padding: 0 2; }
    Walkthrough #scroll { height: 1fr; scrollbar-gutter: stable; }
    Walkthrough #text { height: auto; padding: 0 1 0 2; text-wrap: nowrap; text-overflow: clip; }
    Walkthrough.-wide #body, Walkthrough.-huge #body { layout: horizontal; padding: 0; }
    Walkthrough.-wide #steps, Walkthrough.-huge #steps {
        display: block; width: 40; height: 100%; background: $panel;
        scrollbar-gutter: stable;
        scrollbar-background: $panel; scrollbar-background-hover: $panel; scrollbar-background-active: $panel;
    }
    Walkthrough.-huge #steps { width: 56; }
    Walkthrough #list { height: auto; padding: 1 4; text-wrap: nowrap; text-overflow: clip; }
    Walkthrough.-tall #list { padding: 2 4 0 4; }
    Walkthrough.-wide.-tall #graph, Walkthrough.-huge.-tall #graph { padding: 0 2 1 2; }
    Walkthrough.-wide #page, Walkthrough.-huge #page { padding: 1 2; }
    Walkthrough.-huge #page { padding: 2 2; }
    Walkthrough.-low #graph, Walkthrough.-low #rule { display: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", show=False),
        Binding("right", "step(1)", show=False),
        Binding("home", "step(-999)", show=False),
        Binding("end", "step(999)", show=False),
        *SCROLLING,
        Binding("enter", "ask", show=False),
        Binding("f4", "graph", show=False),
    ]

    HELP_TOPIC = "walkthrough"
    CALLED = "walkthrough"

    def __init__(self, instance: Instance, solved: Solved, graph_node: str = "") -> None:
        super().__init__()
        self._graph_node = graph_node
        self.instance = instance
        self.solved = solved
        self._wanted = solved.number

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Container(id="body"):
            with VerticalScroll(id="steps", can_focus=False):
                yield Static(id="list")
            with Vertical(id="page"):
                yield Static(id="graph")
                yield Static(id="rule")
                with VerticalScroll(id="scroll", can_focus=False):
                    yield ClickableRows(id="text")
        yield KeyBar()

    def fill(self) -> None:
        self.keys.show(
            Key("← →", "step", "screen.step(1)"),
            Key("↑ ↓", "scroll", "screen.scroll_by(10)"),
            Key("enter", "ask me this", "screen.ask"),
            Key("F4", "graph", "screen.graph"),
            self.way_back,
            HELP,
        )
        self.redraw()
        if self._graph_node:
            self.action_graph(self._graph_node)

    def redraw(self) -> None:
        solved, problem = self.solved, self.instance.problem
        left = styled((problem.title, "bold"), ("   walkthrough", MUTED))
        count = styled((f"step {solved.number} of {solved.total}  ", MUTED))
        room = self.title_bar.content_size.width - left.cell_length - 2 - count.cell_length
        bar = meter(solved.number, solved.total, max(SHORTEST_BAR, min(40 if self.size.width >= 150 else 24, room)))
        self.title_bar.show(
            left,
            Content.assemble(count, bar),
            aside=styled((f"   {self.instance.label}", MUTED)),
        )
        text = self.query_one("#text", Static)
        cells = max(20, text.content_size.width or 76)
        self._draw_graph(cells)
        self.query_one("#rule", Static).update(hairline(cells), layout=False)
        text.update(stack(step_rows(solved, min(cells, WIDEST_TEXT), self.symbols)))
        self._draw_list()

    def _draw_graph(self, cells: int) -> None:
        """The graph stands above the step: all of it where there is room, else the lit path."""
        rows = self._graph(cells)
        for part in ("#graph", "#rule"):
            self.query_one(part, Static).display = bool(rows)
        self.query_one("#graph", Static).update(stack(rows))

    def _graph(self, cells: int) -> list[Content]:
        shown, ascii_only = self.solved.picture, self.symbols.ascii
        room = max(GRAPH_ROWS, (self.size.height - 4) * (11 if self.roomy else 8) // 20)
        drawn = None
        if self.roomy:
            drawn = fitted(shown, whole(shown, lit=True, ascii_only=ascii_only), cells, room)
        drawn = drawn or draw_cards(shown, path(shown, ascii_only=ascii_only), cells, room)
        return paint(drawn.rows) if drawn is not None else []

    @property
    def _side_cells(self) -> int:
        side = self.query_one("#steps", VerticalScroll)
        return max(0, side.scrollable_content_region.width - 8)

    def _draw_list(self) -> None:
        problem, solved = self.instance.problem, self.solved
        side = self.query_one("#steps", VerticalScroll)
        if not side.display:
            return
        text = self.symbols.text
        rows = [heading("STEPS")]
        for number, (step, value) in enumerate(zip(problem.steps, solved.listed, strict=True), 1):
            name = text(problem.display(step.id))
            rows.append(list_row(number, name, text(value), self._side_cells, here=number == solved.number))
        self.query_one("#list", Static).update(stack(rows))
        side.scroll_to(y=max(0, solved.number - side.size.height // 2), animate=False)

    def action_step(self, by: int) -> None:
        """Go to a step before or after this one."""
        self._wanted = min(max(self._wanted + by, 1), self.solved.total)
        start_worker(self, self._turn, group="step")

    async def _turn(self) -> None:
        wanted = self._wanted
        if wanted == self.solved.number:
            return
        try:
            solved = await run_in_thread(lambda: _solved(self.services, self.instance, wanted - 1))
        except Exception as error:
            self._wanted = self.solved.number
            self.host.report(error)
            return
        if wanted == self._wanted and self.present:
            self.solved = solved
            self.query_one("#scroll", VerticalScroll).scroll_home(animate=False)
            self.redraw()

    def action_ask(self) -> None:
        """Ask this step as a question."""
        step = self.solved.step
        self.navigator.open("quiz", lambda: self.services.ask(self.instance, [step]))

    def palette_entries(self) -> list[PaletteEntry]:
        solved, problem = self.solved, self.instance.problem
        entries = [
            PaletteEntry("Ask me this", "as a question", "enter", self.action_ask),
            PaletteEntry("Graph", "with all numbers", "F4", self.action_graph),
            PaletteEntry("Arrays", "of this step, all entries", "click", self.action_arrays),
        ]
        if solved.formulas and solved.scope is not None:
            lead = (f"{solved.target} = ", f"{problem.latex(solved.step)} = ")
            entries += copies(self.host.copy, solved.formulas[0], solved.scope, lead)
        return entries

    def action_arrays(self) -> None:
        """All entries of the arrays of this step."""
        arrays = (*self.solved.results, *self.solved.tables)
        if arrays:
            self.navigator.open("array", self.instance.problem.title, arrays)

    def action_graph(self, node: str = "") -> None:
        """The graph on a page of its own."""
        of = "" if self.instance.own else _at_step(self.instance, self.solved)
        shown = ShownGraph(self.instance.problem.title, self.solved.picture, lit=True, of=of, node=node)
        self.navigator.open("graph", lambda: shown)


def walkthrough_page(services: Services, make: Callable[[], Instance], step: str = "") -> Walkthrough:
    """The solution on an instance, at a step; at its first where none is named."""
    instance = make()
    ids = [one.id for one in instance.problem.steps]
    solved = _solved(services, instance, ids.index(step) if step in ids else 0)
    return Walkthrough(instance, solved, services.pages.graph_node(_at_step(instance, solved)))


def _at_step(instance: Instance, solved: Solved) -> str:
    """What tells a step of a walkthrough from others."""
    return f"walkthrough {instance.problem.log_id} {instance.seed} {solved.step}"


def _solved(services: Services, instance: Instance, at: int) -> Solved:
    """A step of a solution, which is gone back to where the app ends there. A learner's own numbers are not kept."""
    solved = solve(instance, at)
    if not instance.own:
        where, sizes = f"step {solved.number} of {solved.total}", free_sizes(instance)
        services.pages.keep(KeptPage("walkthrough", instance.problem.id, solved.step, where, instance.seed, sizes))
    return solved
