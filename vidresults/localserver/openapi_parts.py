"""The small parts of which the API's description is put together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_WORDS = {
    400: "Something in the request is wrong; the message says what would be right.",
    401: "The key is missing or not known.",
    403: "The signature is missing or wrong.",
    404: "There is no such thing.",
    412: "The file is not the one of If-Match.",
    413: "The body is too long.",
    416: "No byte lies in the range.",
    429: "This job was looked at too recently; Retry-After says when to come again.",
}


def obj(properties: dict[str, Any], *, optional: Sequence[str] = ()) -> dict[str, Any]:
    """The schema of an object, whose properties are required unless they are named."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def parameter(name: str, where: str, *, required: bool = True) -> dict[str, Any]:
    """A parameter in the path or the query, as text."""
    schema = {"type": "string", "minLength": 1}
    return {"name": name, "in": where, "required": required, "schema": schema}


def answer(words: str, schema: dict[str, Any]) -> dict[str, Any]:
    """An answer in JSON."""
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def answers(right: dict[str, Any], *refused: int) -> dict[str, Any]:
    """The right answer and the refusals in the API's envelope."""
    error = obj(
        {"message": {"type": "string"}, "status": {"type": "integer"}, "type": {"type": "string"}}
    )
    schema = obj({"error": error})
    return {"200": right, **{str(status): answer(_WORDS[status], schema) for status in refused}}


def storage_refusals(*refused: int) -> dict[str, Any]:
    """The refusals of object storage, in XML."""
    content = {"application/xml": {"schema": {"type": "object", "xml": {"name": "Error"}}}}
    return {str(status): {"description": _WORDS[status], "content": content} for status in refused}
