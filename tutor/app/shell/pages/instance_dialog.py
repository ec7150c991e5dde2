"""Other numbers for a problem: seed and sizes on one line, checked with the sentences of the command line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tutor.app.drawing.cell_text import stack, styled, wrap
from tutor.app.drawing.theme import MUTED, UNCOUNTED
from tutor.app.quiz.pasted import one_line
from tutor.app.shell.guarded_screen import GuardedScreen
from tutor.app.shell.page_host import host_of
from tutor.app.shell.processes.background import run_in_thread, start_worker
from tutor.app.shell.services.problem_services import InstanceRequest
from tutor.errors import TutorError
from tutor.notation.characters import spread

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

LONGEST = 200


def read_request(text: str) -> InstanceRequest:
    """`seed=7 T=5 N=3`, in any order.  Raises TutorError for what is not NAME=WHOLE NUMBER."""
    seed = None
    sizes: dict[str, int] = {}
    for pair in re.sub(r"\s*=\s*", "=", spread(text)[0]).replace(",", " ").split():
        name, _, number = pair.partition("=")
        if not name or not re.fullmatch("[0-9]{1,19}", number):
            raise TutorError(f"This wants NAME=K, such as seed=7, but got `{pair}`", title="Not a size")
        if name == "seed":
            seed = int(number)
        else:
            sizes[name] = int(number)
    return InstanceRequest(seed, sizes)


def sizes_line(problem: Problem) -> str:
    """What can be asked for: the sizes and what they are in the textbook."""
    free = [f"{name}={size}" for name, size in problem.sizes.items() if name not in problem.fixed]
    fixed = [name for name in problem.sizes if name in problem.fixed]
    said = ["seed=1, 2, …"]
    said += [f"sizes {' '.join(free)}"] if free else []
    said += [f"({', '.join(fixed)} cannot change)"] if fixed and free else []
    return "   ".join(said)


class InstanceDialog(GuardedScreen[InstanceRequest | None], ModalScreen[InstanceRequest | None]):
    """One line to type on; enter takes it when it suits the problem, esc closes."""

    DEFAULT_CSS = """
    InstanceDialog { align: center top; background: $background 70%; }
    InstanceDialog > Vertical {
        width: 76; max-width: 100%; height: auto; margin: 2 0 0 0; padding: 1 0; background: $panel;
    }
    InstanceDialog Static { height: auto; padding: 0 2; }
    InstanceDialog Input, InstanceDialog Input:focus {
        height: 1; margin: 1 0; padding: 0 1; border: none; border-left: outer $primary; background: $panel;
        background-tint: transparent;
        & > .input--placeholder { color: $foreground-muted; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", show=False, priority=True)]

    def __init__(self, problem: Problem, now: InstanceRequest) -> None:
        super().__init__()
        self.problem = problem
        self._now = str(now)
        self._busy = False

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(styled((f"other numbers for {self.problem.title}", MUTED)))
            field = Input(self._now, placeholder="seed=7", max_length=LONGEST, select_on_focus=False)
            field.cursor_blink = False
            yield field
            yield Static(id="said")

    def fill(self) -> None:
        self.query_one(Input).focus()
        self._say()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._say()

    def _say(self, complaint: str = "") -> None:
        """What can be asked for, or what is wrong with what was."""
        sign = host_of(self).symbols.invalid
        usual = "enter takes them, an empty line goes back to the usual ones"
        lines = (
            [(f"{sign} {complaint}", UNCOUNTED)] if complaint else [(sizes_line(self.problem), MUTED), (usual, MUTED)]
        )
        rows = [styled((line, style)) for text, style in lines for line in wrap(text, 70)]
        self.query_one("#said", Static).update(stack(rows))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if not self._busy:
            self._busy = True
            start_worker(self, self._take, one_line(event.value))

    async def _take(self, text: str) -> None:
        def posed() -> InstanceRequest:
            wanted = read_request(text)
            self.problem.instance(seed=wanted.seed, sizes=wanted.sizes)
            return wanted

        try:
            wanted = await run_in_thread(posed)
        except Exception as error:  # a plugin's sampler may raise anything
            self._say(str(error) or type(error).__name__)
        else:
            self._close(wanted)
        finally:
            self._busy = False

    def action_close(self) -> None:
        """Change nothing."""
        self._close(None)

    def _close(self, wanted: InstanceRequest | None) -> None:
        if self.is_current:
            self.dismiss(wanted)
