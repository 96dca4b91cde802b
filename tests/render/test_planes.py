"""Drawing on the planes of a frame: the colours asked for, and nothing else changed."""

import av
import numpy as np
import pytest

from tests.support.documents import detection, document, element
from vidresults import Style, load, render
from vidresults.video import VideoReader

WIDTH, HEIGHT = 160, 96
BOX = (100.0, 60.0, 40.0, 20.0)  # centre and size: from (80, 50) to (120, 70)


def make_video(path, *, frames=4, lowest=60, **tags):
    """Random pixels without loss, so that every change shows; all of 179 where that is lowest."""
    some = np.random.default_rng(1)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10, options={"crf": "0", "bf": "0"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for name, value in tags.items():
            setattr(stream.codec_context, name, value)
        for _ in range(frames):
            planes = some.integers(lowest, 180, (HEIGHT * 3 // 2, WIDTH), dtype=np.uint8)
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def planes_of(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="yuv420p") for frame in container.decode(video=0)]


def results(frames=4, **changes):
    x, y, width, height = BOX
    box = detection(x=x, y=y, width=width, height=height, **changes)
    return load(document(*[element(box, image=None)] * frames) | {"frame_offset": [*range(frames)]})


def test_what_is_not_drawn_on_is_bit_for_bit_the_same(tmp_path):
    source = make_video(tmp_path / "a.mp4")
    render(results(), source, tmp_path / "b.mp4", crf=0, style=Style(labels=False, thickness=2))
    touched = np.zeros((HEIGHT, WIDTH), bool)
    touched[50 - 2 : 70 + 2, 80 - 2 : 120 + 2] = True
    touched[50 + 3 : 70 - 3, 80 + 3 : 120 - 3] = False
    for before, after in zip(planes_of(source), planes_of(tmp_path / "b.mp4"), strict=True):
        changed = before != after
        luma, chroma = changed[:HEIGHT], changed[HEIGHT:].reshape(2, HEIGHT // 2, WIDTH // 2)
        assert luma.any()
        assert not (luma & ~touched).any()
        wide = touched.reshape(HEIGHT // 2, 2, WIDTH // 2, 2).any(axis=(1, 3))
        assert not (chroma & ~wide).any()


def test_a_video_on_which_nothing_is_seen_stays_as_it_is(tmp_path):
    source = make_video(tmp_path / "a.mp4")
    nothing = load(document(element(image=None)))
    render(nothing, source, tmp_path / "b.mp4", crf=0)
    pairs = zip(planes_of(source), planes_of(tmp_path / "b.mp4"), strict=True)
    assert all(np.array_equal(before, after) for before, after in pairs)


@pytest.mark.parametrize("tags", [{}, {"colorspace": 1}, {"colorspace": 5, "color_range": 2}])
def test_a_line_has_the_colour_of_the_style_by_the_videos_own_tags(tmp_path, tags):
    source = make_video(tmp_path / "a.mp4", **tags)
    look = Style(labels=False, thickness=6, palette=("#D55E00",))
    render(results(class_id=0), source, tmp_path / "b.mp4", crf=0, style=look)
    with VideoReader(tmp_path / "b.mp4") as reader:
        picture = next(iter(reader)).to_bgr()
    assert np.allclose(picture[55:65, 79:81].reshape(-1, 3), (0x00, 0x5E, 0xD5), atol=4)


def test_thin_lines_have_their_colour_on_all_four_sides(tmp_path):
    source = make_video(tmp_path / "a.mp4", lowest=179)
    look = Style(labels=False, thickness=2, palette=("#0072B2",))
    render(results(class_id=0), source, tmp_path / "b.mp4", crf=0, style=look)
    with VideoReader(tmp_path / "b.mp4") as reader:
        picture = next(iter(reader)).to_bgr().astype(int)
    for y, x in ((60, 80), (60, 119), (50, 100), (69, 100)):
        assert np.abs(picture[y, x] - (0xB2, 0x72, 0x00)).max() < 40, (y, x)
    assert np.abs(picture[60, 100] - picture[90, 10]).max() < 4, "the inside is untouched"


def test_a_label_is_the_one_that_is_drawn_on_bgr(tmp_path):
    source = make_video(tmp_path / "a.mp4", lowest=179)
    found = results(class_id=0)
    plain, whole = Style(text_height=14), Style(text_height=14, spotlight=1e-9)
    render(found, source, tmp_path / "planes.mp4", crf=0, style=plain)
    render(found, source, tmp_path / "bgr.mp4", crf=0, style=whole)
    pictures = []
    for name in ("planes.mp4", "bgr.mp4"):
        with VideoReader(tmp_path / name) as reader:
            pictures.append(next(iter(reader)).to_bgr()[20:48].astype(int))
    assert np.ptp(pictures[0]) > 100, "there is ink"
    shift = np.abs(pictures[0] - pictures[1]).mean()
    assert shift < 8, "the same plate, at most a pixel aside"


@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (160.0, 96.0), (-500.0, 40.0), (80.0, 3000.0)])
def test_boxes_at_and_beyond_the_edges_are_cut_off(tmp_path, x, y):
    source = make_video(tmp_path / "a.mp4", frames=1)
    box = detection(x=x, y=y, width=60.0, height=50.0)
    found = load(document(element(box, image=None)))
    assert render(found, source, tmp_path / "b.mp4", crf=0).frames == 1
