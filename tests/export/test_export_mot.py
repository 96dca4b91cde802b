"""MOT text, by its rules, by two evaluators and by our own reader."""

import contextlib
import io
import shutil

import pytest
from trackers.eval import evaluate_mot_sequence

from tests.support.tracked import at, boxes_of, sampled
from vidresults import import_dataset
from vidresults.errors import OutputError
from vidresults.export import export
from vidresults.results import concat

SPARSE = [0, 6, 12, 18]
BUS = {"class": "bus", "class_id": 5}


def sparse():
    """Two objects on frames 1, 7 and 13 of MOT; nothing on the last sample."""
    return sampled(
        SPARSE, boxes=[[at(1), at(30, 8)], [at(3.25), at(31, 8)], [at(5.5, confidence=None)], []]
    )


def written(source, folder, **options):
    return export(source, folder / "out", format="mot", **options)


def text(folder, name):
    return (folder / "out" / name).read_text(encoding="utf-8")


def test_frames_and_pixels_count_from_one_and_frames_are_those_of_the_video(tmp_path):
    report = written(sparse(), tmp_path)
    assert text(tmp_path, "street/gt/gt.txt") == (
        "1,7,2.0,16.0,20.0,10.0,1,1,1\n"
        "1,8,31.0,16.0,20.0,10.0,1,1,1\n"
        "7,7,4.25,16.0,20.0,10.0,1,1,1\n"
        "7,8,32.0,16.0,20.0,10.0,1,1,1\n"
        "13,7,6.5,16.0,20.0,10.0,1,1,1\n"
    )
    det = text(tmp_path, "street/det/det.txt").splitlines()
    assert det[0] == "1,-1,2.0,16.0,20.0,10.0,0.8125,-1,-1,-1"
    assert det[4] == "13,-1,6.5,16.0,20.0,10.0,-1,-1,-1,-1"
    assert text(tmp_path, "street/gt/labels.txt") == "car\n"
    assert text(tmp_path, "street/sampled.txt") == "1\n7\n13\n19\n"
    assert text(tmp_path, "seqmap.txt") == "name\nstreet\n"
    assert report.notes == ()


def test_seqinfo_has_the_lines_of_mot17_in_their_order(tmp_path):
    written(sparse(), tmp_path)
    assert text(tmp_path, "street/seqinfo.ini").splitlines() == [
        "[Sequence]", "name=street", "imDir=img1", "frameRate=25", "seqLength=19", "imWidth=64",
        "imHeight=48", "imExt=.jpg",
    ]  # fmt: skip
    assert text(tmp_path, "street/source.ini").splitlines() == [
        "[Source]", "sourceId=street", "model=boxes", "visibility=unknown",
        "frameRateFraction=25",
    ]  # fmt: skip


def test_a_rate_that_is_no_whole_number_is_exact_beside_it(tmp_path):
    frames = [0, 15, 29, 44, 299]
    report = written(sampled(frames, fps=30000 / 1001, boxes=[[at(1)]] * 5), tmp_path)
    assert "frameRate=30\n" in text(tmp_path, "street/seqinfo.ini")
    assert "frameRateFraction=30000/1001\n" in text(tmp_path, "street/source.ini")
    assert report.notes == ("1 frame rates are whole numbers in seqinfo.ini, exact in source.ini",)
    again = import_dataset(tmp_path / "out", format="mot")
    assert again.frames["time_seconds"].to_pylist()[-1] == 299 * 1001 / 30000


def test_our_reader_gives_back_boxes_and_the_frames_with_nothing_on_them(tmp_path):
    results = sampled(
        [0, 5, 11, 40], boxes=[[at(0.1), at(-3.7, 9, **BUS)], None, [], [at(7.3, **BUS)]]
    )
    written(results, tmp_path)
    again = import_dataset(tmp_path / "out", format="mot")
    assert boxes_of(again) == boxes_of(results)
    assert again.frames["frame_index"].to_pylist() == [0, 11, 40]
    classes = {row["class_name"]: row["class_id"] for row in again.detections.to_pylist()}
    assert classes == {"car": 1, "bus": 2}
    assert set(again.detections["extra"].to_pylist()) == {None}


def test_without_tracker_ids_there_are_detections_alone(tmp_path):
    report = written(sampled(SPARSE[:2], boxes=[[at(1, None)], [at(2, None)]]), tmp_path)
    assert not (tmp_path / "out" / "street" / "gt").exists()
    assert text(tmp_path, "street/det/det.txt").startswith("1,-1,2.0,16.0,20.0,10.0,0.8125,")
    assert "2 boxes without a tracker id are in det.txt alone" in report.notes[0]
    again = import_dataset(tmp_path / "out", format="mot", classes=["car"])
    assert again.detections["tracker_id"].to_pylist() == [None, None]
    assert again.detections["confidence"].to_pylist() == [0.8125, 0.8125]


def test_classes_are_numbered_without_gaps_and_what_is_scored_is_said(tmp_path):
    report = written(sampled([0], boxes=[[at(1), at(2, 8, **BUS)]]), tmp_path)
    assert text(tmp_path, "street/gt/labels.txt") == "car\nbus\n"
    assert [line.split(",")[7] for line in text(tmp_path, "street/gt/gt.txt").split()] == ["1", "2"]
    assert report.notes == ("TrackEval scores class 1 alone, 'car': --class selects another",)
    written(sampled([0], boxes=[[at(1)]]), tmp_path / "b", classes=["bus", "car"])
    assert text(tmp_path / "b", "street/gt/gt.txt").split(",")[7] == "2"


def test_each_model_on_each_source_is_a_sequence(tmp_path):
    two = sampled([0], source_id="a/b", boxes=[[at(1)]], others=[[at(2)]])
    written(concat([two, sampled([0], source_id="a:b", boxes=[[at(3)]])]), tmp_path)
    names = text(tmp_path, "seqmap.txt").split()[1:]
    assert names == ["a_b_boxes", "a_b_others", "a_b"]
    assert [text(tmp_path, f"{name}/gt/gt.txt").split(",")[2] for name in names] == [
        "2.0", "3.0", "4.0"
    ]  # fmt: skip


def test_an_id_that_stands_twice_on_a_frame_is_refused(tmp_path):
    with pytest.raises(OutputError, match="tracker id 7 stands twice on frame 6 of street"):
        written(sampled([0, 6], boxes=[[], [at(1), at(9)]]), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_trackers_finds_a_sparse_sequence_equal_to_itself(tmp_path):
    written(sparse(), tmp_path)
    path = tmp_path / "out" / "street" / "gt" / "gt.txt"
    scores = evaluate_mot_sequence(path, path, metrics=["HOTA", "CLEAR", "Identity"])
    assert float(scores.HOTA.HOTA) == pytest.approx(1)
    assert (scores.CLEAR.MOTA, scores.Identity.IDF1) == (1, 1)


def test_trackeval_reads_the_folder_and_finds_it_equal_to_itself(tmp_path):
    import trackeval

    # Classes but the first one count for nothing there; of a tracker all are taken for class 1.
    written(sparse(), tmp_path)
    mine = tmp_path / "trackers" / "mine" / "data"
    mine.mkdir(parents=True)
    shutil.copy(tmp_path / "out/street/gt/gt.txt", mine / "street.txt")
    quiet = {"PRINT_CONFIG": False}
    with contextlib.redirect_stdout(io.StringIO()):
        dataset = trackeval.datasets.MotChallenge2DBox(
            {**quiet, "GT_FOLDER": str(tmp_path / "out"), "SKIP_SPLIT_FOL": True,
             "TRACKERS_FOLDER": str(tmp_path / "trackers"),
             "SEQMAP_FILE": str(tmp_path / "out" / "seqmap.txt")}
        )  # fmt: skip
        evaluator = trackeval.Evaluator(
            {**quiet, "USE_PARALLEL": False, "PRINT_RESULTS": False, "OUTPUT_SUMMARY": False,
             "OUTPUT_DETAILED": False, "PLOT_CURVES": False, "TIME_PROGRESS": False,
             "BREAK_ON_ERROR": True, "RAISE_ON_ERROR": True, "LOG_ON_ERROR": None}
        )  # fmt: skip
        metrics = [trackeval.metrics.HOTA(), trackeval.metrics.CLEAR(quiet),
                   trackeval.metrics.Identity(quiet)]  # fmt: skip
        found, _ = evaluator.evaluate([dataset], metrics)
    scores = found["MotChallenge2DBox"]["mine"]["street"]["pedestrian"]
    assert scores["HOTA"]["HOTA"].mean() == pytest.approx(1)
    assert (scores["CLEAR"]["MOTA"], scores["Identity"]["IDF1"]) == (1, 1)
    assert (scores["CLEAR"]["CLR_TP"], scores["CLEAR"]["CLR_Frames"]) == (5, 19)
