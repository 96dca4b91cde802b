"""What every export format declares, and what an export reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from vidresults.schema import TABLES

if TYPE_CHECKING:
    from vidresults.results import Facts, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One export format.

    Attributes:
        makes: Whether it writes one file or a folder.
        summary: What it is, in one line.
        suffix: How the names of such files end; empty for a folder.
        loses: What it cannot keep of what was found: a table's name, or "table.column", with the
            reason. It is told after every export that it concerns; a strict export refuses.
        loses_empty_frames: Frames on which nothing was found, or no model ran, leave no trace.
        clips: Boxes always end at their picture: an option `clip` would change nothing.
        needs_tracks: It refuses boxes of which none has a tracker id.
        pictures: The folder of pictures inside the dataset, where it has one.
        labels: The folder with a text for each picture, where labels are texts.
        own_pictures: Its `write` takes `images` and `image_quality` and puts pictures where they
            belong itself; the two folders are those it works in.
        options: Keyword arguments of its `write` beside source and path.
        needs: Columns without whose value a row is left out, "table.column", with the reason; told
            and refused as `loses`.
        omits: The same for numbering and provenance, of which nobody needs to be told.
    """

    makes: Literal["file", "folder"]
    summary: str
    suffix: str = ""
    loses: Mapping[str, str] = field(default_factory=dict)
    needs: Mapping[str, str] = field(default_factory=dict)
    omits: Mapping[str, str] = field(default_factory=dict)
    loses_empty_frames: bool = False
    clips: bool = False
    needs_tracks: bool = False
    pictures: str | None = None
    labels: str | None = None
    own_pictures: bool = False
    options: frozenset[str] = frozenset()

    def with_options(self, options: Mapping[str, Any]) -> Format:  # noqa: ARG002 - for some
        """The format as the options of its `write` make it; what it declares may depend on them."""
        return self

    def losses(self, source: Source) -> list[Loss]:
        """What this format leaves out of a source that holds it."""
        if not self.loses and not self.needs and not self.loses_empty_frames:
            return []  # facts may cost a reading of everything
        return list(self._losses(source.facts))

    def _losses(self, facts: Facts) -> Iterator[Loss]:
        if self.loses_empty_frames and facts.frames_without_detections:
            yield Loss(
                what="frames without a box",
                count=facts.frames_without_detections,
                reason="a row is a box",
            )
        for name, reason in self.needs.items():
            table, _, column = name.partition(".")
            count = facts.rows[table] - facts.values[name]
            if count:
                yield Loss(what=f"{table} without {column}", count=count, reason=reason)
        for name, reason in self.loses.items():
            count = facts.rows[name] if name in TABLES else facts.values[name]
            if count:
                yield Loss(what=name, count=count, reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Something that was left out.

    Attributes:
        what: A table, "table.column", or what else is lost.
        count: How many rows of the table, or values of the column.
        reason: Why the format cannot keep it.
    """

    what: str
    count: int
    reason: str

    def __str__(self) -> str:
        return f"{self.what} ({self.count})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What an export wrote.

    Attributes:
        format: The format's name.
        path: The file or folder.
        losses: What the format could not keep.
        notes: What else a reader of the output should know.
    """

    format: str
    path: Path
    losses: tuple[Loss, ...]
    notes: tuple[str, ...]

    def words(self) -> list[str]:
        """Losses and notes as lines for a person."""
        lost = ", ".join(str(loss) for loss in self.losses)
        return [*([f"{self.format} keeps no {lost}"] if lost else []), *self.notes]
