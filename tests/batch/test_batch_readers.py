"""Other tools open the dataset as it is, and count what we count; also when it is compacted."""

from __future__ import annotations

import warnings

import duckdb
import pandas as pd
import polars as pl
import pyarrow.dataset as ds
import pytest

from tests.support.many import add, result
from vidresults.batch.dataset import compact
from vidresults.batch.places import At

# (1 + number % 3) boxes on two frames each; a name that paths write in another way
WANTED = {"cam000": 2, "cam001": 4, "cam002": 6, "a:b": 8, "7": 2}


@pytest.fixture(params=["as it was written", "compacted", "compacted and added to"])
def table(request, tmp_path):
    """The folder of the detections."""
    out = At(str(tmp_path))
    add(
        out,
        *(result(number, boxes=1 + number) for number in range(3)),
        result(3, boxes=4, name="a:b"),
    )
    if request.param == "as it was written":
        add(out, result(7, boxes=1, name="7"))
    elif request.param == "compacted":
        add(out, result(7, boxes=1, name="7"))
        compact(out.uri)
    else:
        compact(out.uri)
        add(out, result(7, boxes=1, name="7"), flat=True)
    return tmp_path / "detections"


@pytest.mark.parametrize("hive", ["", ", hive_partitioning = true", ", hive_partitioning = false"])
def test_duckdb(table, hive):
    query = f"select source_id::varchar, count(*) from read_parquet('{table}/**/*.parquet'{hive}) group by 1"  # noqa: E501, S608
    assert dict(duckdb.sql(query).fetchall()) == WANTED


@pytest.mark.parametrize("hive", [None, True, False])
@pytest.mark.parametrize("name", ["", "/**/*.parquet"])
def test_polars(table, hive, name):
    found = pl.scan_parquet(f"{table}{name}", hive_partitioning=hive).group_by("source_id").len()
    assert dict(found.collect().rows()) == WANTED


@pytest.mark.parametrize("partitioning", [None, "hive"])
def test_arrow(table, partitioning):
    found = ds.dataset(table, format="parquet", partitioning=partitioning)
    ids = found.to_table(columns=["source_id"])["source_id"].cast("string")
    assert {row["values"]: row["counts"] for row in ids.value_counts().to_pylist()} == WANTED


def test_pandas(table):
    found = pd.read_parquet(table, partitioning=None)
    assert found.groupby("source_id").size().to_dict() == WANTED


@pytest.fixture(scope="module")
def ray():
    """Ray with one process, as small as it goes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import ray

        ray.init(
            "local", num_cpus=1, include_dashboard=False, log_to_driver=False, logging_level="error"
        )
        ray.data.DataContext.get_current().enable_progress_bars = False
        yield ray
        ray.shutdown()


@pytest.mark.filterwarnings("ignore")
def test_ray_data(table, ray):
    found: dict[str, int] = {}
    for batch in ray.data.read_parquet(str(table)).iter_batches(batch_format="pyarrow"):
        for row in batch["source_id"].value_counts().to_pylist():
            found[row["values"]] = found.get(row["values"], 0) + row["counts"]
    assert found == WANTED
