"""`tutor import`: answers of another machine, merged into the log."""

from __future__ import annotations

import click

from tutor.commands.support.input_files import opened
from tutor.commands.support.output_files import cannot
from tutor.commands.support.printing import format_option, print_json, warn

SHOWN = 5


@click.command
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path())
@format_option("text", "json")
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...], format: str) -> None:
    """Merge exports into the log; `-` is stdin. Merging the same file twice changes nothing.

    Exit code 2 where a line had to be passed over; all others are in.

    \b
    Examples:
      tutor import answers.jsonl
      ssh laptop tutor export | tutor import -
    """
    from tutor.study import open_store
    from tutor.study.log.bounded_lines import bounded_lines
    from tutor.study.log.json_lines import import_lines

    refused, found = 0, []
    with open_store() as store:
        for name in files:
            shown = "stdin" if name == "-" else name
            with opened(name) as file:
                try:
                    merged = import_lines(store, bounded_lines(file), shown)
                except OSError as error:
                    raise cannot("read", name, error) from error
            said = f", {merged.refused} refused" if merged.refused else ""
            if format == "text":
                click.echo(f"{shown}: {merged.added} new, {merged.known} known already{said}")
            bad = [{"line": number, "reason": reason} for number, reason in merged.bad]
            counts = {"new": merged.added, "known": merged.known, "refused": merged.refused}
            found.append({"file": shown, **counts, "bad": bad})
            for number, reason in merged.bad[:SHOWN]:
                warn(f"{shown}, line {number}: {reason}")
            if merged.refused > SHOWN:
                warn(f"{shown}: {merged.refused - SHOWN} more lines were passed over")
            refused += merged.refused
        if store.incomplete:
            warn(store.incomplete)
    if format == "json":
        print_json({"schema": "tutor.import/1", "files": found})
    ctx.exit(2 if refused else 0)
