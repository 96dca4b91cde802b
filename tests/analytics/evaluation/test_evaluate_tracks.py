"""The same figures as TrackEval's own command, on MOT files that are written here."""

import contextlib
import io

import numpy as np
import pytest

from tests.support.truth import result, truth_of, values
from vidresults import evaluate, import_dataset

FRAMES = 30
INFO = "[Sequence]\nname={}\nframeRate=25\nseqLength=30\nimWidth=640\nimHeight=360\n"
MEASURES = {
    "HOTA": ("HOTA", "DetA", "AssA", "DetRe", "DetPr", "AssRe", "AssPr", "LocA"),
    "CLEAR": ("MOTA", "MOTP", "IDSW", "MT", "PT", "ML", "Frag"),
    "Identity": ("IDF1", "IDP", "IDR"),
}


def scene(seed, *, distractors):
    """MOT lines of truth and tracker: lost, swapped, split and invented tracks."""
    random = np.random.default_rng(seed)
    truth, found = [], []
    for track in range(1, 7):
        x, y, dx, dy = *random.uniform([50, 50], [400, 250]), *random.uniform(-4, 4, 2)
        kind = 8 if distractors and track > 4 else 1
        begin, end = int(random.integers(0, 9)), int(random.integers(22, FRAMES + 1))
        for frame in range(begin, end):
            left, top = x + dx * frame, y + dy * frame
            flag = 0 if kind == 8 or (distractors and random.random() < 0.1) else 1
            truth.append((frame + 1, track, left, top, 30, 60, flag, kind, 1))
            if random.random() < 0.85:
                number = track if frame < 15 or track % 2 else track + 20
                shift = random.normal(0, 3, 2)
                found.append((frame + 1, number, left + shift[0], top + shift[1], 30, 60, 0.9))
    for frame in range(FRAMES):
        if random.random() < 0.3:
            box = random.uniform([0, 0], [600, 300]).tolist()
            found.append((frame + 1, 99, *box, 30, 60, 0.5))
    return truth, found


def write(folder, name, truth, found):
    (folder / "gt" / "MOT17-train" / name / "gt").mkdir(parents=True)
    (folder / "trackers" / "MOT17-train" / "mine" / "data").mkdir(parents=True, exist_ok=True)
    sequence = folder / "gt" / "MOT17-train" / name
    (sequence / "seqinfo.ini").write_text(INFO.format(name))
    (sequence / "gt" / "gt.txt").write_text(_lines(truth))
    text = _lines([(*row, -1, -1, -1) for row in found])
    (folder / "trackers" / "MOT17-train" / "mine" / "data" / f"{name}.txt").write_text(text)
    tracker = folder / "mine" / name
    (tracker / "det").mkdir(parents=True)
    (tracker / "det" / "det.txt").write_text(text)
    (tracker / "seqinfo.ini").write_text(INFO.format(name))
    (folder / "gt" / "seqmaps").mkdir(exist_ok=True)
    with (folder / "gt" / "seqmaps" / "MOT17-train.txt").open("a") as file:
        file.write(f"{name}\n" if file.tell() else f"name\n{name}\n")
    return sequence, tracker


def _lines(rows):
    return "".join(",".join(f"{value:.10g}" for value in row) + "\n" for row in rows)


def official(folder):
    """TrackEval's whole evaluation of the folder, by sequence."""
    import trackeval

    quiet = {"PRINT_CONFIG": False}
    with contextlib.redirect_stdout(io.StringIO()):
        dataset = trackeval.datasets.MotChallenge2DBox(
            {**quiet, "GT_FOLDER": str(folder / "gt"), "TRACKERS_FOLDER": str(folder / "trackers"),
             "BENCHMARK": "MOT17", "SPLIT_TO_EVAL": "train"}
        )  # fmt: skip
        evaluator = trackeval.Evaluator(
            {**quiet, "USE_PARALLEL": False, "PRINT_RESULTS": False, "OUTPUT_SUMMARY": False,
             "OUTPUT_DETAILED": False, "PLOT_CURVES": False, "TIME_PROGRESS": False,
             "BREAK_ON_ERROR": True, "RAISE_ON_ERROR": True, "LOG_ON_ERROR": None}
        )  # fmt: skip
        names = ("HOTA", "CLEAR", "Identity")
        metrics = [getattr(trackeval.metrics, name)(quiet if name != "HOTA" else None)
                   for name in names]  # fmt: skip
        found, _ = evaluator.evaluate([dataset], metrics)
    return {
        name: scores["pedestrian"] for name, scores in found["MotChallenge2DBox"]["mine"].items()
    }


def check(found, source_id, wanted):
    got = values(found, source_id=source_id)
    for metric, names in MEASURES.items():
        for name in names:
            value = float(np.mean(wanted[metric][name]))
            assert got["pedestrian", name] == pytest.approx(value, abs=1e-9), name
    assert got["pedestrian", "track_FN"] == wanted["CLEAR"]["CLR_FN"]


def tracked(path, name):
    return import_dataset(path, format="mot", model="mine", source_id=name,
                          classes=["pedestrian"])  # fmt: skip


@pytest.mark.parametrize("distractors", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_one_sequence(tmp_path, seed, distractors):
    sequence, tracker = write(tmp_path, "one", *scene(seed, distractors=distractors))
    wanted = official(tmp_path)["one"]
    assert 0.1 < float(np.mean(wanted["HOTA"]["HOTA"])) < 0.95, "the scene is no test otherwise"
    assert wanted["CLEAR"]["IDSW"] > 0
    truth = import_dataset(sequence, format="mot")
    check(evaluate(tracked(tracker, "one"), truth), "one", wanted)


def test_two_sequences_together(tmp_path):
    parts = []
    for seed, name in enumerate(("one", "two"), start=3):
        _, tracker = write(tmp_path, name, *scene(seed, distractors=False))
        parts.append(tracked(tracker, name))
    from vidresults import concat

    truth = import_dataset(tmp_path / "gt" / "MOT17-train", format="mot")
    found = evaluate(concat(parts), truth)
    wanted = official(tmp_path)
    for name in ("one", "two"):
        check(found, name, wanted[name])
    check(found, None, wanted["COMBINED_SEQ"])


def boxes(*tracks):
    return [{"box": (100 * track, 100, 40, 40), "tracker_id": number}
            for track, number in tracks]  # fmt: skip


def truths(*tracks):
    return [{"box": (100 * track, 100, 40, 40), "track_id": track} for track in tracks]


def test_a_switch_in_the_middle(tmp_path):
    """One object on 4 frames, followed by 7, 7, 8, 8: all found, one switch, half identified.

    MOTA = 1 - 1/4. IDF1: one of the two ids fits it on 2 of 4 frames: 2 * 2 / (4 + 4).
    HOTA: DetA = 1, AssA = 2 / (4 + 2 - 2) on every frame, its root is 0.7071.
    """
    numbers = {0: 7, 5: 7, 10: 8, 15: 8}
    results = result({frame: boxes((1, number)) for frame, number in numbers.items()})
    got = values(evaluate(results, truth_of(tmp_path, dict.fromkeys(numbers, truths(1)))))
    assert (got["car", "MOTA"], got["car", "IDSW"], got["car", "IDF1"]) == (0.75, 1, 0.5)
    assert (got["car", "DetA"], got["car", "AssA"]) == (1, 0.5)
    assert got["car", "HOTA"] == pytest.approx(0.5**0.5)
    assert got[None, "MOTA"] == 0.75


def test_frames_without_truth_or_inference_break_no_track(tmp_path):
    truth = truth_of(tmp_path, dict.fromkeys((0, 5, 10, 15), truths(1)))
    results = result({0: boxes((1, 7)), 5: None, 10: boxes((1, 7)), 12: boxes((1, 9)),
                      15: boxes((1, 7))})  # fmt: skip
    got = values(evaluate(results, truth, align="frame"))
    assert (got["car", "MOTA"], got["car", "HOTA"]) == (1, 1)


def test_without_track_ids_it_says_how_to_get_them(tmp_path):
    truth = truth_of(tmp_path, {0: truths(1)})
    found = evaluate(result({0: [{"box": (100, 100, 40, 40)}]}), truth)
    assert ("car", "MOTA") not in values(found)
    assert (
        "m: no detection has a track id: no HOTA, MOTA, IDF1 (vidresults tracks" in found.notes[0]
    )


def test_some_without_and_some_twice_are_counted(tmp_path):
    truth = truth_of(tmp_path, {0: truths(1, 2)})
    found = evaluate(result({0: [*boxes((1, 7), (2, 7)), {"box": (300, 100, 40, 40)}]}), truth)
    assert found.notes == (
        "m: 1 detections without a track id are in no tracking measure",
        "m: 1 boxes repeat a track id on their frame: tracking measures take the first",
    )
    assert values(found)["car", "MOTA"] == 0.5


def test_without_trackeval_it_says_what_to_install(tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "trackeval.metrics", None)
    found = evaluate(result({0: boxes((1, 7))}), truth_of(tmp_path, {0: truths(1)}))
    assert found.notes == ("HOTA, MOTA and IDF1 need TrackEval: pip install 'vidresults[eval]'",)
    assert values(found)["car", "recall"] == 1


def test_a_source_on_which_nothing_is_found_misses_its_tracks(tmp_path):
    truth = truth_of(tmp_path, dict.fromkeys((0, 5), truths(1)))
    got = values(evaluate(result({0: [], 5: []}), truth))
    assert (got["car", "MOTA"], got["car", "track_FN"], got["car", "HOTA"]) == (0, 2, 0)
