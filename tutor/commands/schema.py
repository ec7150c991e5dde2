"""`tutor schema`: the JSON Schemas of what commands print."""

from __future__ import annotations

from pathlib import Path

import click

from tutor.errors import TutorError, did_you_mean

FOLDER = Path(__file__).with_name("schemas")


@click.command
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """Print the JSON Schema of a document; without a NAME, the names of all.

    The name is the one that the document has under `schema`, or the first part of it.

    \b
    Examples:
      tutor schema
      tutor schema derive
      tutor schema tutor.solve/1
    """
    known = {f"tutor.{path.stem}/1": path for path in sorted(FOLDER.glob("*.json"))}
    if name is None:
        click.echo("\n".join(known))
        return
    path = known.get(name) or known.get(f"tutor.{name}/1")
    if path is None:
        guess = did_you_mean(name, [*known, *(found.stem for found in known.values())]) or ": `tutor schema` names all"
        raise TutorError(f"there is no schema `{name}`{guess}", title="Unknown schema")
    click.echo(path.read_text(encoding="utf-8"), nl=False)
