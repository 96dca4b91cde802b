"""Datasets with a text of labels for each picture, written frame by frame.

A frame on which every model ran has a text, an empty one where nothing was found. A frame on which
some model gave no answer has one only where another found something: an empty text would say that
nothing is on the picture. Pictures are named as in COCO exports, so that they can be added.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults.export.pictures.coco_images import Images
from vidresults.export.pictures.names import frame_file_name, unique_names
from vidresults.results import rows_of

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]


class LabelFiles:
    """The labels of all pictures of a source, each in a text of its own."""

    def __init__(
        self,
        source: Source,
        *,
        suffix: str,
        head: Callable[[Row], str] = lambda _: "",
        foot: str = "",
    ) -> None:
        """Take note of the pictures.

        Args:
            source: What to write.
            suffix: Ending of the texts, such as ".txt".
            head: What a text begins with; it is given the image's entry as in COCO.
            foot: What a text ends with.
        """
        self._source = source
        self._suffix = suffix
        self._head = head
        self._foot = foot
        self._images = Images(source)
        self._stems = unique_names(source.facts.source_ids)

    def pictures(self) -> Iterator[str]:
        """File names of all pictures, also of those without labels."""
        return (image["file_name"] for image in self._images.entries())

    def write(
        self,
        folder: Path,
        text_of: Callable[[Row, Row], str],
        tag_of: Callable[[Row, Row], str] | None = None,
    ) -> list[str]:
        """Write the texts into a folder; return notes on what has none.

        Args:
            folder: An empty folder.
            text_of: The text of a detection, given its row and its image; "" leaves it out.
            tag_of: The same of a classification, where labels are of whole pictures too.

        Raises:
            OutputError: The size of a frame with a detection is unknown.
        """
        idle = False
        for image in self._images.entries():
            if "models_without_answer" in image:
                idle = True
            else:
                self._begin(folder, image)
        texts = {"detections": text_of} | ({"classifications": tag_of} if tag_of else {})
        for table, text in texts.items():
            rows = rows_of(self._source, table)
            for _, group in itertools.groupby(rows, lambda r: (r["source_id"], r["frame_index"])):
                self._append(folder, list(group), text)
        unlabelled = sum(1 for _ in self._unlabelled(folder)) if idle else 0
        for path in sorted(folder.iterdir()) if self._foot else ():
            _add(path, self._foot)
        return self._notes(unlabelled)

    def labelled(self, folder: Path) -> Iterator[tuple[Row, Path]]:
        """The images that have a text, in their order, each with the text."""
        for image in self._images.entries():
            path = self._path(folder, image)
            if path.exists():
                yield image, path

    def stems(self, folder: Path) -> list[str]:
        """Names of the pictures that have a text, without their ending."""
        return sorted(path.name.removesuffix(self._suffix) for path in folder.iterdir())

    def _append(self, folder: Path, rows: list[Row], text_of: Callable[[Row, Row], str]) -> None:
        image: Row = dict(self._images.of(rows[0]))
        stem = self._stems[rows[0]["source_id"]]
        image["file_name"] = frame_file_name(stem, image["frame_index"])
        path = self._path(folder, image)
        text = "".join(text_of(row, image) for row in rows)
        if text and not path.exists():
            self._begin(folder, image)
        if text:
            _add(path, text)

    def _begin(self, folder: Path, image: Row) -> None:
        _add(self._path(folder, image), self._head(image))

    def _path(self, folder: Path, image: Row) -> Path:
        return folder / f"{Path(image['file_name']).stem}{self._suffix}"

    def _unlabelled(self, folder: Path) -> Iterator[Row]:
        for image in self._images.entries():
            if not self._path(folder, image).exists():
                yield image

    def _notes(self, unlabelled: int) -> list[str]:
        notes = list(self._images.notes)
        if unlabelled:
            notes.append(
                f"{unlabelled} frames without a box have no labels, because not every model "
                "answered on them: empty labels would say that nothing is there"
            )
        return notes


def _add(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(text)
