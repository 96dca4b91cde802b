"""The part of object storage that the API's signed URLs lead to: upload and download."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import parse_qsl

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from vidresults.localserver.api import service_of
from vidresults.localserver.byte_range import ByteRange, wanted_range
from vidresults.localserver.refusals import StorageRefusal

if TYPE_CHECKING:
    from vidresults.localserver.objects import Incoming, StoredObject

_CHUNK = 1 << 20


async def storage(request: Request) -> Response:
    """PUT an upload, GET a result: whatever was signed, and nothing else ever is."""
    if request.method not in ("PUT", "GET", "HEAD"):
        message = "The specified method is not allowed against this resource."
        allowed = {"Allow": "GET, PUT"}
        raise StorageRefusal(405, "MethodNotAllowed", message, headers=allowed)
    service = service_of(request)
    query = parse_qsl(request.url.query, keep_blank_values=True, errors="replace")
    service.signer.check(request.method, request.scope["path"], query, request.headers)
    if request.method == "PUT":
        return await _upload(request)
    return await _download(request)


async def _upload(request: Request) -> Response:
    service = service_of(request)
    limit = service.settings.max_upload
    if int(request.headers.get("content-length", "0")) > limit:
        raise _too_large(limit)
    name = request.scope["path"][1:]
    try:
        with service.objects.storing(name) as incoming:
            await _receive(request, incoming, limit)
    except ClientDisconnect:
        raise StorageRefusal(400, "IncompleteBody", "The upload broke off.") from None
    stored = service.objects.find(name)
    assert stored is not None
    return _answer(Response(), stored)


async def _receive(request: Request, incoming: Incoming, limit: int) -> None:
    """Write the body in large pieces, off the event loop: disks may be slow."""
    waiting = bytearray()
    async for chunk in request.stream():
        waiting += chunk
        if incoming.size + len(waiting) > limit:
            raise _too_large(limit)
        if len(waiting) >= _CHUNK:
            await run_in_threadpool(incoming.write, bytes(waiting))
            waiting.clear()
    await run_in_threadpool(incoming.write, bytes(waiting))


def _too_large(limit: int) -> StorageRefusal:
    message = f"Your proposed upload exceeds the maximum allowed object size of {limit} bytes."
    return StorageRefusal(400, "EntityTooLarge", message)


async def _download(request: Request) -> Response:
    stored = service_of(request).objects.find(request.scope["path"][1:])
    if stored is None:
        raise StorageRefusal(404, "NoSuchKey", "The specified key does not exist.")
    part = wanted_range(request.headers, stored)
    file = await run_in_threadpool(stored.file.open, "rb")
    answer = StreamingResponse(
        _pieces(file, part), 206 if part.partial else 200, media_type="application/json"
    )
    answer.headers["Content-Length"] = str(part.length)
    answer.headers["Accept-Ranges"] = "bytes"
    if part.partial:
        answer.headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{stored.size}"
    return _answer(answer, stored)


async def _pieces(file: BinaryIO, part: ByteRange) -> AsyncIterator[bytes]:
    try:
        await run_in_threadpool(file.seek, part.start)
        left = part.length
        while left:
            data = await run_in_threadpool(file.read, min(left, _CHUNK))
            if not data:
                return
            left -= len(data)
            yield data
    finally:
        with anyio.CancelScope(shield=True):
            await run_in_threadpool(file.close)


def _answer(answer: Response, stored: StoredObject) -> Response:
    """Add what object storage says about a file; the hashes are two headers of one name."""
    answer.headers["ETag"] = stored.etag
    answer.headers["x-goog-stored-content-encoding"] = "identity"
    answer.headers["x-goog-stored-content-length"] = str(stored.size)
    answer.headers.append("x-goog-hash", f"crc32c={stored.crc32c}")
    answer.headers.append("x-goog-hash", f"md5={stored.md5}")
    return answer
