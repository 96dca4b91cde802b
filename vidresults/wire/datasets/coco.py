"""COCO: images, annotations and categories, with the videos that kwcoco and this package add.

Images are of the video that their `video_id` names, else of one video each name (`naming`). Their
frame is `frame_index`, else what the name tells; their time `timestamp`, else the frame by the
rate of the video (`fps`, `framerate`) or of the user. An image without annotations is a picture
with nothing on it. What no column holds stays in `extra`: of annotations `area`, `iscrowd` where
it is not 0, `visibility` (COCO's v of each keypoint) and whatever else they have.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from vidresults.errors import FormatError, Place, SelectionError
from vidresults.wire.cut import bounded_depth
from vidresults.wire.datasets.coco_images import Images, read_images, videos_of
from vidresults.wire.datasets.coco_shapes import Category, columns_of
from vidresults.wire.datasets.dataset import Dataset, Wanted
from vidresults.wire.input import read_input
from vidresults.wire.rows import leftover
from vidresults.wire.shapes import Long, read_as

if TYPE_CHECKING:
    from vidresults.wire.input import Input

KIND = "coco"
OPTIONS = frozenset({"stride", "fps", "size", "images"})


class _Ids(Struct):
    image_id: Long
    category_id: Long


_OF_CATEGORY = frozenset({"id", "name", "class_id", "keypoints"})


def read(path: str, wanted: Wanted) -> Dataset:
    """Read a COCO file, or the list of COCO results of the images of another one.

    Raises:
        FormatError: It is no such file, or something in it is wrong; says where.
        SelectionError: It is a list of results, and the file with its images is not named.
    """
    given = read_input(path)
    whole = _decoded(given)
    if isinstance(whole, list):
        if wanted.images is None:
            raise SelectionError(
                f"{path} is a list of COCO results, which has no images: name the file that has "
                "them (--images FILE, images=...)"
            )
        try:
            images = read_input(wanted.images)
            return _dataset(given, {**_members(_decoded(images), images), "annotations": whole},
                            wanted, results=True)  # fmt: skip
        except FormatError as error:
            raise error.within(file=path) from None
    return _dataset(given, _members(whole, given), wanted)


def _decoded(given: Input) -> Any:
    try:
        with bounded_depth():
            return msgspec.json.decode(given.body)
    except (msgspec.DecodeError, UnicodeDecodeError, FormatError) as error:
        raise FormatError(f"is not JSON: {error}", Place(file=given.name)) from None


def _members(whole: Any, given: Input) -> dict[str, Any]:
    """The members, of which the lists are lists of objects."""
    if not isinstance(whole, dict) or "images" not in whole:
        raise FormatError(
            "is no COCO file, expected an object with images, annotations and categories",
            Place(file=given.name),
        )
    for key in ("videos", "images", "annotations", "categories"):
        items = whole.get(key) or []
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise FormatError("expected a list of objects", Place(file=given.name, field=key))
    return whole


def _dataset(
    given: Input, members: dict[str, Any], wanted: Wanted, *, results: bool = False
) -> Dataset:
    try:
        images = read_images(members, wanted)
        categories = _categories(members.get("categories") or [])
        boxes: dict[int, list[dict[str, Any]]] = {}
        for index, value in enumerate(members.get("annotations") or []):
            where = f"annotations[{index}]"
            image_id, box = _box(value, images, categories, where, results=results)
            boxes.setdefault(image_id, []).append(box)
        videos = videos_of(images, boxes, wanted)
    except FormatError as error:
        raise error.within(file=given.name) from None
    return Dataset(
        kind=KIND,
        file=given.name,
        sha256=given.sha256,
        videos=videos,
        classes=[(category.class_id, category.name) for category in categories.values()],
        extra=_extra(members),
    )


def _extra(members: dict[str, Any]) -> dict[str, Any]:
    """What else the file says of the whole, and of its categories by name."""
    whole = {key: members[key] for key in ("info", "licenses") if members.get(key)}
    categories = {
        value["name"]: more
        for value in members.get("categories") or []
        if (more := {k: v for k, v in leftover(value, _OF_CATEGORY).items() if v not in ("", [])})
    }
    return whole | ({"categories": categories} if categories else {})


def _box(
    value: dict[str, Any],
    images: Images,
    categories: dict[int, Category],
    where: str,
    *,
    results: bool,
) -> tuple[int, dict[str, Any]]:
    ids = read_as(_Ids, value, field=where)
    if ids.image_id not in images.by_id:
        raise _unknown("image", ids.image_id, where)
    if ids.category_id not in categories:
        raise _unknown("category", ids.category_id, where)
    image = images.by_id[ids.image_id][0]
    columns = columns_of(
        value, categories[ids.category_id], (image.width, image.height), where, results=results
    )
    return ids.image_id, columns


def _unknown(what: str, number: int, where: str) -> FormatError:
    return FormatError(
        f"found {number}, which is the id of no {what} in the file",
        Place(field=f"{where}.{what}_id"),
    )


def _categories(values: list[dict[str, Any]]) -> dict[int, Category]:
    found: dict[int, Category] = {}
    for index, value in enumerate(values):
        category = read_as(Category, value, field=f"categories[{index}]")
        if category.id in found:
            raise FormatError("stands twice", Place(field=f"categories[{index}].id"))
        found[category.id] = category
    return found
