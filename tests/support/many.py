"""Small results of many jobs, as a dataset of Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.support.sources import box, document, element
from vidresults.export import export
from vidresults.load import load

if TYPE_CHECKING:
    from vidresults.batch.places import At
    from vidresults.results import VideoResults


def result(number: int, *, boxes: int = 3, name: str | None = None) -> VideoResults:
    """A result with two models, frames without a box and a frame that was not inferred."""
    found = [box(x=10.0 + number + n, detection_id=f"{number}-{n}") for n in range(boxes)]
    return load(
        document(
            boxes=[element(*found, time=0.0), None, element(time=0.4), element(*found, time=0.6)],
            clip=[[0.5, -0.25 * number]] * 4,
        ),
        source_id=name or f"cam{number:03}",
    )


def add(out: At, *results: VideoResults, flat: bool = False) -> None:
    """Write sources into a dataset at any address, documents last as a batch does."""
    for one in results:
        for name, content in files_of(one).items():
            (out / (_flat(name) if flat else name)).write(content)


def files_of(one: VideoResults) -> dict[str, bytes]:
    """The files of a result in a dataset, documents last."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        export(one, Path(folder) / "d", format="parquet")
        paths = sorted((Path(folder) / "d").rglob("*.parquet"))
        found = {p.relative_to(Path(folder) / "d").as_posix(): p.read_bytes() for p in paths}
    return dict(sorted(found.items(), key=lambda item: item[0].startswith("documents/")))


def _flat(name: str) -> str:
    table, folder, part = name.split("/")
    return f"{table}/source-{folder.removeprefix('source_id=')}-{part}"


def rows_of(results: Any, table: str) -> list[dict[str, Any]]:
    """The rows of a table by source, as they stand in it."""
    return sorted(results.table(table).to_pylist(), key=lambda row: row["source_id"])
