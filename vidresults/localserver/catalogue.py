"""Which models are served: data only, so that the HTTP side never loads the models' libraries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from vidresults.errors import ServerError
from vidresults.localserver.models.onnx_input import input_size

TASKS = (
    "object-detection",
    "instance-segmentation",
    "keypoint-detection",
    "classification",
    "clip-embed-image",
    "gaze-detection",
)
"""The kinds of model that the API knows by `inference_type`."""

# The service takes jobs for these; here such a job ends as failed and says what is served.
ELSEWHERE = {"clip": "clip-embed-image", "gaze": "gaze-detection"}

_NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9_.-]{0,99})/([0-9]{1,9})")
_TAKEN = {*ELSEWHERE, "frame_offset", "time_offset", "frame_offsets", "time_offsets"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OnnxModel:
    """A detector of the user's own.

    Attributes:
        name: "slug/version", as in "helmets/3".
        file: The ONNX file.
        labels: Text file with one class name a line, in the order of the class numbers; None
            names the classes by their numbers.
    """

    name: str
    file: Path
    labels: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEntry:
    """One model that is served.

    Attributes:
        slug: Its key in result documents.
        version: Digits.
        task: The `inference_type` to ask for.
        classes: Class names; the index is the class_id. Empty where only running it tells.
        module: Module of `vidresults.localserver.models` that runs it.
        file: The ONNX file, absolute; None for models that need none.
    """

    slug: str
    version: str
    task: str
    classes: tuple[str, ...]
    module: str
    file: str | None = None

    @property
    def name(self) -> str:
        """Slug and version as users write them."""
        return f"{self.slug}/{self.version}"


_BUILT_IN = (
    ModelEntry(
        slug="motion", version="1", task="object-detection", classes=("moving",), module="motion"
    ),
    ModelEntry(
        slug="motion-outline",
        version="1",
        task="instance-segmentation",
        classes=("moving",),
        module="motion_outline",
    ),
    ModelEntry(
        slug="codes",
        version="1",
        task="keypoint-detection",
        classes=("qr-code", "aruco-marker"),
        module="codes",
    ),
    ModelEntry(
        slug="scene-state",
        version="1",
        task="classification",
        classes=("dark-still", "dark-moving", "bright-still", "bright-moving"),
        module="scene_state",
    ),
)


def catalogue(onnx: Iterable[OnnxModel] = ()) -> dict[str, ModelEntry]:
    """All models that are served, by "slug/version".

    Raises:
        ServerError: A name is taken or not of the form slug/version, or a file cannot be read.
    """
    models = {entry.name: entry for entry in _BUILT_IN}
    built_in = {entry.slug for entry in _BUILT_IN}
    for given in onnx:
        match = _NAME.fullmatch(given.name)
        if match is None:
            raise ServerError(
                f"{given.name!r} is no name of a model: write slug/version, as in helmets/3"
            )
        slug, version = match.groups()
        if slug in built_in | _TAKEN or given.name in models:
            raise ServerError(f"the name {given.name} is taken: choose another slug")
        if not given.file.is_file():
            raise ServerError(f"{given.file} is no file: --onnx takes slug/version=FILE")
        input_size(given.file)
        models[given.name] = ModelEntry(
            slug=slug,
            version=version,
            task="object-detection",
            classes=_labels(given.labels),
            module="onnx_detector",
            file=str(given.file.absolute()),
        )
    return models


def served(models: Mapping[str, ModelEntry]) -> str:
    """What is served, for messages."""
    return ", ".join(f"{entry.name} ({entry.task})" for entry in models.values())


def _labels(file: Path | None) -> tuple[str, ...]:
    if file is None:
        return ()
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ServerError(f"{file} cannot be read as labels: {error}") from None
    names = tuple(line.strip() for line in lines)
    while names and not names[-1]:
        names = names[:-1]
    if not names or not all(names):
        raise ServerError(f"{file} has an empty line: write one class name a line")
    return names
