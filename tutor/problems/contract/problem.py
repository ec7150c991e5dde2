"""What a plugin author writes: a problem is a list of named arrays and a list of named formulas.

Declaring one imports neither NumPy nor SymPy; numbers come with an instance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from itertools import product
from typing import TYPE_CHECKING, Any

from tutor.errors import TutorError, did_you_mean
from tutor.lazy import cached_property
from tutor.problems.contract.errors import DeclarationError, UnknownNameError
from tutor.problems.contract.quantity import Quantity
from tutor.problems.contract.step import Choice, Figure, Step

if TYPE_CHECKING:
    from tutor.notation.functions import Function
    from tutor.notation.lower.value import Arrays
    from tutor.notation.scope import Scope
    from tutor.problems.contract.mistake import Mistake
    from tutor.problems.contract.plot import Plot
    from tutor.problems.contract.target import Targets
    from tutor.problems.instances.instance import Instance


class Problem:
    """Subclass, fill in the attributes, and return an instance from the plugin's ``tutor_problems`` hook.

    Problems of a lower ``level`` are listed first; 1 is the gentlest. The axis ``n`` has the size ``N``, its capital
    letter. ``sizes`` are the textbook's; those in ``fixed`` never vary. ``like`` makes one axis sized like another
    (``{"k": "h"}``); ``derived`` gives sizes computed from others (``{"U": "I-R+1"}``) and flattened axes (``{"P":
    "U*V"}``). Letters in ``running`` combine by name in formulas (samples, time). An axis along which something is
    indexed with a shift, ``h[t-1]``, is one of time; ``time`` names others. ``aliases`` are extra spellings of names.
    ``functions`` maps a function of this problem to a function of the language (``{"f": "tanh"}``), or to one of
    its own (``{"swish": Function(...)}``). ``choices`` are functions that the user may choose, with what each may be,
    the usual one first (``{"f": ("sigma", "tanh")}``). ``mistakes`` are wrong answers with a name of their own.
    ``scalar_reading`` accepts what is right when every axis has size one (``W^T x`` for one input). Without ``forward``
    and ``backward`` of its own, a problem is solved by evaluating its formulas, and from the second time on by a plan.

    ``asked`` are the names whose gradients are asked for where steps are derived; with none, all weights, inputs and
    values that are real numbers. ``roles`` says of given names what they are: input, weight, target or constant.
    ``upstream`` maps a value to the given array that is the loss's gradient by it (``{"y": "dy"}``): a loss that is not
    on the page. With ``by_hand`` numbers that are drawn without a seed have one decimal.
    """

    id: str = ""
    title: str = ""
    summary: str = ""
    level: int = 3
    sizes: Mapping[str, int] = {}
    fixed: frozenset[str] = frozenset()
    axes: Mapping[str, str] = {}
    like: Mapping[str, str] = {}
    derived: Mapping[str, str] = {}
    running: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    given: tuple[Quantity, ...] = ()
    values: tuple[Quantity, ...] = ()
    loss: str = "L"
    textbook: Mapping[str, Any] = {}
    aliases: Mapping[str, str] = {}
    functions: Mapping[str, str | Function] = {}
    choices: Mapping[str, tuple[str, ...]] = {}
    mistakes: tuple[Mistake, ...] = ()
    figure: Figure | None = None
    scalar_reading: bool = False
    asked: tuple[str, ...] = ()
    roles: Mapping[str, str] = {}
    upstream: Mapping[str, str] = {}
    by_hand: bool = False

    def __init__(self, **chosen: str) -> None:
        """Made with no arguments by its plugin, and with all its ``choices`` for a variant.

        What else depends on a choice (the statement, a sampler) is set by a subclass in its own ``__init__``.
        """
        # What is declared of a wrong type stays as it is: its sentence comes with those of all attributes.
        if self.choices and isinstance(self.choices, Mapping) and isinstance(self.functions, Mapping):
            usual = {
                name: options[0]
                for name, options in self.choices.items()
                if isinstance(name, str) and isinstance(options, tuple | list) and options
            }
            self.functions = {**usual, **self.functions, **chosen}

    if TYPE_CHECKING:
        steps: tuple[Step | Choice, ...]
        statement: tuple[str, ...]
    else:

        @cached_property
        def steps(self) -> tuple[Step | Choice, ...]:
            """The derivation: derived when first asked for, unless a subclass declares its own."""
            from tutor.derivation.problem_steps import steps_of

            self._made |= {"steps"}
            return steps_of(self) if self.values else ()

        @cached_property
        def statement(self) -> tuple[str, ...]:
            """The network as a person writes it: the forward formulas, unless a subclass declares its own lines."""
            from tutor.problems.instances.statement_lines import statement_of

            self._made |= {"statement"}
            return statement_of(self)

    _made: frozenset[str] = frozenset()

    def declares(self, attribute: str) -> bool:
        """Whether the steps or the statement are the author's own, and not made when they are first asked for."""
        by_class = getattr(type(self), attribute) is not vars(Problem)[attribute]
        return by_class or (attribute in vars(self) and attribute not in self._made)

    @property
    def log_id(self) -> str:
        """What the log of answers knows the problem by: its id, where that is its own for good.

        A problem of a plugin goes by its id. One in a file may lie elsewhere tomorrow, and be another one.
        """
        return self._digest or self.id if self.plugin is None else self.id

    _digest: str = ""

    @property
    def declared_steps(self) -> tuple[Step | Choice, ...] | None:
        """The steps as they are declared; None where they are derived, which takes a while when first asked for."""
        return self.steps if self.declares("steps") else None

    def forward_only(self) -> Problem:
        """The same problem with its values as its only steps: to work with before others are known."""
        other = copy(self)
        kept = [name for name in ("statement",) if self.declares(name)]
        for name, attribute in vars(Problem).items():
            if isinstance(attribute, cached_property) and name not in kept:  # what was found out of other steps
                vars(other).pop(name, None)
        vars(other).update(steps=tuple(Step(quantity.name) for quantity in self.values), _made=frozenset())
        return other

    @cached_property
    def as_declared(self) -> Problem:
        """The same problem without derived steps, to solve it before there are any: itself if it declares some."""
        return self if self.declares("steps") else self.forward_only()

    def forward(self, given: Arrays) -> Arrays:
        """All values from the given arrays, by name. A plugin may write this in NumPy, for any sizes."""
        from tutor.solve.cache import forward

        return forward(self, given)

    def backward(self, given: Arrays, values: Arrays) -> Arrays:
        """The gradient of the loss for each name, from the given arrays and the values of the forward pass."""
        from tutor.solve.cache import backward

        return backward(self, given, values)

    def plots(self) -> tuple[Plot, ...]:
        """Curves that belong to this problem, from numbers; none unless it has some to show."""
        return ()

    # -- what plugins add --------------------------------------------------------------------------------------

    plugin: tuple[str, str] | None = None
    """The name and version of the plugin it comes from, set by the host; None where it was found by no host."""
    mistakes_of_plugins: Callable[[], Iterable[Mistake]] | None = None
    """Set by the host: asking may import plugins, so it is asked only when a wrong answer is to be explained."""

    def named_mistakes(self) -> tuple[Mistake, ...]:
        """The mistakes with a name of their own: those declared here and those that plugins add."""
        added = self.mistakes_of_plugins() if self.mistakes_of_plugins is not None else ()
        return (*self.mistakes, *added)

    # -- choosing ----------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> dict[str, str]:
        """What each of the ``choices`` is here."""
        return {name: str(self.functions[name]) for name in self.choices}

    def variant(self, chosen: Mapping[str, str]) -> Problem:
        """This problem with other ``choices``, such as ``{"f": "tanh"}``; the same ones give the same object.

        Raises UnknownNameError for what is not to be chosen.
        """
        from tutor.problems.contract.variants import combined

        wanted = combined(self, chosen)
        key = tuple(wanted.items())
        if key not in self._family:
            other = type(self)(**wanted)
            other.functions = {**self.functions, **other.functions}
            other.mistakes_of_plugins, other.plugin = self.mistakes_of_plugins, self.plugin
            other.__dict__["_family"] = self._family
            self._family.setdefault(key, other)
        return self._family[key]

    def variants(self) -> Iterator[Problem]:
        """This problem with every combination of its ``choices``; without any, just this."""
        for options in product(*self.choices.values()):
            yield self.variant(dict(zip(self.choices, options, strict=True)))

    @cached_property
    def _family(self) -> dict[tuple[tuple[str, str], ...], Problem]:
        return {tuple(self.chosen.items()): self}

    # -- looking things up -----------------------------------------------------------------------------------

    @cached_property
    def quantities(self) -> dict[str, Quantity]:
        """Given arrays and values by name."""
        return {quantity.name: quantity for quantity in (*self.given, *self.values)}

    @cached_property
    def steps_by_id(self) -> dict[str, Step | Choice]:
        """Steps and choices by id, in order."""
        return {step.id: step for step in self.steps}

    def step(self, step_id: str) -> Step | Choice:
        """The step or choice with this id. Raises UnknownNameError with the nearest id."""
        found = self.steps_by_id.get(step_id)
        if found is None:
            found = self.steps_by_id.get(self._spelled(step_id))
        if found is None:
            hint = did_you_mean(step_id, self.steps_by_id)
            raise UnknownNameError(f"`{step_id}` is not a step of {self.id}{hint}", title="No such step")
        return found

    def _spelled(self, step_id: str) -> str:
        """An id written with ∂, spaces or a missing d, as the declared one."""
        plain = step_id.replace("∂", "d").replace(" ", "")
        return self.aliases.get(plain, plain)

    def quantity(self, name: str) -> Quantity:
        """The given array or value with this name. Raises UnknownNameError with the nearest name."""
        found = self.quantities.get(name)
        if found is None:
            hint = did_you_mean(name, self.quantities)
            raise UnknownNameError(f"`{name}` is not a quantity of {self.id}{hint}", title="No such quantity")
        return found

    def axes_of(self, step: Step) -> tuple[str, ...]:
        """The axis letters of what a step asks for."""
        if step.axes is not None:
            return tuple(letter.strip() for letter in step.axes.split(",")) if step.axes else ()
        target = self.targets[step.id]
        known = [self.quantities[name].letters for name in (target.of, target.by) if name in self.quantities]
        if known and target.whole and (not target.by or target.by in self.quantities):
            return tuple(dict.fromkeys(letter for letters in known for letter in letters))
        raise DeclarationError(f"{self.id}: the step {step.id} needs its axes: they do not follow from its id")

    def formula_of(self, step: Step) -> str:
        """The right formula of a step: its own, or the forward formula of the value it asks for."""
        if step.formula:
            return step.formula
        if step.id in self.quantities and self.quantities[step.id].formula:
            return self.quantities[step.id].formula
        raise DeclarationError(f"{self.id}: the step {step.id} has no formula and is not a value")

    def formula_steps(self) -> list[Step]:
        """The steps that ask for a formula, in order."""
        return [step for step in self.steps if isinstance(step, Step)]

    def is_value(self, step: Step) -> bool:
        """Whether a step asks for a value of the forward pass."""
        return step.id in self.quantities

    @cached_property
    def targets(self) -> Targets:
        """What each quantity and step asks for, by id; an id that is neither is told too."""
        from tutor.problems.contract.target import Targets

        return Targets((*self.quantities, *self.steps_by_id), self.quantities, self.loss)

    # -- names as people see them ------------------------------------------------------------------------------

    def latex(self, name: str) -> str:
        """A name, a gradient or an updated name in LaTeX."""
        from tutor.problems.contract.name_display import latex_name

        return latex_name(self.as_declared, name)

    def display(self, name: str) -> str:
        """A name, a gradient or an updated name in Unicode: ``∂L/∂W_o``, ``hₜ₋₁``, ``ŷ``."""
        if name not in self._displayed:
            from tutor.problems.contract.name_display import unicode_name

            self._displayed[name] = unicode_name(self.as_declared, name)
        return self._displayed[name]

    @cached_property
    def _displayed(self) -> dict[str, str]:
        """Names that were shown: the words of a step ask for each of them again and again."""
        return {}

    # -- reading and solving ---------------------------------------------------------------------------------

    @cached_property
    def scope(self) -> Scope:
        """Everything that formulas of this problem may name."""
        from tutor.problems.contract.scope_builder import scope_of

        return scope_of(self)

    def language(self) -> Mapping[str, Function]:
        """The functions that formulas of this problem may use."""
        from tutor.problems.contract.scope_builder import language_of

        return language_of(self)

    def instance(
        self,
        seed: int | None = None,
        sizes: Mapping[str, int] | None = None,
        given: Mapping[str, Any] | None = None,
        set: Mapping[str, Any] | None = None,
    ) -> Instance:
        """The textbook instance, a seeded one, one with other sizes, or one on the caller's own arrays.

        ``given`` holds whole arrays (those left out are drawn or taken from the textbook), ``set`` overrides single
        quantities and makes ``choices``. Raises TutorError for unknown names, wrong shapes, sizes that disagree, and
        numbers that are not finite.
        """
        from tutor.problems.instances.instance import make_instance

        single = dict(set or {})
        chosen = {name: single.pop(name) for name in self.choices if name in single}
        return make_instance(self.variant(chosen), seed=seed, sizes=sizes or {}, given={**(given or {}), **single})

    def sympy(self, step_id: str) -> Any:
        """The right formula of a step as a SymPy expression, with names as Indexed and sums as Sum.

        It holds for every size; its free symbols are the letters of the step's axes (counting from 1), the sizes, and
        single numbers. Raises TutorError for a choice. Importing SymPy takes 270 ms.
        """
        from tutor.notation.lower.index_form.expressions import NoFormError
        from tutor.notation.write.sympy_form import to_sympy
        from tutor.problems.instances.formula_values import index_form

        try:
            return to_sympy(index_form(self, step_id), self.scope)
        except NoFormError as error:
            raise TutorError(f"{error} has no SymPy form in {self.id}", title="Not as SymPy") from None

    def __repr__(self) -> str:
        return f"<Problem {self.id}>"
