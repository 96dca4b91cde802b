"""Pictures cut out of frames, in folders per class: the right pixels under the right names."""

from __future__ import annotations

import json
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest

from tests.support.sources import box
from vidresults.errors import OutputError, SelectionError
from vidresults.export import export
from vidresults.load import load
from vidresults.results import concat, merge

SIZE = (320, 240)
CLASSES = {"bus": 7, "car": 2, "../x": 9}


def clip(path, first=20, count=8):
    """Frame n is of `first` + 20 n, the right half 100 brighter."""
    with av.open(str(path), "w") as output:
        stream = output.add_stream("libx264", rate=25, options={"crf": "1"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for index in range(count):
            grey = np.full((SIZE[1], SIZE[0], 3), first + 20 * index, np.uint8)
            grey[:, SIZE[0] // 2 :] += 100
            frame = av.VideoFrame.from_ndarray(grey, format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, 25)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def around(left, top, width, height, name="car", **more):
    sides = {"x": left + width / 2, "y": top + height / 2, "width": width, "height": height}
    return box(**sides, class_id=CLASSES[name], **{"class": name}, **more)


def result(frames, source_id="street", video=None, size=SIZE, model="m"):
    """Results of frames {number: predictions, None where the model did not run}."""
    image = {"width": size[0], "height": size[1]}
    elements = [
        None if found is None else {"image": image, "predictions": found}
        for found in frames.values()
    ]
    sent = {"frame_offset": list(frames), "time_offset": [n / 25 for n in frames], model: elements}
    return load(sent, source_id=source_id, video=video)


def seen(folder):
    """{name: (width, height, grey of the left column, of the right one)} of all pictures."""
    found = {}
    for path in sorted(folder.rglob("*.*")):
        if path.suffix in (".jpg", ".png"):
            picture = cv2.imread(str(path))
            columns = [int(picture[:, at].mean() + 0.5) for at in (0, -1)]
            name = path.relative_to(folder).as_posix()
            found[name] = (picture.shape[1], picture.shape[0], *columns)
    return found


def near(found, expected):
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        assert found[name][:2] == values[:2], name
        assert found[name][2:] == pytest.approx(values[2:], abs=3), name


def metadata(folder):
    lines = (folder / "metadata.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_a_picture_of_each_box_with_the_pixels_inside(tmp_path):
    frames = {
        1: [around(10, 20, 40, 30), around(150, 0, 20, 8, "bus")],
        2: None,
        3: [],
        5: [around(300, 230, 40, 40, "../x"), around(0, 0, 320, 240), around(-9, 0, 4, 4)],
    }
    source = result(frames, video=clip(tmp_path / "a.mp4"))
    report = export(source, tmp_path / "o", format="crops", images="copy")
    near(
        seen(tmp_path / "o"),
        {
            "car/street_000001_0.jpg": (40, 30, 40, 40),
            "bus/street_000001_1.jpg": (20, 8, 40, 140),
            "x/street_000005_0.jpg": (20, 10, 220, 220),
            "car/street_000005_1.jpg": (320, 240, 120, 220),
        },
    )
    assert {path.name for path in tmp_path.iterdir()} == {"a.mp4", "o"}
    assert "4 pictures are JPEG of quality 95" in report.notes
    assert "1 boxes without area on their pictures are left out" in report.notes
    assert "1 classes have folders of another name" in report.notes


def test_the_metadata_names_every_picture_and_keeps_the_box_as_predicted(tmp_path):
    frames = {5: [around(300, 230, 40, 40, tracker_id=3), around(0, 0, 8, 6, confidence=None)]}
    source = result(frames, video=clip(tmp_path / "a.mp4"))
    export(source, tmp_path / "o", format="crops", images="copy")
    first, second = metadata(tmp_path / "o")
    assert first == {
        "file_name": "car/street_000005_0.jpg", "source_id": "street", "frame_index": 5,
        "time_seconds": 0.2, "model": "m", "class_name": "car", "class_id": 2,
        "confidence": 0.8125, "x_min": 300, "y_min": 230, "x_max": 340, "y_max": 270,
        "tracker_id": 3, "detection_id": "d-1",
    }  # fmt: skip
    assert second["confidence"] is None
    assert {row["file_name"] for row in (first, second)} == seen(tmp_path / "o").keys()


def test_edges_are_rounded_to_pixels_and_a_thin_box_is_one_wide(tmp_path):
    thin, wide = around(10.2, 10.6, 0.3, 0.3), around(20.4, 30.5, 10.2, 4.9)
    source = result({0: [thin, wide]}, video=clip(tmp_path / "a.mp4"))
    export(source, tmp_path / "o", format="crops", images="copy")
    # 20.4 to 30.6 is 20 to 31, 30.5 to 35.4 is 31 to 35.
    assert [values[:2] for values in seen(tmp_path / "o").values()] == [(1, 1), (11, 4)]


def test_a_larger_video_gives_its_own_pixels(tmp_path):
    source = result(
        {2: [around(70, 0, 20, 8)]}, video=clip(tmp_path / "a.mp4"), size=(160, 120)
    )  # fmt: skip
    export(source, tmp_path / "o", format="crops", images="copy")
    near(seen(tmp_path / "o"), {"car/street_000002_0.jpg": (40, 16, 60, 160)})


def test_videos_and_models_do_not_meet(tmp_path):
    one, other = around(0, 0, 20, 10), around(200, 0, 20, 10)
    videos = [clip(tmp_path / "a.mp4"), clip(tmp_path / "b.mp4", first=60)]
    pair = [
        merge([
            result({n: [one] for n in (1, 4)}, name, video, model="m1"),
            result({n: [other] for n in (1, 4)}, name, video, model="m2"),
        ])
        for name, video in zip("ab", videos, strict=True)
    ]  # fmt: skip
    export(concat(pair), tmp_path / "o", format="crops", images="copy", image_format="png")
    near(
        seen(tmp_path / "o"),
        {
            f"{model}_car/{name}_{frame:06d}_{model}_0.png": (20, 10, grey, grey)
            for model, more in (("m1", 0), ("m2", 100))
            for name, first in (("a", 20), ("b", 60))
            for frame in (1, 4)
            for grey in [first + 20 * frame + more]
        },
    )


def test_parts_have_all_classes(tmp_path):
    frames = {n: [around(0, 0, 20, 10, "car" if n < 4 else "bus")] for n in range(8)}
    # a second apart, so that parts are next to each other
    slow = result({25 * n: found for n, found in frames.items()})
    export(slow, tmp_path / "o", format="crops", split=(0.5, 0.5))
    for part, name in (("train", "car"), ("valid", "bus")):
        folders = {path.name for path in (tmp_path / "o" / part).iterdir() if path.is_dir()}
        assert folders == {"car", "bus"}
        assert {row["class_name"] for row in metadata(tmp_path / "o" / part)} == {name}


def test_without_pictures_the_metadata_is_there_and_it_is_said(tmp_path):
    report = export(result({0: [around(0, 0, 20, 10)]}), tmp_path / "o", format="crops")
    assert len(metadata(tmp_path / "o")) == 1
    assert any(note.startswith("there are no pictures yet: --images copy") for note in report.notes)
    with pytest.raises(SelectionError, match=r"street has none: give it \(--video\)"):
        export(result({0: [around(0, 0, 2, 2)]}), tmp_path / "p", format="crops", images="copy")
    assert not (tmp_path / "p").exists()


def test_a_frame_that_the_video_lacks_stops_the_export(tmp_path):
    source = result({n: [around(0, 0, 20, 10)] for n in (1, 6, 7)}, video=clip(tmp_path / "a.mp4"))
    clip(tmp_path / "a.mp4", count=5)
    with pytest.raises(OutputError, match="2 of 3 frames that have labels do not decode"):
        export(source, tmp_path / "o", format="crops", images="copy")
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
