// The ways that tracks took, through their last positions.
import type { Page } from "../page";
import { areaOf, colourIn, stroke, type View } from "./view";
import type { Seen } from "./seen";

const POSITIONS = 30;

/** Rows of the boxes of every track, in the order of time. */
export class Ways {
  private rows: Map<string, number[]> | null = null;

  constructor(private readonly page: Page) {}

  /** The last rows of a track up to one of its boxes. */
  before(model: number, track: number, row: number): number[] {
    const all = this.built().get(`${model} ${track}`) ?? [];
    let low = 0, high = all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (all[middle] <= row) low = middle + 1;
      else high = middle;
    }
    return all.slice(Math.max(0, low - POSITIONS), low);
  }

  /** Made when the first way is drawn: most pages never need it. */
  private built(): Map<string, number[]> {
    if (this.rows !== null) return this.rows;
    this.rows = new Map();
    const { boxes } = this.page.payload;
    for (const { samples, model, first, end } of this.page.samples) {
      const until = end > first ? samples.first[end - 1] + samples.count[end - 1] : 0;
      for (let row = end > first ? samples.first[first] : 0; row < until; row += 1) {
        if (boxes.track[row] < 0) continue;
        const key = `${model} ${boxes.track[row]}`;
        const found = this.rows.get(key);
        if (found === undefined) this.rows.set(key, [row]);
        else found.push(row);
      }
    }
    return this.rows;
  }
}

export function drawWays(view: View, all: readonly Seen[]): void {
  const { boxes } = view.page.payload;
  for (const seen of all) {
    const track = boxes.track[seen.row];
    if (track < 0) continue;
    const path = new Path2D();
    for (const row of view.ways.before(seen.model, track, seen.row)) {
      const { fit } = view;
      path.lineTo(
        fit.left + ((boxes.x0[row] + boxes.x1[row]) / 2) * fit.sx,
        fit.top + ((boxes.y0[row] + boxes.y1[row]) / 2) * fit.sy,
      );
    }
    const here = areaOf(view.fit, seen);
    path.lineTo((here.left + here.right) / 2, (here.top + here.bottom) / 2);
    view.context.globalAlpha = seen.opacity;
    stroke(view, path, colourIn(view, seen), 2);
  }
  view.context.globalAlpha = 1;
}
