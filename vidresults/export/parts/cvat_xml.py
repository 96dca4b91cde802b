"""The texts of a CVAT file; what XML cannot hold is replaced by U+FFFD."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from vidresults.export.labels.clipping import edges_of

if TYPE_CHECKING:
    from vidresults.export.tracks.cvat_presences import Box

_TURN = 360  # degrees
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What the head of the file says.

    Attributes:
        name: The source.
        frames: The sampled frames, ascending.
        size: Width and height in pixels, None where they are unknown and there are no boxes.
        labels: Names of all labels.
        models: Whether boxes name their model.
    """

    name: str
    frames: Sequence[int]
    size: tuple[int, int] | None
    labels: Sequence[str]
    models: bool

    @property
    def step(self) -> int | None:
        """Every how many frames one was sampled, None where they are not evenly spaced."""
        steps = {b - a for a, b in zip(self.frames, self.frames[1:], strict=False)}
        return next(iter(steps)) if len(steps) == 1 else None


def head(task: Task) -> str:
    """The file up to its first track."""
    first, last = (task.frames[0], task.frames[-1]) if task.frames else (0, 0)
    step = task.step
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<annotations>",
        "<version>1.1</version>",
        "<meta>",
        "<task>",
        f"<name>{as_text(task.name)}</name>",
        f"<size>{len(task.frames) if step else last - first + 1}</size>",
        "<mode>interpolation</mode>",
        "<overlap></overlap>",
        f"<start_frame>{first}</start_frame>",
        f"<stop_frame>{last}</stop_frame>",
        f"<frame_filter>{f'step={step}' if step else ''}</frame_filter>",
        "<labels>",
        *(_label(name, models=task.models) for name in task.labels),
        "</labels>",
    ]
    if task.size is not None:
        width, height = task.size
        lines.append(f"<original_size><width>{width}</width><height>{height}</height>"
                     "</original_size>")  # fmt: skip
    return "\n".join([*lines, "</task>", "</meta>", ""])


def tail() -> str:
    """The end of the file."""
    return "</annotations>\n"


def track(number: int, boxes: Sequence[Box], end: int | None) -> str:
    """One track, closed on frame `end` where there is one."""
    label = as_value(boxes[0].label)
    lines = [f'<track id="{number}" label={label} source="auto">']
    lines += [_box(box, box.frame, outside=0) for box in boxes]
    if end is not None:
        lines.append(_box(boxes[-1], end, outside=1))
    return "\n".join([*lines, "</track>", ""])


def _box(box: Box, frame: int, *, outside: int) -> str:
    values = {
        "tracker_id": box.tracker_id,
        "confidence": None if outside else box.confidence,
        "model": box.model,
    }
    return (
        f'<box frame="{frame}" outside="{outside}" occluded="0" keyframe="1" '
        f'{box.place} z_order="0">{attribute_elements(values)}</box>'
    )


def box_attributes(row: dict[str, Any]) -> str:
    """Edges of a detection's box; those of a turned one before it was turned about its centre."""
    turned = row["rotated_box"]
    xtl, ytl, xbr, ybr = map(decimal, edges_of(row if turned is None else turned))
    edges = f'xtl="{xtl}" ytl="{ytl}" xbr="{xbr}" ybr="{ybr}"'
    if turned is None:
        return edges
    return f'{edges} rotation="{decimal(turned["angle_degrees"] % _TURN)}"'


def attribute_elements(values: Mapping[str, object]) -> str:
    """What is known of an object beside its shape; None is unknown and left out."""
    return "".join(
        f'<attribute name="{name}">{as_text(str(value))}</attribute>'
        for name, value in values.items()
        if value is not None
    )


def decimal(number: float) -> str:
    """The shortest text that gives the number back, with two decimals at least."""
    short = repr(float(number))
    if "e" in short:
        return short
    whole, _, part = short.partition(".")
    return f"{whole}.{part:0<2}"


def label_element(
    name: str, attributes: Mapping[str, bool], *, kind: str = "", parent: str = ""
) -> str:
    """A label of a task.

    Args:
        name: Its name.
        attributes: Names of its objects' attributes, and whether they change along a track.
        kind: The one kind of shapes that it is for; "" where that need not be said.
        parent: For a point of a skeleton, the skeleton's label.
    """
    listed = "".join(
        f"<attribute><name>{key}</name><mutable>{mutable}</mutable><input_type>text</input_type>"
        "<default_value></default_value><values></values></attribute>"
        for key, mutable in attributes.items()
    )
    return (
        f"<label><name>{as_text(name)}</name>{f'<type>{kind}</type>' if kind else ''}"
        f"<attributes>{listed}</attributes>"
        f"{f'<parent>{as_text(parent)}</parent>' if parent else ''}</label>"
    )


def _label(name: str, *, models: bool) -> str:
    attributes = {"tracker_id": False, "confidence": True}
    return label_element(name, attributes | ({"model": False} if models else {}))


def as_text(text: str) -> str:
    """As text of an element."""
    return escape(clean(text), {"\r": "&#13;"})


def as_value(text: str) -> str:
    """As value of an attribute, with its quotes."""
    return quoteattr(clean(text))


def clean(text: str) -> str:
    """The text with what XML cannot hold replaced."""
    return _NOT_XML.sub("\ufffd", text)
