"""What the SDK asks on its way to a video job: key, workspace, project, version, trainings.

Every workspace name answers, and has the served models as its projects, so that programs need
no other change than the address.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from vidresults.localserver.api import owner_of, service_of
from vidresults.localserver.catalogue import ModelEntry, served
from vidresults.localserver.refusals import ApiRefusal

if TYPE_CHECKING:
    from starlette.requests import Request

_NAME = "local"
_CREATED = 0  # seconds since 1970: models here have no birthday
# The SDK tells a model's task by its type's last word.
_TYPE_WORDS = {
    "object-detection": "local-det",
    "instance-segmentation": "local-seg",
    "keypoint-detection": "local-pose",
    "classification": "local-cls",
}


async def key_check(request: Request) -> Response:
    """Which workspace a key belongs to."""
    owner_of(request)
    return JSONResponse({"welcome": "the video inference API on this machine", "workspace": _NAME})


async def workspace(request: Request) -> Response:
    """The workspace with its projects."""
    owner_of(request)
    name = request.path_params["workspace"]
    models = service_of(request).settings.models.values()
    projects = [
        _project(name, list(entries)) for _, entries in groupby(models, lambda entry: entry.slug)
    ]
    found = {"name": name, "url": name, "members": 1, "projects": projects}
    return JSONResponse({"workspace": found})


async def project(request: Request) -> Response:
    """A project with its versions."""
    owner_of(request)
    name = request.path_params["workspace"]
    entries = _entries(request)
    return JSONResponse(
        {
            "workspace": {"name": name, "url": name, "members": 1},
            "project": _project(name, entries),
            "versions": [_version(name, entry) for entry in entries],
        }
    )


async def version(request: Request) -> Response:
    """One version of a project."""
    owner_of(request)
    return JSONResponse({"version": _version(request.path_params["workspace"], _entry(request))})


async def trainings(request: Request) -> Response:
    """The one training that each version has."""
    owner_of(request)
    return JSONResponse({"trainings": [_training(_entry(request))]})


async def training(request: Request) -> Response:
    """That training with its one model."""
    owner_of(request)
    entry = _entry(request)
    kind = _TYPE_WORDS[entry.task]
    model = {"modelId": entry.name, "modelType": kind, "metrics": None}
    return JSONResponse({**_training(entry), "modelCount": 1, "models": [model]})


def _entries(request: Request) -> list[ModelEntry]:
    models = service_of(request).settings.models
    slug = request.path_params["project"]
    found = [entry for entry in models.values() if entry.slug == slug]
    if not found:
        raise ApiRefusal(404, f"There is no such project here. Served are {served(models)}.")
    return found


def _entry(request: Request) -> ModelEntry:
    for entry in _entries(request):
        if entry.version == request.path_params["version"]:
            return entry
    raise ApiRefusal(404, "This project has no such version.")


def _project(workspace_name: str, entries: list[ModelEntry]) -> dict[str, Any]:
    first = entries[0]
    return {
        "id": f"{workspace_name}/{first.slug}",
        "type": first.task,
        "name": first.slug,
        "annotation": first.slug,
        "classes": dict.fromkeys(first.classes, 0),
        "colors": {},
        "created": _CREATED,
        "updated": _CREATED,
        "images": 0,
        "unannotated": 0,
        "public": False,
        "splits": {},
        "versions": len(entries),
    }


def _version(workspace_name: str, entry: ModelEntry) -> dict[str, Any]:
    name = f"{workspace_name}/{entry.name}"
    return {
        "id": name,
        "name": entry.name,
        "created": _CREATED,
        "images": 0,
        "splits": {},
        "augmentation": {},
        "preprocessing": {},
        "exports": [],
        "model": {"id": name, "endpoint": f"/{entry.name}"},
    }


def _training(entry: ModelEntry) -> dict[str, Any]:
    return {
        "id": entry.version,
        "trainingId": entry.version,
        "versionId": entry.version,
        "status": "finished",
        "modelType": _TYPE_WORDS[entry.task],
        "modelGroup": None,
        "modelIds": [entry.name],
    }
