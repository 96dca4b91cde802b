"""Which jobs of the ledger are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vidresults.client.record import Record, State
from vidresults.errors import ClientError

_SHORTEST_CHECKSUM = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a job must be; None is anything. The meanings are those of `Client.jobs`."""

    state: str | None
    video: str | None
    model: str | None
    newer_than: float | None
    older_than: float | None

    def __post_init__(self) -> None:
        if self.state is not None and self.state not in list(State):
            raise ClientError(f"there is no state {self.state!r}; there are {', '.join(State)}")

    def has(self, record: Record, now: float) -> bool:
        """Whether the job is one of those."""
        age = now - record.created_at
        return (
            (self.state is None or record.state == self.state)
            and (self.video is None or _is_video(record, self.video))
            and (self.model is None or _has_model(record, self.model))
            and (self.newer_than is None or age <= self.newer_than)
            and (self.older_than is None or age >= self.older_than)
        )


def _is_video(record: Record, wanted: str) -> bool:
    if wanted in (record.video, Path(record.video).name):
        return True
    if str(Path(wanted).absolute()) == record.video:
        return True
    sha256 = record.video_sha256
    return sha256 is not None and len(wanted) >= _SHORTEST_CHECKSUM and sha256.startswith(wanted)


def _has_model(record: Record, wanted: str) -> bool:
    names = [(m.slug, f"{m.slug}/{m.version}", str(m)) for m in record.models]
    return any(wanted in forms for forms in names)
