"""Which files of a dataset count, by their names."""

import pytest

from vidresults.errors import FormatError
from vidresults.results.layout import (
    Index,
    Piece,
    counted,
    flat_name,
    folder_name,
    is_compacted,
    is_table_file,
    source_name,
)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("frames/source_id=a%3Ab/part-0.parquet", "a%3Ab"),
        ("frames/source-a%3Ab-part-10.parquet", "a%3Ab"),
        ("frames/source-x-part-3-part-0.parquet", "x-part-3"),
        ("frames/compacted-3.parquet", None),
        ("frames/part-0.parquet", None),
    ],
)
def test_files_tell_their_source(name, source):
    assert source_name(name) == source
    assert source_name(flat_name(name)) == source


def test_a_compacted_dataset_has_no_folders_of_sources():
    name = f"frames/source_id={folder_name('a=b/c')}/part-2.parquet"
    assert flat_name(name) == "frames/source-a%3Db%2Fc-part-2.parquet"
    assert flat_name("_results/job.json") == "_results/job.json"
    assert len(flat_name(f"f/source_id={folder_name('x' * 999)}/part-0.parquet")) < 255


@pytest.mark.parametrize(
    "name", ["frames/.a/part-0.parquet", "frames/_b/c.parquet", "frames/_c.parquet", "frames/a.txt"]
)
def test_hidden_files_are_none_of_a_table(name):
    assert not is_table_file(name)


def test_only_what_compaction_writes_has_its_name():
    assert is_compacted("frames/compacted-12.parquet")
    assert not is_compacted("frames/source_id=compacted-1.parquet/part-0.parquet")


def test_the_index_tells_what_counts():
    old, new = "frames/source_id=a/part-0.parquet", "frames/source_id=b/part-0.parquet"
    files = {"frames/compacted-0.parquet": 5, "frames/compacted-1.parquet": 5, old: 7, new: 7}
    piece = Piece(name="frames/compacted-1.parquet", first="a", last="a", size=5)
    index = Index(pieces={"frames": (piece,)}, gone={old: 7}, number=2)
    documents = [name.replace("frames", "documents") for name in (old, new)]
    assert Index.from_json(index.to_json()) == index
    assert counted(files, "frames", index, documents) == [piece.name, new]
    # Another size tells a file that was written anew
    assert counted(files | {old: 8}, "frames", index, documents) == [piece.name, old, new]
    assert counted(files, "frames", None, documents[:1]) == [
        "frames/compacted-0.parquet", "frames/compacted-1.parquet", old,
    ]  # fmt: skip
    with pytest.raises(FormatError, match=r"compacted-1\.parquet is not there"):
        counted({old: 7}, "frames", index, documents)


@pytest.mark.parametrize("text", [b"", b"[]", b'{"pieces": {}}', b'{"pieces": [], "gone": 1}'])
def test_a_damaged_index_is_said(text):
    with pytest.raises(FormatError, match="is damaged"):
        Index.from_json(text)
