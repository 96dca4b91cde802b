"""Every form in which a document may arrive."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from tests.support.documents import detection, document, element, rows_of, text_of
from vidresults import load, scan_documents

PLAIN = document(element(detection()), None, element(detection(**{"class": "driver's cab"})))
TABLES = ("frames", "inferences", "detections", "classes")
REORDERED = {"street": PLAIN["street"], **PLAIN}
PLURAL = {
    "frame_offsets": PLAIN["frame_offset"],
    "time_offsets": PLAIN["time_offset"],
    "street": PLAIN["street"],
}


def written(value, **options):
    return json.dumps(value, **options).encode()


FORMS = {
    "compact": written(PLAIN, separators=(",", ":")),
    "pretty": written(PLAIN, indent=4),
    "tabs": written(PLAIN, indent="\t"),
    "CRLF": written(PLAIN, indent=2).replace(b"\n", b"\r\n"),
    "white space around": b"\n\t " + written(PLAIN) + b"\r\n\n",
    "byte order mark": b"\xef\xbb\xbf" + written(PLAIN),
    "gzip": gzip.compress(written(PLAIN)),
    "gzip of two members": gzip.compress(written(PLAIN)[:50]) + gzip.compress(written(PLAIN)[50:]),
    "gzip with a byte order mark": gzip.compress(b"\xef\xbb\xbf" + written(PLAIN)),
    "keys sorted": written(PLAIN, sort_keys=True),
    "offsets after the models": written(REORDERED),
    "plural": written(PLURAL),
    "singular and plural that agree": written(PLAIN | PLURAL),
    "one plural": written({"frame_offsets": PLAIN["frame_offset"], **document(*PLAIN["street"])}),
    "printed by Python": repr(PLAIN).encode(),
    "printed by Python in lines": ("\n" + repr(PLAIN).replace("}, ", "},\n ") + "\n").encode(),
    "escaped": written(PLAIN).replace(b'"street"', b'"str\\u0065et"'),
}


def same_rows(results, expected):
    for table in TABLES:
        found = results.table(table).drop_columns("source_id")
        assert found.equals(expected.table(table).drop_columns("source_id")), table


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_every_form_gives_the_same_rows(text):
    same_rows(load(text), load(PLAIN))


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_every_form_is_read_from_a_file(text, tmp_path):
    path = tmp_path / "job.json"
    path.write_bytes(text)
    same_rows(load(path), load(PLAIN))
    same_rows(load(str(path)), load(PLAIN))


def test_a_printed_dict_keeps_apostrophes_and_python_words():
    value = document(element(detection(), note=None, ok=True, bad=False), None)
    value["street"][0]["predictions"][0]["class"] = 'driver\'s "cab"\n'
    results = load(repr(value).encode())
    assert results.detections["class_name"].to_pylist() == ['driver\'s "cab"\n']
    assert results.inferences["extra"].to_pylist() == ['{"ok":true,"bad":false}', None]
    assert results.inferences["state"].to_pylist() == ["inferred", "not_inferred"]


def test_anything_that_can_fetch_is_loaded(tmp_path):
    class Job:
        def fetch(self):
            path = tmp_path / "fetched.json"
            path.write_bytes(text_of(PLAIN))
            return path

    same_rows(load(Job()), load(PLAIN))
    assert list(scan_documents(Job())) == [""]


def test_a_wrapped_document_is_found_one_level_down_with_its_job_id():
    wrapped = {"job_id": "job-7", "signed_url": "https://x", "results": PLAIN, "config": {"a": 1}}
    results = load(wrapped)
    same_rows(results, load(PLAIN))
    (row,) = results.documents.to_pylist()
    assert (row["job_id"], row["source_id"]) == ("job-7", "job-7")
    assert list(scan_documents(wrapped)) == ["results"]


def test_a_wrapped_document_is_found_two_levels_down_with_its_job_id():
    wrapped = {"fps": 5, "jobs": {"cars": {"frame": 1}, "street": PLAIN, "job_id": "job-8"}}
    results = load(wrapped)
    same_rows(results, load(PLAIN))
    assert results.documents["job_id"].to_pylist() == ["job-8"]
    assert list(scan_documents(wrapped)) == ["jobs.street"]


def test_the_nearest_job_id_wins():
    wrapped = {"job_id": "outer", "inner": {"job_id": "near", "street": PLAIN}}
    assert load(wrapped).documents["job_id"].to_pylist() == ["near"]


@pytest.mark.parametrize("job_id", [None, 7, ""], ids=["null", "number", "empty"])
def test_a_job_id_that_is_no_text_is_none(job_id):
    results = load({"job_id": job_id, "results": PLAIN})
    assert results.documents["job_id"].to_pylist() == [None]


def test_one_of_several_documents_is_chosen_by_name():
    people = document(element(detection(**{"class": "person"})), model="people")
    wrapped = {"cars": PLAIN, "unfinished": {}, "people": people}
    assert list(scan_documents(wrapped)) == ["cars", "people"]
    results = load(wrapped, document="people")
    assert results.detections["class_name"].to_pylist() == ["person"]


def test_several_models_stand_in_the_order_of_the_document():
    results = load(
        document(
            element(detection()),
            None,
            model="z-cars",
            clip=[[0.5], [0.25]],
            a=[element(), element(detection())],
        )
    )
    assert results.facts.models == ["z-cars", "clip", "a"]
    assert rows_of(results, "inferences", "model", "sample_index", "state") == [
        ("z-cars", 0, "inferred"),
        ("z-cars", 1, "not_inferred"),
        ("clip", 0, "inferred"),
        ("clip", 1, "inferred"),
        ("a", 0, "inferred"),
        ("a", 1, "inferred"),
    ]
    assert rows_of(results, "detections", "model", "frame_index") == [("z-cars", 0), ("a", 5)]


def test_members_that_are_no_models_are_kept():
    results = load(PLAIN | {"fps": 5, "tags": ["night", "rain"], "config": {"a": None}})
    assert results.facts.models == ["street"]
    assert json.loads(results.documents["extra"][0].as_py()) == {
        "fps": 5,
        "tags": ["night", "rain"],
        "config": {"a": None},
    }


def test_a_document_without_a_frame_has_models_but_no_rows():
    results = load({"frame_offset": [], "time_offset": [], "street": []})
    assert results.facts.models == ["street"]
    assert {name: n for name, n in results.facts.rows.items() if n} == {"documents": 1}


def test_times_that_are_null_stay_unknown():
    results = load(document(element(), element()) | {"time_offset": [None, 0.2]})
    assert results.frames["time_seconds"].to_pylist() == [None, 0.2]
    assert results.inferences["time_seconds"].to_pylist() == [None, 0.2]


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        pytest.param("job.json", "job", id="json"),
        pytest.param("job.json.gz", "job", id="packed"),
        pytest.param("job 1.v2.txt", "job 1.v2.txt", id="other-ending"),
        pytest.param("結果.json", "結果", id="unicode"),
        pytest.param(".json", ".json", id="only-an-ending"),
    ],
)
def test_the_source_id_is_the_stem_and_eight_digits_of_the_stored_bytes(tmp_path, name, stem):
    stored = text_of(PLAIN)
    if name.endswith(".gz"):
        stored = gzip.compress(stored)
    (tmp_path / name).write_bytes(stored)
    digest = hashlib.sha256(stored).hexdigest()
    results = load(tmp_path / name)
    (row,) = results.documents.to_pylist()
    assert row["source_id"] == f"{stem}-{digest[:8]}"
    assert row["sha256"] == digest
    assert row["path"] == str(tmp_path / name)
    assert row["kind"] == "video-inference"


def test_bytes_and_dicts_are_called_memory():
    stored = text_of(PLAIN)
    digest = hashlib.sha256(stored).hexdigest()
    assert load(stored).facts.source_ids == [f"memory-{digest[:8]}"]
    (row,) = load(PLAIN).documents.to_pylist()
    assert row["path"] is None
    assert row["source_id"] == f"memory-{row['sha256'][:8]}"


def test_a_wrapped_document_without_a_job_has_its_name_in_the_id(tmp_path):
    stored = text_of({"cars": PLAIN, "people": PLAIN})
    (tmp_path / "two.json").write_bytes(stored)
    digest = hashlib.sha256(stored).hexdigest()
    results = load(tmp_path / "two.json", document="people")
    assert results.facts.source_ids == [f"two-people-{digest[:8]}"]


def test_a_given_source_id_wins_and_stands_in_every_table():
    results = load({"job_id": "job-7", "results": PLAIN}, source_id="mine")
    for table in ("documents", *TABLES):
        assert set(results.table(table)["source_id"].to_pylist()) == {"mine"}
    assert results.documents["job_id"].to_pylist() == ["job-7"]


def test_the_file_may_be_gone_after_loading(tmp_path):
    path = Path(tmp_path / "job.json")
    path.write_bytes(text_of(PLAIN))
    results = load(path)
    path.unlink()
    assert results.detections.num_rows == 2
