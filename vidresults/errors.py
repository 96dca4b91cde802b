"""Every error that vidresults raises on purpose.

VidResultsError              the root; the command line prints it as one line and exits with 1
├── FormatError              a document is not what its format says; carries the place
│   └── WrongDocumentError   the document is of another kind, which the message names
├── SchemaError              a table does not follow the published schema, or has another version
├── SelectionError           something was asked for that is not there; the message lists what is
├── QueryError               a SQL query cannot be run
├── MatchError               results and video, or two results, do not belong together
├── VideoError               a video cannot be opened, decoded or encoded
├── OutputError              an output cannot be written where it was asked for
├── LossError                strict export: the format cannot hold what the result holds
├── MissingExtraError        a part needs a package that is not installed
├── ServerError              the local API cannot start, or a job of it cannot be run
└── ClientError              the API could not be used; never carries the key or a signature
    ├── ApiError             the API answered with an error; carries status and method
    │   └── KeyRefusedError  it does not know the key, or there is none
    ├── ConnectionFailedError  no answer came, also after the retries
    ├── ProtocolError        the answer is not what the API promises
    ├── DownloadError        a result arrived damaged, also after the retries
    ├── JobFailed            the job ended without a result; carries the redacted answer
    ├── JobUncertain         it is not known whether a submission arrived
    └── WaitTimeout          the deadline passed; the job goes on

VidResultsWarning            something was noticed that does not stop the work
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Self


class VidResultsError(Exception):
    """The root of all errors of this package; its text is one line for a person to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in an input something is; parts that are not known stay None.

    Attributes:
        file: Path or name of the document.
        byte_offset: 0-based position in the (decompressed) bytes.
        model: Key of the model's list.
        element: 0-based position in that list.
        frame_index: 0-based frame number in the source video.
        prediction: 0-based position among the element's predictions.
        field: Name of the field, dotted where it is nested.
    """

    file: str | None = None
    byte_offset: int | None = None
    model: str | None = None
    element: int | None = None
    frame_index: int | None = None
    prediction: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        parts = []
        for part in fields(self):
            value = getattr(self, part.name)
            if value is None:
                continue
            if part.name == "file":
                parts.append(str(value))
            elif part.name == "model":
                parts.append(f"model {value!r}")
            else:
                parts.append(f"{_PLACE_WORDS[part.name]} {value}")
        return ", ".join(parts)


_PLACE_WORDS = {
    "byte_offset": "byte",
    "element": "element",
    "frame_index": "frame",
    "prediction": "prediction",
    "field": "field",
}


class FormatError(VidResultsError):
    """Raised when a document breaks the rules of its format.

    Attributes:
        problem: What was found and what would be right.
        place: Where it is.
    """

    def __init__(self, problem: str, place: Place | None = None) -> None:
        self.problem = problem
        self.place = place or Place()
        where = str(self.place)
        super().__init__(f"{where}: {problem}" if where else problem)

    def within(self, **outer: Any) -> Self:
        """The same error, with the parts of the place that its raiser could not know."""
        known = {part.name: getattr(self.place, part.name) for part in fields(Place)}
        added = {name: value for name, value in outer.items() if known[name] is None}
        return type(self)(self.problem, replace(self.place, **added))


class WrongDocumentError(FormatError):
    """Raised when a document is of another kind than a result; says which, and the next step."""


class SchemaError(VidResultsError):
    """Raised when a table's names, types, nulls or version are not those of the schema."""


class SelectionError(VidResultsError):
    """Raised when a document, model, class, format or frame is asked for that does not exist."""


class QueryError(VidResultsError):
    """Raised when a SQL query cannot be run."""


class MatchError(VidResultsError):
    """Raised when results and a video, or two results, cannot be of the same video."""


class VideoError(VidResultsError):
    """Raised when a video cannot be opened, decoded or encoded."""


class OutputError(VidResultsError):
    """Raised when an output exists already, or cannot be written where it was asked for."""


class LossError(VidResultsError):
    """Raised by a strict export when the format cannot hold something that the result holds."""


class MissingExtraError(VidResultsError):
    """Raised when an optional package is missing; the message gives the install command."""


class ServerError(VidResultsError):
    """Raised when the local API cannot start, or cannot run a job."""


class ClientError(VidResultsError):
    """Raised when the API could not be used; its text never holds the key or a signature."""


class ApiError(ClientError):
    """Raised when the API answers with an error.

    Attributes:
        status: The HTTP status.
        method: The HTTP method and the path that were asked, without the query.
    """

    def __init__(self, problem: str, *, status: int, method: str) -> None:
        self.status = status
        self.method = method
        super().__init__(f"{method} answered {status}: {problem}")


class KeyRefusedError(ApiError):
    """Raised when the API does not know the key, or the key lacks a right."""


class ConnectionFailedError(ClientError):
    """Raised when no answer came, also after the retries."""


class ProtocolError(ClientError):
    """Raised when an answer is not what the API promises."""


class DownloadError(ClientError):
    """Raised when a result arrived damaged or incomplete, also after the retries."""


class JobFailed(ClientError):  # noqa: N818 - the name that users of job queues know
    """Raised when a job ended without a result; the text holds the redacted answer."""


class JobUncertain(ClientError):  # noqa: N818 - it is no error until somebody looks
    """Raised when a submission may or may not have arrived; says how to settle it."""


class WaitTimeout(ClientError):  # noqa: N818 - the name that users of waits know
    """Raised when the deadline of a wait passed; the job goes on and can be waited for again."""


class VidResultsWarning(UserWarning):
    """Something was noticed that does not stop the work, such as a video that ends early."""
