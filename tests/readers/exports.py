"""The scene, or a part of it, in every format, each with the facts that a reader should find."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from tests.readers.labelled import weather
from tests.readers.scene import (
    Video,
    first,
    masks,
    oriented,
    outlines,
    people,
    rings,
    the_scene,
    truth_of,
)
from tests.readers.things import SIZE
from vidresults.export import FORMATS, export, format_of
from vidresults.load import load
from vidresults.results import VideoResults, concat

GREY = 90
_OF_ONE_VIDEO = ("ass", "chapters", "edl", "srt", "vtt", "video-inference")
_ENDINGS = {
    "activitynet": "json",
    "coco-results": "json",
    "rerun": "rrd",
    "video-inference": "json",
}


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One export.

    Attributes:
        format: The format's name.
        scene: Makes the videos.
        out: Name of the file or folder.
        options: Of the format.
    """

    format: str
    scene: Callable[[], list[Video]] = the_scene
    out: str = "out"
    options: dict[str, Any] = field(default_factory=dict)


def variants() -> dict[str, Variant]:
    """All exports by name: one for every format, named as it, and some of parts and options."""
    scene_of = dict.fromkeys(_OF_ONE_VIDEO, first)
    plain = {
        name: Variant(format=name, scene=scene_of.get(name, the_scene), out=_out(name))
        for name in FORMATS
    }
    parts = {
        "masks-rle": Variant(format="coco", scene=masks, options={"segmentation": "rle"}),
        "masks-polygon": Variant(format="coco", scene=masks, options={"segmentation": "polygon"}),
        "masks-results": Variant(format="coco-results", scene=masks, out="out.json"),
        "coco-polygon": Variant(format="coco", options={"segmentation": "polygon"}),
        "coco-clipped": Variant(format="coco", options={"clip": True}),
        "people": Variant(format="coco", scene=people),
        "people-results": Variant(format="coco-results", scene=people, out="out.json"),
        "mot-one-class": Variant(format="mot", scene=rings),
        "coco-outlines": Variant(format="coco", scene=outlines),
        "yolo-outlines": Variant(format="yolo", scene=outlines),
        "yolo-poses": Variant(format="yolo", scene=people),
        "dota-oriented": Variant(format="dota", scene=oriented),
        "yolo-masks": Variant(format="yolo", scene=masks, options={"task": "segment"}),
        "yolo-classes": Variant(format="yolo", scene=weather, options={"task": "classify"}),
        "yolo-oriented": Variant(format="yolo", scene=oriented, options={"task": "obb"}),
    }
    return plain | {name: variant for name, variant in parts.items() if _is_there(variant)}


def _is_there(variant: Variant) -> bool:
    """Whether there is its format yet, with its options."""
    known = variant.format in FORMATS
    return known and variant.options.keys() <= format_of(variant.format).options


def write_variant(variant: Variant, folder: Path, clips: dict[str, Path]) -> None:
    """Write an export and `truth.json` into a folder.

    Args:
        variant: What to write.
        folder: A new folder.
        clips: The videos by name.
    """
    videos = variant.scene()
    folder.mkdir(parents=True)
    facts = {"format": variant.format, "out": variant.out, **truth_of(videos)}
    (folder / "truth.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    (folder / "sent.json").write_text(json.dumps(videos[0].document()), encoding="utf-8")
    pictures = "copy" if format_of(variant.format).pictures is not None else "none"
    source = _results(videos, clips)
    report = export(source, folder / variant.out, format=variant.format, images=pictures,
                    **variant.options)  # fmt: skip
    (folder / "notes.txt").write_text("\n".join(report.words()) + "\n", encoding="utf-8")


def write_clips(folder: Path) -> dict[str, Path]:
    """A grey video for each of the scene, by its name."""
    return {video.name: _clip(video, folder / f"{video.stem}.mp4") for video in the_scene()}


def _results(videos: list[Video], clips: dict[str, Path]) -> VideoResults:
    return concat([load(v.document(), source_id=v.name, video=clips[v.name]) for v in videos])


def _clip(video: Video, path: Path) -> Path:
    width, height = SIZE
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=video.fps)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for index in range(max(video.frames) + 1):
            grey = np.full((height, width, 3), GREY, np.uint8)
            frame = av.VideoFrame.from_ndarray(grey, format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, video.fps)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def _out(name: str) -> str:
    if format_of(name).makes == "folder":
        return "out"
    return f"out.{_ENDINGS.get(name, name)}"
