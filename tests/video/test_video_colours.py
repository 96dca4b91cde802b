from __future__ import annotations

import itertools

import av
import numpy as np
import pytest

from vidresults.video import VideoReader, VideoWriter

# Numbers of ITU-T H.273.
UNKNOWN, BT709, BT601, BT2020 = 2, 1, 6, 9
NO_RANGE, LIMITED, FULL = 0, 1, 2
LUMA = {BT709: (0.2126, 0.0722), BT601: (0.299, 0.114), BT2020: (0.2627, 0.0593)}
TRANSFER = {BT2020: 14}  # the others have the number of their matrix
LUMA[UNKNOWN] = LUMA[BT601]  # swscale's default
SIZE = (128, 48)
# Blue, green, red of the bars; no value is so high or low that limited range would cut it.
BARS = [
    (191, 191, 191),
    (16, 191, 191),
    (191, 191, 16),
    (16, 191, 16),
    (191, 16, 191),
    (16, 16, 191),
    (191, 16, 16),
    (40, 80, 160),
]
CASES = list(itertools.product((UNKNOWN, BT709, BT601, BT2020), (NO_RANGE, LIMITED, FULL)))


def yuv(bgr, matrix, span):
    """Return Y, U and V of a colour by the definition of the matrix."""
    red_share, blue_share = LUMA[matrix]
    blue, green, red = bgr
    y = red_share * red + (1 - red_share - blue_share) * green + blue_share * blue
    u, v = (blue - y) / (2 - 2 * blue_share), (red - y) / (2 - 2 * red_share)
    if span != FULL:
        y, u, v = 16 + y * 219 / 255, u * 224 / 255, v * 224 / 255
    return round(y), round(128 + u), round(128 + v)


def bars_video(path, matrix, span):
    """Write bars as yuv420p, computed here, losslessly."""
    with av.open(str(path), "w") as output:
        video = output.add_stream("libx264", rate=10, options={"qp": "0"})
        video.width, video.height = SIZE
        video.codec_context.colorspace = matrix
        video.codec_context.color_range = span
        video.codec_context.color_primaries = matrix
        video.codec_context.color_trc = TRANSFER.get(matrix, matrix)
        planes = [np.zeros((SIZE[1] // d, SIZE[0] // d), np.uint8) for d in (1, 2, 2)]
        for index, bar in enumerate(BARS):
            for plane, value in zip(planes, yuv(bar, matrix, span), strict=True):
                width = plane.shape[1] // len(BARS)
                plane[:, index * width : (index + 1) * width] = value
        stacked = np.concatenate([plane.ravel() for plane in planes])
        for pts in range(3):
            frame = av.VideoFrame.from_ndarray(stacked.reshape(-1, SIZE[0]), format="yuv420p")
            frame.pts = pts
            output.mux(video.encode(frame))
        output.mux(video.encode(None))
    return path


def middles(bgr):
    """Return the colours in the middle of the bars."""
    step = SIZE[0] // len(BARS)
    return [tuple(bgr[SIZE[1] // 2, index * step + step // 2].tolist()) for index in range(8)]


def farthest(colours):
    return int(np.abs(np.array(colours) - np.array(BARS)).max())


@pytest.mark.parametrize(("matrix", "span"), CASES)
def test_colours_are_read_by_the_frames_own_tags(tmp_path, matrix, span):
    with VideoReader(bars_video(tmp_path / "a.mp4", matrix, span)) as reader:
        assert farthest(middles(next(iter(reader)).to_bgr())) <= 3  # of rounding Y, U and V


def round_trip(source, target):
    with (
        VideoReader(source) as reader,
        VideoWriter(target, like=reader.info, source=None, crf=1) as writer,
    ):
        for frame in reader:
            writer.write(frame, frame.to_bgr())
    with VideoReader(target) as reader:
        return next(iter(reader))


@pytest.mark.parametrize(("matrix", "span"), CASES)
def test_untouched_colours_and_their_tags_come_back(tmp_path, matrix, span):
    frame = round_trip(bars_video(tmp_path / "a.mp4", matrix, span), tmp_path / "b.mp4")
    assert farthest(middles(frame.to_bgr())) <= 4
    native = frame.native
    tags = (native.colorspace, int(native.color_primaries), int(native.color_trc))
    assert tags == (matrix, matrix, TRANSFER.get(matrix, matrix))
    # "Limited" alone is what H.264 means when it says nothing.
    assert (native.color_range == FULL) == (span == FULL)


def rgb_video(path, codec, pix_fmt):
    picture = np.repeat(np.array(BARS, np.uint8)[None], SIZE[1], 0).repeat(SIZE[0] // 8, 1)
    with av.open(str(path), "w") as output:
        video = output.add_stream(codec, rate=10)
        video.width, video.height = SIZE
        video.pix_fmt = pix_fmt
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
        frame = frame.reformat(format=pix_fmt)
        frame.pts = 0
        output.mux(video.encode(frame))
        output.mux(video.encode(None))
    return path


@pytest.mark.parametrize(("codec", "pix_fmt"), [("ffv1", "bgr0"), ("libx264rgb", "bgr24")])
def test_a_source_in_rgb_becomes_bt709(tmp_path, codec, pix_fmt):
    frame = round_trip(rgb_video(tmp_path / "a.mkv", codec, pix_fmt), tmp_path / "b.mp4")
    assert farthest(middles(frame.to_bgr())) <= 4
    assert frame.native.colorspace == BT709
    assert frame.native.color_range == LIMITED
    assert int(frame.native.color_primaries) == int(frame.native.color_trc) == BT709


def test_a_matrix_that_cannot_be_computed_is_dropped_from_the_tags(tmp_path):
    source = bars_video(tmp_path / "a.mp4", UNKNOWN, LIMITED)
    with VideoReader(source) as reader:
        frame = next(iter(reader))
        plain = frame.to_bgr()
        frame.native.colorspace = 8  # YCgCo
        assert (frame.to_bgr() == plain).all()
        assert frame.native.colorspace == 8
        with VideoWriter(tmp_path / "b.mp4", like=reader.info, source=None) as writer:
            writer.write(frame, plain)
    with VideoReader(tmp_path / "b.mp4") as reader:
        assert next(iter(reader)).native.colorspace == UNKNOWN
