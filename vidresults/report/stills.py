"""The pictures of the strip: sampled frames, their boxes drawn over them."""

from __future__ import annotations

import base64
import contextlib
import html
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vidresults.errors import VideoError
from vidresults.report.bars import image_address
from vidresults.report.strip import Picture, Strip
from vidresults.video import VideoReader, jpeg_of

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from vidresults.report.names import Names
    from vidresults.report.payload import Payload

PICTURES: Final = 6
_WIDTH: Final = 320
_MOST_BOXES: Final = 200
_STATES: Final = ("", "not inferred", "failed")


def strip_of(
    payload: Payload,
    names: Names,
    video: str | os.PathLike[str],
    size: tuple[int, int],
    *,
    title: str,
) -> Strip:
    """Read the frames.

    Args:
        payload: The tables of the page.
        names: The names of its classes.
        video: The video's file.
        size: Its width and height as shown, in pixels.
        title: The title of the page.
    """
    seconds = payload.tables["frames"]["time"].to_numpy()
    pictures = [
        _picture(content, size, _Sampled(payload, names, number), float(seconds[number]))
        for number, content in _stills(video, _chosen(payload), seconds)
    ]
    sampled = len(np.unique(payload.tables["samples"]["frame"].to_numpy()))
    return Strip(title=title, pictures=tuple(pictures), sampled=sampled)


class _Sampled:
    """What the models say of one frame."""

    def __init__(self, payload: Payload, names: Names, frame: int) -> None:
        self._classes = names.classes
        samples = payload.tables["samples"].filter(pc.field("frame") == frame)
        self._states = samples["state"].to_pylist()
        spans = zip(samples["first"].to_pylist(), samples["count"].to_pylist(), strict=True)
        tables = [payload.tables["boxes"].slice(first, count) for first, count in spans]
        self._boxes = pa.concat_tables(tables)
        labels = payload.tables["labels"].filter(pc.field("frame") == frame)
        self._labels = labels.filter(pc.field("predicted") != 0)["class"].to_pylist()
        self._faces = payload.tables["gazes"].filter(pc.field("frame") == frame).num_rows

    @property
    def words(self) -> str:
        """What was found; where no model ran, that is said instead."""
        if all(self._states):
            return " and ".join(_STATES[state] for state in sorted(set(self._states)))
        count = len(self._boxes)
        others = self._labels or self._faces
        found = [f"{count} box{'' if count == 1 else 'es'}"] if count or not others else []
        if self._left_out:
            found.append(f"{self._left_out} of them not drawn")
        if self._faces:
            found.append(f"{self._faces} face{'' if self._faces == 1 else 's'}, not drawn")
        return ", ".join(found + [self._classes[number][0] for number in self._labels])

    def marks(self, *, named: bool) -> Iterator[str]:
        """Boxes as rectangles of SVG, in pixels of the video; the first ones of very many."""
        for box in self._boxes[:_MOST_BOXES].to_pylist():
            name, colour = self._classes[box["class"]]
            title = f"<title>{html.escape(name)}</title>" if named else ""
            x, y = box["x0"], box["y0"]
            yield (
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(box["x1"] - x, 0):.1f}" '
                f'height="{max(box["y1"] - y, 0):.1f}" fill="none" stroke="{colour}" '
                f'stroke-width="2" vector-effect="non-scaling-stroke">{title}</rect>'
            )

    @property
    def _left_out(self) -> int:
        return max(len(self._boxes) - _MOST_BOXES, 0)


def _chosen(payload: Payload) -> list[int]:
    """Numbers of sampled frames, from the middle of equal parts of all that the video has."""
    frames = np.unique(payload.tables["samples"]["frame"].to_numpy())
    frames = frames[(frames >= 0) & (frames < payload.tables["frames"].num_rows)]
    count = min(PICTURES, len(frames))
    middles = [int((at + 0.5) / count * len(frames)) for at in range(count)]
    return [int(frame) for frame in frames[middles]]


def _stills(
    video: str | os.PathLike[str], frames: list[int], seconds: NDArray[np.float64]
) -> Iterator[tuple[int, bytes]]:
    """The frames as JPEG; one that does not decode is left out."""
    with VideoReader(video) as reader:
        for number in frames:
            # Seeking counts from the first frame.
            reader.seek(float(seconds[number] - seconds[0]))
            with contextlib.suppress(VideoError):
                frame = next(frame for frame in reader if frame.index >= number)
                if frame.index == number:
                    yield number, jpeg_of(frame.to_bgr(), _WIDTH)


def _picture(content: bytes, size: tuple[int, int], sampled: _Sampled, seconds: float) -> Picture:
    width, height = size
    tall = round(_WIDTH * height / width)
    source = base64.b64encode(content).decode()
    named, nameless = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{tall}" '
        f'viewBox="0 0 {width} {height}" preserveAspectRatio="none"><image width="{width}" '
        f'height="{height}" preserveAspectRatio="none" href="data:image/jpeg;base64,{source}"/>'
        f"{''.join(sampled.marks(named=with_names))}</svg>"
        for with_names in (True, False)
    )
    return Picture(
        words=f"{seconds:.2f} s: {sampled.words}",
        size=(_WIDTH, tall),
        svg=named,
        address=image_address(nameless),
    )
