"""Rerun: a recording of boxes and masks on time lines of frame numbers and of seconds.

Each model of each source is an entity, `/source/model`, with `boxes` and `masks` below it. A frame
that was not inferred has no boxes either; the component `state` of its row tells them apart. Ids
that Rerun draws by chance are counted, so that the same results give the same bytes, but for the
index at the end, in which Rerun writes names in an order that it draws.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vidresults import atomic
from vidresults.errors import MissingExtraError, OutputError
from vidresults.export.format import Format
from vidresults.export.parts.rerun_bytes import fix_first_id
from vidresults.export.parts.rerun_chunks import Chunks
from vidresults.export.parts.side_by_side import inferences_with_rows

if TYPE_CHECKING:
    from vidresults.results import Source

_NOT_A_BOX: Final = "a recording has boxes and masks"
FORMAT: Final = Format(
    makes="file",
    suffix=".rrd",
    summary="Rerun recording (.rrd): boxes, labels and masks to scroll through in its viewer; "
    "needs `pip install 'vidresults[rerun]'`",
    loses={
        **dict.fromkeys(
            ("classifications", "semantic_masks", "embeddings", "gazes", "opaque", "defects"),
            _NOT_A_BOX,
        ),
        "inferences.extra": _NOT_A_BOX,
        **{
            f"detections.{name}": _NOT_A_BOX
            for name in ("parent_id", "class_confidence", "rotated_box", "keypoints", "extra")
        },
    },
    omits={
        "documents": "entities are named after the source",
        "classes": "labels name them",
        "frames.sample_index": "rows have the frame's number",
        "frames.time_seconds": "the video's own time is written where it is known",
        "frames.video_pts": "rows have the time",
        "frames.extra": _NOT_A_BOX,
        "inferences.task": _NOT_A_BOX,
        "inferences.inference_id": _NOT_A_BOX,
        "inferences.batch_seconds": _NOT_A_BOX,
        "inferences.image_width": "masks are as large as it",
        "inferences.image_height": "masks are as large as it",
        "detections.detection_index": "boxes are in order",
        "detections.detection_id": _NOT_A_BOX,
        "detections.class_id": "classes are numbered for all models together",
        "detections.polygons": "masks are drawn as pixels, counted in the notes",
        "detections.rle": "masks are drawn as pixels, counted in the notes",
    },
)
_FRAMES_AT_ONCE: Final = 64


def write(source: Source, path: Path) -> list[str]:
    """Write a recording.

    Raises:
        MissingExtraError: The package rerun-sdk is not installed.
        OutputError: The file cannot be written.
        SchemaError: A table is in another order than the inferences.
    """
    try:
        from rerun.chunk import LazyChunkStream
    except ImportError:
        raise MissingExtraError("recordings need Rerun: pip install 'vidresults[rerun]'") from None
    chunks = Chunks(source)
    broken: list[Exception] = []

    def guarded() -> Iterator[Any]:
        # An error inside of Rerun's own iteration would come out as one of Rerun's.
        try:
            yield from _all(source, chunks)
        except Exception as error:  # noqa: BLE001 - it is raised again below
            broken.append(error)

    identity = hashlib.sha256("\0".join(source.facts.source_ids).encode()).hexdigest()
    with atomic.new_file(path) as file:
        try:
            stream = LazyChunkStream.from_iter(guarded())
            stream.write_rrd(file, application_id="vidresults", recording_id=identity)
        except (OSError, RuntimeError, ValueError) as error:
            if not broken:
                raise OutputError(f"{path} cannot be written: {error}") from error
        if broken:
            raise broken[0]
        fix_first_id(file)
    return chunks.notes()


def _all(source: Source, chunks: Chunks) -> Iterator[Any]:
    by_model = itertools.groupby(
        inferences_with_rows(source), key=lambda pair: (pair[0]["source_id"], pair[0]["model"])
    )
    for (source_id, model), pairs in by_model:
        yield chunks.context(source_id, model)
        while part := list(itertools.islice(pairs, _FRAMES_AT_ONCE)):
            yield from chunks.of(source_id, model, part)
