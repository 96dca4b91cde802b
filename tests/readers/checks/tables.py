"""pandas, polars, DuckDB: boxes with classes, times and ids of Parquet, Arrow, CSV, JSON lines."""

# ruff: noqa: S608 - the queries read our own files

import facts


def expected(export):
    """A row for everything that was found."""
    return sorted(
        (video["name"], frame["number"], frame["seconds"], thing["class_id"], thing["name"],
         thing["track"], thing["confidence"], *thing["box"])
        for video, frame, thing in export.things()
    )  # fmt: skip


CENTRES = ("x_center - width / 2", "y_center - height / 2", "width", "height")
CORNERS = ("x_min", "y_min", "x_max - x_min", "y_max - y_min")


def by_duckdb(export):
    import duckdb

    keys = "source_id, frame_index, time_seconds, class_id, class_name, tracker_id, confidence"
    source = {
        "csv": f"read_csv('{export.path}')",
        "parquet": f"read_parquet('{export.path}/detections/**/*.parquet')",
        "jsonl": f"(select r.source_id, frame_index, time_seconds, unnest(detections, max_depth := "
                 f"2) from read_json('{export.path}', maximum_object_size=10000000) r)",
    }  # fmt: skip
    if export.format not in source:
        return None
    box = CORNERS if export.format == "csv" else CENTRES
    return duckdb.sql(f"select {keys}, {', '.join(box)} from {source[export.format]}").fetchall()


def by_pandas(export):
    import pandas as pd

    if export.format == "parquet":
        # the folders' names say the source too, and so does a column
        files = sorted((export.path / "detections").rglob("*.parquet"))
        table = pd.concat([pd.read_parquet(file, partitioning=None) for file in files])
    elif export.format == "arrow":
        table = pd.read_feather(export.path / "detections.arrow")
    elif export.format == "csv":
        table = pd.read_csv(export.path, keep_default_na=False, na_values=[""])
    else:
        lines = pd.read_json(export.path, lines=True, dtype=False)
        lines = lines[lines["detections"].map(lambda cell: isinstance(cell, list))]
        lines = lines.explode("detections").dropna(subset="detections")
        within = pd.json_normalize(lines["detections"].tolist(), max_level=0)
        outside = lines[["source_id", "frame_index", "time_seconds"]].reset_index(drop=True)
        table = pd.concat([outside, within], axis=1)
    return _rows(table.to_dict("records"))


def by_polars(export):
    import polars as pl

    if export.format == "parquet":
        table = pl.read_parquet(export.path / "detections" / "**" / "*.parquet")
    elif export.format == "arrow":
        table = pl.read_ipc(export.path / "detections.arrow")
    elif export.format == "csv":
        table = pl.read_csv(export.path)
    else:
        lines = pl.read_ndjson(export.path)
        table = lines.select("source_id", "frame_index", "time_seconds", "detections")
        table = table.explode("detections").drop_nulls("detections").unnest("detections")
    return _rows(table.to_dicts())


def _rows(records):
    for row in records:
        if "x_center" in row:
            left, top = row["x_center"] - row["width"] / 2, row["y_center"] - row["height"] / 2
            box = (left, top, row["width"], row["height"])
        else:
            left, top = row["x_min"], row["y_min"]
            box = (left, top, row["x_max"] - left, row["y_max"] - top)
        yield (row["source_id"], row["frame_index"], row["time_seconds"], row["class_id"],
               row["class_name"], row["tracker_id"], row["confidence"], *box)  # fmt: skip


for export in facts.asked():
    for read in (by_duckdb, by_pandas, by_polars):
        rows = read(export)
        if rows is not None:
            what = f"{export.format} {read.__name__}"
            facts.same(sorted(map(tuple, rows)), expected(export), what, within=1e-12)
