"""Nobody is to be seen: what is covered, on every frame, in pictures and in a whole video."""

from __future__ import annotations

import functools
import itertools
import json
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest

from tests.support.sources import box, document, element
from vidresults.cli import main
from vidresults.errors import SelectionError
from vidresults.load import load
from vidresults.render import Style, render
from vidresults.render.privacy import Privacy
from vidresults.video import VideoReader

SIZE = (320, 240)
RADIUS = 16
COUNT = 56
STEP = 5
SAMPLES = range(0, COUNT, STEP)
IMAGE = {"width": SIZE[0], "height": SIZE[1]}


def straight(frame):
    return 30 + 4.5 * frame, 40 + 2.5 * frame


def bouncing(frame):
    """Back and forth between 40 and 280 at 11 pixels a frame."""
    way = (11 * frame + 137) % 480
    return 40 + (way if way < 240 else 480 - way), 120.0


def round_and_round(frame):
    """A turn in 33 frames, so that 5 frames are 54 degrees."""
    angle = frame * 2 * np.pi / 33
    return 160 + 70 * np.cos(angle), 120 + 70 * np.sin(angle)


def speeding_up(frame):
    return 30 + 0.08 * frame**2, 120.0


SQUARES = np.indices(SIZE[::-1]).sum(axis=0) % 2 * 255
PATHS = {"straight": straight, "bouncing": bouncing, "round": round_and_round,
         "speeding": speeding_up}  # fmt: skip


@functools.cache
def disc(frame, path):
    """Where the object is, shape (height, width)."""
    y, x = np.mgrid[: SIZE[1], : SIZE[0]] + 0.5
    centre = path(frame)
    return (x - centre[0]) ** 2 + (y - centre[1]) ** 2 <= RADIUS**2


def picture(frame, path):
    """Grey, and the object of single black and white pixels: covered it is grey as well."""
    canvas = np.full((SIZE[1], SIZE[0]), 128, np.uint8)
    there = disc(frame, path)
    canvas[there] = SQUARES[there]
    return cv2.cvtColor(canvas, cv2.COLOR_GRAY2BGR)


def person(frame, path, **fields):
    x, y = path(frame)
    sides = {"x": float(x), "y": float(y), "width": 2.0 * RADIUS, "height": 2.0 * RADIUS}
    return element(box(**sides, **{"class": "person", "class_id": 0}, **fields), image=IMAGE)


def seen_on(samples, path, missed="found nothing"):
    """Results that have the object on some samples only."""
    other = element(image=IMAGE) if missed == "found nothing" else None
    return load(document(m=[
        person(frame, path) if at in samples else other for at, frame in enumerate(SAMPLES)
    ] + [person(0, lambda _: (-500.0, -500.0))]))  # fmt: skip


def left_over(result, path, **options):
    """The share of the object's pixels that is still to be seen, frame by frame."""
    privacy = Privacy(result, SIZE, **(options or {"pixelate": "person"}))
    shares = []
    for frame in range(COUNT):
        canvas = picture(frame, path)
        before = canvas.copy()
        privacy.cover(canvas, frame)
        same = (canvas == before).all(axis=2)
        shares.append(same[disc(frame, path)].mean())
    return np.array(shares)


ALL = frozenset(range(len(SAMPLES)))


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize("how", ["blur", "pixelate"])
def test_a_moving_object_is_covered_on_every_frame(path, how):
    assert left_over(seen_on(ALL, path), path, **{how: ["person"]}).max() <= 0.01


@pytest.mark.parametrize("missed", ["found nothing", "did not run"])
@pytest.mark.parametrize("path", [straight, bouncing, round_and_round],
                         ids=["straight", "bouncing", "round"])  # fmt: skip
def test_an_object_that_is_missed_on_any_one_sample_is_covered(path, missed):
    for dropped in ALL:
        result = seen_on(ALL - {dropped}, path, missed)
        assert left_over(result, path).max() <= 0.01, f"without sample {dropped}"


def test_a_sample_that_is_not_in_the_results_at_all_is_bridged():
    frames = [frame for frame in SAMPLES if frame != 25]
    found = {"frame_offset": frames, "time_offset": [f / 25 for f in frames],
             "m": [person(frame, straight) for frame in frames]}  # fmt: skip
    assert left_over(load(found), straight).max() <= 0.01


def covered(result, count=COUNT, **options):
    """The frames on which anything is covered."""
    privacy = Privacy(result, SIZE, blur="person", **options)
    noise = np.random.default_rng(1).integers(0, 255, (SIZE[1], SIZE[0], 3), np.uint8)
    found = []
    for frame in range(count):
        canvas = noise.copy()
        privacy.cover(canvas, frame)
        if (canvas != noise).any():
            found.append(frame)
    return found, privacy


def test_two_intervals_before_the_first_and_after_the_last_sighting_are_covered():
    found, privacy = covered(seen_on({5}, straight))
    assert found == list(range(15, 36))
    assert privacy.notes == []


def test_the_margin_is_a_share_of_the_box_and_half_an_interval_of_motion():
    still = seen_on(ALL, lambda _: (160.0, 120.0))
    moving = seen_on(ALL, straight)
    for result, frame, (left, right) in (
        # 32 wide around 160: 144 - 4.8 to 176 + 4.8; the edges are rounded outwards.
        (still, 12, (139, 181)),
        # Around 84, 4.5 pixels a frame, 22.5 an interval: 11.25 more on each side.
        (moving, 12, (51, 117)),
    ):
        privacy = Privacy(result, SIZE, blur="person")
        noise = np.random.default_rng(1).integers(0, 255, (SIZE[1], SIZE[0], 3), np.uint8)
        canvas = noise.copy()
        privacy.cover(canvas, frame)
        columns = np.flatnonzero((canvas != noise).any(axis=(0, 2)))
        assert (columns.min(), columns.max() + 1) == (left, right)


def test_frames_that_nobody_looked_at_are_counted():
    result = load(document(m=[person(0, straight), person(5, straight), *[None] * 9]))
    found, privacy = covered(result)
    # Sample 1, frame 5, is the last that was inferred; 15 is two intervals after it.
    assert found == list(range(16))
    assert privacy.notes == [
        (
            "40 frames are more than two intervals from any sample that was inferred: what is on "
            "them is not known and not covered"
        )
    ]


def test_other_classes_stay_as_they_are():
    car = element(box(x=160.0, y=120.0, **{"class": "car"}), image=IMAGE)
    people = person(0, lambda _: (40.0, 40.0))
    result = load(document(m=[car, car], n=[people, people]))
    privacy = Privacy(result, SIZE, blur="person")
    canvas = np.random.default_rng(1).integers(0, 255, (SIZE[1], SIZE[0], 3), np.uint8)
    before = canvas.copy()
    privacy.cover(canvas, 2)
    assert np.array_equal(canvas[80:], before[80:])
    assert not np.array_equal(canvas[:80], before[:80])


def test_a_class_that_is_not_there_is_refused():
    with pytest.raises(SelectionError, match=r"no class 'persn' in the results to cover.*'person'"):
        Privacy(seen_on(ALL, straight), SIZE, pixelate="persn")


def test_of_a_face_few_patches_are_left():
    # 120 pixels with 15 % on each side are 156: a sixth of it is a patch of 26 pixels.
    big = box(x=160.0, y=120.0, width=120.0, height=120.0, **{"class": "face"})
    result = load(document(m=[element(big, image=IMAGE)] * 2))
    canvas = np.random.default_rng(1).integers(0, 255, (SIZE[1], SIZE[0], 3), np.uint8)
    Privacy(result, SIZE, pixelate="face").cover(canvas, 0)
    inside = canvas[42:198, 82:238].reshape(-1, 3)
    assert len(np.unique(inside, axis=0)) <= 36


def video(path, way, times, count=COUNT):
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=25, options={"crf": "0", "bf": "0"})
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = stream.time_base = Fraction(1, 1000)
        for index in range(count):
            frame = av.VideoFrame.from_ndarray(picture(index, way), format="bgr24")
            frame = frame.reformat(format="yuv420p")
            frame.pts, frame.time_base = times[index], Fraction(1, 1000)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def frames_of(path):
    with VideoReader(path) as reader:
        return [frame.to_bgr() for frame in reader]


@pytest.mark.parametrize("dropped", [0, 5, 11])
def test_a_private_video_shows_less_than_a_hundredth_of_the_object_on_any_frame(dropped, tmp_path):
    """The object moves evenly in time, the frames are at uneven times, one sample is dropped."""
    steps = np.random.default_rng(3).choice([20, 40, 60], COUNT)
    times = list(itertools.accumulate(steps.tolist(), initial=0))[:COUNT]

    def path(frame):
        return straight(times[frame] / 40)

    source = video(tmp_path / "in.mp4", path, times)
    results = seen_on(ALL - {dropped}, path)
    plain = Style(boxes=False, labels=False)
    report = render(results, source, tmp_path / "out.mp4", style=plain, crf=0, pixelate="person")
    assert report.frames == COUNT
    pairs = zip(frames_of(source), frames_of(tmp_path / "out.mp4"), strict=True)
    for index, (before, after) in enumerate(pairs):
        there = disc(index, path)
        left = (np.abs(after.astype(int) - 128) > 64).all(axis=2) & there
        assert ((np.abs(before.astype(int) - 128) > 64).all(axis=2) & there).sum() > 700
        assert left.sum() <= 0.01 * there.sum(), f"frame {index}"


def test_the_command_covers_also_what_it_does_not_draw(tmp_path, monkeypatch, capsys):
    sent = document(m=[person(frame, straight, confidence=0.3) for frame in SAMPLES])
    (tmp_path / "r.json").write_text(json.dumps(sent))
    source = video(tmp_path / "in.mp4", straight, [40 * index for index in range(COUNT)])
    words = ["render", str(tmp_path / "r.json"), str(source), "--out", str(tmp_path / "out.mp4"),
             "--min-confidence", "0.9", "--blur", "person", "--crf", "0"]  # fmt: skip
    monkeypatch.setattr("sys.argv", ["vidresults", *words])
    main()
    for index, after in enumerate(frames_of(tmp_path / "out.mp4")):
        left = (np.abs(after.astype(int) - 128) > 64).all(axis=2) & disc(index, straight)
        assert left.sum() <= 0.01 * disc(index, straight).sum(), f"frame {index}"
    assert "wrote" in capsys.readouterr().err
