"""How requests are refused: JSON as the API does it, XML as object storage does it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from starlette.responses import JSONResponse, Response

if TYPE_CHECKING:
    from starlette.requests import Request

KEY_HINT = "Give the key of your workspace as api_key. This server runs on your own machine."
_TYPES = {401: "OAuthException", 429: "RateLimitException"}


class ApiRefusal(Exception):  # noqa: N818 - it is an answer, and no failure of the server
    """Raised where the API answers with an error envelope."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        hint: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.hint = hint
        self.headers = dict(headers or {})


class StorageRefusal(Exception):  # noqa: N818 - the same
    """Raised where object storage answers with an error in XML."""

    def __init__(
        self, status: int, code: str, message: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = dict(headers or {})


def unknown_key() -> ApiRefusal:
    """The refusal of a key; unlike the service's it does not repeat the key."""
    message = "This API key does not exist (or has been revoked)."
    return ApiRefusal(401, message, hint=KEY_HINT)


def envelope(refusal: ApiRefusal) -> Response:
    """The error envelope of the API."""
    error: dict[str, object] = {
        "message": str(refusal),
        "status": refusal.status,
        "type": _TYPES.get(refusal.status, "GraphMethodException"),
    }
    if refusal.hint:
        error["hint"] = refusal.hint
    return JSONResponse({"error": error}, refusal.status, headers=refusal.headers)


def xml(refusal: StorageRefusal) -> Response:
    """The error document of object storage."""
    body = (
        "<?xml version='1.0' encoding='UTF-8'?>"
        f"<Error><Code>{refusal.code}</Code><Message>{escape(str(refusal))}</Message></Error>"
    )
    return Response(body, refusal.status, refusal.headers, media_type="application/xml")


async def answer_api_refusal(_: Request, error: Exception) -> Response:
    """The handler of ApiRefusal."""
    assert isinstance(error, ApiRefusal)
    return envelope(error)


async def answer_storage_refusal(_: Request, error: Exception) -> Response:
    """The handler of StorageRefusal."""
    assert isinstance(error, StorageRefusal)
    return xml(error)
