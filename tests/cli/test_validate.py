"""`vidresults validate`: its report, its JSON, its exit code."""

import io
import json
from types import SimpleNamespace

import pytest

from tests.support.broken import ELEMENTS, FIELDS, NOT_A_TEXT, OFFSETS, WRONG_DOCUMENTS
from tests.support.documents import detection, document, element, sampled, text_of
from vidresults import sample_result, sample_video
from vidresults.cli import main

WARNED = sampled(5, element(detection(x=630.0)), element())
BROKEN = [
    pytest.param(given, id=name)
    for table in (NOT_A_TEXT, OFFSETS, ELEMENTS, FIELDS, WRONG_DOCUMENTS)
    for name, (given, *_) in table.items()
    if name != "wrapper with two documents"  # which is no fault here
]


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run `vidresults validate`; returns its exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def call(*words, stdin=None):
        monkeypatch.setattr("sys.argv", ["vidresults", "validate", *map(str, words)])
        if stdin is not None:
            monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(stdin)))
        code = 0
        try:
            main()
        except SystemExit as stop:
            code = stop.code
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture
def job(tmp_path):
    path = tmp_path / "job.json"
    path.write_bytes(text_of(WARNED))
    return path


def test_the_report_is_one_line_a_check_and_a_line_of_counts(run, job):
    code, out, err = run(job)
    *rows, counts = out.splitlines()
    assert (code, err) == (0, "")
    assert counts == f"0 errors, 1 warning, {len(rows) - 1} ok"
    (row,) = [row for row in rows if row.startswith("warning")]
    assert row == (
        "warning  box places           1 of 1 box reach over the edge; expected boxes inside the "
        "picture (at model 'street', element 0, frame 0, prediction 0)"
    )
    assert all(row[:9] in {"ok       ", "warning  "} for row in rows)


def test_json_is_one_object_with_the_same_rows(run, job):
    code, out, _ = run(job, "--json")
    said = json.loads(out)
    assert code == 0
    assert (said["path"], said["ok"], said["errors"], said["warnings"]) == (str(job), True, 0, 1)
    (row,) = [row for row in said["checks"] if row["outcome"] == "warning"]
    assert (row["name"], row["count"]) == ("box places", 1)
    assert row["places"] == [
        {
            "file": None, "byte": None, "model": "street", "element": 0, "frame": 0,
            "prediction": 0, "field": None,
        }
    ]  # fmt: skip


def test_an_error_ends_with_one(run, tmp_path):
    (tmp_path / "job.json").write_bytes(text_of(sampled(5, element(detection(x=900.0)))))
    code, out, err = run("job.json")
    assert (code, err) == (1, "")
    assert out.splitlines()[-1].startswith("1 error, 0 warnings, ")


def test_a_document_that_cannot_be_read_is_told_in_json_with_its_place(run, tmp_path):
    text = text_of(document(None, element(detection(), detection(confidence="high"))))
    (tmp_path / "job.json").write_bytes(text)
    code, out, err = run("job.json", "--json")
    said = json.loads(out)
    assert (code, err, said["errors"]) == (1, "", 1)
    (row,) = [row for row in said["checks"] if row["outcome"] == "error"]
    assert "found 'high', expected a number or null" in row["found"]
    assert row["places"] == [
        {
            "file": "job.json", "byte": text.index(b'{"inference_id"'), "model": "street",
            "element": 1, "frame": 5, "prediction": 1, "field": "confidence",
        }
    ]  # fmt: skip


@pytest.mark.parametrize("given", BROKEN)
def test_broken_input_gives_a_report_and_never_a_traceback(run, tmp_path, given):
    (tmp_path / "broken.json").write_bytes(given)
    code, out, err = run("broken.json", "--json")
    said = json.loads(out)
    assert (code, err, said["ok"]) == (1, "", False)
    code, out, err = run("broken.json")
    assert (code, err) == (1, "")
    assert any(line.startswith("error ") for line in out.splitlines())
    assert "Traceback" not in out


def test_each_document_of_a_wrapper_has_its_report(run, tmp_path):
    both = {"cars": WARNED, "people": sampled(5, element())}
    (tmp_path / "two.json").write_bytes(text_of(both))
    code, out, _ = run("two.json")
    assert code == 0
    heads = [line for line in out.splitlines() if line.startswith("document ")]
    assert heads == ["document cars", "document people"]
    documents = json.loads(run("two.json", "--json")[1])["documents"]
    assert {name: said["warnings"] for name, said in documents.items()} == {"cars": 1, "people": 0}
    for words in (["two.json#people"], ["two.json", "--document", "people"]):
        assert run(*words)[1].splitlines()[-1].startswith("0 errors, 0 warnings")


def test_a_document_that_cannot_be_read_leaves_the_others_their_report(run, tmp_path):
    both = {"cars": WARNED, "people": document(element()) | {"frame_offset": ["0"]}}
    (tmp_path / "two.json").write_bytes(text_of(both))
    code, out, _ = run("two.json", "--json")
    documents = json.loads(out)["documents"]
    assert code == 1
    assert {name: said["errors"] for name, said in documents.items()} == {"cars": 0, "people": 1}


def test_a_result_can_come_from_standard_input(run):
    assert run("-", stdin=text_of(WARNED))[0] == 0
    code, out, _ = run("-", stdin=b"hello")
    assert (code, out.splitlines()[-1]) == (1, "1 error, 0 warnings, 0 ok")


def test_a_missing_file_is_the_one_error(run):
    code, out, _ = run("nothing.json")
    assert code == 1
    assert out.splitlines()[0] == "error    readable  no such file (at nothing.json)"


def test_a_video_that_cannot_be_read_and_a_document_that_is_not_there_are_refused(run, job):
    (job.parent / "video.mp4").write_bytes(b"no video")
    code, out, err = run(job, "--video", "video.mp4")
    assert (code, out) == (1, "")
    assert err.startswith("error: video.mp4")
    code, out, err = run(job, "--document", "trees")
    assert (code, out) == (1, "")
    assert "has no document 'trees'" in err


def test_odd_names_reach_the_terminal_without_control_codes(run, tmp_path):
    odd = {"\x1b[31mone": WARNED, "two": sampled(5, element(detection(x=630.0)), model="\x1b[0m")}
    (tmp_path / "two.json").write_text(json.dumps(odd))
    assert "\x1b" not in run("two.json")[1]


def test_both_real_documents_of_a_wrapper_are_sound(run, real_data):
    code, out, err = run(real_data / "results" / "forklift_two_jobs_wrapped_5fps.json", "--json")
    documents = json.loads(out)["documents"]
    assert (code, err) == (0, "")
    assert list(documents) == ["forklift_detections", "pallet_detections"]
    for said in documents.values():
        assert (said["errors"], said["warnings"]) == (0, 0)


def test_a_real_result_does_not_fit_a_video_of_another_shape(run, real_data):
    result = real_data / "results" / "pallet_5fps.json"
    code, out, _ = run(result, "--video", real_data / "videos" / "vtest.avi")
    assert code == 1
    (row,) = [line for line in out.splitlines() if " video size " in line]
    assert row.startswith("error")
    assert "shown as 768x576, pictures of 1920x1080" in row


def test_the_sample_fits_its_video(run):

    code, out, _ = run(sample_result(), "--video", sample_video())
    # 100 samples, each of 5 frames, are the whole of the 500 frames.
    assert code == 0
    assert out.splitlines()[-1].startswith("0 errors, 0 warnings, ")
    (row,) = [line for line in out.splitlines() if "not inferred" in line]
    assert "99 inferred, 1 not inferred (at model 'street-objects', element 57, frame 285)" in row
