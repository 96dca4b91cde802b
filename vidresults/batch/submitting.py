"""Many videos to the API, a few jobs at a time, each in the ledger; results in one dataset."""

from __future__ import annotations

import contextlib
import dataclasses
import time
from collections import deque
from collections.abc import Generator, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from vidresults.batch.dataset import settle
from vidresults.batch.jobs import Input, inputs_of
from vidresults.batch.landing import land
from vidresults.batch.manifest import record
from vidresults.batch.places import At
from vidresults.batch.process import failed
from vidresults.batch.reach import check_reach
from vidresults.batch.resuming import begun
from vidresults.batch.row import Job, Options, Row
from vidresults.batch.summary import BatchReport, Progress, Tally
from vidresults.client import Client, Model
from vidresults.errors import ClientError, KeyRefusedError, VidResultsError

if TYPE_CHECKING:
    from vidresults.client import Job as ApiJob
    from vidresults.client.work import Rate

IN_FLIGHT = 8
"""How many jobs are under way at once, unless it is told otherwise."""


def submit(
    videos: str | Iterable[str | Input],
    out: str,
    *,
    models: Iterable[str | Model],
    infer_fps: Rate,
    params: Mapping[str, Any] | None = None,
    in_flight: int = IN_FLIGHT,
    client: Client | None = None,
    progress: Progress | None = None,
) -> BatchReport:
    """Have the API run models on many videos, and put the results into one dataset.

    Every job is in the ledger before it is sent, so that running this again goes on with what is
    under way, and pays for nothing twice. A job is looked at once a minute, in all processes
    together. The result is kept as it came, as OUT/_results/<job id>.json.

    Args:
        videos: A pattern such as "videos/*.mp4", a list in CSV (column input), or addresses.
        out: The dataset; any path or URL of fsspec.
        models: `SLUG/VERSION[:TASK]`, "clip" or "gaze".
        infer_fps: Samples per second.
        params: The API's inference_params, for every model that is given as text.
        in_flight: How many jobs are under way at once.
        client: The client; None makes one from the environment.
        progress: Called with videos ended, videos in all, and the last row.

    Raises:
        KeyRefusedError: The key is not known, or there is none.
        ClientError: The models, the rate or the number of jobs are wrong.
        FormatError: There is no video, or the list or manifest is damaged.
        OutputError: The output cannot be written.
    """
    began, at = time.perf_counter(), At.of(out)
    if in_flight < 1:
        raise ClientError(f"in_flight is {in_flight}, expected a whole number from 1 on")
    wanted = list(models)
    settings = {
        "models": [str(model) for model in wanted],
        "infer_fps": str(infer_fps),
        "params": dict(params or {}),
    }
    options = Options(command="submit", settings=settings)
    jobs = [Job(one.uri, at.uri, options) for one in inputs_of(videos)]
    check_reach(at, jobs, alone=True)  # before anything is paid
    manifest, _, todo = begun(at, jobs)
    tally = Tally(len(jobs), len(jobs) - len(todo), progress)
    flight = _Flight(client or Client(), wanted, infer_fps, params, in_flight)
    try:
        with contextlib.closing(flight.rows(todo)) as rows:
            for row in rows:
                record(at, row)
                tally.add(row)
    finally:
        manifest.read()  # gathers these rows, and those of what was converted
    settle(at)
    return tally.report(at.uri, time.perf_counter() - began, stopped=tally.ended < len(jobs))


class _Flight:
    """The jobs under way."""

    def __init__(
        self,
        client: Client,
        models: list[str | Model],
        infer_fps: Rate,
        params: Mapping[str, Any] | None,
        most: int,
    ) -> None:
        self._client, self._most = client, most
        self._models, self._infer_fps, self._params = models, infer_fps, params
        self._flying: dict[str, tuple[ApiJob, list[Job]]] = {}

    def rows(self, jobs: Iterable[Job]) -> Generator[Row, None, None]:
        """Rows as the jobs end."""
        waiting = deque(jobs)
        while waiting or self._flying:
            while waiting and len(self._flying) < self._most:
                row = self._start(waiting.popleft())
                if row is not None:
                    yield row
            yield from self._first_ended()

    def _start(self, job: Job) -> Row | None:
        """Submit a video; the row where that fails."""
        try:
            with At.of(job.input_uri).fetched() as path:
                known = self._client.submit(
                    path, self._models, self._infer_fps, params=self._params
                )
        except KeyRefusedError:
            raise
        except (VidResultsError, OSError) as error:
            return _ended(failed(job.blank(), error))
        # Videos of the same bytes are one job.
        self._flying.setdefault(known.id, (known, []))[1].append(job)
        return None

    def _first_ended(self) -> Generator[Row, None, None]:
        """Wait for the job that ends first."""
        under_way = [known for known, _ in self._flying.values()]
        if not under_way:
            return
        known, error = next(iter(self._client.wait_each(under_way)))
        _, jobs = self._flying.pop(known.id)
        for job in jobs:
            yield _ended(failed(job.blank(), error) if error else land(known, job, jobs[0]))


def _ended(row: Row) -> Row:
    return dataclasses.replace(row, finished_at=time.time())
