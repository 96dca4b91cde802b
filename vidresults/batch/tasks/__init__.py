"""What can be done with one input: a module for each command, with `make`."""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from vidresults.errors import SelectionError

if TYPE_CHECKING:
    from vidresults.batch.row import Row

TASKS: Final = ("convert", "render", "frames", "stats", "report", "fetch")
"""Names of the tasks; each is the module `vidresults.batch.tasks.<name>`."""

TABLES_ALONE: Final = ("convert", "stats")
"""Tasks that read and write no video."""

WITH_VIDEO: Final = ("render", "frames", "report")
"""Tasks that need the input's video; it is looked for where none is named."""


def in_pieces(command: str, settings: Mapping[str, Any]) -> bool:
    """Whether a task wants a video's size and times, and at most a few frames of it.

    On a store it is not copied then, but read in pieces. The others read all of it, if only for
    the checksum in a dataset.
    """
    return command == "stats" or (command == "frames" and bool(settings.get("at_seconds")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One input as a task gets it.

    Attributes:
        uri: Its address.
        path: Where it lies on this machine, which may be a copy.
        sha256: Of its bytes.
        size: Number of bytes.
        video: The video on this machine, or where `in_pieces` is true a name for
            `vidresults.video` alone; None where none was named, and the task needs none.
        video_uri: Its address.
        fingerprints: Size and time (or tag) of input and video.
        work: Checksum of address, content and options.
        wanted_id: The source id that was asked for.
        output_uri: The address of the output.
        notes: What a person should know of the choice of the video.
    """

    uri: str
    path: Path
    sha256: str
    size: int
    video: Path | None
    video_uri: str | None
    fingerprints: tuple[str, ...]
    work: str
    wanted_id: str | None
    output_uri: str
    notes: tuple[str, ...] = ()

    @property
    def needed_video(self) -> Path:
        """The video of a task that needs one."""
        assert self.video is not None
        return self.video

    def on(self, row: Row) -> Row:
        """The row with what is known of the input."""
        return dataclasses.replace(
            row, video=self.video_uri, fingerprints=self.fingerprints, work=self.work,
            bytes_in=self.size,
        )  # fmt: skip

    def public(self, text: str) -> str:
        """A message with addresses in place of the paths of copies."""
        text = text.replace(str(self.path), self.uri)
        if self.video is not None and self.video_uri is not None:
            text = text.replace(str(self.video), self.video_uri)
        return text

    def own_id(self) -> str:
        """The stem, and the first 12 digits of the sha256 of address and content."""
        digest = hashlib.sha256(f"{self.uri}\n{self.sha256}".encode()).hexdigest()[:12]
        stem = self.path.name.removesuffix(".gz").removesuffix(".json") or self.path.name
        return f"{stem}-{digest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a task made.

    Attributes:
        source_ids: The sources.
        root: Where the outputs lie, in the folder that the task was given.
        outputs: The files, relative to the root, in the order in which they are delivered.
        counts: Numbers of what there was.
        notes: What a person should know.
    """

    source_ids: tuple[str, ...]
    root: Path
    outputs: tuple[str, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Task(Protocol):
    """A module of this package."""

    def check(self, settings: Mapping[str, Any]) -> None:
        """Refuse settings with which every input would fail.

        Raises:
            SelectionError: There is no such thing.
        """

    def make(self, given: Given, folder: Path, settings: Mapping[str, Any]) -> Made:
        """Make the outputs in an empty folder, laid out as in the output."""


def task_of(command: str) -> Task:
    """The task of a command.

    Raises:
        SelectionError: There is none; lists those there are.
    """
    if command not in TASKS:
        raise SelectionError(f"there is no task {command!r}; there are {', '.join(TASKS)}")
    return cast("Task", importlib.import_module(f"vidresults.batch.tasks.{command}"))
