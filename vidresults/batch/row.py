"""What is asked of one input, and the row of the manifest that tells what came of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Self

import pyarrow as pa

DONE: Final = "done"
FAILED: Final = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What to do with one input.

    Attributes:
        command: Which task: convert, render, frames, stats, report or fetch; or submit.
        video: Address of the input's video, for what needs it.
        source_id: The id of the rows; None takes the job id, else one made of address and content.
        settings: The task's own settings, as JSON can hold them.
    """

    command: str
    video: str | None = None
    source_id: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)

    def text(self) -> str:
        """The same options are the same text."""
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Job:
    """One call of `process`; it travels to other processes.

    Attributes:
        input_uri: The result.
        output_uri: The folder or dataset.
        options: What to do.
        stale: Outputs of an earlier time, which go where they are not made anew.
    """

    input_uri: str
    output_uri: str
    options: Options
    stale: tuple[str, ...] = ()

    def blank(self) -> Row:
        """The row before anything has come of it."""
        return Row(
            key=self.key,
            command=self.options.command,
            input=self.input_uri,
            video=self.options.video,
            options=self.options.text(),
            state=FAILED,
            outputs=self.stale,
        )

    @property
    def key(self) -> str:
        """Names the job within its output: input, command and what tells two of them apart."""
        about = [self.input_uri, self.options.command, self.options.source_id or ""]
        return hashlib.sha256("\n".join(about).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the manifest.

    Attributes:
        key: Of the job.
        command: The task.
        input: Address of the input.
        video: Address of its video, None where there is none.
        options: All options, as JSON.
        state: "done" or "failed".
        reason: Why it failed, one line.
        error: The kind of error.
        transient: Whether trying again may help.
        attempts: How often it was tried in this run.
        fingerprints: Size and time (or tag) of the input, and of the video.
        work: Checksum of input, options and content: the same work gives the same files.
        source_ids: The sources that were made.
        outputs: The files that were made, seen from the output's folder; of a dataset's source
            its documents come last. Of a job that failed, those of an earlier time.
        bytes_in: Size of the input.
        bytes_out: Size of the outputs.
        counts: Numbers of what there was, such as frames and detections.
        notes: What a person should know.
        seconds: How long it took.
        finished_at: Seconds since 1970.
        worker: Host and process.
    """

    key: str
    command: str
    input: str
    video: str | None = None
    options: str
    state: str
    reason: str | None = None
    error: str | None = None
    transient: bool = False
    attempts: int = 1
    fingerprints: tuple[str, ...] = ()
    work: str | None = None
    source_ids: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    bytes_in: int = 0
    bytes_out: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    finished_at: float = 0.0
    worker: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the outputs are there."""
        return self.state == DONE

    def to_json(self) -> bytes:
        """As a file of the manifest."""
        return json.dumps(asdict(self), ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Self:
        """Read what `to_json` wrote."""
        return cls.of(json.loads(text))

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """A row from the values of its fields."""
        lists = ("fingerprints", "source_ids", "outputs", "notes")
        return cls(**{**values, **{name: tuple(values[name]) for name in lists}})


_TEXTS: Final = pa.list_(pa.field("item", pa.string(), nullable=False))
SCHEMA: Final = pa.schema(
    [
        pa.field("key", pa.string(), nullable=False),
        pa.field("command", pa.string(), nullable=False),
        pa.field("input", pa.string(), nullable=False),
        pa.field("video", pa.string()),
        pa.field("options", pa.string(), nullable=False),
        pa.field("state", pa.string(), nullable=False),
        pa.field("reason", pa.string()),
        pa.field("error", pa.string()),
        pa.field("transient", pa.bool_(), nullable=False),
        pa.field("attempts", pa.int32(), nullable=False),
        pa.field("fingerprints", _TEXTS, nullable=False),
        pa.field("work", pa.string()),
        pa.field("source_ids", _TEXTS, nullable=False),
        pa.field("outputs", _TEXTS, nullable=False),
        pa.field("bytes_in", pa.int64(), nullable=False),
        pa.field("bytes_out", pa.int64(), nullable=False),
        pa.field("counts", pa.map_(pa.string(), pa.int64()), nullable=False),
        pa.field("notes", _TEXTS, nullable=False),
        pa.field("seconds", pa.float64(), nullable=False),
        pa.field("finished_at", pa.float64(), nullable=False),
        pa.field("worker", pa.string(), nullable=False),
    ]
)
"""The manifest's columns; the fields of `Row`."""
