"""Reads from a page which frame its video shows and which its overlay tells, both by pixels.

The video's frames carry their number as bars (tests/support/clips.py); the results have one box a
frame, and where it is says which: x by the number's lower four bits, y by its upper four.
"""

from __future__ import annotations

from typing import Any, Final

from tests.support.clips import SIZE

COLUMNS: Final = 16
LEFT, BOTTOM, STEP = 4, 52, 8
"""Of the box of frame 0, and the way to the next column or row, in pixels of the video."""

SIDES: Final = (24, 20)


def box_of(frame: int) -> dict[str, Any]:
    """The box of a frame, as the API tells it."""
    left = LEFT + STEP * (frame % COLUMNS)
    bottom = BOTTOM + STEP * (frame // COLUMNS)
    return {
        "x": left + SIDES[0] / 2, "y": bottom - SIDES[1] / 2, "width": SIDES[0],
        "height": SIDES[1], "confidence": 0.875, "class": "car", "class_id": 0,
    }  # fmt: skip


def numbered_document(count: int) -> dict[str, Any]:
    """A result with a sample on every frame."""
    image = {"width": SIZE[0], "height": SIZE[1]}
    return {
        "frame_offset": [*range(count)],
        "time_offset": [frame / 25 for frame in range(count)],
        "numbers": [{"image": image, "predictions": [box_of(frame)]} for frame in range(count)],
    }


READ: Final = """() => {
  const bits = 8;
  const video = document.querySelector("video"), overlay = document.querySelector(".stage canvas");
  const [width, height] = [video.videoWidth, video.videoHeight];
  const test = document.createElement("canvas");
  [test.width, test.height] = [width, height];
  const context = test.getContext("2d", { willReadFrequently: true });
  context.drawImage(video, 0, 0, width, height);
  let seen = 0;
  for (let bit = 0; bit < bits; bit += 1) {
    const pixel = context.getImageData((bit + 0.5) * width / bits, height / 4, 1, 1).data;
    if (pixel[0] > 127) seen |= 1 << bit;
  }
  // A copy, for reading the overlay itself would slow it down from then on.
  [test.width, test.height] = [overlay.width, overlay.height];
  context.drawImage(overlay, 0, 0);
  const { data } = context.getImageData(0, 0, test.width, test.height);
  const coloured = (x, y) => {
    const at = 4 * (y * test.width + x);
    return data[at + 3] > 200 && Math.max(data[at], data[at + 1], data[at + 2]) > 60;
  };
  // The lowest coloured line is the box's lower edge: its label is above it.
  let y = test.height - 1, x = 0;
  const inLine = () => { for (x = 0; x < test.width; x += 1) if (coloured(x, y)) return true; };
  while (y >= 0 && !inLine()) y -= 1;
  // As the picture is shown: whole, and in the middle.
  const scale = Math.min(test.width / width, test.height / height);
  return {
    seen,
    left: (x - (test.width - width * scale) / 2) / scale,
    bottom: (y - (test.height - height * scale) / 2) / scale,
  };
}"""
"""The number that the video shows, and the box's left and lower edge in pixels of the video."""

SHOWN: Final = f"""async (frame) => {{
  const {{ player }} = window.vidresults;
  player.show(frame);
  await player.settled();
  return ({READ})();
}}"""
"""Goes to a frame and reads."""

DRAWN: Final = """async ([frames, state]) => {
  const { player, set, drawn, settled } = window.vidresults;
  set(state);
  const found = [];
  for (const frame of frames) {
    player.show(frame);
    await settled();
    found.push(drawn());
  }
  return found;
}"""
"""What the page says it draws on some frames, in a state."""

PIXELS: Final = """(places) => {
  const overlay = document.querySelector(".stage canvas");
  const test = document.createElement("canvas");
  [test.width, test.height] = [overlay.width, overlay.height];
  const context = test.getContext("2d", { willReadFrequently: true });
  context.drawImage(overlay, 0, 0);
  const scale = Math.min(test.width / 160, test.height / 120);
  const left = (test.width - 160 * scale) / 2, top = (test.height - 120 * scale) / 2;
  return places.map(([x, y]) =>
    [...context.getImageData(left + x * scale, top + y * scale, 1, 1).data]);
}"""
"""The overlay's pixels at places of a video of 160x120, as red, green, blue, opacity."""


def told(read: dict[str, float]) -> int:
    """The number that the box tells; its edges are those of lines, half of which is outside."""
    column, row = (read["left"] - LEFT) / STEP, (read["bottom"] - BOTTOM) / STEP
    assert abs(column - round(column)) < 0.25
    assert abs(row - round(row)) < 0.25
    return round(row) * COLUMNS + round(column)
