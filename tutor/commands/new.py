"""`tutor new`: write a network file to start from."""

from __future__ import annotations

import click

FIRST = """\
# A network file: the forward pass, one statement a line. Gradients are derived from it.
title    Two-layer classifier
input    X[n,i]                            # arrays with their axes, a letter each
weights  W1[i,h], b1[h], W2[h,c], b2[c]
target   Y[n,c] one-hot c                  # also: positive, mask, in 0..1, simplex c, integer 1..5
sizes    N=2, H=3                          # the others get small sizes of their own

H = relu(X W1 + b1)
Z = H W2 + b2
P = softmax(Z)
L = -1/N sum(Y * log(P))                   # the last line that is one number is the loss
"""


@click.command
@click.argument("file")
def command(file: str) -> None:
    """Write a first network to FILE, to be changed into your own; no file is overwritten.

    \b
    Examples:
      tutor new mine.net
      tutor solve mine.net
    """
    from tutor.atomic_file import creating
    from tutor.commands.support.output_files import cannot
    from tutor.errors import TutorError

    if not file or "\0" in file:
        raise TutorError("it is not the name of a file", title="Cannot be written")
    try:
        with creating(file) as written:
            written.write(FIRST)
    except FileExistsError:
        raise TutorError(f"`{file}` is there already: nothing was written", title="Already there") from None
    except OSError as error:
        raise cannot("written", file, error) from error
    click.echo(file)
    shown = file if file.endswith(".net") or "/" in file else f"./{file}"
    click.echo(f"next: tutor solve {shown}", err=True)
