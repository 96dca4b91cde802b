"""A batch in this process: what is done, left alone, done again, refused and told."""

import json
from collections import Counter

import pyarrow.parquet as pq
import pytest

from tests.support.documents import detection, document, element, text_of
from vidresults.batch import Input, Options, compact, process, run
from vidresults.batch.manifest import FOLDER, read_manifest
from vidresults.batch.places import At
from vidresults.errors import FormatError, OutputError, SelectionError, VidResultsWarning
from vidresults.load import load
from vidresults.results import concat
from vidresults.schema import TABLES


def convert(results, out, **options):
    return run("convert", f"{results}/*.json", str(out), workers=0, **options)


def files_of(folder):
    """Of every output, not of the manifest or what is under way: was it written again?"""
    return {
        path.relative_to(folder).as_posix(): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0][0] not in "._"
    }


def test_the_dataset_holds_the_rows_of_every_result(results, tmp_path):
    report = convert(results, tmp_path / "out")
    assert (report.done, report.unchanged, report.failed) == (12, 0, ())
    dataset = load(tmp_path / "out")
    ids = {row["path"]: row["source_id"] for row in dataset.documents.to_pylist()}
    assert sorted(ids) == sorted(map(str, results.glob("*.json")))
    whole = concat([load(path, source_id=source_id) for path, source_id in ids.items()])
    for table in TABLES:
        assert dataset.table(table).equals(whole.table(table)), table


def test_what_is_done_is_left_alone(results, tmp_path):
    convert(results, tmp_path / "out")
    before = files_of(tmp_path / "out")
    report = convert(results, tmp_path / "out")
    assert (report.done, report.unchanged) == (0, 12)
    assert files_of(tmp_path / "out") == before


def test_one_more_result_is_added(results, tmp_path):
    convert(results, tmp_path / "out")
    before = files_of(tmp_path / "out")
    (results / "new.json").write_bytes(text_of(document(element(detection()))))
    report = convert(results, tmp_path / "out")
    assert (report.done, report.unchanged) == (1, 12)
    after = files_of(tmp_path / "out")
    assert before.items() < after.items()
    assert load(tmp_path / "out").documents.num_rows == 13


def test_a_result_that_changed_takes_the_place_of_its_old_rows(results, tmp_path):
    convert(results, tmp_path / "out")
    (results / "cam03.json").write_bytes(text_of(document(element(*[detection()] * 9))))
    report = convert(results, tmp_path / "out")
    assert (report.done, report.unchanged) == (1, 11)
    dataset = load(tmp_path / "out")
    assert dataset.documents.num_rows == 12
    name = next(i for i in dataset.documents["source_id"].to_pylist() if i.startswith("cam03-"))
    rows = [row for row in dataset.detections.to_pylist() if row["source_id"] == name]
    assert len(rows) == 9


def test_a_result_that_was_touched_is_read_and_not_written(results, tmp_path):
    convert(results, tmp_path / "out")
    before = files_of(tmp_path / "out")
    path = results / "cam03.json"
    path.write_bytes(path.read_bytes())
    report = convert(results, tmp_path / "out")
    assert (report.done, report.unchanged) == (1, 11)
    assert files_of(tmp_path / "out") == before


def test_other_options_do_everything_again(results, tmp_path):
    convert(results, tmp_path / "out")
    report = convert(results, tmp_path / "out", select={"classes": ["no such"]})
    # there is no such class in any of them
    assert report.done == 0
    assert len(report.failed) == 12
    assert "no such" in report.failed[0].reason
    # what was made before is still known, and there
    assert load(tmp_path / "out").documents.num_rows == 12
    report = convert(results, tmp_path / "out", select={"models": ["street"]})
    assert report.done == 12


def test_an_output_that_is_gone_is_made_again(results, tmp_path):
    convert(results, tmp_path / "out")
    gone = min((tmp_path / "out" / "frames").rglob("*.parquet"))
    gone.unlink()
    report = convert(results, tmp_path / "out")
    assert (report.done, report.unchanged) == (1, 11)
    assert gone.exists()


def test_not_resumed_all_is_done_and_the_same_bytes_stay(results, tmp_path):
    convert(results, tmp_path / "out")
    before = files_of(tmp_path / "out")
    report = convert(results, tmp_path / "out", resume=False)
    assert (report.done, report.unchanged) == (12, 0)
    assert files_of(tmp_path / "out") == before


def test_a_failure_is_a_row_with_its_reason_and_the_rest_is_done(results, tmp_path):
    bad = results / "bad.json"
    bad.write_bytes(b'{"frame_offset": [0,')
    report = convert(results, tmp_path / "out")
    assert report.done == 12
    (row,) = report.failed
    assert row.input == str(bad)
    assert row.reason.startswith(f"{bad}, byte")
    assert row.error == "FormatError"
    told = {row["input"]: row for row in read_manifest(At.of(tmp_path / "out")).to_pylist()}
    assert told[str(bad)]["state"] == "failed"
    assert told[str(bad)]["reason"] == row.reason
    assert [row["state"] for row in told.values()].count("done") == 12


def test_what_failed_is_tried_when_the_batch_is_run_again(results, tmp_path):
    bad = results / "bad.json"
    bad.write_bytes(b"{")
    convert(results, tmp_path / "out")
    bad.write_bytes(text_of(document(element(detection()))))
    report = convert(results, tmp_path / "out")
    assert (report.done, report.unchanged, report.failed) == (1, 12, ())


def test_a_failure_that_may_pass_is_tried_again_so_often(results, tmp_path, monkeypatch):
    from vidresults.batch.tasks import convert as task

    honest, calls, slept = task.make, [], []

    def troubled(given, folder, settings):
        calls.append(given.uri)
        if given.path.name == "cam05.json" and calls.count(given.uri) < 3:
            raise ConnectionResetError(104, "reset by peer")
        return honest(given, folder, settings)

    monkeypatch.setattr(task, "make", troubled)
    report = convert(results, tmp_path / "out", sleep=slept.append)
    assert (report.done, report.failed) == (12, ())
    assert slept == [1.0, 2.0]
    rows = {row["input"]: row for row in read_manifest(At.of(tmp_path / "out")).to_pylist()}
    assert rows[str(results / "cam05.json")]["attempts"] == 3


def test_a_failure_that_stays_is_told_after_the_last_try(results, tmp_path, monkeypatch):
    from vidresults.batch.tasks import convert as task

    def troubled(_given, _folder, _settings):
        raise ConnectionResetError(104, "reset by peer")

    monkeypatch.setattr(task, "make", troubled)
    report = convert(results, tmp_path / "out", retries=1, sleep=lambda _: None)
    assert len(report.failed) == 12
    assert {row.attempts for row in report.failed} == {2}
    assert "reset by peer" in report.failed[0].reason


def test_fail_fast_ends_at_the_first_failure(results, tmp_path):
    (results / "cam02.json").write_bytes(b"{")
    report = convert(results, tmp_path / "out", fail_fast=True)
    assert (report.done, len(report.failed), report.stopped) == (2, 1, True)
    report = convert(results, tmp_path / "out")
    assert (report.done, report.unchanged, len(report.failed)) == (9, 2, 1)


def test_an_interruption_leaves_a_manifest_to_go_on_from(results, tmp_path):
    def interrupt(ended, _total, _row):
        if ended == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        convert(results, tmp_path / "out", progress=interrupt)
    assert read_manifest(At.of(tmp_path / "out")).num_rows == 5
    assert not list((tmp_path / "out").glob(".*"))
    report = convert(results, tmp_path / "out")
    assert (report.done, report.unchanged) == (7, 5)


def test_equal_files_are_sources_of_their_own(results, tmp_path):
    copy = results / "twin" / "cam00.json"
    copy.parent.mkdir()
    copy.write_bytes((results / "cam00.json").read_bytes())
    report = run("convert", f"{results}/**/*.json", str(tmp_path / "out"), workers=0)
    assert report.done == 13
    assert load(tmp_path / "out").documents["source_id"].to_pylist().count("cam00") == 0
    assert len(set(load(tmp_path / "out").documents["source_id"].to_pylist())) == 13


def test_two_inputs_cannot_be_one_source(results, tmp_path):
    listed = tmp_path / "list.csv"
    listed.write_text("input,source_id\nresults/cam00.json,one.json\nresults/cam01.json,one.json\n")
    report = run("convert", str(listed), str(tmp_path / "out"), workers=0)
    assert report.done == 1
    (row,) = report.failed
    assert row.input == str(results / "cam01.json")
    assert f"'one.json' is that of {results / 'cam00.json'} already" in row.reason
    assert read_manifest(At.of(tmp_path / "out")).num_rows == 2


def test_process_does_its_work_once(results, tmp_path):
    given = str(results / "cam00.json"), str(tmp_path / "out"), Options(command="convert")
    first = process(*given)
    before = files_of(tmp_path / "out")
    assert first.is_done
    assert process(*given) == first
    assert files_of(tmp_path / "out") == before


def test_what_the_manifest_names_outside_of_the_output_is_not_removed(results, tmp_path):
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    options = Options(command="convert")
    row = process(
        str(results / "cam00.json"), str(tmp_path / "out"), options, stale=("../precious.txt",)
    )
    assert not row.is_done
    assert "not within the output" in row.reason
    assert precious.exists()


def test_other_formats_are_outputs_named_by_their_sources(results, tmp_path):
    report = convert(results, tmp_path / "out", format="video-inference")
    assert report.done == 12
    made = sorted((tmp_path / "out").glob("*.json"))
    assert len(made) == 12
    assert made[0].name.startswith("cam00-")
    assert json.loads(made[0].read_bytes()) == json.loads((results / "cam00.json").read_bytes())
    report = convert(results, tmp_path / "coco", format="coco")
    assert len(list((tmp_path / "coco").glob("cam*/annotations.json"))) == 12


def test_the_list_may_name_inputs_from_where_it_lies(results, tmp_path):
    listed = results / "list.csv"
    listed.write_text("source_id,input\nmine,cam00.json\n,cam01.json\n")
    report = run("convert", str(listed), str(tmp_path / "out"), workers=0)
    assert report.done == 2
    ids = load(tmp_path / "out").documents["source_id"].to_pylist()
    assert ids[1] == "mine"
    assert ids[0].startswith("cam01-")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("file\na.json\n", "has the columns file, expected input"),
        ("input\n", "lists no input"),
        ("input,video\n,a.mp4\n", "line 2 names no input"),
        ("input\na.json\na.json\n", "is an input 2 times"),
    ],
)
def test_a_list_that_is_none_is_refused_in_one_line(tmp_path, text, problem):
    listed = tmp_path / "list.csv"
    listed.write_text(text)
    with pytest.raises(FormatError, match=problem):
        run("convert", str(listed), str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_a_pattern_without_files_is_refused(tmp_path):
    with pytest.raises(FormatError, match="no file is called so"):
        run("convert", f"{tmp_path}/*.json", str(tmp_path / "out"))


def test_a_task_that_is_none_is_refused(results, tmp_path):
    with pytest.raises(SelectionError, match="there is no task 'covert'; there are convert"):
        run("covert", f"{results}/*.json", str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_an_output_that_is_a_file_is_refused(results, tmp_path):
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError, match="is a file"):
        run("convert", f"{results}/*.json", str(tmp_path / "out"))


def test_the_manifest_is_parquet_that_others_read(results, tmp_path):
    convert(results, tmp_path / "out")
    table = pq.read_table(tmp_path / "out" / FOLDER / "part-0.parquet")
    assert table.num_rows == 12
    row = table.to_pylist()[0]
    assert row["input"] == str(results / "cam00.json")
    assert row["bytes_in"] == (results / "cam00.json").stat().st_size
    assert dict(row["counts"])["frames"] == 3
    assert not list((tmp_path / "out" / FOLDER / "rows").iterdir())


def test_inputs_can_be_given_one_by_one(results, tmp_path):
    given = [Input(str(results / "cam00.json"), source_id="a"), str(results / "cam01.json")]
    report = run("convert", given, str(tmp_path / "out"), workers=0)
    assert report.done == 2
    assert len(report.slowest) == 2


def test_a_compacted_dataset_is_gone_on_with(results, tmp_path):
    convert(results, tmp_path / "out")
    compact(tmp_path / "out")
    assert len(list((tmp_path / "out" / "detections").iterdir())) == 1
    report = convert(results, tmp_path / "out")
    assert (report.done, report.unchanged) == (0, 12)
    (results / "cam03.json").write_bytes(text_of(document(element(*[detection()] * 9))))
    (results / "new.json").write_bytes(text_of(document(element(detection()))))
    report = convert(results, tmp_path / "out")
    assert (report.done, report.unchanged) == (2, 11)
    whole = load(tmp_path / "out")
    assert whole.documents.num_rows == 13
    counts = Counter(whole.detections["source_id"].to_pylist())
    assert [count for name, count in counts.items() if name.startswith("cam03-")] == [9]
    compact(tmp_path / "out")
    again = load(tmp_path / "out").documents
    assert again.equals(whole.documents.sort_by("source_id"))
    assert convert(results, tmp_path / "out").unchanged == 13


def test_the_records_beside_results_are_no_inputs(results, tmp_path):
    (results / "cam00.json.provenance.json").write_text("{}")
    with pytest.warns(VidResultsWarning, match="does not tell of this result"):
        load(results / "cam00.json")
    report = convert(results, tmp_path / "out")
    assert (report.done, report.failed) == (12, ())
    told = {row["input"]: row for row in read_manifest(At.of(tmp_path / "out")).to_pylist()}
    assert "does not tell of this result" in told[str(results / "cam00.json")]["notes"][0]


def test_what_cannot_be_read_at_all_is_tried_once_and_told_in_words(results, tmp_path):
    (results / "folder.json").mkdir()
    given = [str(results / "folder.json")]
    report = run("convert", given, str(tmp_path / "out"), workers=0)
    (row,) = report.failed
    assert row.reason == f"{results / 'folder.json'}: Is a directory"
    assert row.attempts == 1
