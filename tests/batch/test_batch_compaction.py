"""compact: few files with the same rows, whatever happens meanwhile."""

from __future__ import annotations

import signal
import subprocess
import sys

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import vidresults as vr
from tests.support.many import add, files_of, result, rows_of
from vidresults.batch.dataset import Taken, compact, forget, placed, settle
from vidresults.batch.places import At
from vidresults.batch.tasks import Made
from vidresults.errors import FormatError, SchemaError
from vidresults.schema import TABLES

ALL = [result(number, boxes=1 + number % 3) for number in range(8)]
WHOLE = vr.concat(ALL)
SMALL = 0.002  # megabytes: a few sources a file


@pytest.fixture(params=["local", "memory"])
def out(request, tmp_path):
    at = At.of(tmp_path / "out" if request.param == "local" else f"memory://{tmp_path.name}/out")
    add(at, *ALL)
    return at


def tables_of(out: At) -> list[str]:
    return [name for name in out.files() if name.endswith(".parquet")]


def test_many_files_become_few_with_the_same_rows(out):
    done = compact(out.uri)
    # documents, classes, frames, inferences, detections, embeddings
    assert (done.sources, done.files_before, done.files_after) == (8, 48, 6)
    assert sorted(name.rpartition("-")[0] for name in tables_of(out)) == [
        f"{table}/compacted"
        for table in ("classes", "detections", "documents", "embeddings", "frames", "inferences")
    ]
    assert sum(out.files()[name] for name in tables_of(out)) == done.bytes_after
    assert done.bytes_after < done.bytes_before
    dataset = vr.open_dataset(out.uri)
    assert dataset.load().equals(WHOLE)
    assert dataset.facts == WHOLE.facts
    assert dataset.results_of("cam003").equals(ALL[3])
    assert vr.count_by_class(dataset).equals(vr.count_by_class(WHOLE))
    again = compact(out.uri)
    assert (again.sources, again.files_before, again.files_after) == (0, 6, 6)


def test_a_compacted_folder_is_loaded_like_any_other(tmp_path):
    add(At(str(tmp_path)), *ALL)
    compact(tmp_path)
    assert vr.load(tmp_path).equals(WHOLE)
    assert not list(tmp_path.rglob("source_id=*"))
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_files_end_between_sources_and_say_how_they_are_sorted(tmp_path):
    add(At(str(tmp_path)), *ALL)
    compact(tmp_path, file_megabytes=SMALL)
    files = sorted((tmp_path / "detections").iterdir(), key=lambda path: path.name)
    assert len(files) > 1
    held: list[str] = []
    for path in files:
        metadata = pq.read_metadata(path)
        ids = pq.ParquetFile(path).read(["source_id"])["source_id"].to_pylist()
        held += dict.fromkeys(ids)
        for number in range(metadata.num_row_groups):
            group = metadata.row_group(number)
            assert [order.column_index for order in group.sorting_columns] == [0]
            assert group.column(0).statistics.has_min_max
    assert held == [f"cam{number:03}" for number in range(8)]
    assert vr.load(tmp_path).equals(WHOLE)


def test_later_sources_are_taken_in_where_they_belong(out):
    compact(out.uri, file_megabytes=SMALL)
    before = {name: (out / name).fingerprint() for name in tables_of(out)}
    late = [result(1, name="cam0015"), result(9)]
    add(out, late[0])
    add(out, late[1], flat=True)
    expected = vr.concat([*ALL, *late])
    dataset = vr.open_dataset(out.uri)
    for table in TABLES:
        assert rows_of(dataset, table) == rows_of(expected, table)
    assert len(dataset) == 10
    compact(out.uri, file_megabytes=SMALL)
    assert vr.open_dataset(out.uri).load().equals(expected)
    stayed = [n for n in tables_of(out) if before.get(n) == (out / n).fingerprint()]
    assert [name for name in stayed if name.startswith("detections/")]
    assert not [name for name in tables_of(out) if "source" in name]


def test_a_source_that_is_written_anew_replaces_its_rows(out):
    compact(out.uri)
    other = vr.load(
        {"frame_offset": [0], "time_offset": [0.0], "boxes": [None]}, source_id="cam003"
    )
    expected = vr.concat([*ALL[:3], other, *ALL[4:]])
    add(out, other)
    dataset = vr.open_dataset(out.uri)
    for table in TABLES:
        assert rows_of(dataset, table) == rows_of(expected, table)
    assert dataset.facts.rows == expected.facts.rows
    count = dataset.sql("select count(*) n from detections")["n"].to_pylist()
    assert count == [expected.detections.num_rows] != [WHOLE.detections.num_rows]
    columns = [batch for _, batch in dataset.columns({"detections": ["class_name"]})]
    assert sum(map(len, columns)) == expected.detections.num_rows
    assert dataset.results_of("cam003").equals(other)
    settle(out)
    assert vr.open_dataset(out.uri).load().equals(expected)
    assert not [name for name in tables_of(out) if "source" in name]


def test_settling_leaves_alone_what_is_only_new(out):
    settle(out)
    assert len(tables_of(out)) == 48
    compact(out.uri)
    add(out, result(9), flat=True)
    settle(out)
    assert len([name for name in tables_of(out) if "source-cam009" in name]) == 6
    assert vr.open_dataset(out.uri).load().equals(vr.concat([*ALL, result(9)]))


def test_a_half_written_source_does_not_replace_anything(out):
    compact(out.uri)
    for name, content in files_of(result(3, boxes=9)).items():
        if not name.startswith("documents/"):
            (out / name).write(content)
    assert vr.open_dataset(out.uri).load().equals(WHOLE)
    compact(out.uri)
    assert vr.open_dataset(out.uri).load().equals(WHOLE)


def test_a_source_is_there_as_it_was_or_anew_and_not_twice(out):
    compact(out.uri)
    add(out, result(20, boxes=1))  # of a batch that began before the compaction
    anew, seen = result(20, boxes=9), []
    for name, content in files_of(anew).items():
        assert vr.open_dataset(out.uri).results_of("cam020").equals(result(20, boxes=1))
        path = name.replace("/source_id=cam020/", "/source-cam020-")
        (out / path).write(content)
        seen.append(path)
    assert len(seen) == 6
    assert vr.open_dataset(out.uri).results_of("cam020").equals(anew)
    compact(out.uri)
    assert vr.open_dataset(out.uri).load().equals(vr.concat([*ALL, anew]))


def test_a_source_that_an_input_gives_no_more_goes(out):
    compact(out.uri)
    stale = [name.replace("cam000", "cam003") for name in files_of(ALL[0])]
    forget(out, stale, files_of(result(30)))
    expected = vr.concat([*ALL[:3], *ALL[4:]])
    dataset = vr.open_dataset(out.uri)
    assert dataset.load().equals(expected)
    assert len(dataset) == 7
    settle(out)
    assert vr.open_dataset(out.uri).load().equals(expected)
    assert not [name for name in tables_of(out) if "source" in name]


def test_a_batch_knows_what_was_taken_in(out):
    names = list(files_of(ALL[0]))
    assert not Taken(out).holds(names[0])
    compact(out.uri)
    taken = Taken(out)
    assert all(taken.holds(name) for name in names)
    assert not taken.holds(names[0].replace("cam000", "cam9"))
    assert not taken.holds("_results/cam000.json")


def test_a_batch_names_files_for_a_compacted_dataset(out, tmp_path):
    root = tmp_path / "made"
    vr.export(ALL[0], root, format="parquet")
    outputs = tuple(files_of(ALL[0]))
    made = Made(source_ids=("cam000",), root=root, outputs=(*outputs, "notes.txt"))
    assert placed(made, out) == made
    compact(out.uri)
    flat = placed(made, out)
    assert flat.outputs[0] == "classes/source-cam000-part-0.parquet"
    assert flat.outputs[-1] == "notes.txt"
    assert all((root / name).is_file() for name in flat.outputs[:-1])


class Killed(BaseException):
    """Nothing catches it."""


def test_killed_anywhere_it_goes_on_where_it_was(out, monkeypatch):
    add(out, result(3, boxes=9))  # files of hive's kind again
    compact(out.uri)
    late = [result(5, boxes=7), result(9)]
    add(out, *late, flat=True)
    expected = vr.concat([*ALL[:3], result(3, boxes=9), ALL[4], late[0], *ALL[6:], late[1]])
    steps = 0
    real = {name: getattr(At, name) for name in ("write", "put", "remove")}

    def counted(name):
        def step(at, *given):
            nonlocal steps
            if steps == 0:
                raise Killed
            steps -= 1
            real[name](at, *given)

        return step

    for name in real:
        monkeypatch.setattr(At, name, counted(name))
    for allowed in range(100):
        steps = allowed
        try:
            compact(out.uri)
        except Killed:
            dataset = vr.open_dataset(out.uri)
            for table in TABLES:
                assert rows_of(dataset, table) == rows_of(expected, table), (allowed, table)
        else:
            break
    assert 5 < allowed < 99
    assert vr.open_dataset(out.uri).load().equals(expected)
    assert sorted(name.rpartition("-")[0].rpartition("/")[2] for name in tables_of(out)) == (
        ["compacted"] * 6
    )


DYING = """
import os, signal, sys
from vidresults.batch.dataset import compact
from vidresults.batch.places import At
real, calls = At.remove, []
def remove(at):
    calls.append(at)
    if len(calls) == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    real(at)
At.remove = remove
compact(sys.argv[1])
"""


def test_a_killed_process_leaves_what_the_next_one_ends(tmp_path):
    out = At(str(tmp_path / "out"))
    add(out, *ALL)
    ended = subprocess.run([sys.executable, "-c", DYING, out.uri], check=False).returncode
    assert ended == -signal.SIGKILL
    assert len(tables_of(out)) == 48 - 6 + 6
    assert vr.load(out.uri).equals(WHOLE)
    settle(out)
    assert vr.load(out.uri).equals(WHOLE)
    assert len(tables_of(out)) == 6


def test_what_a_killed_compaction_wrote_does_not_count_and_goes(out):
    compact(out.uri)
    (stray,) = (name for name in tables_of(out) if name.startswith("detections/"))
    (out / "detections/compacted-99.parquet").write((out / stray).read() or b"")
    assert vr.open_dataset(out.uri).load().equals(WHOLE)
    settle(out)
    assert len(tables_of(out)) == 6
    assert vr.open_dataset(out.uri).load().equals(WHOLE)


def test_a_lost_file_is_not_passed_over(out):
    compact(out.uri)
    (lost,) = (name for name in tables_of(out) if name.startswith("detections/"))
    (out / lost).remove()
    with pytest.raises(FormatError, match=rf"{lost} is not there"):
        vr.open_dataset(out.uri)


def test_what_cannot_be_compacted_is_said(out, tmp_path):
    with pytest.raises(FormatError, match="holds no dataset"):
        compact(tmp_path / "nothing")
    name = "frames/source_id=cam001/part-0.parquet"
    table = pq.read_table(pa.BufferReader((out / name).read()))
    sink = pa.BufferOutputStream()
    pq.write_table(table.drop_columns(["frame_index"]), sink)
    (out / name).write(sink.getvalue().to_pybytes())
    with pytest.raises(SchemaError, match=rf"{name}.*missing: frame_index"):
        compact(out.uri)
    assert len(tables_of(out)) == 48
    assert "_compacted.json" not in out.files()
