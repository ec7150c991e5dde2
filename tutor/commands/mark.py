"""`tutor mark`: worked solutions, as pages of formulas or as code, with a verdict on every statement."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import click

from tutor.commands.support import completing
from tutor.commands.support.executor_options import chosen_executor, jobs_option, scheduler_option
from tutor.commands.support.input_files import opened
from tutor.commands.support.output_files import output_option, writing
from tutor.commands.support.printing import format_option, symbol, table, warn
from tutor.commands.support.standard_streams import raw
from tutor.errors import TutorError
from tutor.terminal_text import printable_json, printable_line
from tutor.text_encoding import utf8

if TYPE_CHECKING:
    from tutor.executors.executor import Executor
    from tutor.host.carried_networks import NetworkText
    from tutor.submission.marked import Marked


@click.command
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path())
@click.option(
    "--problem",
    "problems",
    multiple=True,
    metavar="PROBLEM",
    shell_complete=completing.problems,
    help="What it is about; may be repeated.",
)
@click.option(
    "--network",
    "networks",
    multiple=True,
    type=click.Path(),
    metavar="FILE.net",
    help="A network file that it is about.",
)
@click.option("--key", is_flag=True, help="Print the right formula beside what is wrong.")
@jobs_option()
@scheduler_option()
@format_option("text", "json", "html", "markdown", "gradescope")
@output_option()
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[str, ...],
    problems: tuple[str, ...],
    networks: tuple[str, ...],
    key: bool,
    jobs: int | None,
    scheduler: str | None,
    format: str,
    output: str | None,
) -> None:
    """Judge every statement of a worked solution: right, wrong with its mistake, or following from what is wrong.

    A FILE is Markdown or LaTeX with formulas, plain text, a Python file or a notebook; of a folder all of these are
    marked; `-` reads a page from stdin. Code is read, and never run by Python. Without --problem or --network, the
    problems that are installed are tried. What cannot be decided is not judged. Several files have a report each, and a
    table below; in JSON each is a line. With --scheduler the workers of a Dask cluster mark, with the plugins that are
    installed there; files are read here and sent.

    Exit code: 0 if nothing is wrong, 1 if something is, 2 if nothing could be judged or for bad usage.

    \b
    Examples:
      tutor mark solution.md --problem softmax-net
      tutor mark backward.py --network two-layer.net
      tutor mark homework/ --problem softmax-net --scheduler tcp://10.0.0.5:8786
      tutor mark homework/ --problem lstm-cell --format html -o report.html
    """
    named = (*problems, *networks)
    paths = list(_paths(files))
    if format == "gradescope" and len(paths) > 1:
        raise TutorError("Gradescope's results are those of one file", title="Several files")
    results = list(_marked(paths, named, chosen_executor(jobs, scheduler), key=key))
    if output is None:
        _print(results, format)
    else:
        with writing(output) as file:
            file.write(_document(results, format))
    ctx.exit(_code(results))


class _Result(NamedTuple):
    """A file with what was found, or why it could not be read."""

    path: str
    marked: Marked | None
    trouble: str = ""


def _paths(files: Sequence[str]) -> Iterator[str]:
    """The files themselves, and those in folders, in the order of their names."""
    from tutor.submission.page_file import PAGES

    for path in files:
        if path != "-" and os.path.isdir(path):
            inside = sorted(name for name in os.listdir(path) if name.lower().endswith(PAGES))
            if not inside:
                raise TutorError(f"the folder `{path}` holds no page: none of {', '.join(PAGES)}", title="No page")
            yield from (os.path.join(path, name) for name in inside)
        else:
            yield path


class _Page(NamedTuple):
    """A file with what it holds, or why it could not be read."""

    path: str
    text: str
    trouble: str = ""


def _marked(paths: Sequence[str], named: tuple[str, ...], executor: Executor, *, key: bool) -> Iterator[_Result]:
    from tutor.executors.executor import Place

    alone = len(paths) == 1
    networks = _networks(named) if executor.place is Place.ELSEWHERE else None
    work = partial(_mark, named=named, networks=networks, key=key, alone=alone)
    bar = not alone and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    with click.progressbar(paths, label="marking", file=raw(sys.stderr), hidden=not bar) as shown:
        pages = ([_read(path, alone=alone)] for path in paths)
        for some in executor.in_order(work, pages, lost=_lost):
            yield from some
            shown.update(len(some))


def _networks(named: Sequence[str]) -> tuple[NetworkText, ...]:
    """The network files among those names, for machines that have other files."""
    from tutor.host.carried_networks import NetworkTexts
    from tutor.host.network_files import is_network

    texts = NetworkTexts()
    return tuple(texts.of(name) for name in named if is_network(name))


def _read(path: str, *, alone: bool) -> _Page:
    try:
        return _Page(path, _text(path))
    except TutorError as error:
        if alone:
            raise
        return _Page(path, "", str(error))


def _mark(
    pages: list[_Page], *, named: tuple[str, ...], networks: tuple[NetworkText, ...] | None, key: bool, alone: bool
) -> list[_Result]:
    from tutor import api
    from tutor.host.carried_networks import carry

    if networks is not None:
        carry(networks)
    found = []
    for page in pages:
        try:
            marked = None if page.trouble else api.mark_page(page.text, named, name=_shown(page.path), key=key)
            found.append(_Result(page.path, marked, page.trouble))
        except TutorError as error:
            if alone:
                raise
            found.append(_Result(page.path, None, str(error)))
    return found


def _lost(pages: list[_Page]) -> list[_Result]:
    return [_Result(page.path, None, "the process that marked it was ended") for page in pages]


def _shown(path: str) -> str:
    return "stdin" if path == "-" else path


def _text(path: str) -> str:
    from tutor.submission.page_file import MOST_BYTES, page_text

    with opened(path) as file:
        return page_text(file.read(MOST_BYTES + 1), "stdin" if path == "-" else f"`{path}`")


def _print(results: Sequence[_Result], format: str) -> None:
    for result in results:
        if result.marked is None:
            warn(result.trouble)
    click.echo(_document(results, format, symbol), nl=False)


def _document(results: Sequence[_Result], format: str, sign: Callable[[str], str] = str) -> str:
    """All reports, one after the other; as JSON, where there are several, one in a line."""
    pages = [result.marked for result in results if result.marked is not None]
    if format == "json":
        from tutor.export.json_text import json_document
        from tutor.export.marked.as_json import record

        if len(results) == 1:
            return f"{json_document(record(pages[0]))}\n" if pages else ""
        return "".join(f"{printable_json(json.dumps(record(page), ensure_ascii=not utf8()))}\n" for page in pages)
    if format == "html":
        from tutor.export.marked import as_html

        return as_html.write(pages)
    if format == "gradescope":
        from tutor.export.marked import as_gradescope

        return "".join(map(as_gradescope.write, pages))
    if format == "markdown":
        from tutor.export.marked import as_markdown

        return "\n".join(as_markdown.write(page) for page in pages)
    from tutor.export.marked import as_text

    found: list[str] = []
    for page in pages:
        if len(results) > 1:
            found += [f"{sign('━') * 2} {printable_line(page.file)}", ""]
        found += [*as_text.lines(page, sign), ""] if len(results) > 1 else as_text.lines(page, sign)
    if len(results) > 1:
        found += table([HEAD, *map(_row, results)])
    return "".join(f"{line}\n" for line in found)


HEAD = ("file", "claims", "right", "wrong", "follows", "first wrong", "mistakes")


def _row(result: _Result) -> tuple[str, ...]:
    if result.marked is None:
        return (result.path, "-", "-", "-", "-", "", "could not be marked")
    count = result.marked.summary
    first = "" if count.first_wrong_line is None else f"line {count.first_wrong_line}"
    numbers = (str(number) for number in (count.claims, count.right, count.wrong, count.follows))
    return (result.path, *numbers, first, ", ".join(count.codes))


def _code(results: Sequence[_Result]) -> int:
    """0 if nothing is wrong, 1 if something is, 2 if nothing could be judged."""
    counts = [result.marked.summary for result in results if result.marked is not None]
    if any(count.wrong or count.follows for count in counts):
        return 1
    return 0 if any(count.judged for count in counts) else 2
