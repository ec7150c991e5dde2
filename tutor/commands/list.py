"""`tutor list`: the problems there are."""

from __future__ import annotations

from typing import Any

import click

from tutor.commands.support.printing import format_option, print_json, table, warn


@click.command
@format_option("text", "json")
def command(format: str) -> None:
    """Name all problems, and the network files (.net) of the current folder and of the data folder.

    In JSON the number of steps is null where they are yet to be derived, which a list does not wait for.

    \b
    Examples:
      tutor list
      tutor list --format json
    """
    from tutor import host

    catalogue = host.load_all()
    aside = [report.name for report in catalogue.plugins if report.error and not report.off]
    aside += [problem for report in catalogue.plugins for problem in report.broken]
    if aside:
        warn(f"set aside: {', '.join(aside)} (`tutor plugins` says why)")
    rows: list[dict[str, Any]] = [
        {
            "id": problem.id,
            "title": problem.title,
            "summary": problem.summary,
            "plugin": catalogue.provider(problem.id).name,
        }
        for problem in catalogue.problems.values()
    ]
    networks = host.networks()
    if format == "json":
        for row, problem in zip(rows, catalogue.problems.values(), strict=True):
            row["steps"] = None if problem.declared_steps is None else len(problem.steps)
        files = [{"id": found.name, "title": found.title} for found in networks]
        print_json({"schema": "tutor.list/1", "problems": rows, "networks": files})
    elif rows or networks:
        lines = [(row["id"], row["title"], row["summary"]) for row in rows]
        lines += [(found.name, found.title, "a network file") for found in networks]
        for line in table(lines):
            click.echo(line)
    else:
        warn("no problems are installed: `tutor plugins` says what is")
