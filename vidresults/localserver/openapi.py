"""The API's description (OpenAPI 3.1), true to what the server does."""

from __future__ import annotations

from typing import Any, Final

from vidresults.localserver.catalogue import TASKS
from vidresults.localserver.objects import INPUT_BUCKET, OUTPUT_BUCKET
from vidresults.localserver.openapi_parts import (
    answer,
    answers,
    obj,
    parameter,
    storage_refusals,
)

_TEXT: Final = {"type": "string"}
_CONFIDENCE: Final = {"type": ["number", "null"], "minimum": 0, "maximum": 1, "default": 0.4}
_MODEL: Final = obj(
    {
        "model_id": {"type": "string", "minLength": 1, "examples": ["motion"]},
        "model_version": {"type": ["string", "integer"], "minLength": 1, "examples": ["1"]},
        "inference_type": {"enum": list(TASKS)},
        "inference_params": {"type": ["object", "null"], "properties": {"confidence": _CONFIDENCE}},
    },
    optional=["inference_params"],
)
_JOB: Final = obj(
    {
        "input_url": {"type": "string", "minLength": 1},
        "infer_fps": {"type": "number", "minimum": 1, "maximum": 120},
        "models": {"type": "array", "items": _MODEL, "minItems": 1, "maxItems": 20},
    }
)
_STATUS: Final = {
    "oneOf": [
        obj({"status": {"const": 0}, "output_signed_url": _TEXT}),
        obj(
            {"status": {"const": 1}, "progress": {"type": "number", "minimum": 0, "maximum": 1}},
            optional=["progress"],
        ),
        obj({"status": {"const": 2}, "message": _TEXT}),
    ]
}
_ABOUT: Final = (
    "The Video Inference API on this machine. Every path of the API also ends in a slash. "
    "The paths below the buckets are object storage's: follow the signed URLs that the API gives."
)


def description() -> dict[str, Any]:
    """The document at /openapi.json."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Video Inference API, local", "version": "1", "description": _ABOUT},
        "security": [{"api_key": []}],
        "components": {
            "securitySchemes": {"api_key": {"type": "apiKey", "in": "query", "name": "api_key"}}
        },
        "paths": {**_api(), **_storage(), **_workspace()},
    }


def _api() -> dict[str, Any]:
    upload = {
        "summary": "A signed URL to upload a video by PUT.",
        "requestBody": _json(obj({"file_name": {"type": "string", "minLength": 1}})),
        "responses": answers(answer("The URL.", obj({"signed_url": _TEXT})), 400, 401, 413),
    }
    submit = {
        "summary": "Submit a job.",
        "requestBody": _json(_JOB),
        "responses": answers(
            answer("The job.", obj({"job_id": _TEXT, "message": _TEXT})), 400, 401, 413
        ),
    }
    look = {
        "summary": "The status of a job: 0 done, 1 not yet, above 1 failed.",
        "parameters": [parameter("job_id", "query")],
        "responses": answers(answer("The status.", _STATUS), 400, 401, 404, 429),
    }
    return {
        "/video_upload_signed_url": {"post": upload},
        "/videoinfer": {"post": submit, "get": look},
    }


def _storage() -> dict[str, Any]:
    where = [parameter("owner", "path"), parameter("name", "path")]
    signed = [parameter("X-Goog-Signature", "query", required=False)]
    put = {
        "summary": "Upload a video; needs a signed URL.",
        "security": [],
        "parameters": where + signed,
        "requestBody": {"content": {"application/octet-stream": {"schema": {}}}},
        "responses": {"200": {"description": "Stored."}, **storage_refusals(400, 403)},
    }
    get = {
        "summary": "Download a result; needs a signed URL. One Range, If-Range and If-Match work.",
        "security": [],
        "parameters": where + signed,
        "responses": {
            "200": answer("The result document.", {"type": "object"}),
            "206": answer("A part of it.", {}),
            **storage_refusals(400, 403, 404, 412, 416),
        },
    }
    return {
        f"/{INPUT_BUCKET}/{{owner}}/{{name}}": {"put": put},
        f"/{OUTPUT_BUCKET}/{{owner}}/{{name}}": {"get": get},
    }


def _workspace() -> dict[str, Any]:
    """What the SDK asks on its way; the answers have more fields than these."""
    check = {
        "summary": "Which workspace the key belongs to.",
        "responses": answers(answer("It.", obj({"workspace": _TEXT})), 400, 401),
    }
    found: dict[str, Any] = {"/": {"get": check, "post": check}}
    version = "/{workspace}/{project}/{version}"
    for path, key in (
        ("/{workspace}", "workspace"),
        ("/{workspace}/{project}", "project"),
        (version, "version"),
        (f"{version}/v2/trainings", "trainings"),
        (f"{version}/v2/trainings/get", "models"),
    ):
        names = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
        get = {
            "summary": f"The {key} that the SDK looks for: any workspace, the served models.",
            "parameters": [parameter(name, "path") for name in names],
            "responses": answers(answer("It.", obj({key: {}})), 400, 401, 404),
        }
        found[path] = {"get": get}
    return found


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}
