"""Where stretches of a video are in an output that joins them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from vidresults.video import Stretch, Timeline, VideoReader, VideoWriter, frame_times

TIMELINE = Timeline([Stretch(Fraction(1), Fraction(3, 2)), Stretch(Fraction(3), Fraction(5))])


def test_stretches_follow_each_other_from_0_on():
    moved = [time + TIMELINE.shift_at(Fraction(time)) for time in (1, Fraction(5, 4), 3, 4)]
    assert moved == [0, Fraction(1, 4), Fraction(1, 2), Fraction(3, 2)]


def test_samples_are_in_one_piece_each_without_gaps():
    assert list(TIMELINE.pieces(8)) == [(8, 12, 0), (24, 40, 4)]
    thirds = [Stretch(Fraction(n), n + Fraction(1, 3)) for n in range(1, 10)]
    pieces = list(Timeline(thirds).pieces(100))
    ends = [first + end - start for start, end, first in pieces]
    assert [first for _, _, first in pieces] == [0, *ends[:-1]]
    assert ends[-1] == 300
    assert all(end - start in (33, 34) for start, end, _ in pieces)


def test_a_span_is_cut_to_the_stretches_that_it_reaches_into():
    assert list(TIMELINE.parts_of(Fraction(0), Fraction(4))) == [
        (0, Fraction(1, 2)),
        (Fraction(1, 2), Fraction(3, 2)),
    ]
    assert list(TIMELINE.parts_of(Fraction(3, 2), Fraction(3))) == []


@pytest.mark.parametrize("audio", [None, "aac"])
def test_a_writer_joins_what_it_is_given(kit, tmp_path, audio):
    """Frames 10 to 14 and 30 to 49 of ten a second."""
    source = kit.make(tmp_path / "in.mp4", pts=list(range(60)), audio=audio)
    with (
        VideoReader(source) as reader,
        VideoWriter(
            tmp_path / "out.mp4", like=reader.info, source=source, joined=TIMELINE.stretches
        ) as writer,
    ):
        for frame in reader:
            if 10 <= frame.index < 15 or 30 <= frame.index < 50:
                writer.write(frame, frame.to_bgr())
    assert frame_times(tmp_path / "out.mp4").seconds == pytest.approx([i / 10 for i in range(25)])
    with VideoReader(tmp_path / "out.mp4") as reader:
        assert [kit.number(f.to_bgr()) for f in reader] == [*range(10, 15), *range(30, 50)]
    again = ["audio stream 1 (aac) is encoded again as AAC: its stretches are joined to the sample"]
    assert writer.notes == (again if audio else [])
