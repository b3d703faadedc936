"""Where the combinations of a sweep are answered: here, in processes here, or on a Dask cluster."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Any

from breakeven.domain.errors import InputError, MissingExtra
from breakeven.domain.sweep import Answered, Point

Work = Callable[[Point], Answered]
CONNECT_SECONDS = 10
"""For which a cluster is looked for."""


def working(
    points: Sequence[Point], work: Work, *, workers: int, cluster: str | None
) -> Iterator[Answered]:
    """Yield answers as they come; a process that dies loses none of them.

    Raises MissingExtra without joblib, InputError where the cluster does not answer.
    """
    if cluster is None and workers == 1:
        yield from map(work, points)
    elif cluster is not None:
        yield from _on_cluster(points, work, cluster)
    else:
        yield from _in_processes(points, work, workers)


def _in_processes(points: Sequence[Point], work: Work, workers: int) -> Iterator[Answered]:
    """Yield answers of processes here; where one is killed, the open ones are asked again."""
    from joblib.externals.loky.process_executor import BrokenProcessPool

    joblib = _joblib()
    left = {p.number: p for p in points}
    while left:
        before = len(left)
        try:
            with joblib.parallel_config("loky", n_jobs=workers):
                for found in _parallel(joblib, tuple(left.values()), work):
                    del left[found.number]
                    yield found
        except BrokenProcessPool as error:
            if len(left) == before:
                raise InputError(
                    f"worker processes die before they answer anything ({error}); is there enough"
                    " memory? Try fewer --workers",
                    where="workers",
                ) from error


def _on_cluster(points: Sequence[Point], work: Work, address: str) -> Iterator[Answered]:
    """Yield answers of a Dask cluster, which gives what a lost worker had to another one."""
    joblib = _joblib()
    with ExitStack() as stack:
        client = stack.enter_context(_client(address))
        stack.enter_context(joblib.parallel_config("dask", client=client))
        yield from _parallel(joblib, points, work)


def _parallel(joblib: Any, points: Sequence[Point], work: Work) -> Iterator[Answered]:
    pool = joblib.Parallel(return_as="generator_unordered", batch_size=1)
    yield from pool(joblib.delayed(work)(point) for point in points)


def _client(address: str) -> AbstractContextManager[Any]:
    try:
        from distributed import Client
    except ImportError:
        raise MissingExtra("a cluster", "cluster") from None
    try:
        connect: Any = Client
        client: AbstractContextManager[Any] = connect(
            address, timeout=CONNECT_SECONDS, set_as_default=False
        )
    except (OSError, ValueError) as error:
        raise InputError(
            f"no Dask scheduler answers there ({error}); start one with `dask scheduler` and"
            " workers with `dask worker ADDRESS`",
            where=f"cluster {address}",
        ) from None
    return client


def _joblib() -> Any:
    try:
        import joblib
    except ImportError:
        raise MissingExtra("more than one worker", "cluster") from None
    return joblib
