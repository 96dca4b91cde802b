import itertools
import json
import uuid
from fractions import Fraction

import av
import numpy as np
import pytest

from tests.localserver.api_client import make_video
from vidresults.errors import ServerError
from vidresults.load import load
from vidresults.localserver.catalogue import catalogue
from vidresults.localserver.inference import Inference
from vidresults.localserver.sampling import Sampling
from vidresults.sample import sample_video

ALL = ("motion/1", "motion-outline/1", "codes/1", "scene-state/1")


def run(video, out, names, fps):
    models = []
    for name in names:
        entry = catalogue()[name]
        model = {"slug": entry.slug, "name": name, "module": entry.module, "params": {}}
        models.append({**model, "classes": list(entry.classes), "file": entry.file})
    request = {"infer_fps": str(fps), "models": models, "served": ""}
    shares = []
    Inference(request).run(video, out, shares.append)
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)
    return json.loads(out.read_bytes())


@pytest.fixture(scope="module")
def street(tmp_path_factory):
    """The first 100 frames of the sample clip, and the document that all models give for it."""
    folder = tmp_path_factory.mktemp("street")
    video = beginning_of(sample_video(), folder / "street.mp4", packets=100)
    return video, folder / "street.json", run(video, folder / "street.json", ALL, 5)


@pytest.mark.parametrize(
    ("rate", "fps", "frames", "times"),
    [
        (Fraction(25), "3", [0, 8, 16, 25, 33, 41], [0.0, 0.32, 0.64, 1.0, 1.32, 1.64]),
        (Fraction(30), "5", [0, 6, 12], [0.0, 0.2, 0.4]),
        (Fraction(30000, 1001), "5", [0, 5, 11, 17, 23, 29], [0.0, 0.1668, 0.367, 0.5672, 0.7674]),
        (Fraction(25), "2.5", [0, 10, 20], [0.0, 0.4, 0.8]),
        (Fraction(25), "25", [0, 1, 2], [0.0, 0.04, 0.08]),
    ],
)
def test_samples_follow_the_floor_rule_with_exact_rates(rate, fps, frames, times):
    sampling = Sampling(rate, Fraction(fps))
    assert [sampling.frame(i) for i in range(len(frames))] == frames
    assert [sampling.time(f) for f in frames[: len(times)]] == times


def test_the_document_has_the_lists_of_the_service(street):
    _, _, document = street
    assert list(document) == [
        "frame_offset",
        "time_offset",
        "motion",
        "motion-outline",
        "codes",
        "scene-state",
    ]
    assert document["frame_offset"] == list(range(0, 100, 5))
    assert document["time_offset"] == [round(f / 25, 4) for f in document["frame_offset"]]
    assert {len(values) for values in document.values()} == {20}


def test_four_samples_share_an_inference_id_and_a_time(street):
    _, _, document = street
    for name in ("motion", "codes", "scene-state"):
        ids = [element["inference_id"] for element in document[name]]
        assert ids == [ids[i // 4 * 4] for i in range(20)]
        assert len(set(ids)) == 5
        times = {(e["inference_id"], e["time"]) for e in document[name]}
        assert len(times) == 5
        assert all(time > 0 for _, time in times)


def test_elements_have_the_keys_of_the_service_in_its_order(street):
    _, _, document = street
    box = ["x", "y", "width", "height", "confidence", "class", "class_id", "detection_id"]
    assert list(document["motion"][5]) == ["inference_id", "time", "image", "predictions"]
    assert document["motion"][5]["image"] == {"width": 640, "height": 360}
    for name, more in (("motion", []), ("motion-outline", ["points"])):
        found = [p for element in document[name] for p in element["predictions"]]
        assert found
        assert {tuple(p) for p in found} == {(*box, *more)}
        assert {p["class"] for p in found} == {"moving"}
        assert len({uuid.UUID(p["detection_id"]).version for p in found}) == 1
        assert len({p["detection_id"] for p in found}) == len(found)
    label = document["scene-state"][5]
    assert list(label) == ["inference_id", "time", "image", "predictions", "top", "confidence"]
    assert list(label["predictions"][0]) == ["class", "class_id", "confidence"]


def test_boxes_are_sorted_sure_enough_and_lie_on_whole_pixels_of_the_picture(street):
    _, _, document = street
    for element in document["motion"]:
        shares = [p["confidence"] for p in element["predictions"]]
        assert shares == sorted(shares, reverse=True)
        assert all(0.4 <= share <= 1 for share in shares)
        for p in element["predictions"]:
            left, top = p["x"] - p["width"] / 2, p["y"] - p["height"] / 2
            corners = (left, top, left + p["width"], top + p["height"])
            assert all(float(v).is_integer() for v in corners)
            assert 0 <= left < corners[2] <= 640
            assert 0 <= top < corners[3] <= 360


def test_it_loads_with_the_task_of_each_model(street):
    video, path, _ = street
    results = load(path, video=video)
    tasks = {row["model"]: row["task"] for row in results.inferences.to_pylist() if row["task"]}
    assert tasks["motion"] == "object-detection"
    assert tasks["motion-outline"] == "instance-segmentation"
    assert tasks["scene-state"] == "classification"
    assert results.frames.num_rows == 20


def test_the_same_video_gives_the_same_boxes_again(street, tmp_path):
    video, _, document = street
    again = run(video, tmp_path / "again.json", ("motion/1",), 5)
    boxes = [
        [(p["x"], p["y"], p["confidence"]) for e in d["motion"] for p in e["predictions"]]
        for d in (document, again)
    ]
    assert boxes[0] == boxes[1]


def test_frames_of_a_variable_rate_are_counted_at_the_average_rate(tmp_path):
    pictures = [np.full((48, 64, 3), 128, np.uint8)] * 12
    pts = [0, 40, 80, 120, 160, 200, 400, 600, 800, 1000, 1100, 1200]
    video = make_video(tmp_path / "vfr.mp4", pictures, pts=pts)
    document = run(video, tmp_path / "vfr.json", ("scene-state/1",), 2)
    from vidresults.video import probe

    rate = probe(video).average_rate
    wanted = [f for i in range(12) if (f := int(i * rate / 2)) < 12]
    assert document["frame_offset"] == wanted
    assert document["time_offset"] == [round(float(f / rate), 4) for f in wanted]


def test_more_samples_than_frames_are_refused(clip, tmp_path):
    with pytest.raises(ServerError, match="only 10 frames per second"):
        run(clip, tmp_path / "x.json", ("scene-state/1",), 11)


def test_people_who_walk_are_found_in_a_real_video(real_data, tmp_path):
    start = beginning_of(real_data / "videos" / "vtest.avi", tmp_path / "start.avi", packets=250)
    document = run(start, tmp_path / "v.json", ("motion/1",), 1)
    assert document["motion"][0]["predictions"] == []
    found = [element["predictions"] for element in document["motion"][3:]]
    assert len(found) == 22
    assert all(3 <= len(predictions) <= 9 for predictions in found)  # of five to eight people
    upright = [p["height"] > p["width"] for predictions in found for p in predictions]
    assert np.mean(upright) > 0.85


def beginning_of(video, path, *, packets):
    with av.open(str(video)) as given, av.open(str(path), "w") as output:
        stream = output.add_stream_from_template(given.streams.video[0])
        for packet in itertools.islice(given.demux(video=0), packets):
            packet.stream = stream
            output.mux(packet)
    return path
