"""The three methods of the API."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from vidresults.errors import VideoError
from vidresults.localserver.objects import INPUT_BUCKET, upload_name
from vidresults.localserver.refusals import ApiRefusal, unknown_key
from vidresults.localserver.service import OCTETS, Service
from vidresults.localserver.submission import JobRequest, read_request

if TYPE_CHECKING:
    from vidresults.localserver.jobs import Job

_LONGEST_BODY = 1 << 20
_LONGEST_FILE_NAME = 255


def service_of(request: Request) -> Service:
    """The server's state."""
    service: Service = request.app.state.service
    return service


def owner_of(request: Request) -> str:
    """Who asks, by the fingerprint of the key.

    Raises:
        ApiRefusal: 401, the key is missing or not one of the server's.
    """
    service = service_of(request)
    key = request.query_params.get("api_key", "")
    owner = service.signer.fingerprint(key)
    keys = service.settings.keys
    # Fingerprints are compared, so that how long it takes tells nothing about the keys.
    if not key or (keys and owner not in {service.signer.fingerprint(known) for known in keys}):
        raise unknown_key()
    return owner


async def video_upload_signed_url(request: Request) -> Response:
    """POST {file_name} -> {signed_url}."""
    owner = owner_of(request)
    body = await _json(request)
    file_name = body.get("file_name") if isinstance(body, dict) else None
    if not isinstance(file_name, str):
        raise ApiRefusal(400, "file_name is missing: give the name of the video as text.")
    if len(file_name.encode(errors="replace")) > _LONGEST_FILE_NAME:
        raise ApiRefusal(400, f"file_name is longer than {_LONGEST_FILE_NAME} bytes.")
    name = upload_name(owner, file_name)
    if name is None:
        raise ApiRefusal(400, "file_name names no file.")
    return JSONResponse({"signed_url": service_of(request).upload_url(base_of(request), name)})


async def videoinfer_post(request: Request) -> Response:
    """POST a job -> {job_id, message}."""
    owner = owner_of(request)
    service = service_of(request)
    wanted = read_request(await _json(request), service.settings.models)
    name = _own_upload(service, wanted, owner)
    if name is not None:
        await _check_rate(service, name, wanted.infer_fps)
    order = wanted.order(service.settings.models, url=None if name else wanted.input_url)
    job_id = service.jobs.add(owner, order, name)
    if job_id is None:
        raise ApiRefusal(400, "input_url: nothing has been uploaded there yet.")
    return JSONResponse({"job_id": job_id, "message": "This endpoint will create videojob"})


async def videoinfer_get(request: Request) -> Response:
    """GET the status of a job; done, it has a link to the result."""
    owner = owner_of(request)
    service = service_of(request)
    job_id = request.query_params.get("job_id", "")
    if not job_id:
        raise ApiRefusal(400, "job_id is missing.")
    job = service.jobs.find(job_id, owner)
    if job is None:
        raise ApiRefusal(404, "There is no such job for this key.")
    wait = service.polls.wait_for(job.id)
    if wait:
        every = f"{service.settings.poll_interval:g}"
        message = f"This job was looked at less than {every} seconds ago."
        raise ApiRefusal(429, message, headers={"Retry-After": str(wait)})
    return JSONResponse(_status(service, base_of(request), job))


def base_of(request: Request) -> str:
    """Scheme and host as the client called them, for URLs that lead back the same way."""
    return f"{request.url.scheme}://{request.headers['host']}"


def _status(service: Service, base: str, job: Job) -> dict[str, Any]:
    if job.state == "done":
        return {"status": 0, "output_signed_url": service.result_url(base, job.owner, job.id)}
    if job.state == "failed":
        return {"status": 2, "message": job.reason}
    progress = {} if job.progress is None else {"progress": job.progress}
    return {"status": 1, **progress}


def _own_upload(service: Service, wanted: JobRequest, owner: str) -> str | None:
    """The object that input_url names; None for an address elsewhere, where that is allowed.

    Raises:
        ApiRefusal: 400, it is neither.
    """
    url = wanted.input_url
    path = service.signer.path_of(url, method="PUT", content_type=OCTETS)
    if path is not None and path.startswith(f"/{INPUT_BUCKET}/{owner}/"):
        return path[1:]
    if path is None and url.lower().startswith(("http://", "https://")):
        if service.settings.allow_urls:
            return None
        raise ApiRefusal(
            400,
            "input_url is no upload URL of this server: it fetches videos from elsewhere only when "
            "started with --allow-urls.",
        )
    raise ApiRefusal(400, "input_url is no upload URL that this server gave to this key.")


async def _check_rate(service: Service, name: str, infer_fps: Fraction) -> None:
    stored = service.objects.find(name)
    rate = await run_in_threadpool(_rate_of, stored.file) if stored else None
    if rate is not None and infer_fps > rate:
        raise ApiRefusal(
            400,
            f"infer_fps is {float(infer_fps):g}: "
            f"the video has only {float(rate):.6g} frames per second.",
        )


def _rate_of(file: Path) -> Fraction | None:
    """The video's rate; None where it cannot be told: then the job says why."""
    from vidresults.video import probe

    try:
        return probe(file).average_rate
    except (VideoError, OSError):
        return None


async def _json(request: Request) -> Any:
    """The decoded body.

    Raises:
        ApiRefusal: 413 or 400, it is too long or no JSON.
    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LONGEST_BODY:
                raise ApiRefusal(413, f"The body is longer than {_LONGEST_BODY} bytes.")
        return json.loads(body, parse_constant=_refuse_constant)
    except ClientDisconnect:
        raise ApiRefusal(400, "The body broke off.") from None
    except (ValueError, RecursionError):
        raise ApiRefusal(400, "The body is not valid JSON.") from None


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
