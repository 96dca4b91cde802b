"""What may stand in a submission, and the job that it becomes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from vidresults.localserver.catalogue import ELSEWHERE, TASKS, ModelEntry, served
from vidresults.localserver.refusals import ApiRefusal

DEFAULT_CONFIDENCE = 0.4
_FASTEST_FPS = 120
_MOST_MODELS = 20
_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequest:
    """One model of a job.

    Attributes:
        slug: Its key in the result.
        version: Digits as text.
        params: `inference_params`; `confidence` in them was checked.
    """

    slug: str
    version: str
    params: dict[str, Any]

    @property
    def name(self) -> str:
        """Slug and version."""
        return f"{self.slug}/{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRequest:
    """One job, as far as the request alone tells.

    Attributes:
        input_url: The video, as it was sent.
        infer_fps: Samples per second of video, exact.
        models: At least one.
    """

    input_url: str
    infer_fps: Fraction
    models: tuple[ModelRequest, ...]

    def order(self, models: Mapping[str, ModelEntry], *, url: str | None) -> dict[str, Any]:
        """What the worker is told, as JSON; no signed URL is in it.

        Args:
            models: What is served.
            url: The address of a video elsewhere; None for an upload.
        """
        wanted = []
        for model in self.models:
            entry = models.get(model.name)
            known = (
                {"module": entry.module, "classes": entry.classes, "file": entry.file}
                if entry
                else {}
            )
            wanted.append({"slug": model.slug, "name": model.name, "params": model.params, **known})
        return {
            "infer_fps": str(self.infer_fps),
            "url": url,
            "models": wanted,
            "served": served(models),
        }


def read_request(body: Any, models: Mapping[str, ModelEntry]) -> JobRequest:
    """Check the body of a submission.

    Raises:
        ApiRefusal: 400, with what is wrong and what would be right.
    """
    if not isinstance(body, dict):
        raise ApiRefusal(400, "The body must be a JSON object.")
    url = body.get("input_url")
    if not isinstance(url, str) or not url:
        raise ApiRefusal(400, "input_url is missing: give a signed upload URL as text.")
    wanted = body.get("models")
    if not isinstance(wanted, list) or not wanted:
        raise ApiRefusal(400, "models is missing or empty: give a list with at least one model.")
    if len(wanted) > _MOST_MODELS:
        raise ApiRefusal(400, f"models has {len(wanted)} entries: at most {_MOST_MODELS} in a job.")
    fps = _read_fps(body.get("infer_fps"))
    requests = tuple(_read_model(f"models[{i}]", m, models) for i, m in enumerate(wanted))
    slugs = [request.slug for request in requests]
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise ApiRefusal(
                400, f"{slug} is asked for twice: the result has one list for a model."
            )
    return JobRequest(input_url=url, infer_fps=fps, models=requests)


def _read_fps(value: Any) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ApiRefusal(400, "infer_fps is missing: give samples per second as a number.")
    if not math.isfinite(value) or not 1 <= value <= _FASTEST_FPS:
        raise ApiRefusal(
            400, f"infer_fps is {value:.6g}: it must be at least 1 and at most {_FASTEST_FPS}."
        )
    return Fraction(str(value))


def _read_model(where: str, given: Any, models: Mapping[str, ModelEntry]) -> ModelRequest:
    if not isinstance(given, dict):
        raise ApiRefusal(400, f"{where} must be an object.")
    slug, version, task = (
        given.get("model_id"),
        given.get("model_version"),
        given.get("inference_type"),
    )
    if isinstance(version, int) and not isinstance(version, bool):
        version = str(version)
    for name, value in (("model_id", slug), ("model_version", version), ("inference_type", task)):
        if not isinstance(value, str) or not value:
            raise ApiRefusal(400, f"{where}.{name} is missing: give it as text.")
    request = ModelRequest(slug=str(slug), version=str(version), params=_read_params(where, given))
    if task not in TASKS:
        raise ApiRefusal(
            400, f"{where}.inference_type {_short(task)} is not known: one of {', '.join(TASKS)}."
        )
    entry = models.get(request.name)
    if entry is None and ELSEWHERE.get(request.slug) != task:
        raise ApiRefusal(
            400, f"{where}: {_short(request.name)} is not served here. Served are {served(models)}."
        )
    if entry is not None and entry.task != task:
        raise ApiRefusal(400, f"{where}: {entry.name} is for {entry.task}, not for {task}.")
    return request


def _read_params(where: str, given: dict[str, Any]) -> dict[str, Any]:
    params = given.get("inference_params")
    if params is None:
        return {}
    if not isinstance(params, dict):
        raise ApiRefusal(400, f"{where}.inference_params must be an object.")
    confidence = params.get("confidence")
    right = isinstance(confidence, int | float) and not isinstance(confidence, bool)
    if confidence is not None and not (right and 0 <= confidence <= 1):
        raise ApiRefusal(400, f"{where}.inference_params.confidence must be a number from 0 to 1.")
    return params


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 3]}..."
