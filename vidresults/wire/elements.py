"""One element of a model's list: its task is told by its shape, each element by its own.

`extra` has the shape of the element with everything taken out that columns hold. A second
accepted form leaves an empty container behind that says which: a vector under `embeddings`
leaves `{"embeddings": []}`, a bare list of faces leaves `[]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vidresults.errors import FormatError, Place
from vidresults.wire.detections import BOX_KEYS, read_detections
from vidresults.wire.frame_space import frame_size, has_grid, is_unknown_grid
from vidresults.wire.labels import read_multi_label, read_semantic_mask, read_single_label
from vidresults.wire.rows import Rows, Sample, as_extra, leftover
from vidresults.wire.shapes import ElementHead, ImageSize, keys_of, read_as
from vidresults.wire.spelled import read_spelled
from vidresults.wire.vectors import read_gazes, read_vector

if TYPE_CHECKING:
    from vidresults.wire.cut import Part

_HEAD_KEYS = keys_of(ElementHead) | {"image", "predictions"}
_SIZE_KEYS = keys_of(ImageSize)
_LABEL_KEYS = frozenset({"top", "confidence"})


def read_element(element: Any, raw: Part, sample: Sample, rows: Rows) -> str | None:
    """Add the rows of one decoded element; `raw` is its text, for kinds that have no table.

    Returns:
        The element's task, None where its shape does not tell.

    Raises:
        FormatError: A field has a wrong value; names prediction and field.
    """
    if element is None:
        return _infer(rows, sample, task=None, state="not_inferred")
    if isinstance(element, list):
        return _read_list(element, raw, sample, rows)
    if isinstance(element, dict):
        return _read_object(element, raw, sample, rows)
    raise FormatError(f"found {_text(raw):.40}, expected an object, a list or null")


def _read_object(element: dict[str, Any], raw: Part, sample: Sample, rows: Rows) -> str | None:
    predictions = element.get("predictions")
    if is_unknown_grid(element) or (has_grid(element) and not isinstance(predictions, list)):
        return _keep_opaque(raw, sample, rows)
    if isinstance(predictions, dict):
        return _read_named(element, predictions, sample, rows)
    if isinstance(predictions, list):
        return _read_items(element, predictions, raw, sample, rows)
    if predictions is not None:
        raise FormatError(
            f"found {predictions!r:.40}, expected a list or an object", Place(field="predictions")
        )
    vectors = element.get("embeddings")
    if isinstance(vectors, list) and len(vectors) == 1 and isinstance(vectors[0], list):
        read_vector(vectors[0], sample, rows, field="embeddings[0]")
        rest = leftover(element, _HEAD_KEYS) | {"embeddings": []}
        return _infer(rows, sample, task="clip-embed-image", element=element, rest=rest)
    return _keep_opaque(raw, sample, rows, failed=element.get("error") is not None)


def _read_named(
    element: dict[str, Any], predictions: dict[str, Any], sample: Sample, rows: Rows
) -> str | None:
    """Predictions as an object: the masks of a labelled frame, or several labels."""
    rest = leftover(element, _HEAD_KEYS)
    if "segmentation_mask" in predictions:
        read_semantic_mask(element, sample, rows)
        return _infer(rows, sample, task="semantic-segmentation", element=element, rest=rest)
    rest.pop("predicted_classes", None)
    rest |= read_multi_label(element, sample, rows)
    return _infer(rows, sample, task="multi-label-classification", element=element, rest=rest)


def _read_items(
    element: dict[str, Any], predictions: list[Any], raw: Part, sample: Sample, rows: Rows
) -> str | None:
    """Predictions as a list: boxes, classes, faces, or something that has no table."""
    rest = leftover(element, _HEAD_KEYS)
    kind = _kind_of(element, predictions)
    if kind == "opaque" or (kind != "boxes" and has_grid(element)):
        return _keep_opaque(raw, sample, rows)
    if kind == "classes":
        rest = leftover(rest, _LABEL_KEYS) | read_single_label(element, sample, rows)
        return _infer(rows, sample, task="classification", element=element, rest=rest)
    if kind == "faces":
        read_gazes(predictions, sample, rows)
        return _infer(rows, sample, task="gaze-detection", element=element, rest=rest)
    task = read_detections(element, predictions, sample, rows) if predictions else None
    size = frame_size(element, predictions)
    return _infer(rows, sample, task=task, element=element, rest=rest, size=size)


def _kind_of(element: dict[str, Any], predictions: list[Any]) -> str:
    for index, item in enumerate(predictions):
        if not isinstance(item, dict):
            raise FormatError(f"found {item!r:.40}, expected an object", Place(prediction=index))
    if any(is_unknown_grid(item) for item in predictions):
        return "opaque"
    if any(item.keys() & BOX_KEYS for item in predictions):
        return "boxes"
    if predictions and all(isinstance(item.get("face"), dict) for item in predictions):
        return "faces"
    if element.get("top") is not None:
        return "classes"
    return "opaque" if predictions else "boxes"


def _read_list(element: list[Any], raw: Part, sample: Sample, rows: Rows) -> str | None:
    """A bare vector, a bare list of faces, or a list with one answer of the gaze server."""
    if not element:
        return _infer(rows, sample, task=None, form="list")
    if all(isinstance(v, int | float) and not isinstance(v, bool) for v in element):
        read_vector(element, sample, rows)
        return _infer(rows, sample, task="clip-embed-image")
    if not all(isinstance(item, dict) for item in element):
        raise FormatError(f"found {_text(raw):.40}, expected a list of numbers or of objects")
    if _kind_of({}, element) == "faces":
        read_gazes(element, sample, rows)
        return _infer(rows, sample, task="gaze-detection", form="list")
    faces = element[0].get("predictions")
    if len(element) == 1 and isinstance(faces, list) and _kind_of({}, faces) == "faces":
        read_gazes(faces, sample, rows)
        rest = leftover(element[0], _HEAD_KEYS)
        return _infer(
            rows, sample, task="gaze-detection", element=element[0], rest=rest, form="list of one"
        )
    return _keep_opaque(raw, sample, rows)


def keep_failed(raw: Part, sample: Sample, rows: Rows) -> None:
    """Keep an element that is wrong as its text, as far as that is text."""
    rows.add("opaque", {**sample.columns(), "json": bytes(raw).decode(errors="replace")})
    _infer(rows, sample, task=None, state="failed")


def _keep_opaque(raw: Part, sample: Sample, rows: Rows, *, failed: bool = False) -> str | None:
    rows.add("opaque", {**sample.columns(), "json": _text(raw)})
    if failed:
        return _infer(rows, sample, task=None, state="failed")
    return _infer(rows, sample, task="opaque")


def _infer(
    rows: Rows,
    sample: Sample,
    *,
    task: str | None,
    state: str = "inferred",
    element: dict[str, Any] | None = None,
    rest: dict[str, Any] | None = None,
    form: str = "object",
    size: ImageSize | None = None,
) -> str | None:
    """Add the row of the inference itself and return its task.

    `size` is that of the frame, where `image` tells the size of something else.
    """
    head, texts = read_spelled(ElementHead, element or {})
    left = dict(rest or {}) | texts
    image = (element or {}).get("image")
    told, as_it_is = _size(image)
    if image is not None and not (as_it_is and size in (None, told)):
        left["image"] = image
    size = size or told
    row = {
        "task": task,
        "state": state,
        "image_width": size.width,
        "image_height": size.height,
        "inference_id": head.inference_id,
        "batch_seconds": head.time,
        "extra": as_extra({"object": left, "list": [], "list of one": [left]}[form]),
    }
    rows.add("inferences", {**sample.columns(), **row})
    return task


def _text(raw: Part) -> str:
    return bytes(raw).decode()


def _size(image: Any) -> tuple[ImageSize, bool]:
    """The size that is told, and whether that is all; a list, "Undefined" and others tell none."""
    if not isinstance(image, dict) or image.keys() - _SIZE_KEYS:
        return ImageSize(), False
    sizes = [v for v in image.values() if v is not None]
    if not any(isinstance(v, str) for v in sizes):
        return read_as(ImageSize, image, field="image"), bool(sizes)
    try:
        return read_spelled(ImageSize, image)[0], False
    except FormatError:
        return ImageSize(), False
