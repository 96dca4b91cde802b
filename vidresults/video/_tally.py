"""Counting what a video holds, and what is broken in it."""

from __future__ import annotations

from dataclasses import dataclass, field


class DamageSeen(Exception):  # noqa: N818 - steers a loop, nobody else sees it
    """The fast pass saw a sign of damage."""


@dataclass(slots=True)
class Tally:
    """What one pass over a stream counted.

    Attributes:
        promised: Number of frames that the header promises; None where it says nothing.
        packets: Packets that were read.
        hidden: Packets that the file asks not to show (an edit list cuts them off).
        decoded: Frames that decoded.
        late: Of these, frames that were not given out: they came out behind later ones, or after
            a lost one at the end of a file that breaks off.
        guessed: Of these, frames for which the file has no time.
        flawed: Of these, frames that the decoder knows to be wrong in part.
        lost: Position (counted from 1) and pts of the packets that did not decode.
        failures: Errors while reading or decoding.
        first_failure: The first of them, in words.
    """

    promised: int | None = None
    packets: int = 0
    hidden: int = 0
    decoded: int = 0
    late: int = 0
    guessed: int = 0
    flawed: int = 0
    lost: list[tuple[int, int]] = field(default_factory=list)
    failures: int = 0
    first_failure: str | None = None

    def fail(self, error: str, *, strict: bool) -> None:
        """Count an error; in a strict pass, give the pass up."""
        if strict:
            raise DamageSeen
        self.failures += 1
        self.first_failure = self.first_failure or error
