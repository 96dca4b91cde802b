"""What is not drawn on: bit for bit up to the encoder, and of the quality that ffmpeg gives."""

from __future__ import annotations

import av
import numpy as np
import pytest

from tests.support.clips import MATRICES, SHOWN, turned
from tests.support.documents import detection, document, element
from tests.support.foreign import ffmpeg, needs_ffmpeg, planes
from vidresults import load
from vidresults.render import Style, render
from vidresults.video._track import VideoTrack

pytestmark = needs_ffmpeg
SIZE = (160, 120)
FRAMES = 6
THICKNESS = 3
TAGS = {
    "untagged": (),
    "BT.601": ("-colorspace", "smpte170m", "-color_primaries", "smpte170m"),
    "BT.709": ("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
    "full range": ("-color_range", "pc", "-colorspace", "bt709"),
}
OUTLINE = [{"x": 61.0, "y": 31.0}, {"x": 98.0, "y": 33.0}, {"x": 77.0, "y": 66.0}]
JOINT = {"x": 80.0, "y": 47.0, "confidence": 1.0, "class_id": 0, "class": "nose"}
DRAWN = {  # the corner and the size of the box are odd on purpose
    "boxes": ({}, {}),
    "rounded boxes": ({}, {"box_kind": "rounded"}),
    "masks": ({"points": OUTLINE}, {}),
    "keypoints": ({"keypoints": [JOINT]}, {}),
}


def noise(path, *tags, form="yuv420p"):
    """Make a video of random planes, without loss."""
    width, height = SIZE
    low, high = (0, 256) if "pc" in tags else (16, 236)
    some = np.random.default_rng(7).integers(low, high, FRAMES * width * height * 3 // 2)
    ffmpeg("-f", "rawvideo", "-pix_fmt", form, "-s", "160x120", "-r", "25", "-i", "-",
           "-c:v", "libx264", "-qp", "0", "-preset", "ultrafast", *tags, path,
           stdin=some.astype(np.uint8).tobytes())  # fmt: skip
    return path


def result(corner, **fields):
    """A box of 39 by 37 pixels from a corner on, on every other frame."""
    box = detection(x=corner[0] + 19.5, y=corner[1] + 18.5, width=39.0, height=37.0, **fields)
    some = [element(box, image=None), element(image=None)] * (FRAMES // 2)
    return load(document(*some) | {"frame_offset": [*range(FRAMES)]})


def clean(corner):
    """Where nothing is drawn, two pixels around it left out: luma and chroma."""
    luma = np.ones(SIZE[::-1], bool)
    left, top = corner
    away = THICKNESS // 2 + 1 + 2
    luma[top - away : top + 37 + away, left - away : left + 39 + away] = False
    return luma, luma.reshape(SIZE[1] // 2, 2, SIZE[0] // 2, 2).all(axis=(1, 3))


@pytest.mark.parametrize("corner", [(60, 30), (61, 31)])
@pytest.mark.parametrize("drawn", DRAWN)
@pytest.mark.parametrize("tags", TAGS)
def test_without_loss_all_but_the_drawn_pixels_are_those_of_the_source(
    tags, drawn, corner, tmp_path
):
    source = noise(tmp_path / "a.mp4", *TAGS[tags])
    fields, look = DRAWN[drawn]
    style = Style(labels=False, thickness=THICKNESS, **look)
    render(result(corner, **fields), source, tmp_path / "b.mp4", crf=0, style=style)
    before, after = planes(source, SIZE), planes(tmp_path / "b.mp4", SIZE)
    luma, chroma = clean(corner)
    assert len(after[0]) == FRAMES
    for old, new, where in zip(before, after, (luma, chroma, chroma), strict=True):
        assert (old[:, where] == new[:, where]).all()
        assert (old[1::2] == new[1::2]).all(), "frames without predictions are whole"
    assert (before[0][0] != after[0][0]).any(), "something is drawn"


@pytest.mark.parametrize("matrix", MATRICES)
def test_without_loss_a_turned_video_is_only_turned(matrix, tmp_path):
    source = turned(noise(tmp_path / "a.mp4", *TAGS["BT.709"]), matrix)
    render(result((60, 30)), source, tmp_path / "b.mp4", crf=0, style=Style(thickness=THICKNESS))
    before = planes(source, SIZE)
    shape = SHOWN[matrix](before[0][0]).shape
    after = planes(tmp_path / "b.mp4", shape[::-1])
    for old, new in zip(before, after, strict=True):
        assert all((SHOWN[matrix](a) == b).all() for a, b in zip(old[1::2], new[1::2], strict=True))
        assert any((SHOWN[matrix](a) != b).any() for a, b in zip(old[::2], new[::2], strict=True))


@pytest.mark.parametrize("kind", ["blur", "pixelate"])
def test_without_loss_what_is_not_covered_is_that_of_the_source(kind, tmp_path):
    source = noise(tmp_path / "a.mp4")
    nothing = Style(boxes=False, labels=False)
    render(result((60, 30)), source, tmp_path / "b.mp4", crf=0, style=nothing, **{kind: "car"})
    before, after = planes(source, SIZE), planes(tmp_path / "b.mp4", SIZE)
    for old, new, step in zip(before, after, (1, 2, 2), strict=True):
        edge = 20 // step  # a fifth of the box on each side is covered at most
        assert (old[:, :edge] == new[:, :edge]).all()
        assert (old[:, :, :edge] == new[:, :, :edge]).all()
        assert (old[:, 40 // step : 56 // step] != new[:, 40 // step : 56 // step]).any()


@pytest.mark.parametrize("tags", TAGS)
def test_the_encoder_gets_the_planes_that_the_decoder_gave(tags, tmp_path, monkeypatch):
    source = noise(tmp_path / "a.mp4", *TAGS[tags])
    given, encode = [], VideoTrack.encode

    def note(self, picture, time, duration):
        given.append([bytes_of(plane) for plane in picture.planes])
        encode(self, picture, time, duration)

    monkeypatch.setattr(VideoTrack, "encode", note)
    render(result((60, 30)), source, tmp_path / "b.mp4", style=Style(thickness=THICKNESS))
    with av.open(str(source)) as container:
        decoded = [
            [bytes_of(plane) for plane in frame.planes] for frame in container.decode(video=0)
        ]
    assert given[1::2] == decoded[1::2], "frames without predictions"
    assert given[0::2] != decoded[0::2], "frames with predictions"


def bytes_of(plane):
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
    return rows[: plane.height, : plane.width].tobytes()


def psnr(before, after, where):
    error = (before.astype(float) - after)[:, where]
    return 10 * np.log10(255**2 / (error**2).mean())


@pytest.mark.parametrize("source", ["mandelbrot=s=320x240:r=25", "testsrc2=s=320x240:r=25"])
@pytest.mark.parametrize("drawn", ["boxes", "masks"])
def test_the_usual_quality_is_that_of_a_plain_transcode(source, drawn, tmp_path):
    """At most 0.5 dB less outside of what is drawn, in a textured clip."""
    clip, size = tmp_path / "a.mp4", (320, 240)
    grain = "noise=alls=12:allf=t:all_seed=1"
    ffmpeg("-f", "lavfi", "-i", source, "-t", "1.6", "-vf", grain, "-c:v", "libx264", "-crf", "6",
           "-preset", "ultrafast", "-pix_fmt", "yuv420p", clip)  # fmt: skip
    box = detection(x=80.0, y=60.0, width=41.0, height=41.0, **DRAWN[drawn][0])
    found = load(document(*[element(box, image=None)] * 8))
    render(found, clip, tmp_path / "b.mp4", style=Style(labels=False, thickness=THICKNESS))
    ffmpeg("-i", clip, "-c:v", "libx264", "-crf", "23", "-preset", "veryfast", "-bf", "0",
           tmp_path / "plain.mp4")  # fmt: skip
    luma = np.ones(size[::-1], bool)
    luma[20:110, 40:120] = False
    chroma = luma[::2, ::2]
    before, ours, plain = (planes(path, size) for path in (clip, tmp_path / "b.mp4",
                                                           tmp_path / "plain.mp4"))  # fmt: skip
    for index, where in enumerate((luma, chroma, chroma)):
        least = psnr(before[index], plain[index], where) - 0.5
        assert psnr(before[index], ours[index], where) >= least
