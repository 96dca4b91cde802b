"""Counts of stored tables, which are read in pieces, and against SQL of our own."""

from __future__ import annotations

import pytest

from tests.support.documents import detection, document, element, single_label
from vidresults import Scan, concat, count_by_class, count_over_time, export, load, scan
from vidresults.analytics.counts import tally
from vidresults.errors import FormatError, SchemaError
from vidresults.results import columns

BUS = {"class": "bus", "class_id": 5}


@pytest.fixture
def stored(tmp_path):
    """Two videos, with two models, tracks and labels; as results and as a folder of tables."""
    many = [
        element(*[detection(tracker_id=n // 3)] * (n % 4), *[detection(**BUS)] * (n % 3 == 1))
        for n in range(40)
    ]
    labels = [single_label() for _ in many]
    results = concat(
        load(document(*many[at:], sky=labels[at:]), source_id=name)
        for at, name in enumerate(("a", "b/c"))
    )
    export(results, tmp_path / "tables", format="parquet")
    return results, tmp_path / "tables"


@pytest.mark.parametrize("rows", [1, 3, 7, 1 << 17])
def test_what_is_stored_counts_the_same_in_pieces_of_any_size(stored, monkeypatch, rows):
    results, folder = stored
    monkeypatch.setattr(columns, "_BATCH_ROWS", rows)
    for name in ("load", "table", "facts", "batches"):
        monkeypatch.setattr(Scan, name, lambda *_: pytest.fail("nothing is loaded whole"))
    assert count_by_class(scan(folder)).equals(count_by_class(results))
    for length in (1.0, 0.2, None):
        found = count_over_time(scan(folder), bin_seconds=length, moving=3)
        assert found.equals(count_over_time(results, bin_seconds=length, moving=3))


def test_samples_too_far_apart_for_a_grid_are_counted_too(stored, monkeypatch):
    results, folder = stored
    monkeypatch.setattr(tally, "_MOST_CELLS", 1)
    found = count_by_class(scan(folder))
    monkeypatch.undo()
    assert found.equals(count_by_class(results))


def test_a_part_of_what_is_stored_counts_like_the_part(stored):
    results, folder = stored
    wanted = {"models": "street", "min_confidence": 0.5, "start_seconds": 1, "drop_classes": "bus"}
    found = count_over_time(scan(folder).select(**wanted))
    assert found.equals(count_over_time(results.select(**wanted)))


def test_a_damaged_file_and_another_version_are_named(stored):
    _, folder = stored
    path = folder / "detections" / "source_id=a" / "part-0.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(FormatError, match=r"part-0\.parquet: cannot be read as Parquet"):
        count_by_class(scan(folder))
    path.write_bytes((folder / "frames" / "source_id=a" / "part-0.parquet").read_bytes())
    with pytest.raises(SchemaError, match=r"part-0\.parquet: table 'detections'"):
        count_by_class(scan(folder))


SECONDS = """
with cells as (
    select source_id, model, class_name, floor(i.time_seconds) as second, sample_index, n
    from (select * from inferences where state = 'inferred') i
    cross join (select distinct class_name from detections)
    left join (
        select source_id, model, class_name, sample_index, count(*) as n
        from detections group by all
    ) using (source_id, model, class_name, sample_index)
)
select class_name, second, count(*) as inferred, coalesce(sum(n), 0)::bigint as detections,
       coalesce(sum(n), 0) / count(*) as mean, coalesce(max(n), 0) as most
from cells group by all order by class_name, second
"""


def test_counts_of_a_real_result_are_those_of_plain_sql(real_data):
    results = load(real_data / "results" / "pallet_5fps.json")
    expected = results.sql(SECONDS).to_pylist()
    found = count_over_time(results).to_pylist()
    assert len(found) == len(expected) > 50
    for row, other in zip(found, expected, strict=True):
        assert row["start_seconds"] == other["second"]
        for name in ("class_name", "inferred", "detections", "mean", "most"):
            assert row[name] == other[name]
