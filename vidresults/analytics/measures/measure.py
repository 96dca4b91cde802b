"""One measure: what was observed how often, and the row that says it."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as attribute
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
import pyarrow as pa

from vidresults.schema.fields import field

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOMENT = pa.struct(
    [
        pa.field("frame_index", pa.int64(), nullable=False),
        pa.field("time_seconds", pa.float64()),
        pa.field("value", pa.float64(), nullable=False),
    ]
)

QUALITY: Final = pa.schema(
    [
        field("source_id", pa.string(), "which result"),
        field("model", pa.string(), "the model", null="the frames of the result, whatever model"),
        field("class_name", pa.string(), "the class", null="all classes together"),
        field("measure", pa.string(), "its name"),
        field("value", pa.float64(), "the measure", null="there was nothing to measure it on"),
        field("unit", pa.string(), "unit of the value"),
        field("found", pa.int64(), "how many were counted", null="it is no count"),
        field("samples", pa.int64(), "how many it rests on"),
        field("of", pa.string(), "what these are"),
        field("worst", pa.list_(_MOMENT), "worst moments, the worst first: frame, time, value"),
        field("clock", pa.string(), "whose time: video or sent", null="no time is known"),
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clock:
    """Frames and times of samples.

    Attributes:
        frames: Frame of each sample, shape (n,).
        seconds: Its time, NaN where it is not known, shape (n,).
        name: Whose times these are: "video", "sent", or None where no time is known.
    """

    frames: NDArray[np.int64]
    seconds: NDArray[np.float64]
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measure:
    """What one measure saw.

    Attributes:
        name: Its name.
        unit: Unit of its value.
        of: What was observed: what `samples` counts.
        sample: Position of the sample of each observation, shape (n,).
        values: What was seen, 1 or 0 where it is counted, shape (n,).
        classes: The class of each, shape (n,); None where there are no classes.
        counted: Whether the measure is a share, and moments are as bad as there are many.
        worst: Which observations are bad: the "highest", the "lowest", those farthest from 0, or
            none. What is 0 is bad only where the lowest are.
        value: Where the measure is not the mean of what was seen: for each class, and None for
            all together.
    """

    name: str
    unit: str
    of: str
    sample: NDArray[np.int64]
    values: NDArray[np.float64]
    classes: NDArray[np.object_] | None = None
    counted: bool = False
    worst: Literal["highest", "lowest", "farthest", "none"] = "highest"
    value: dict[str | None, float | None] = attribute(default_factory=dict)

    def row(self, clock: Clock, class_name: str | None, most: int | None) -> dict[str, Any]:
        """The row of QUALITY without source and model, of one class or of all together."""
        here = np.ones(len(self.sample), np.bool_)
        if class_name is not None and self.classes is not None:
            here = np.asarray(self.classes == class_name, np.bool_)
        values = self.values[here]
        mean = float(values.mean()) if len(values) else None
        return {
            "class_name": class_name,
            "measure": self.name,
            "value": self.value.get(class_name, mean),
            "unit": self.unit,
            "found": int(values.sum()) if self.counted else None,
            "samples": len(values),
            "of": self.of,
            "worst": self._moments(clock, self.sample[here], values, most),
            "clock": clock.name,
        }

    def _moments(
        self,
        clock: Clock,
        samples: NDArray[np.int64],
        values: NDArray[np.float64],
        most: int | None,
    ) -> list[dict[str, Any]]:
        """The worst samples, one moment each; of equally bad ones the earlier first."""
        by_sample = self._by_sample(samples, values)
        ranked = sorted(by_sample.items(), key=lambda item: (-self._badness(item[1]), item[0]))
        moments = []
        for sample, value in ranked[:most]:
            seconds = float(clock.seconds[sample])
            moments.append(
                {
                    "frame_index": int(clock.frames[sample]),
                    "time_seconds": None if np.isnan(seconds) else seconds,
                    "value": value,
                }
            )
        return moments

    def _by_sample(
        self, samples: NDArray[np.int64], values: NDArray[np.float64]
    ) -> dict[int, float]:
        """What stands for each sample: the number counted, else the worst of its values."""
        found: dict[int, float] = {}
        for sample, value in zip(samples.tolist(), values.tolist(), strict=True):
            if self.counted:
                if value:
                    found[sample] = found.get(sample, 0.0) + value
            elif self.worst != "lowest" and not self._badness(value) > 0:
                continue
            elif sample not in found or self._badness(value) > self._badness(found[sample]):
                found[sample] = value
        return found

    def _badness(self, value: float) -> float:
        return {"highest": value, "lowest": -value, "farthest": abs(value), "none": 0.0}[self.worst]
