"""Names documents of another kind for what they are, with the next step; shows no secret."""

from __future__ import annotations

import html
import re
from typing import Any

_EXPECTED = "expected a Video Inference result (frame_offset, time_offset and a list per model)"
_STREAM = "a live stream; results of a video file are read, as a job or a Workflow writes them"
_SECRETS = (
    # key=..., "api_key": "...", X-Goog-Signature=...
    re.compile(r"(?i)((?:api[_ ]?key|key|signature)[\"']?\s*[=:]\s*[\"']?)[^&\s\"']+"),
    # the word key and then something with a digit in it
    re.compile(r"(?i)(\bkey\b[\W]+)(?=[\w-]*\d)[\w-]{6,}"),
    re.compile(r"()\brf_\w+"),
)
_MOT_LINE = re.compile(rb"\s*\d+,-?\d+(,\s*-?[\d.]+){4,}")
_YOLO_LINE = re.compile(rb"\s*\d{1,5}(?: [01]?\.\d+| [01]){4,}[ \t]*(?:\r?\n|$)")
_LONGEST_QUOTE = 200


def _import(name: str, what: str) -> str:
    return (
        f"is {what}, {_EXPECTED}; ground truth and other tools' sets are read with "
        f"`vidresults import DATASET --from {name}`"
    )


def _no_reader(what: str) -> str:
    return (
        f"is {what}, {_EXPECTED}; export it there as COCO, which `vidresults import DATASET "
        "--from coco` reads"
    )


def name_text(text: bytes) -> str:
    """What a text is that does not begin as a JSON object."""
    head = text.lstrip()[:4096]
    if head.startswith(b"<"):
        return _name_markup(head)
    if head.startswith(b"["):
        return _name_list(head)
    if _MOT_LINE.match(head):
        return _import("mot", "MOT text")
    if _YOLO_LINE.match(head):
        return _import("yolo", "the text of YOLO labels")
    return f"is not JSON (begins {_quote(head[:24])}), {_EXPECTED}"


def _name_list(head: bytes) -> str:
    if b'"image_id"' in head and b'"category_id"' in head:
        return _import("coco", "a JSON list of COCO results")
    if b'"Timestamp"' in head and b'"Labels"' in head:
        return _import("rekognition", "a JSON list of answers of Rekognition Video")
    if b'"box"' in head and b'"x1"' in head:
        return _import("ultralytics", "the JSON of Ultralytics' results")
    if b'"annotations"' in head and b'"data"' in head:
        return _no_reader("a JSON list of Label Studio tasks")
    return f"is a JSON list, {_EXPECTED}"


def name_object(members: dict[str, Any]) -> str:
    """What a JSON object without offsets is; `members` are its decoded small members."""
    message = error_message(members)
    if message is not None:
        return f"is an error of the API: {message}; fetch the result again"
    for wanted, words in _KNOWN:
        if wanted <= members.keys():
            return words
    if not members:
        return (
            "is the empty answer {} of a job that has not finished; wait for the job and fetch "
            "its result again"
        )
    shown = ", ".join(_quote(key.encode()) for key in list(members)[:6])
    return f"is JSON with the keys {shown}; {_EXPECTED}"


def error_message(members: dict[str, Any]) -> str | None:
    """The message of an API's error answer, redacted; None where it is no such answer."""
    error = members.get("error")
    if isinstance(error, dict):
        error = error.get("message") or "no message"
    if isinstance(error, str):
        return redact(error)
    if members.keys() == {"message"} and isinstance(members["message"], str):
        return redact(members["message"])
    return None


def redact(text: str) -> str:
    """Cut to one short line that can be printed, without the values of keys and signatures."""
    line = "".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split()))
    return _hidden(line)[:_LONGEST_QUOTE]


def _hidden(text: str) -> str:
    for pattern in _SECRETS:
        text = pattern.sub(r"\1[redacted]", text)
    return text


_KNOWN: tuple[tuple[set[str], str], ...] = (
    ({"images", "annotations"}, _import("coco", "a COCO file")),
    ({"images", "detection_categories"}, _import("megadetector", "MegaDetector's JSON")),
    ({"Labels", "JobStatus"}, _import("rekognition", "an answer of Rekognition Video")),
    ({"Faces", "JobStatus"}, _import("rekognition", "an answer of Rekognition Video")),
    ({"Persons", "JobStatus"}, _import("rekognition", "an answer of Rekognition Video")),
    ({"annotationResults"}, _import("video-intelligence", "an answer of Video Intelligence")),
    ({"response", "metadata", "done"}, _import("video-intelligence", "a finished operation")),
    ({"data", "annotations"}, _no_reader("a Label Studio task")),
    (
        {"filesMetadata"},
        (
            "is the list of files of a Batch Processing job, not its result; download what each "
            "downloadURL names"
        ),
    ),
    ({"serialized_output_data"}, f"is a message of a WebRTC session, from {_STREAM}"),
    ({"frames_metadata"}, f"is an answer of the stream manager, from {_STREAM}"),
    ({"inference_metadata"}, f"is a message of the UDP sink, from {_STREAM}"),
    (
        {"status", "output_signed_url"},
        (
            "is the status answer of a finished job, not its result; download what its "
            "output_signed_url names"
        ),
    ),
    (
        {"status"},
        (
            "is the status answer of a job, not its result; wait until the status is 0, then "
            "download what output_signed_url names"
        ),
    ),
    (
        {"job_id", "message"},
        (
            "is the answer to a job's submission, not its result; wait for the job, then download "
            "its result"
        ),
    ),
    (
        {"signed_url"},
        "is the answer with an upload address, not a result; upload, submit and wait first",
    ),
    ({"outputs"}, f"is JSON with outputs that are no Workflow's, {_EXPECTED}"),
)


def _name_markup(head: bytes) -> str:
    text = head.decode("utf-8", errors="replace")
    if re.search(r"<annotations\b", text):
        return _import("cvat-video", "CVAT XML")
    if re.search(r"<annotation>", text) and "<bndbox>" in text:
        return _no_reader("Pascal VOC XML")
    if re.search(r"(?i)<!doctype html|<html", text):
        title = _between(text, "title")
        return f"is an HTML page{f' titled {title!r}' if title else ''}, {_EXPECTED}"
    code = _between(text, "Code")
    if code:
        message = _between(text, "Message")
        return (
            f"is an XML error of the object storage: {code}{f' ({message})' if message else ''}; "
            "the download address may have expired: ask the job's status for a new one"
        )
    return f"is XML, {_EXPECTED}"


def _between(text: str, tag: str) -> str | None:
    found = re.search(rf"(?is)<{tag}\b[^>]*>(.*?)</{tag}>", text)
    return redact(html.unescape(found.group(1))) if found else None


def _quote(text: bytes) -> str:
    return repr(_hidden(text.decode("utf-8", errors="replace")))
