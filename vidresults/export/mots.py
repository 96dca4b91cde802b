"""MOTS Challenge: a folder for each sequence, with the masks of tracks as `gt/gt.txt`.

A sequence is one model on one source. A line is `frame id class height width run-lengths`, by
frame from 1; the id is 1000 times the class plus the number of the object in it, which is its
tracker id where all of a class are of 0 to 999, else its place among them; `tracks.txt` has both.
Readers refuse masks of a frame that share pixels: those go to the mask of the highest confidence,
then to the earlier one. `labels.txt` names the classes, from 1; 10 is no class but what readers
ignore. TrackEval scores class 2 alone. The other files are those of MOT.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.labels.categories import Categories
from vidresults.export.tracks.mot_folder import write_heads, write_text
from vidresults.export.tracks.mot_texts import label_lines
from vidresults.export.tracks.mots_ids import Ids, labels_by_number
from vidresults.export.tracks.mots_masks import Apart
from vidresults.export.tracks.track_losses import LOSES, OMITS
from vidresults.export.tracks.tracking import (
    OncePerFrame,
    looked_at,
    require_tracks,
    sequence_names,
)
from vidresults.results import rows_of

if TYPE_CHECKING:
    from vidresults.results import Source

_PIXELS = "a line is a mask, of pixels"
_BOX_COLUMNS = ("x_center", "y_center", "width", "height")
FORMAT = Format(
    makes="folder",
    needs_tracks=True,
    options=frozenset({"classes"}),
    summary="MOTS Challenge sequences: the masks of tracks as gt.txt, without shared pixels",
    loses={k: v for k, v in LOSES.items() if k != "detections.rle"}
    | {"detections.polygons": "outlines are written as the pixels that they cover"}
    | {f"detections.{name}": _PIXELS for name in (*_BOX_COLUMNS, "confidence")},
    needs={"detections.tracker_id": "a line is of a track"},
    omits=OMITS | {"frames.time_seconds": "sequences have a frame rate"},
)


def write(source: Source, path: Path, *, classes: Sequence[str] | None = None) -> list[str]:
    """Write the sequences into a folder.

    Args:
        source: What to write.
        path: The folder.
        classes: Names of all classes in their order; by default those seen.

    Raises:
        OutputError: An id stands twice on a frame, a class has more than 1000 tracks in a
            sequence, the size of frames with tracks is unknown, or the folder cannot be written.
        SelectionError: No box has a tracker id, or the list of classes lacks one that was detected.
    """
    require_tracks(source.facts, "mots")
    looked = {(one.source_id, one.model): one for one in looked_at(source)}
    names = sequence_names(list(looked.values()))
    categories = Categories(source.facts, classes)
    models = {None, *(model for _, model in looked)}
    listed = [category for category in categories.all if category.model in models]
    labels, notes = label_lines([category.name for category in listed])
    ids = Ids(source, categories, [category.id for category in listed])
    apart = Apart()
    with atomic.new_folder(path) as folder:
        write_text(folder / "seqmap.txt", ["name", *names.values()])
        notes += write_heads(source, folder, list(looked.values()), names)
        for key, name in names.items():
            write_text(folder / name / "gt" / "gt.txt", [])
            write_text(folder / name / "gt" / "labels.txt", labels_by_number(labels))
            write_text(folder / name / "gt" / "tracks.txt", ids.lines(key))
        rows = OncePerFrame().checked(rows_of(source, "detections"))
        tracked = (row for row in rows if row["tracker_id"] is not None)
        for (source_id, model, frame), group in itertools.groupby(tracked, key=_frame_of):
            one = looked[source_id, model]
            size = one.needed_size(source.facts, "MOTS")
            lines = [
                f"{frame + 1} {ids.of(row)} {rle['size'][0]} {rle['size'][1]} {rle['counts']}\n"
                for row, rle in apart.of(list(group), size)
            ]
            file = folder / names[source_id, model] / "gt" / "gt.txt"
            with file.open("a", encoding="ascii", newline="\n") as out:
                out.writelines(lines)
    return notes + ids.notes() + apart.notes()


def _frame_of(row: dict[str, Any]) -> tuple[str, str, int]:
    return row["source_id"], row["model"], row["frame_index"]
