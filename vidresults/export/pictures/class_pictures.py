"""Datasets of pictures in a folder for each class, with `metadata.jsonl` on each picture.

Readers of such folders (torchvision's ImageFolder, ultralytics) take the folders' names for the
classes; Hugging Face's imagefolder also takes the metadata, by `file_name`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from vidresults.export.labels.categories import Categories
from vidresults.export.labels.clipping import Clipped, edges_of
from vidresults.export.pictures.coco_images import Images
from vidresults.export.pictures.cutting import Cut
from vidresults.export.pictures.names import frame_file_name, unique_names
from vidresults.results import rows_of

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]

METADATA = "metadata.jsonl"
_COLUMNS = ("source_id", "frame_index", "time_seconds", "model", "class_name", "class_id",
            "confidence")  # fmt: skip
_OF_BOXES = ("tracker_id", "detection_id")


class ClassPictures:
    """The pictures of a source by class, and what is told of them."""

    def __init__(
        self, source: Source, classes: Sequence[str] | None = None, model: str | None = None
    ) -> None:
        """Name the folders.

        Args:
            source: What the pictures are of.
            classes: Names of all classes; by default the classes seen.
            model: Only the classes of this model get folders.

        Raises:
            SelectionError: The list of classes lacks one that was detected.
        """
        self._source = source
        self._categories = Categories(source.facts, classes)
        self._used = [c for c in self._categories.all if model is None or c.model in (model, None)]
        names = (category.name for category in self._used)
        self._folders = unique_names(names, otherwise="class")
        self._by_id = {category.id: self._folders[category.name] for category in self._used}
        self._stems = unique_names(source.facts.source_ids)
        self._models = {name: i for i, name in enumerate(source.facts.models, start=1)}

    def write(self, folder: Path, cuts: Iterable[tuple[Row, Cut]]) -> list[str]:
        """Make the folders, and the metadata in the order of the cuts; return notes."""
        encode = msgspec.json.Encoder().encode
        for name in self._folders.values():
            (folder / name).mkdir(parents=True)
        with (folder / METADATA).open("wb") as out:
            for row, _ in cuts:
                out.write(encode(row) + b"\n")
        other = sum(name != text for text, name in self._folders.items())
        return [f"{other} classes have folders of another name"] if other else []

    def boxes(self, clipped: Clipped) -> Iterator[tuple[Row, Cut]]:
        """A picture of each box; `clipped` counts what ends at its picture or is not on it.

        Raises:
            OutputError: The size of a frame with a box is unknown.
        """
        images = Images(self._source)
        for row in rows_of(self._source, "detections"):
            image = images.of(row)
            edges = clipped.inside(row, image)
            if edges is None:
                continue
            corners = zip(("x_min", "y_min", "x_max", "y_max"), edges_of(row), strict=True)
            cut = self._cut(row, self._box_name(row), edges, (image["width"], image["height"]))
            told = {name: row[name] for name in _COLUMNS} | dict(corners)
            told |= {name: row[name] for name in _OF_BOXES}
            yield {"file_name": cut.file_name, **told}, cut

    def frames(self, counts: dict[str, int]) -> Iterator[tuple[Row, Cut]]:
        """A picture of each classified frame, by its class or the first one of several.

        `counts` is told how many frames have no class (`none`), and how many have more (`more`).
        """
        rows = rows_of(self._source, "classifications")
        for _, group in itertools.groupby(rows, lambda r: (r["source_id"], r["sample_index"])):
            found = [row for row in group if row["predicted"]]
            counts["none"] += not found
            counts["more"] += len(found) > 1
            if found:
                row = found[0]
                name = frame_file_name(self._stems[row["source_id"]], row["frame_index"])
                cut = self._cut(row, name, None, (1, 1))
                told = {column: row[column] for column in _COLUMNS}
                yield {"file_name": cut.file_name, **told}, cut

    def _cut(self, row: Row, name: str, edges: Any, size: tuple[int, int]) -> Cut:
        category = self._categories.id_of(row["model"], row["class_id"], row["class_name"])
        file_name = f"{self._by_id[category]}/{name}"
        return Cut(source_id=row["source_id"], frame_index=row["frame_index"], edges=edges,
                   file_name=file_name, size=size)  # fmt: skip

    def _box_name(self, row: Row) -> str:
        """Of video, frame and row; and of the model, where there are several."""
        name = Path(frame_file_name(self._stems[row["source_id"]], row["frame_index"]))
        model = f"_m{self._models[row['model']]}" if len(self._models) > 1 else ""
        return f"{name.stem}{model}_{row['detection_index']}{name.suffix}"
