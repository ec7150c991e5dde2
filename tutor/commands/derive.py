"""`tutor derive`: the gradients of a problem, a network or an expression as formulas, without numbers."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from tutor.commands.support import completing
from tutor.commands.support.answer_arguments import AnswerCommand
from tutor.commands.support.output_files import output_option, write_text
from tutor.commands.support.printing import format_option

if TYPE_CHECKING:
    from tutor.export.formulas.derivation import Derivation

NARROWEST, USUAL, WIDEST = 40, 80, 100
"""The cells of a line, whatever the terminal has: longer lines of words are hard to read."""


@click.command(cls=AnswerCommand, context_settings={"help_option_names": ["--help"]})
@click.argument("source", metavar="PROBLEM|EXPRESSION", shell_complete=completing.problems)
@click.option("--of", multiple=True, metavar="dL/dW1", help="Only this target of a problem, and what it is built from.")
@click.option("--by", multiple=True, metavar="NAME", help="Differentiate an EXPRESSION by this name.")
@click.option("--name", "names", multiple=True, metavar="W[h,d]", help="Declare a name with axes; others are numbers.")
@format_option("text", "markdown", "latex", "json", "python")
@output_option()
def command(
    source: str, of: tuple[str, ...], by: tuple[str, ...], names: tuple[str, ...], format: str, output: str | None
) -> None:
    """Print how the gradients of a problem follow from its forward pass: each as a formula, with its rule and reason.

    A PROBLEM is an id, a network file, or `-` for one on stdin.

    With --by, the first argument is a single expression, whose derivative is printed; that of a vector or matrix is a
    Jacobian, whose axes are those of the expression and then those of the name. LaTeX compiles as it is; `python` is
    the body of a plugin's class, to paste into the file that `tutor plugins new` writes and to change.

    \b
    Examples:
      tutor derive lstm-cell
      tutor derive two-layer.net
      tutor derive softmax-net --of dL/dW1
      tutor derive rnn-bptt --format latex -o rnn.tex
      tutor derive skip-mlp --format python
      tutor derive "log(1 + exp(-y s))" --by s
      tutor derive "sum((X w - y)^2)" --by w --name "X[n,i]" --name "w[i]" --name "y[n]"
    """
    from tutor.commands.support.named_problem import named_problem
    from tutor.export.formulas.derive import derive

    derived = derive(named_problem(source) if source == "-" else source, of, by=by, names=names)
    text = written(derived.derivation, format, _width() if output is None else None)
    write_text(text, output)


def written(derivation: Derivation, format: str, width: int | None = None) -> str:
    """A derivation in one of the formats; as text in lines of ``width`` cells."""
    if format == "text":
        from tutor.export.formulas import as_text

        return as_text.write(derivation, width or as_text.WIDTH)
    if format == "json":
        from tutor.export.formulas import as_json

        return as_json.write(derivation)
    if format == "python":
        from tutor.export.formulas import as_python

        return as_python.write(derivation)
    from tutor.export.formulas import as_document

    return as_document.latex(derivation) if format == "latex" else as_document.markdown(derivation)


def _width() -> int:
    """The cells of a line of the terminal. ``shutil`` tells them too, and takes 5 ms to import."""
    try:
        columns = int(os.environ.get("COLUMNS", "")) or _columns()
    except ValueError:
        columns = _columns()
    return min(max(columns, NARROWEST), WIDEST)


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):  # no terminal, or no file either
        return USUAL
