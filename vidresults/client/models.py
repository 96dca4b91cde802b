"""What a job runs: models by slug, version and task, with their parameters."""

from __future__ import annotations

import json
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from vidresults.errors import ClientError, VidResultsWarning

_FORM = re.compile(r"(?P<slug>[\w.-]+)/(?P<version>[\w.-]+)(?::(?P<task>[\w-]+))?", re.ASCII)
_DEFAULT_TASK = "object-detection"
_BY_NAME = {"clip": "clip/1:clip-embed-image", "gaze": "gaze/1:gaze-detection"}
_TASKS = (
    "object-detection",
    "instance-segmentation",
    "keypoint-detection",
    "classification",
    "multi-label-classification",
    "semantic-segmentation",
    "clip-embed-image",
    "gaze-detection",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """One model of a job.

    Attributes:
        slug: The project's slug; it is the key of the model's list in the result.
        version: Version, as text.
        task: The API's inference_type.
        params: The API's inference_params as JSON text with sorted keys; "{}" where none are set.
    """

    slug: str
    version: str
    task: str = _DEFAULT_TASK
    params: str = "{}"

    @classmethod
    def parse(cls, text: str, params: Mapping[str, Any] | None = None) -> Self:
        """Read `SLUG/VERSION[:TASK]`, or the names "clip" and "gaze".

        Raises:
            ClientError: The text has another form, or the parameters are no JSON.
        """
        found = _FORM.fullmatch(_BY_NAME.get(text, text))
        if found is None:
            raise ClientError(
                f"model {text!r} is not understood, expected SLUG/VERSION[:TASK], such as "
                "rock-paper-scissors/4:object-detection, or clip, or gaze"
            )
        try:
            written = json.dumps(dict(params or {}), sort_keys=True, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise ClientError(f"the parameters of model {text!r} are no JSON: {error}") from None
        task = found["task"] or _DEFAULT_TASK
        return cls(slug=found["slug"], version=found["version"], task=task, params=written)

    def as_request(self) -> dict[str, Any]:
        """The model as the API takes it."""
        request: dict[str, Any] = {
            "model_id": self.slug,
            "model_version": self.version,
            "inference_type": self.task,
        }
        params = json.loads(self.params)
        return {**request, "inference_params": params} if params else request

    def __str__(self) -> str:
        return f"{self.slug}/{self.version}:{self.task}"


def read_models(
    given: str | Model | Iterable[str | Model], params: Mapping[str, Any] | None = None
) -> tuple[Model, ...]:
    """Read the models of a job; the parameters go to those that were given as text.

    Raises:
        ClientError: There is none, or one is not understood.
    """
    several = [given] if isinstance(given, (str, Model)) else list(given)
    models = tuple(m if isinstance(m, Model) else Model.parse(m, params) for m in several)
    if not models:
        raise ClientError("there is no model, expected at least one SLUG/VERSION[:TASK]")
    for words in _doubts(models):
        warnings.warn(words, VidResultsWarning, stacklevel=3)
    return models


def _doubts(models: tuple[Model, ...]) -> list[str]:
    doubts = [
        f"{count} models of the job have the slug {slug!r}: their lists share one key in the result"
        for slug, count in Counter(model.slug for model in models).items()
        if count > 1
    ]
    for task in sorted({model.task for model in models}):
        if task == "gaze-detection":
            doubts.append("gaze-detection may no longer be served: such a job can fail")
        elif task not in _TASKS:
            doubts.append(f"task {task!r} is not known here; known are {', '.join(_TASKS)}")
    return doubts
