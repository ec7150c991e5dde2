"""Whether a problem is declared soundly: names, axes, formulas, symbols, prose and figure fit together.

The first half of the conformance kit; it needs no numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from tutor.errors import TutorError, did_you_mean
from tutor.notation.errors import NotationError
from tutor.notation.functions import FOLDS, RESERVED
from tutor.notation.read.parser import parse
from tutor.notation.tree_walks import names
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.quantity import Quantity
from tutor.problems.contract.samplers import Labels
from tutor.problems.contract.step import Choice, Step
from tutor.problems.contract.target import UPDATE
from tutor.problems.instances.formula_values import groups, parsed, read
from tutor.problems.instances.statement_lines import STATEMENT_CELLS
from tutor.problems.proof import attribute_checks
from tutor.problems.proof.hint_checks import Hints
from tutor.problems.proof.language_checks import check_language
from tutor.problems.proof.mistake_checks import reason_against_mistake
from tutor.problems.proof.proof_report import ConformanceError
from tutor.problems.proof.size_checks import check_sizes
from tutor.terminal_text import cells

SUMMARY_CELLS = 32
FEWEST_HINTS = 2
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*")


def check_declaration(problem: Problem, *, words: bool = True) -> None:
    """Everything that can be checked without numbers. Raises ConformanceError at the first thing that is wrong.

    Without ``words`` what is only read by people (prose, hints, widths of lines) is left out.
    """
    if not isinstance(problem, Problem):
        hint = f": pass an instance, {problem.__name__}()" if isinstance(problem, type) else ""
        raise ConformanceError(f"{problem!r} is not an instance of Problem{hint}")
    with _named(problem):
        if problem.declared_steps is None:
            _check(_forward_only(problem), words=False)  # before anything is derived from it
        _check(problem, words=words)


def _forward_only(problem: Problem) -> Problem:
    """A problem's forward pass, without what may name steps that are yet to be derived."""
    forward = problem.forward_only()
    forward.mistakes = ()
    forward.aliases = {name: meant for name, meant in problem.aliases.items() if meant in problem.quantities}
    return forward


def _check(problem: Problem, *, words: bool) -> None:
    _check_types(problem)
    if words:
        _check_words(problem)
    _check_names(problem)
    check_sizes(problem)
    check_language(problem)
    for quantity in (*problem.given, *problem.values):
        _check_quantity(problem, quantity)
    for step in problem.steps:
        if words:
            _check_prose(problem, step)
        if isinstance(step, Choice):
            _check_choice(problem, step)
        else:
            _check_step(problem, step)
    _check_order(problem)
    _check_mistakes(problem)
    _check_symbols(problem)
    _check_figure(problem)
    if words:
        _check_hints(problem)


@contextmanager
def _named(problem: Problem) -> Iterator[None]:
    """Begin what is raised inside with the name of the problem."""
    try:
        yield
    except ConformanceError as error:
        raise ConformanceError(f"{problem.id or type(problem).__name__}: {error}") from None
    except TutorError as error:
        message = str(error).removeprefix(f"{problem.id}: ")
        raise ConformanceError(f"{problem.id}: {message}") from None


def _check_types(problem: Problem) -> None:
    declared = ("given", "values", *(() if problem.declared_steps is None else ("steps",)))
    for attribute in ("id", "title", *declared):
        if not getattr(problem, attribute):
            raise ConformanceError(f"`{attribute}` is empty")
    for attribute in ("statement", "running", "time", *declared):
        _check_tuple(problem, attribute)
    for step in problem.declared_steps or ():
        for attribute in ("hints", "skills", *(("options",) if isinstance(step, Choice) else ("also", "refuse"))):
            try:
                _check_tuple(step, attribute)
            except ConformanceError as error:
                raise ConformanceError(f"the step {step.id}: {error}") from None
    reason = attribute_checks.reason_against(problem)
    if reason:
        raise ConformanceError(reason)


def _check_words(problem: Problem) -> None:
    """What is read by people: a problem whose steps are derived needs no prose."""
    for attribute in () if problem.declared_steps is None else ("summary", "statement"):
        if not getattr(problem, attribute):
            raise ConformanceError(f"`{attribute}` is empty")
    if cells(problem.summary) > SUMMARY_CELLS:
        raise ConformanceError(f"the summary takes {cells(problem.summary)} cells; {SUMMARY_CELLS} fit")
    for number, line in enumerate(problem.statement, 1):
        if cells(line) > STATEMENT_CELLS:
            raise ConformanceError(f"line {number} of the statement takes {cells(line)} cells; {STATEMENT_CELLS} fit")


def _check_tuple(owner: object, attribute: str) -> None:
    value = getattr(owner, attribute)
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise ConformanceError(f"`{attribute}` is one {type(value).__name__}; a tuple is expected: ({value!r},)")


def _check_names(problem: Problem) -> None:
    quantities = [quantity.name for quantity in (*problem.given, *problem.values)]
    for kind, listed in (("quantity", quantities), ("step", [step.id for step in problem.declared_steps or ()])):
        twice = sorted({name for name in listed if listed.count(name) > 1})
        if twice:
            raise ConformanceError(f"the {kind} {twice[0]} is declared twice")
    for name in quantities:
        if not _NAME.fullmatch(name):
            raise ConformanceError(f"`{name}` is no name for a quantity: letters, digits and _ between them")
        if name in RESERVED or name in problem.functions:
            raise ConformanceError(f"the quantity {name} has the name of a function")
    given = {quantity.name for quantity in problem.given}
    for step in problem.declared_steps or ():
        if step.id in given:
            raise ConformanceError(f"the step {step.id} asks for something given")
    loss = next((quantity for quantity in problem.values if quantity.name == problem.loss), None)
    if loss is None and problem.loss:
        raise ConformanceError(f"the loss {problem.loss} is not among the values")
    if loss is not None and loss.letters:
        raise ConformanceError(f"the loss {problem.loss} has the axes [{loss.axes}]; it must be one number")
    for name in problem.textbook:
        if name not in given:
            raise ConformanceError(f"the textbook instance has `{name}`, which is not given{did_you_mean(name, given)}")
    for name in given if problem.textbook else ():
        if name not in problem.textbook:
            raise ConformanceError(f"the textbook instance has no {name}")


def _check_mistakes(problem: Problem) -> None:
    for mistake in problem.mistakes:
        reason = reason_against_mistake(mistake, problem)
        if reason:
            raise ConformanceError(f"the mistake {mistake.code}: {reason}")


def _check_quantity(problem: Problem, quantity: Quantity) -> None:
    name, letters = quantity.name, quantity.letters
    if not all(len(letter) == 1 for letter in letters):
        raise ConformanceError(
            f"the axes of {name} are `{quantity.axes}`: letters with commas between are expected, such as `n,i`"
        )
    for letter in letters:
        if letter not in problem.axes:
            raise ConformanceError(f"{name} has the axis {letter}, which is not declared")
        if letters.count(letter) > 1:
            raise ConformanceError(f"{name} has the axis {letter} twice; declare a second one sized like it (`like`)")
    if (quantity in problem.values) != bool(quantity.formula):
        kind = "given quantity" if quantity.formula else "value"
        raise ConformanceError(f"the {kind} {name} has {'a' if quantity.formula else 'no'} formula")
    along = getattr(quantity.sample, "axis", None)
    if isinstance(quantity.sample, Labels):
        if along not in problem.axes:
            raise ConformanceError(f"{name} picks along the axis {along}, which is not declared")
    elif not quantity.formula and along is not None and along not in letters:
        raise ConformanceError(f"{name} is drawn along the axis {along}, which it does not have")
    if quantity.outside:
        before = problem.quantities.get(quantity.outside)
        if before is None or before not in problem.given:
            raise ConformanceError(f"what stands before {name}, {quantity.outside}, is not a given quantity")
        if before.letters != letters[1:]:
            wanted = ",".join(letters[1:])
            raise ConformanceError(
                f"{before.name} stands before {name} and needs its axes [{wanted}], not [{before.axes}]"
            )


def _check_prose(problem: Problem, step: Step | Choice) -> None:
    where = f"the step {step.id}"
    for attribute in ("ask", "rule"):
        if not getattr(step, attribute):
            raise ConformanceError(f"{where}: `{attribute}` is empty")
    if len(step.hints) < FEWEST_HINTS:
        raise ConformanceError(f"{where}: at least two hints are needed, {len(step.hints)} given")


def _check_hints(problem: Problem) -> None:
    hints = Hints(problem)
    for step in problem.formula_steps():
        answer = problem.formula_of(step).replace(" ", "")
        for number, hint in enumerate(step.hints, 1):
            if len(answer) > 3 and answer in hint.replace(" ", ""):
                raise ConformanceError(f"the step {step.id}: hint {number} holds the answer")
            leak = hints.leak(step, hint)
            if leak:
                raise ConformanceError(f"the step {step.id}: hint {number} holds the answer: `{leak}`")


def _check_choice(problem: Problem, step: Choice) -> None:
    where = f"the step {step.id}"
    count = len(step.options)
    if not step.answer or not all(1 <= number <= count for number in step.answer):
        raise ConformanceError(f"{where}: the answer {step.answer} names no option; they go from 1 to {count}")
    if len(set(step.answer)) != len(step.answer):
        raise ConformanceError(f"{where}: the answer {step.answer} names an option twice")
    if not step.many and not step.ordered and len(step.answer) != 1:
        raise ConformanceError(f"{where}: one answer is expected unless `many` or `ordered` is set")
    for number in step.slips:
        if not 1 <= number <= count:
            raise ConformanceError(f"{where}: a slip is explained for option {number}; they go from 1 to {count}")


def _check_step(problem: Problem, step: Step) -> None:
    where = f"the step {step.id}"
    for letter in problem.axes_of(step):
        if letter not in problem.axes:
            raise ConformanceError(f"{where}: the axis {letter} is not declared")
    known = {*problem.scope.functions, *problem.scope.names, *FOLDS}
    for text in step.refuse:
        if text.rstrip("'") not in known:
            raise ConformanceError(
                f"{where}: `refuse` names `{text}`, which is neither a function nor a name{did_you_mean(text, known)}"
            )
    for text in step.also:
        try:
            parse(text, problem.scope)
        except NotationError as error:
            raise ConformanceError(f"{where}: the form `{text}` cannot be read: {error}") from None


def _check_order(problem: Problem) -> None:
    """Formulas can be read and computed, and each uses only what comes before it."""
    formulas = parsed(problem)
    together = {formula.name: {other.name for other in group} for group in groups(problem) for formula in group}
    known = {quantity.name for quantity in problem.given}
    for name, formula in formulas.items():
        later = sorted(names(formula.tree) - known - together[name])
        if later:
            raise ConformanceError(f"the formula of {name} uses {later[0]}, which comes later")
        known.add(name)
    for step in problem.formula_steps():
        if problem.is_value(step) and step.formula:
            read(problem, step.formula, step.id)
        first, below, second = (part.strip() for part in step.where.partition("<"))
        axes = problem.axes_of(step)
        if step.where and (not below or first not in axes or second not in (*axes, first.upper())):
            raise ConformanceError(
                f"{step.id} is asked where `{step.where}`, but that should be like `k < t` or `t < T`"
            )


def _check_symbols(problem: Problem) -> None:
    """What is displayed is accepted as input: every symbol must read as its own name."""
    for name in (*problem.quantities, *(step.id for step in problem.formula_steps())):
        declared = problem.scope.names[name]
        target = problem.targets[name]
        told = target.whole and (target.by or target.of) in problem.quantities and target.kind != UPDATE
        if not declared.latex or not told:
            continue
        try:
            tree = parse(declared.latex, problem.scope)
        except NotationError as error:
            raise ConformanceError(f"the symbol {declared.latex} of {name} cannot be read: {error}") from None
        read_name = getattr(tree, "name", None)
        if read_name != name:
            raise ConformanceError(f"the symbol {declared.latex} of {name} reads as {read_name or 'a formula'}")


def _check_figure(problem: Problem) -> None:
    if problem.figure is None:
        return
    nodes, edges = problem.figure.nodes, problem.figure.edges
    if not _texts(nodes) or not isinstance(edges, tuple | list) or not all(_texts(e) and len(e) == 2 for e in edges):
        raise ConformanceError("the figure should have a tuple of names as `nodes` and a tuple of pairs as `edges`")
    for name in problem.figure.nodes:
        if name not in problem.quantities:
            hint = did_you_mean(name, problem.quantities)
            raise ConformanceError(f"the figure shows `{name}`, which is not a quantity{hint}")
    for edge in problem.figure.edges:
        for end in edge:
            if end not in problem.figure.nodes:
                raise ConformanceError(f"the figure has an edge {edge[0]} to {edge[1]}, but no node {end}")


def _texts(value: object) -> bool:
    return isinstance(value, tuple | list) and all(isinstance(text, str) for text in value)
