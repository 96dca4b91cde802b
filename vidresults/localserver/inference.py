"""One job: a video in, a result document out."""

from __future__ import annotations

import contextlib
import time
import uuid
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vidresults.errors import ServerError
from vidresults.localserver.document import DocumentWriter
from vidresults.localserver.models import Model, make
from vidresults.localserver.sampling import Sampling
from vidresults.video import VideoReader

if TYPE_CHECKING:
    from vidresults.video import Frame, VideoInfo

BATCH = 4
"""Consecutive samples that share an inference_id and a time, as they do in the service."""

_PROGRESS_FRAMES = 25

Progress = Callable[[float], None]


class Inference:
    """The models of one job, ready to look at a video."""

    def __init__(
        self, request: dict[str, Any], clock: Callable[[], float] = time.perf_counter
    ) -> None:
        """Make the models.

        Args:
            request: `infer_fps` as a fraction in text, `models`, and `served` for messages.
            clock: Seconds from any start.

        Raises:
            ServerError: A model is not served here or cannot be loaded.
        """
        for wanted in request["models"]:
            if "module" not in wanted:
                raise ServerError(
                    f"{wanted['name']} is not served on this machine. "
                    f"Served are {request['served']}."
                )
        self._infer_fps = Fraction(request["infer_fps"])
        self._batches = [_Batch(m["slug"], make(m), clock) for m in request["models"]]

    def run(self, video: Path, out: Path, progress: Progress) -> None:
        """Look at a video and write the result document.

        Args:
            video: The file.
            out: The document to write.
            progress: Told the share that is done, now and then, where it is known.

        Raises:
            VideoError: No frame can be decoded.
            ServerError: The video has no frame rate, or a lower one than `infer_fps`.
        """
        writer = DocumentWriter([batch.slug for batch in self._batches])
        with contextlib.closing(writer), VideoReader(video) as reader:
            self._look_at(reader, writer, progress)
            for batch in self._batches:
                batch.flush(writer)
            writer.write(out)

    def _look_at(self, reader: VideoReader, writer: DocumentWriter, progress: Progress) -> None:
        sampling = _sampling(reader.info, self._infer_fps)
        total = reader.info.frame_count_from_header
        samples = 0
        for frame in reader:
            sampled = frame.index == sampling.frame(samples)
            if sampled:
                writer.add_sample(frame.index, sampling.time(frame.index))
                samples += 1
            self._show(frame, writer, sampled=sampled)
            if total and frame.index % _PROGRESS_FRAMES == 0:
                progress(round(min(1.0, frame.index / total), 3))

    def _show(self, frame: Frame, writer: DocumentWriter, *, sampled: bool) -> None:
        batches = [b for b in self._batches if sampled or b.model.every_frame]
        if not batches:
            return
        picture = frame.to_bgr()
        for batch in batches:
            batch.show(picture, sampled=sampled)
            if batch.full:
                batch.flush(writer)


class _Batch:
    """A model with the answers of its current batch."""

    def __init__(self, slug: str, model: Model, clock: Callable[[], float]) -> None:
        self.slug = slug
        self.model = model
        self._clock = clock
        self._seconds = 0.0
        self._answers: list[dict[str, Any]] = []

    @property
    def full(self) -> bool:
        return len(self._answers) == BATCH

    def show(self, picture: Any, *, sampled: bool) -> None:
        start = self._clock()
        self.model.watch(picture)
        if sampled:
            answer = self.model.infer(picture)
            height, width = picture.shape[:2]
            self._answers.append({"image": {"width": width, "height": height}, **answer})
        self._seconds += self._clock() - start

    def flush(self, writer: DocumentWriter) -> None:
        """Write the batch: its time is that of the model's work since the last one."""
        head = {"inference_id": str(uuid.uuid4()), "time": self._seconds}
        for answer in self._answers:
            writer.add_element(self.slug, {**head, **answer})
        self._answers = []
        self._seconds = 0.0


def _sampling(info: VideoInfo, infer_fps: Fraction) -> Sampling:
    rate = info.average_rate
    if not rate:
        raise ServerError("the video does not say how many frames it has per second")
    if infer_fps > rate:
        raise ServerError(
            f"infer_fps is {float(infer_fps):g}: "
            f"the video has only {float(rate):.6g} frames per second"
        )
    return Sampling(rate, infer_fps)
