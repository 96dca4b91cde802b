"""From high dynamic range to what every screen shows: PQ and HLG become 8-bit BT.709."""

from __future__ import annotations

import functools
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from av.filter import Graph

if TYPE_CHECKING:
    from av.filter.context import FilterContext
    from av.video.frame import VideoFrame
    from numpy.typing import NDArray

# Numbers of ITU-T H.273.
PQ, HLG = 16, 18
_BT709 = 1
_NAMES = {PQ: "PQ", HLG: "HLG"}
_WHITE = 203.0  # nits of a white page in HDR (BT.2408); it is a little below white afterwards
_PEAK = (
    1000.0 / _WHITE
)  # what is brighter becomes white; files seldom say truly how bright they get
_KNEE = 0.3  # below it, light stays as it is
_STEPS = 33  # grid points of the table for each of R, G and B; between them it is interpolated
_TO_BT709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]]
)
_ONE_AT_A_TIME = threading.Lock()  # a graph is for one thread
_HLG_LIGHT = np.array([0.2627, 0.6780, 0.0593])


def hdr_name(frame: VideoFrame) -> str | None:
    """Return "PQ" or "HLG", or None for a frame of standard dynamic range."""
    return _NAMES.get(int(frame.color_trc))


def tone_mapped(rgb: VideoFrame, transfer: int, primaries: int) -> VideoFrame:
    """Return a frame of BT.709 for a gbrp12le one of PQ or HLG."""
    with _ONE_AT_A_TIME:
        _, entry, end = _graph(transfer, primaries == _BT709, rgb.width, rgb.height)
        entry.push(rgb)
        return cast("VideoFrame", end.pull())


@functools.lru_cache(maxsize=2)
def _graph(
    transfer: int, narrow: bool, width: int, height: int
) -> tuple[Graph, FilterContext, FilterContext]:
    """Return filters that look colours up in a table, and both their ends."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.cube"
        file.write_text(_cube(transfer, narrow), encoding="ascii")
        graph = Graph()
        entry = graph.add(
            "buffer",
            video_size=f"{width}x{height}",
            pix_fmt="gbrp12le",
            time_base="1/1",
            colorspace="gbr",
            range="pc",
        )
        table = graph.add("lut3d", file=str(file), interp="tetrahedral")
        end = graph.add("buffersink")
        graph.link_nodes(entry, table, end).configure()
    return graph, entry, end


def _cube(transfer: int, narrow: bool) -> str:
    """Return the table in the format of .cube files: red changes fastest."""
    axis = np.linspace(0, 1, _STEPS)
    blue, green, red = np.meshgrid(axis, axis, axis, indexing="ij")
    signal = np.stack([red, green, blue], axis=-1).reshape(-1, 3)
    lines = [
        " ".join(f"{value:.6f}" for value in row) for row in to_bt709(signal, transfer, narrow)
    ]
    return f"LUT_3D_SIZE {_STEPS}\n" + "\n".join(lines) + "\n"


def to_bt709(
    signal: NDArray[np.float64], transfer: int, narrow: bool = False
) -> NDArray[np.float64]:
    """Return what BT.709 shows for R, G and B of PQ or HLG, all from 0 to 1.

    The light is scaled by one factor for all three colours, by the strongest of them, so that
    hues stay; colours outside BT.709 are cut at its border.

    Args:
        signal: Shape (n, 3).
        transfer: PQ or HLG.
        narrow: The primaries are already those of BT.709, instead of BT.2020.
    """
    light = _pq_light(signal) if transfer == PQ else _hlg_light(signal)
    if not narrow:
        light = light @ _TO_BT709.T
    light = np.clip(light, 0, None)
    strongest = light.max(axis=1, keepdims=True)
    factor = np.divide(_rolled_off(strongest), strongest, where=strongest > 0, out=strongest * 0)
    # BT.1886, as screens show BT.709
    return np.asarray(np.clip(light * factor, 0, 1) ** (1 / 2.4))


def _pq_light(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Undo SMPTE ST 2084; 1 is the white of a page."""
    root = signal ** (32 / 2523)
    share = np.clip(root - 107 / 128, 0, None) / (2413 / 128 - 2392 / 128 * root)
    return np.asarray(10_000 / _WHITE * share ** (8192 / 1305))


def _hlg_light(signal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Undo ARIB STD-B67 and show it on a screen of 1000 nits; 1 is the white of a page."""
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 1 / 2, signal**2 / 3, (np.exp((signal - c) / a) + b) / 12)
    luminance = scene @ _HLG_LIGHT
    return np.asarray(_PEAK * scene * luminance[:, None] ** 0.2)


def _rolled_off(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """Leave dark light alone, and bring the rest smoothly below 1: a hyperbola, as in Moebius."""
    spread = _PEAK - 1
    start = -(_KNEE**2) * spread / (_KNEE**2 - 2 * _KNEE + _PEAK)
    bend = (_KNEE**2 - 2 * _KNEE * _PEAK + _PEAK) / spread
    scale = (bend**2 + 2 * bend * _KNEE + _KNEE**2) / (bend - start)
    bright = np.minimum(light, _PEAK)
    return np.where(bright <= _KNEE, bright, scale * (bright + start) / (bright + bend))
