"""Folders of images, and nothing at all, as videos."""

from __future__ import annotations

from fractions import Fraction

import cv2
import numpy as np
import pytest

from vidresults.errors import VideoError
from vidresults.video import BlankVideo, ImageFolder, VideoReader, VideoWriter, frame_times

SIZE = (64, 48)


def folder(kit, path, names):
    path.mkdir()
    for index, name in enumerate(names):
        cv2.imwrite(str(path / name), kit.numbered(index, SIZE))
    return path


def written(reader, target):
    with reader, VideoWriter(target, like=reader.info, source=None) as writer:
        for frame in reader:
            writer.write(frame, frame.to_bgr())
    return target


@pytest.mark.parametrize("suffix", ["png", "jpg", "bmp", "tif"])
def test_images_come_in_the_order_of_their_last_numbers(kit, tmp_path, suffix):
    names = [f"cam2_{number}.{suffix}" for number in (8, 9, 10, 11, 100)]
    path = folder(kit, tmp_path / "a", names)
    (path / "notes.txt").write_text("no image")
    with ImageFolder(path, rate=Fraction(30000, 1001)) as reader:
        assert (reader.info.width, reader.info.height) == SIZE
        assert reader.info.frame_count_from_header == 5
        frames = list(reader)
    assert [kit.number(frame.to_bgr()) for frame in frames] == [0, 1, 2, 3, 4]
    assert [frame.index for frame in frames] == [0, 1, 2, 3, 4]
    assert [frame.pts * frame.time_base for frame in frames] == [
        Fraction(1001 * i, 30000) for i in range(5)
    ]
    assert reader.missing == 0


def test_a_folder_is_written_at_its_rate(kit, tmp_path):
    path = folder(kit, tmp_path / "a", [f"{i}.png" for i in range(5)])
    target = written(ImageFolder(path), tmp_path / "b.mp4")
    assert frame_times(target).seconds.tolist() == pytest.approx([i / 25 for i in range(5)])
    with VideoReader(target) as reader:
        assert [kit.number(frame.to_bgr()) for frame in reader] == list(range(5))


def test_a_part_of_a_folder(kit, tmp_path):
    path = folder(kit, tmp_path / "a", [f"{i}.png" for i in range(10)])
    with ImageFolder(path, rate=10) as reader:
        reader.seek(0.3, 0.6)
        assert [(f.index, kit.number(f.to_bgr())) for f in reader] == [(3, 3), (4, 4), (5, 5)]


def test_what_is_no_series_of_images_is_refused(kit, tmp_path):
    for name, files, problem in (
        ("none", [], "holds no images"),
        ("words", ["a.png"], "a.png has no number in its name"),
        ("twice", ["01.png", "1.png"], "have the same number, 1"),
    ):
        with pytest.raises(VideoError, match=problem):
            ImageFolder(folder(kit, tmp_path / name, files))
    (tmp_path / "twice" / "1.png").unlink()
    (tmp_path / "twice" / "01.png").write_text("no image")
    with pytest.raises(VideoError, match=r"01\.png is not an image"):
        ImageFolder(tmp_path / "twice")
    with pytest.raises(VideoError, match="more than 0 frames per second"):
        BlankVideo(SIZE, 1, rate=0)


def test_images_of_two_sizes_are_refused_by_name(kit, tmp_path):
    path = folder(kit, tmp_path / "a", ["1.png", "2.png"])
    cv2.imwrite(str(path / "3.png"), np.zeros((10, 12, 3), np.uint8))
    with ImageFolder(path) as reader, pytest.raises(VideoError, match=r"3\.png is 12x10.* 64x48"):
        list(reader)


def test_a_blank_video_is_black_and_has_its_rate(tmp_path):
    reader = BlankVideo((65, 48), 7, rate=Fraction(15, 2))
    with reader:
        frames = list(reader)
    assert [frame.index for frame in frames] == list(range(7))
    assert frames[0].to_bgr().shape == (48, 65, 3)
    assert frames[0].to_bgr().max() == 0
    target = written(reader, tmp_path / "b.mp4")
    assert frame_times(target).seconds.tolist() == pytest.approx([i / 7.5 for i in range(7)])
    with pytest.raises(VideoError, match="shows nothing"):
        BlankVideo((0, 5), 1)


def test_a_blank_frame_can_be_drawn_on_in_place():
    with BlankVideo(SIZE, 2) as reader:
        assert all(frame.is_plain_420 for frame in reader)


def test_a_photo_that_lies_on_its_side_is_upright(tmp_path):
    """Cameras write that into the Exif data."""
    picture = np.zeros((48, 64, 3), np.uint8)
    picture[:, :32] = 255
    _, data = cv2.imencode(".jpg", picture)
    tags = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"  # turn by 90 degrees
    exif = b"Exif\0\0" + tags
    head = b"\xff\xd8\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1.jpg").write_bytes(head + data.tobytes()[2:])
    with ImageFolder(tmp_path / "a") as reader:
        (frame,) = reader
    assert (reader.info.width, reader.info.height) == (48, 64)
    upright = frame.to_bgr()
    assert upright.shape == (64, 48, 3)
    assert upright[:24].mean() > 250
    assert upright[40:].mean() < 5
