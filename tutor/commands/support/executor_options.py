"""The options that say who works on what there is much of."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from tutor.commands.support.printing import Decorator
from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.executors.executor import Executor


def jobs_option(help: str = "Mark in so many processes.") -> Decorator:
    """The option `--jobs`, as `jobs`: None where it is not given."""
    return click.option("--jobs", type=click.IntRange(1, 256), default=None, show_default="1", help=help)


def scheduler_option(
    help: str = "Mark on the Dask cluster of this scheduler, such as tcp://host:8786.",
) -> Decorator:
    """The option `--scheduler`, as `scheduler`."""
    return click.option("--scheduler", metavar="ADDRESS", help=help)


def chosen_executor(jobs: int | None, scheduler: str | None) -> Executor:
    """The executor that is asked for. Raises TutorError where there is no such cluster, or no Dask."""
    if jobs is not None and scheduler is not None:
        raise click.UsageError("--jobs and --scheduler each say who does the work: take one of them")
    if scheduler is not None:
        if find_spec("distributed") is None:
            raise TutorError(
                "--scheduler needs Dask: `pip install 'backprop-tutor[cluster]'` brings it", title="Not installed"
            )
        from tutor.executors.dask_cluster import DaskCluster  # 1 s

        return DaskCluster(scheduler)
    if jobs is None or jobs == 1:
        from tutor.executors.executor import InProcess

        return InProcess()
    from tutor.executors.process_pool import ProcessPool  # 15 ms: multiprocessing

    return ProcessPool(jobs)
