"""Batches into a dataset that was compacted: nothing is done twice, nothing is there twice."""

from __future__ import annotations

import vidresults as vr
from tests.support.documents import detection, document, element, text_of
from vidresults.batch import compact, run
from vidresults.batch.manifest import Manifest
from vidresults.batch.places import At
from vidresults.batch.row import Options, Row


def convert(results, out, **options):
    return run("convert", f"{results}/*.json", str(out), workers=0, **options)


def counts(out):
    found = vr.open_dataset(out).sql("select source_id, count(*) n from detections group by 1")
    return {row["source_id"].partition("-")[0]: row["n"] for row in found.to_pylist()}


def files(out):
    return sorted(path.name for path in out.rglob("*.parquet") if "_manifest" not in path.parts)


# Twelve results with 1 + number % 3 boxes on one frame, and one on another
BOXES = {f"cam{number:02}": 2 + number % 3 for number in range(12)}


def test_what_was_compacted_is_not_done_again(results, tmp_path):
    out = tmp_path / "out"
    assert convert(results, out).done == 12
    compact(out)
    report = convert(results, out)
    assert (report.done, report.unchanged) == (0, 12)
    assert counts(out) == BOXES
    assert len(files(out)) == 5


def test_what_comes_later_and_what_changed(results, tmp_path):
    out = tmp_path / "out"
    convert(results, out)
    compact(out)
    changed = text_of(document(element(detection()), element()))
    (results / "cam03.json").write_bytes(changed)  # another content is another source
    (results / "cam99.json").write_bytes(changed)
    report = convert(results, out)
    assert (report.done, report.unchanged) == (2, 11)
    expected = BOXES | {"cam03": 1, "cam99": 1}
    assert counts(out) == expected
    assert len(vr.open_dataset(out)) == 13
    assert not list(out.rglob("source_id=*"))
    compact(out)
    assert counts(out) == expected
    assert len(files(out)) == 5
    assert convert(results, out).unchanged == 13


def test_the_same_source_done_anew_is_there_once(results, tmp_path):
    out = tmp_path / "out"
    convert(results, out)
    compact(out)
    report = convert(results, out, resume=False)
    assert report.done == 12
    assert counts(out) == BOXES
    assert len(files(out)) == 5


def test_other_settings_replace_the_rows(results, tmp_path):
    out = tmp_path / "out"
    convert(results, out)
    compact(out)
    assert convert(results, out, select={"min_confidence": 1.0}).done == 12
    assert counts(out) == {}
    assert len(vr.open_dataset(out)) == 12


def test_the_tenth_part_of_the_manifest_is_newer_than_the_second(tmp_path):
    manifest = Manifest(At.of(tmp_path))
    for number in range(12):
        manifest.add(Row(key="a", command="convert", input="a.json", seconds=number,
                         options=Options(command="convert").text(), state="done"))  # fmt: skip
        manifest.gather()
    assert vr.open_dataset(tmp_path).jobs["seconds"].to_pylist() == [11.0]
    assert Manifest(At.of(tmp_path)).read()["a"].seconds == 11.0
