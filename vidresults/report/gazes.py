"""Faces with where they look, in pixels of the video."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from vidresults.report.names import Names
    from vidresults.report.samples import Samples
    from vidresults.results import Source

GAZES: Final = pa.schema(
    [
        pa.field("model", pa.uint8()),
        pa.field("frame", pa.int32()),
        *(pa.field(name, pa.float32()) for name in ("x0", "y0", "x1", "y1")),
        *(pa.field(name, pa.float32()) for name in ("confidence", "yaw", "pitch")),
        pa.field("landmarks", pa.list_(pa.float32())),
    ]
)

_FARTHEST: Final = 1e6  # pixels; no picture is larger
_LAST_FRAME: Final = 2**31 - 1


def gazes_of(source: Source, names: Names, samples: Samples) -> pa.Table:
    """The page's table; a confidence or an angle (radians) that is not known is NaN.

    Landmarks are x, y, x, y, ...; null where none were sent.
    """
    tables = [_table(batch, names, samples) for batch in source.batches("gazes")]
    return pa.concat_tables([*tables, GAZES.empty_table()])


def _table(batch: pa.RecordBatch, names: Names, samples: Samples) -> pa.Table:
    across, down = samples.scale[samples.places(batch)].T
    middles, halves = (
        (batch[x].to_numpy() * across / share, batch[y].to_numpy() * down / share)
        for x, y, share in (("x_center", "y_center", 1), ("width", "height", 2))
    )
    edges = {
        "x0": middles[0] - halves[0], "y0": middles[1] - halves[1],
        "x1": middles[0] + halves[0], "y1": middles[1] + halves[1],
    }  # fmt: skip
    return pa.table(
        {
            "model": names.models_of(batch),
            "frame": np.minimum(batch["frame_index"].to_numpy(), _LAST_FRAME).astype(np.int32),
            **{name: np.clip(v, -_FARTHEST, _FARTHEST) for name, v in edges.items()},
            "confidence": _known(batch["confidence"]),
            "yaw": _known(batch["yaw_radians"]),
            "pitch": _known(batch["pitch_radians"]),
            "landmarks": [
                None if points is None else _flat(points, x, y)
                for points, x, y in zip(batch["landmarks"].to_pylist(), across, down, strict=True)
            ],
        }
    ).cast(GAZES)


def _known(column: pa.Array) -> pa.Array:
    return column.fill_null(float("nan"))


def _flat(points: list[dict[str, float]], across: float, down: float) -> list[float]:
    return [number for p in points for number in (p["x"] * across, p["y"] * down)]
