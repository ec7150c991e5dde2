"""The options that say which numbers a problem is posed with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from tutor.commands.arrays.array_input import read_arrays, read_assignments, read_sizes
from tutor.commands.support import completing
from tutor.commands.support.named_problem import named_problem
from tutor.commands.support.person_options import code_option, course_option, for_option, one_seed
from tutor.errors import TutorError, one_line
from tutor.notation.characters import spread

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem
    from tutor.problems.instances.instance import Instance

Command = Callable[..., None]


class _Seed(click.types.IntParamType):
    """A whole number in digits of any script, of at most so many that Python can write it again."""

    name = "integer"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. A click error for what is none; whether it is a seed is for the problem to say."""
        text = spread(str(value))[0].strip()
        if not re.fullmatch(r"[+-]?[0-9]{1,1000}", text):
            self.fail(f"{one_line(str(value))!r} is not a valid integer.", param, ctx)
        return int(text)


def seed_option(function: Command) -> Command:
    """The option `--seed`, as `seed`, and the others that ask for a seed: `--for`, `--code` and `--course`."""

    @wraps(function)
    def with_seed(
        *arguments: Any, seed: int | None, person: str | None, code: str | None, course: str | None, **options: Any
    ) -> None:
        function(*arguments, seed=one_seed(seed, person, code, course), **options)

    command: Command = with_seed
    for option in (
        course_option(),
        code_option(),
        for_option("The numbers of this person in the course."),
        click.option(
            "--seed", type=_Seed(), metavar="N", help="Pose it with the numbers of seed N, not the textbook's."
        ),
    ):
        command = option(command)
    return command


def set_option(function: Command) -> Command:
    """The option `--set`."""
    return click.option(
        "--set", "set_", multiple=True, metavar="NAME=VALUE", help="Change one given number, or choose, such as f=tanh."
    )(function)


def numbers_options(function: Command) -> Command:
    """The options `--seed`, `--size`, `--given` and `--set`."""
    for option in (
        set_option,
        click.option(
            "--given",
            type=click.Path(),
            metavar="FILE",
            help="Your own arrays, as .json or .npz.",
        ),
        click.option(
            "--size",
            multiple=True,
            metavar="NAME=K",
            shell_complete=completing.sizes,
            help="Change a size, such as T=50.",
        ),
        seed_option,
    ):
        function = option(function)
    return function


def instance(
    problem: str,
    seed: int | None,
    size: tuple[str, ...] = (),
    given: str | None = None,
    set_: tuple[str, ...] = (),
) -> Instance:
    """The instance that these options describe. Raises TutorError, naming what does not fit."""
    from tutor.problems.instances.user_arrays import InputError

    posed = named_problem(problem)
    sizes, values = read_sizes(size), read_assignments(set_, words=posed.choices)
    arrays = read_given(posed, given, seed, sizes) if given is not None else {}
    chosen = {name: arrays.pop(name) for name in posed.choices if isinstance(arrays.get(name), str)}
    try:
        return posed.instance(seed=seed, sizes=sizes or None, given=arrays, set={**chosen, **values} or None)
    except InputError as error:
        if error.name in arrays:
            raise TutorError(f"`{given}`: {error}", title=error.title) from error
        raise


def read_given(
    problem: Problem, path: str, seed: int | None = None, sizes: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """The given arrays in a file; shapes that do not suit the problem are refused before an archive is unpacked."""
    from tutor.problems.instances.instance import check_sizes
    from tutor.problems.instances.user_arrays import InputError, check_wanted_sizes

    check_wanted_sizes(problem, sizes or {})
    try:
        return read_arrays(path, check=lambda shapes: check_sizes(problem, shapes, seed=seed, sizes=sizes or {}))
    except InputError as error:
        raise TutorError(f"`{path}`: {error}", title=error.title) from error
