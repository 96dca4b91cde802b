"""The frames of one source as images: which there are, their sizes and ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from vidresults.errors import OutputError

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray


class NumberedFrames:
    """The frames of one source, in arrays.

    Attributes:
        ran: Whether a model ran.
        ids: The images' ids, 0 for a frame that is none.
        width: In pixels, 0 where unknown.
        height: The same.
    """

    def __init__(self, numbers: NDArray[np.int64], size: tuple[int, int] | None) -> None:
        """Take the numbers of the frames, ascending, and the size of those that tell none."""
        self._numbers = numbers
        self._default = size or (0, 0)
        self.ran = np.zeros(len(numbers), np.bool_)
        self.ids = np.zeros(len(numbers), np.int64)
        self.width, self.height = np.zeros((2, len(numbers)), np.int32)
        self._idle: dict[str, NDArray[np.bool_]] = {}

    def add(self, source_id: str, batch: pa.RecordBatch) -> None:
        """Take note of inferences; a model that saw a frame in another size is an error."""
        positions = self.positions(batch["frame_index"].to_numpy())
        inferred = pc.equal(batch["state"], "inferred").to_numpy(zero_copy_only=False)
        self.ran[positions[inferred]] = True
        for model in batch["model"].unique().to_pylist():
            idle = self._idle.setdefault(model, np.zeros(len(self._numbers), np.bool_))
            of_model = pc.equal(batch["model"], model).to_numpy(zero_copy_only=False)
            idle[positions[~inferred & of_model]] = True
        width = batch["image_width"].fill_null(0).to_numpy()
        height = batch["image_height"].fill_null(0).to_numpy()
        told = (width > 0) & (height > 0)
        at, width, height = positions[told], width[told], height[told]
        known = (self.width[at], self.height[at])
        wrong = (known[0] > 0) & ((known[0] != width) | (known[1] != height))
        if wrong.any():
            i = int(np.flatnonzero(wrong)[0])
            earlier, later = (int(known[0][i]), int(known[1][i])), (int(width[i]), int(height[i]))
            raise OutputError(
                f"models saw frame {self._numbers[at[i]]} of {source_id} in different sizes "
                f"({earlier} and {later}), an image has one: export them one by one (--model)"
            )
        self.width[at], self.height[at] = width, height

    def number_from(self, first: int) -> int:
        """Give ids to the images; return the next one that is free."""
        unknown = self.width == 0
        self.width[unknown], self.height[unknown] = self._default
        images = self.ran & (self.width > 0)
        self.ids[images] = np.arange(first, first + int(images.sum()))
        return first + int(images.sum())

    def positions(self, numbers: NDArray[np.int64]) -> NDArray[np.intp]:
        """The places of frames in the arrays."""
        return np.searchsorted(self._numbers, numbers)

    def image(self, number: int) -> dict[str, int]:
        """Id, frame number, width and height of a frame's image; id 0 where it is none."""
        position = int(np.searchsorted(self._numbers, number))
        return {
            "id": int(self.ids[position]),
            "frame_index": int(self._numbers[position]),
            "width": int(self.width[position]),
            "height": int(self.height[position]),
        }

    def without_answer(self, positions: NDArray[np.intp]) -> list[list[str]]:
        """The models that were asked and gave no answer, for each of these places."""
        found: list[list[str]] = [[] for _ in positions]
        for model, idle in self._idle.items():
            for place in np.flatnonzero(idle[positions]):
                found[place].append(model)
        return found
