"""MOTS text, by its rules, by pycocotools and by TrackEval."""

import contextlib
import io
import shutil

import numpy as np
import pytest
import trackeval
from pycocotools import mask as coco_mask

from tests.support.tracked import at, sampled
from vidresults.errors import OutputError
from vidresults.export import export
from vidresults.geometry import compress_runs

# 64x48 pixels, column by column: rows 4 to 6 of column 2; of columns 2 and 3; row 4 of column 2.
SMALL = {"size": [48, 64], "counts": compress_runs([100, 3, 2969])}
LARGE = {"size": [48, 64], "counts": compress_runs([100, 3, 45, 3, 2921])}
PIXEL = {"size": [48, 64], "counts": compress_runs([100, 1, 2971])}
NOTHING = {"size": [48, 64], "counts": compress_runs([3072])}
BUS = {"class": "bus", "class_id": 5}


def written(source, folder, **options):
    return export(source, folder / "out", format="mots", **options)


def lines(folder, name="street"):
    text = (folder / "out" / name / "gt" / "gt.txt").read_text(encoding="ascii")
    return [line.split(" ") for line in text.splitlines()]


def pixels(line):
    rle = {"size": [int(line[3]), int(line[4])], "counts": line[5]}
    return sorted(zip(*(axis.tolist() for axis in np.nonzero(coco_mask.decode(rle))), strict=True))


def test_a_line_is_a_mask_with_frame_id_class_and_size(tmp_path):
    source = sampled(
        [0, 6, 12], boxes=[[at(1, rle=SMALL)], None, [at(1, rle=LARGE), at(9, 12, **BUS)]]
    )
    report = written(source, tmp_path)
    assert lines(tmp_path) == [
        ["1", "1007", "1", "48", "64", SMALL["counts"]],
        ["13", "1007", "1", "48", "64", LARGE["counts"]],
    ]
    sequence = tmp_path / "out" / "street"
    assert (sequence / "gt/labels.txt").read_text() == "car\nbus\n"
    assert (sequence / "gt/tracks.txt").read_text() == "1007 7\n2012 12\n"
    assert (sequence / "sampled.txt").read_text() == "1\n13\n"
    assert "seqLength=13\n" in (sequence / "seqinfo.ini").read_text()
    assert report.notes == ("1 boxes have no mask and are left out, `mot` keeps boxes",)


def test_shared_pixels_go_to_the_surer_mask_and_are_counted(tmp_path):
    boxes = [
        at(1, 1, rle=LARGE, confidence=None),
        at(1, 2, rle=SMALL, confidence=0.5),
        at(1, 3, rle=PIXEL, confidence=0.9),
        at(1, 4, rle=PIXEL, confidence=0.9),
        at(1, 5, rle=NOTHING),
    ]
    report = written(sampled([0], boxes=[boxes]), tmp_path)
    assert [(line[1], pixels(line)) for line in lines(tmp_path)] == [
        ("1001", [(4, 3), (5, 3), (6, 3)]),
        ("1002", [(5, 2), (6, 2)]),
        ("1003", [(4, 2)]),
    ]
    # Of 1: three pixels, of 2: one, of 4: its only one.
    assert report.notes == (
        "1 masks without a pixel are left out",
        "5 pixels of 3 masks belong to surer ones too and are cut",
        "1 of these masks have no other pixel and are left out",
    )


def test_large_tracker_ids_are_numbered_and_said(tmp_path):
    report = written(
        sampled([0], boxes=[[at(1, 70000, rle=SMALL), at(1, -1, rle=NOTHING)]]), tmp_path
    )
    assert [line[1] for line in lines(tmp_path)] == ["1001"]
    assert (tmp_path / "out/street/gt/tracks.txt").read_text() == "1000 -1\n1001 70000\n"
    assert report.notes[0].startswith("2 tracks have other numbers than their tracker ids")


def test_more_than_a_thousand_tracks_of_a_class_are_refused(tmp_path):
    boxes = [at(1, track, rle=SMALL) for track in range(1001)]
    with pytest.raises(OutputError, match="1001 tracks of 'car' in street"):
        written(sampled([0], boxes=[boxes]), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_no_class_has_the_number_of_what_readers_ignore(tmp_path):
    names = [f"c{number}" for number in range(1, 12)]
    box = at(1, rle=SMALL, **{"class": "c10", "class_id": 9})
    written(sampled([0], boxes=[[box]]), tmp_path, classes=names)
    assert lines(tmp_path)[0][1:3] == ["11007", "11"]
    labels = (tmp_path / "out/street/gt/labels.txt").read_text().split()
    assert labels == [*names[:9], "ignored", *names[9:]]


def test_trackeval_scores_the_export_as_the_truth_and_takes_all_its_masks(tmp_path):
    frames = [
        [at(1, 1, rle=LARGE, confidence=0.6), at(1, 2, rle=SMALL)],
        [],
        [at(1, 1, rle=LARGE), at(1, 2, rle=SMALL, confidence=0.5)],
    ]
    written(sampled([0, 6, 12], boxes=frames), tmp_path, classes=["bus", "car"])
    folder = tmp_path / "trackers" / "ours" / "data"
    folder.mkdir(parents=True)
    shutil.copy(tmp_path / "out/street/gt/gt.txt", folder / "street.txt")
    quiet = {
        "PRINT_CONFIG": False, "SKIP_SPLIT_FOL": True, "GT_FOLDER": f"{tmp_path}/out",
        "TRACKERS_FOLDER": f"{tmp_path}/trackers", "SEQMAP_FILE": f"{tmp_path}/out/seqmap.txt",
    }  # fmt: skip
    with contextlib.redirect_stdout(io.StringIO()):
        reader = trackeval.datasets.MOTSChallenge(quiet)
        raw = reader.get_raw_seq_data("ours", "street")
        data = reader.get_preprocessed_seq_data(raw, "pedestrian")
        scores = trackeval.metrics.HOTA().eval_sequence(data)
    # On the last frame the mask of 2 is all shared, so 3 masks are left.
    assert (data["num_gt_dets"], data["num_gt_ids"], data["num_timesteps"]) == (3, 2, 13)
    assert scores["HOTA"].mean() == pytest.approx(1)
