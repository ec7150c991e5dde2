"""Running a plugin's code, once, by itself and for a limited time, so that no plugin can harm another.

Each plugin gets a pluggy manager of its own: in a shared one, a hook that raises ends the call for all.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Mapping
from importlib import import_module
from itertools import islice
from types import FunctionType, ModuleType
from typing import Any

from pluggy import PluginManager, PluginValidationError

from tutor.errors import did_you_mean, one_line
from tutor.host import hooks
from tutor.host.discovery import EntryPoint
from tutor.host.failures import Failure, UnusableError, describe, place_of, stuck
from tutor.host.hook_validation import CHECKS, RETURNS, attributes
from tutor.host.process_state import kept_as_it_was
from tutor.problems.instances.value_text import value_text

SECONDS = 5.0
"""How long a plugin may take to import, or a hook to answer, before it is given up on."""

MOST = 10_000
"""How many things one hook may give; a generator without an end would fill the memory."""


class Plugin:
    """One installed plugin, imported at the first call of `hook`; `failure` says why it is unusable."""

    def __init__(
        self, entry: EntryPoint, seconds: float = SECONDS, announce: Callable[[str], None] | None = None
    ) -> None:
        self.entry = entry
        self.failure: Failure | None = None
        self._seconds = seconds
        self._announce = announce
        self._manager: PluginManager | None = None
        self._answers: dict[str, list[Any]] = {}

    def hook(self, name: str) -> list[Any]:
        """The plugin's answers to one hook; none if it has no such hook or is set aside."""
        if self._manager is None and self.failure is None:
            self._manager = self._run(self._register, "at import")
        if not self._implements(name):
            return []
        if name not in self._answers and self.failure is None:
            self._answers[name] = self._run(lambda: self._call(name), f"in {name}") or []
        return self._answers.get(name, []) if self.failure is None else []

    def _implements(self, name: str) -> bool:
        """Whether there is anything to call: a thread for nothing would take 0.1 ms."""
        return self._manager is not None and bool(getattr(self._manager.hook, name).get_hookimpls())

    def set_aside(self, failure: Failure) -> None:
        """Stop using the plugin. The first reason is the one that is kept."""
        self.failure = self.failure or failure

    def _register(self) -> PluginManager:
        _refuse_no_module(self.entry.module)
        module = import_module(self.entry.module)
        _refuse_misspelt(module)
        manager = PluginManager(hooks.PROJECT)
        manager.add_hookspecs(hooks)
        try:
            manager.register(module, self.entry.name)
            manager.check_pending()
        except PluginValidationError as error:
            raise UnusableError(one_line(str(error))) from error
        if not manager.get_hookcallers(module):
            raise UnusableError(f"its module `{self.entry.module}` has no function marked @tutor.hookimpl")
        return manager

    def _call(self, name: str) -> list[Any]:
        assert self._manager is not None
        given = getattr(self._manager.hook, name)()
        if not given:  # pluggy leaves None out
            raise UnusableError(f"{name} returned nothing: it should {RETURNS[name]}")
        (answer,) = given
        things = answer.items() if isinstance(answer, Mapping) else answer
        if isinstance(things, str | bytes) or not hasattr(type(things), "__iter__"):
            raise UnusableError(f"{name} gave {value_text(answer)}, which is not a list: it should {RETURNS[name]}")
        answers = list(islice(things, MOST + 1))
        if len(answers) > MOST:
            raise UnusableError(f"{name} gave more than {MOST} things")
        if not answers and name == "tutor_problems":
            raise UnusableError(f"{name} gave no problem: it should {RETURNS[name]}")
        if name == "tutor_problems" and not self.entry.bundled:  # ours are checked in the suite: 10 ms of a start
            attributes(answers)
        CHECKS[name](answers)
        return answers

    def _run(self, work: Callable[[], Any], doing: str) -> Any:
        """What `work` returns, or None with `failure` set.

        It runs in a thread so that a plugin that never returns can be left behind. What it prints goes to
        stderr: stdout belongs to the results of the command that happens to need the plugin.
        """
        if self._announce is not None:
            self._announce(doing)
        result: list[Any] = []
        raised: list[BaseException] = []

        def target() -> None:
            try:
                result.append(work())
            except BaseException as error:  # SystemExit too: a plugin may not end the program
                raised.append(error)

        thread = threading.Thread(target=target, name=f"plugin {self.entry.name}", daemon=True)
        with kept_as_it_was():
            thread.start()
            thread.join(self._seconds)
        if thread.is_alive():
            frame = sys._current_frames().get(thread.ident or 0)
            self.set_aside(stuck(frame, doing, self.entry.module, self._seconds))
        elif raised:
            # A KeyboardInterrupt too: that of ctrl+c is raised where we wait, never in this thread.
            self.set_aside(describe(raised[0], doing, self.entry.module))
        return result[0] if result else None


def _refuse_no_module(named: str) -> None:
    """Raise `UnusableError` for what an entry point names and what no module can be called."""
    if all(part.isidentifier() for part in named.split(".")):
        return
    package = named.partition(":")[0].strip()
    alone = f", such as `{package}`" if ":" in named and package.isidentifier() else ""
    raise UnusableError(f"its entry point names `{one_line(named)}`: the name of a module is expected{alone}")


def _refuse_misspelt(module: ModuleType) -> None:
    """Raise `UnusableError` for a function that looks like a hook and could not be called as one."""
    for name, value in vars(module).items():
        if not isinstance(value, FunctionType):
            continue
        options = getattr(value, f"{hooks.PROJECT}_impl", None)
        meant = options.get("specname") or name if options else name
        if meant not in hooks.NAMES and (options or name.startswith("tutor_")):
            raise UnusableError(f"`{meant}` is not a hook{did_you_mean(meant, hooks.NAMES)}", place_of(value))
        if meant in hooks.NAMES and not options:
            raise UnusableError(f"`{name}` lacks the mark @tutor.hookimpl", place_of(value))
        if meant in hooks.NAMES and value.__code__.co_argcount:
            raise UnusableError(f"`{name}` should take no arguments: a hook is given none", place_of(value))
        if options and (options.get("wrapper") or options.get("hookwrapper")):
            raise UnusableError(f"`{name}` should be a plain hook, not a wrapper", place_of(value))
