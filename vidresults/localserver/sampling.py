"""Which frames are looked at, and the times they get: the service's rule."""

from __future__ import annotations

from fractions import Fraction


class Sampling:
    """Sample `i` is frame `floor(i * rate / infer_fps)`, its time that frame divided by the rate.

    With a variable frame rate `rate` is the average one: frames are counted, as the service
    counts them, and the times are those of an even film.
    """

    def __init__(self, rate: Fraction, infer_fps: Fraction) -> None:
        """Take frames and samples per second, both exact."""
        self._rate = rate
        self._step = rate / infer_fps

    def frame(self, sample: int) -> int:
        """0-based number of the frame of a sample."""
        return int(sample * self._step)

    def time(self, frame: int) -> float:
        """Seconds, rounded to four decimals."""
        return round(float(frame / self._rate), 4)
