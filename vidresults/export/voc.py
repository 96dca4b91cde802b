"""Pascal VOC: `Annotations/<picture>.xml` for each frame, one `object` a box.

Corners are whole pixels counted from 1, the last one belongs to the box: edges are rounded to the
nearest border between pixels, and a box has at least one pixel. `truncated` is 1 where a box
reached beyond its picture and was clipped. `labelmap.txt` lists the classes: Datumaro and CVAT take
no other than VOC's own without it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults import atomic
from vidresults.export.format import Format
from vidresults.export.labels.categories import Categories
from vidresults.export.labels.clipping import Clipped, edges_of, pixel_span
from vidresults.export.labels.label_files import LabelFiles
from vidresults.export.labels.label_losses import LOSES, OMITS

if TYPE_CHECKING:
    from vidresults.results import Source

Row = dict[str, Any]

_ROUNDED = "rounded to whole pixels, counted in the notes"
_PICTURES = "JPEGImages"
FORMAT = Format(
    makes="folder",
    clips=True,
    pictures=_PICTURES,
    labels="Annotations",
    options=frozenset({"classes"}),
    summary="Pascal VOC: an XML of boxes in whole pixels for each frame; needs the pictures "
    "beside it",
    loses=LOSES,
    omits=OMITS
    | {f"detections.{name}": _ROUNDED for name in ("x_center", "y_center", "width", "height")},
)

_LABEL_MAP = "labelmap.txt"
_SETS = Path("ImageSets", "Main")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEAD = """\
<annotation>
  <folder>{folder}</folder>
  <filename>{file_name}</filename>
  <size>
    <width>{width}</width>
    <height>{height}</height>
    <depth>3</depth>
  </size>
  <segmented>0</segmented>
"""
_OBJECT = """\
  <object>
    <name>{name}</name>
    <pose>Unspecified</pose>
    <truncated>{truncated}</truncated>
    <difficult>0</difficult>
    <bndbox>
      <xmin>{0}</xmin>
      <ymin>{1}</ymin>
      <xmax>{2}</xmax>
      <ymax>{3}</ymax>
    </bndbox>
  </object>
"""


def write(source: Source, path: Path, *, classes: Sequence[str] | None = None) -> list[str]:
    """Write the annotations into a folder, with the list ImageSets/Main/trainval.txt.

    Args:
        source: What to write.
        path: The folder.
        classes: Names of all classes; by default the classes seen.

    Raises:
        OutputError: The size of a frame with a box is unknown, or the folder cannot be written.
        SelectionError: The list of classes lacks one that was detected.
    """
    categories = Categories(source.facts, classes)
    names = {category.id: _escaped(category.name) for category in categories.all}
    objects = _Objects()
    files = LabelFiles(source, suffix=".xml", head=_head, foot="</annotation>\n")

    def text_of(row: Row, image: Row) -> str:
        category = categories.id_of(row["model"], row["class_id"], row["class_name"])
        return objects.text(names[category], row, image)

    with atomic.new_folder(path) as folder:
        (folder / "Annotations").mkdir()
        (folder / _SETS).mkdir(parents=True)
        notes = files.write(folder / "Annotations", text_of)
        listed = "".join(f"{stem}\n" for stem in files.stems(folder / "Annotations"))
        (folder / _SETS / "trainval.txt").write_text(listed, encoding="utf-8", newline="\n")
        notes += _write_label_map(folder / _LABEL_MAP, [c.name for c in categories.all])
    return [*objects.notes(), *_name_notes(categories), *notes]


def _head(image: Row) -> str:
    named = {"folder": _PICTURES, "file_name": _escaped(image["file_name"])}
    return _HEAD.format(**named, width=image["width"], height=image["height"])


def _escaped(text: str) -> str:
    """As text of XML; characters that XML cannot hold are replaced."""
    return html.escape(_NOT_IN_XML.sub("\ufffd", text), quote=False).replace("\r", "&#13;")


def _write_label_map(path: Path, names: list[str]) -> list[str]:
    """A line `name:colour:parts:actions` for each class, with the name alone; return notes.

    Lines that begin with # are comments, and the list has no escapes.
    """
    fit = [name for name in names if not re.search(r"[:\r\n]|^#|^\s|\s$|^$", name)]
    lines = ["# label:color_rgb:parts:actions", *(f"{name}:::" for name in fit)]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    odd = len(names) - len(fit)
    return [f"{odd} class names cannot stand in {path.name}: Datumaro refuses them"] if odd else []


def _name_notes(categories: Categories) -> list[str]:
    odd = sum(_NOT_IN_XML.search(category.name) is not None for category in categories.all)
    return [f"{odd} class names have characters that XML cannot hold, replaced"] if odd else []


@dataclass(slots=True)
class _Objects:
    """Writes boxes and counts what had to be changed."""

    rounded: int = field(default=0, init=False)
    boxes: Clipped = field(default_factory=Clipped, init=False)

    def text(self, name: str, row: Row, image: Row) -> str:
        """The object of a box; empty where nothing of it is on the picture."""
        inside = self.boxes.inside(row, image)
        if inside is None:
            return ""
        left, top, right, bottom = inside
        xs, ys = _pixels(left, right), _pixels(top, bottom)
        self.rounded += (xs[0] - 1, ys[0] - 1, xs[1], ys[1]) != inside
        corners = (xs[0], ys[0], xs[1], ys[1])
        return _OBJECT.format(*corners, name=name, truncated=int(inside != edges_of(row)))

    def notes(self) -> list[str]:
        """What was changed, with numbers."""
        rounded = [f"{self.rounded} boxes were rounded to whole pixels"] if self.rounded else []
        return [*rounded, *self.boxes.notes()]


def _pixels(low: float, high: float) -> tuple[int, int]:
    """First and last pixel between two edges, counted from 1; at least one."""
    begin, end = pixel_span(low, high)
    return begin + 1, end
