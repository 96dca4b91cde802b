"""The models: one file for each; what they answer has the form of the service's models."""

from __future__ import annotations

import importlib
from typing import Any

from vidresults.localserver.models.model import Model

__all__ = ["Model", "make"]


def make(wanted: dict[str, Any]) -> Model:
    """Make a model for one job.

    Args:
        wanted: `module`, `classes`, `file` and `params`, as a job's order has them.

    Raises:
        ServerError: The model's file cannot be loaded.
    """
    module = importlib.import_module(f"{__name__}.{wanted['module']}")
    params = wanted["params"]
    confidence = params.get("confidence")
    model: Model = module.make(
        classes=tuple(wanted["classes"]),
        file=wanted["file"],
        confidence=0.4 if confidence is None else confidence,
    )
    return model
