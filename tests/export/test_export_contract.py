"""What every format promises; a format added to FORMATS is tested without a line here."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from tests.support.sources import KEYS, changed, full, odd_sources, with_tracks, without_masks
from vidresults.errors import LossError, OutputError, SelectionError, VidResultsError
from vidresults.export import FORMATS, export, format_of
from vidresults.results import Scan
from vidresults.schema import TABLES

COLUMNS = [
    (table, column)
    for table, schema in TABLES.items()
    for column in schema.names
    if KEYS.get(column, table) == table
]
KEPT = [
    (name, table, column)
    for name in FORMATS
    for table, column in COLUMNS
    if not {table, f"{table}.{column}"} & {*format_of(name).loses, *format_of(name).omits}
]
ODD = dict(odd_sources())
NAMES = {"file": "out.dat", "folder": "out"}


@pytest.fixture(scope="module")
def filled():
    return full()


def target(folder, name):
    if name == "rerun":
        pytest.importorskip("rerun")
    return folder / NAMES[format_of(name).makes]


def content(path: Path) -> dict[str, str]:
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    return {
        p.relative_to(path.parent).as_posix(): hashlib.sha256(without_index(p)).hexdigest()
        for p in files
    }


def without_index(path: Path) -> bytes:
    """A file's bytes; without the index that ends a recording of Rerun."""
    read = path.read_bytes()
    if read[:4] == b"RRF2" and read[-12:-4] == b"RRF2FOOT":
        return read[: int.from_bytes(read[-32:-24], "little") - 16]
    return read


def all_tracked(name):
    """Whether a format leaves out what has no tracker id."""
    return "detections.tracker_id" in format_of(name).needs


def written(source, folder, name):
    path = target(folder, name)
    facts = source.facts
    tracked = facts.values["detections.tracker_id"]
    wanted = facts.rows["detections"] if all_tracked(name) else 1
    if format_of(name).needs_tracks and tracked < wanted:
        source = with_tracks(source)
    export(source, path, format=name)
    return content(path)


def test_the_full_source_fills_every_column(filled):
    assert [name for name, count in filled.facts.values.items() if not count] == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_declared_loss_names_a_table_or_a_column(name):
    declared = format_of(name)
    for what in [*declared.loses, *declared.omits]:
        table, _, column = what.partition(".")
        assert table in TABLES
        assert not column or column in TABLES[table].names
    assert not declared.loses.keys() & declared.omits.keys()


@pytest.mark.parametrize(("name", "table", "column"), KEPT)
def test_every_field_that_is_not_declared_as_lost_is_kept(name, table, column, filled, tmp_path):
    if column.startswith("image_"):  # masks are as large as their picture
        filled = without_masks(filled)
    before = written(filled, tmp_path / "before", name)
    after = written(changed(filled, table, column), tmp_path / "after", name)
    assert before != after, f"{name} keeps no {table}.{column} and does not say so"


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("odd", ODD)
def test_the_same_input_gives_the_same_bytes(name, odd, tmp_path):
    first = written(ODD[odd], tmp_path / "first", name)
    assert first == written(ODD[odd], tmp_path / "second", name)
    assert first


@pytest.mark.parametrize("name", [name for name in FORMATS if format_of(name).needs_tracks])
def test_a_format_of_tracks_says_how_to_get_them(name, tmp_path):
    with pytest.raises(SelectionError, match="--track METHOD, or before with `vidresults tracks`"):
        export(ODD["odd class names"], target(tmp_path, name), format=name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", FORMATS)
def test_writing_again_over_the_same_output_works(name, filled, tmp_path):
    assert written(filled, tmp_path, name) == written(filled, tmp_path, name)


@pytest.mark.parametrize("name", FORMATS)
def test_a_scan_gives_the_bytes_that_tables_in_memory_give(name, filled, tmp_path):
    filled = with_tracks(filled) if all_tracked(name) else filled

    def read(tables):
        for table in TABLES:
            if table in tables:
                for batch in filled.table(table).to_batches(max_chunksize=2):
                    yield table, batch

    whole = written(filled, tmp_path / "whole", name)
    streamed = written(Scan(read), tmp_path / "streamed", name)
    if name == "parquet":  # row groups follow the batches
        assert whole.keys() == streamed.keys()
    else:
        assert whole == streamed


class BreaksError(Exception):
    """What a source raises half way."""


@pytest.mark.parametrize("name", FORMATS)
def test_a_write_that_fails_leaves_nothing(name, filled, tmp_path):
    class Failing(Scan):
        facts = filled.facts

        def batches(self, table):
            return (batch for _, batch in self.stream((table,)))

        def stream(self, tables):
            for table, batch in filled.stream(tables):
                yield table, batch
                if table == "detections":
                    raise BreaksError

    path = target(tmp_path / "deep" / "er", name)
    with pytest.raises(BreaksError):
        export(Failing(lambda _: iter(())), path, format=name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_is_written_outside_the_output(name, tmp_path):
    for source in ODD.values():
        written(source, tmp_path / "inside", name)
        assert [p.name for p in (tmp_path / "inside").iterdir()] == [NAMES[format_of(name).makes]]
        for path in (tmp_path / "inside").iterdir():
            if path.is_file():
                path.unlink()
            else:
                shutil.rmtree(path)
    assert [p.name for p in tmp_path.iterdir()] == ["inside"]


@pytest.mark.parametrize("name", FORMATS)
def test_losses_are_counted_and_strict_refuses(name, filled, tmp_path):
    path = target(tmp_path, name)
    report = export(filled, path, format=name)
    declared = set(format_of(name).loses)
    declared |= {"frames without a box"} if format_of(name).loses_empty_frames else set()
    if all_tracked(name):
        declared |= {"detections without tracker_id"}
    assert {loss.what for loss in report.losses} == declared
    if not declared:
        export(filled, path, format=name, strict=True)
        return
    with pytest.raises(LossError, match=f"{name} cannot keep"):
        export(filled, tmp_path / "strict", format=name, strict=True)
    assert not (tmp_path / "strict").exists()


def test_a_folder_with_other_files_is_left_alone(filled, tmp_path):
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(OutputError, match=r"mine\.txt"):
        export(filled, tmp_path, format="parquet")
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_an_unknown_format_lists_those_there_are(filled, tmp_path):
    with pytest.raises(SelectionError, match=", ".join(FORMATS)):
        export(filled, tmp_path / "x", format="yoyo")
    assert issubclass(SelectionError, VidResultsError)
