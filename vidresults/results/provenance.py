"""Joins the record that the client writes beside a result: its job, versions, parameters, rate."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pyarrow as pa

from vidresults.schema import TABLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a result comes from.

    Attributes:
        job_id: The job that made it.
        result_sha256: Checksum of the result's bytes as stored: of which file this tells.
        infer_fps: Asked samples per second, None where it was not told.
        models: The models that were asked for, as dicts of slug, version, task and params.
    """

    job_id: str
    result_sha256: str
    infer_fps: Fraction | None
    models: tuple[dict[str, Any], ...]

    def apply(self, table: str, batch: pa.RecordBatch) -> Any:
        """Fill in what the document itself does not tell; other tables pass unchanged."""
        if table != "documents":
            return batch
        rows = batch.to_pylist()
        for row in rows:
            row["job_id"] = row["job_id"] or self.job_id
            if self.infer_fps is not None:
                row["infer_fps_numerator"] = self.infer_fps.numerator
                row["infer_fps_denominator"] = self.infer_fps.denominator
            row["models"] = [self._model(model) for model in row["models"]]
        return pa.RecordBatch.from_pylist(rows, schema=TABLES["documents"])

    def _model(self, model: dict[str, Any]) -> dict[str, Any]:
        """The model with version and parameters; two versions of one slug cannot be told apart."""
        counts = Counter(asked["slug"] for asked in self.models)
        asked = next((a for a in self.models if a["slug"] == model["model"]), None)
        if asked is None or counts[asked["slug"]] > 1:
            return model
        params = json.dumps(asked["params"], sort_keys=True) if asked["params"] else None
        task = model["task"] or asked["task"]
        return {**model, "version": asked["version"], "task": task, "params": params}


def read_provenance(text: bytes) -> Provenance | None:
    """Read the record; None where it is another one than the client writes."""
    try:
        told = json.loads(text)
        rate = told["infer_fps"]
        return Provenance(
            job_id=str(told["job_id"]),
            result_sha256=str(told["result"]["sha256"]),
            infer_fps=None if rate is None else Fraction(rate),
            models=tuple(
                {
                    "slug": str(model["slug"]),
                    "version": str(model["version"]),
                    "task": str(model["task"]),
                    "params": dict(model["params"]),
                }
                for model in told["models"]
            ),
        )
    except (ValueError, TypeError, KeyError, ZeroDivisionError, RecursionError):
        return None
