"""A long video takes no more memory than a short one."""

import gc

import av

from vidresults.video import VideoReader

FRAMES = 60


def test_a_frame_that_nobody_holds_is_freed_at_once(tmp_path):
    path = tmp_path / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height = 64, 48
        for _ in range(FRAMES):
            container.mux(stream.encode(av.VideoFrame(64, 48, "yuv420p")))
        container.mux(stream.encode(None))
    gc.collect()
    gc.disable()
    try:
        with VideoReader(path) as reader:
            for frame in reader:
                assert frame.is_plain_420
                frame.to_bgr()
            held = sum(isinstance(thing, av.VideoFrame) for thing in gc.get_objects())
    finally:
        gc.enable()
    assert held < FRAMES // 4
