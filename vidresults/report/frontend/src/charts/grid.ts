// In which cell of a grid over the picture boxes stand: the numbers of heat_grid.
import type { Things } from "./things";
import type { Payload } from "../payload";

const COLUMNS = 64;
/** Pixels; a box that ends with the picture is in it, whatever 32 bits make of its edge. */
const BREATH = 1e-3;

export interface Grid {
  columns: number; rows: number;
  /** Row by row from the top. */
  counts: Uint32Array;
  most: number; boxes: number;
  /** Boxes whose lower edge has its middle beyond the picture. */
  outside: number;
}

export function gridOf(things: Things, mask: Uint8Array, { boxes, facts: { video }, samples }: Payload): Grid {
  const rows = Math.max(1, evenly(COLUMNS * video.height / video.width));
  const grid: Grid = { columns: COLUMNS, rows, counts: new Uint32Array(COLUMNS * rows), most: 0, boxes: 0, outside: 0 };
  const cell = (place: number, length: number, cells: number) => Math.min(Math.max(Math.floor(place * cells / length), 0), cells - 1);
  for (let at = 0; at < mask.length; at += 1) {
    const box = things.box[at];
    if (!mask[at] || box < 0 || samples.state[things.sample[at]] !== 0) continue;
    const x = (boxes.x0[box] + boxes.x1[box]) / 2, y = boxes.y1[box];
    if (x < -BREATH || y < -BREATH || x > video.width + BREATH || y > video.height + BREATH) {
      grid.outside += 1;
      continue;
    }
    const place = cell(y, video.height, rows) * COLUMNS + cell(x, video.width, COLUMNS);
    grid.counts[place] += 1;
    grid.boxes += 1;
    if (grid.counts[place] > grid.most) grid.most = grid.counts[place];
  }
  return grid;
}

/** To the nearest whole number, halves to the even one as in Python. */
function evenly(value: number): number {
  return value % 1 === 0.5 && Math.floor(value) % 2 === 0 ? Math.floor(value) : Math.round(value);
}
