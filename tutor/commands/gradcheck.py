"""`tutor gradcheck`: somebody's own code held against the truth, on their own numbers."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod
from typing import TYPE_CHECKING, Any

import click

from tutor.commands.arrays.array_input import Shapes, read_arrays, read_assignments
from tutor.commands.support import completing
from tutor.commands.support.gradcheck_text import graded_tests, label_in, lines, record
from tutor.commands.support.instance_options import set_option
from tutor.commands.support.named_problem import named_problem
from tutor.commands.support.printing import format_option, print_json
from tutor.errors import TutorError
from tutor.export.gradescope import results

MOST_OTHERS = 4_000_000
"""Numbers of gradients that are larger than their arrays: the mistake behind one is looked for, as in a missing sum."""

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem


@click.command
@click.argument("problem", shell_complete=completing.problems)
@click.option("--given", required=True, type=click.Path(), metavar="FILE", help="Your arrays, as .json or .npz.")
@click.option("--grads", required=True, type=click.Path(), metavar="FILE", help="Your gradients, as .json or .npz.")
@click.option("--values", type=click.Path(), metavar="FILE", help="Values of your forward pass, judged first.")
@set_option
@click.option(
    "--tolerance",
    type=click.FloatRange(0, 1, max_open=True),
    metavar="R",
    help="How far off is right, relative to the largest entry; 1e-6 if not given, 1e-3 for single precision.",
)
@format_option("text", "json", "gradescope")
@click.pass_context
def command(
    ctx: click.Context,
    problem: str,
    given: str,
    grads: str,
    values: str | None,
    set_: tuple[str, ...],
    tolerance: float | None,
    format: str,
) -> None:
    """Compare gradients that your own code computed with the right ones, a row a tensor.

    Names are those of `tutor solve`, whose output each file may be, choices included, or as code has them: a gradient
    goes by W1, dL/dW1, dW1, d_W1, dL_dW1, grad_W1 or W1.grad. Objects may be nested.

    The mistakes come first, each once: the formula that it was made in, which mistake has these very numbers, and which
    arrays follow from it. The more gradients on the way are handed in, the nearer it is told where a pass goes wrong,
    even if the mistake is not recognised. Then comes the table, a row a tensor in the order given. What is right in
    another layout (a transposed weight, as PyTorch keeps it, blocks in another order, several arrays in one) agrees and
    is said to be in it.

    Exit code: 0 if all agree, 1 if not, 2 for files that do not fit, 70 at a fault of tutor's own.

    \b
    Examples:
      tutor gradcheck lstm-step --given arrays.npz --grads grads.npz
      tutor gradcheck mine.net --given params.npz --grads grads.npz
      tutor gradcheck skip-mlp --given mine.json --grads grads.json --format json
      tutor gradcheck softmax-net --given mine.npz --values cache.npz --grads grads.npz
      tutor gradcheck conv-dense --set f=tanh --tolerance 1e-4 --given mine.npz --grads grads.npz
    """
    from tutor import api

    posed = named_problem(problem)
    single = read_assignments(set_, words=posed.choices)
    arrays = _read_given(posed, given)
    own = read_arrays(grads, "gradients", lambda shapes: check_shapes(posed, arrays, single, shapes))
    forward = None
    if values is not None:
        forward = read_arrays(values, "values", lambda shapes: check_shapes(posed, arrays, single, shapes))
    rows = api.gradcheck(posed, arrays, own, values=forward, set=single, tolerance=tolerance)
    chosen = {name: word for name, word in {**arrays, **single}.items() if name in posed.choices}
    asked = posed.variant(chosen)
    if format == "json":
        print_json(record(asked, rows))
    elif format == "gradescope":
        click.echo(results(graded_tests(rows, label_in(asked))), nl=False)
    else:
        click.echo("\n".join(lines(rows, label_in(asked))))
    ctx.exit(0 if all(row.agrees for row in rows) else 1)


def _read_given(problem: Problem, path: str) -> dict[str, Any]:
    """The given arrays; shapes that suit the problem in no layout are refused before an archive is unpacked."""
    from tutor.marking.gradcheck.given_arrays import fitted_shapes
    from tutor.problems.instances.user_arrays import InputError

    try:
        return read_arrays(path, check=lambda shapes: fitted_shapes(problem, shapes))
    except InputError as error:
        raise TutorError(f"`{path}`: {error}", title=error.title) from error


def check_shapes(problem: Problem, given: Mapping[str, Any], single: Mapping[str, Any], shapes: Shapes) -> None:
    """Refuse arrays that are far larger than those they are compared with before they are read. Raises TutorError."""
    from tutor.marking.gradcheck.given_arrays import posed
    from tutor.problems.contract.code_names import gradient_names

    sizes = posed(problem, given, single).instance.sizes
    known = gradient_names(problem, problem.quantities)
    others = 0
    for key, shape in shapes.items():
        if prod(shape) > _expected(problem, known.found(key), sizes):
            others += prod(shape)
        if others > MOST_OTHERS:
            got = "×".join(map(str, shape))
            raise TutorError(f"{key} has shape {got}, which is far more than its array", title="A wrong shape")


def _expected(problem: Problem, name: str, sizes: Mapping[str, int]) -> int:
    """How many numbers an array has; one of unknown name has none."""
    return prod(sizes[letter.upper()] for letter in problem.quantities[name].letters) if name else 0
