// One model's boxes between its samples: on their way, fading out, or fading in. The rule of
// vidresults.render.between.
import { median, type ModelSamples } from "../samples";
import type { Boxes } from "../payload";
import { pairBoxes } from "./pairs";
import { standing, type Filter, type Seen } from "./seen";

/** Two neighbouring samples: their rows, and which of the first are which of the second. */
interface Pair { at: number; first: number[]; second: number[]; pairs: Map<number, number> }

export class Motion {
  private readonly interval: number;
  private known: Pair | null = null;

  /** Takes the times of the video's frames: motion is even in them. */
  constructor(
    private readonly boxes: Boxes, private readonly samples: ModelSamples, private readonly times: Float64Array,
  ) {
    const { first, end } = samples, { time } = samples.samples;
    const steps: number[] = [];
    for (let row = first + 1; row < end; row += 1) steps.push(time[row] - time[row - 1]);
    this.interval = median(steps);
  }

  forget(): void {
    this.known = null;
  }

  on(frame: number, filter: Filter): Seen[] {
    const before = this.samples.before(frame);
    const pair = this.pairAt(before, filter);
    const stand = (row: number, opacity: number) => standing(this.boxes, row, this.samples.model, opacity);
    if (before >= this.samples.first && this.samples.samples.frame[before] === frame) {
      return pair.first.map((row) => stand(row, 1));
    }
    const now = this.times[frame];
    const since = now - this.time(before), until = this.time(before + 1) - now;
    const span = Math.min(this.interval, since + until) / 2;
    const leaving = opacity(since, span), coming = opacity(until, span);
    const seen: Seen[] = [];
    for (const [at, row] of pair.first.entries()) {
      const to = pair.pairs.get(at);
      if (to !== undefined) seen.push(this.moved(row, pair.second[to], since / (since + until)));
      else if (leaving > 0) seen.push(stand(row, leaving));
    }
    const known = new Set(pair.pairs.values());
    const fresh = pair.second.filter((_row, at) => coming > 0 && !known.has(at));
    return seen.concat(fresh.map((row) => stand(row, coming)));
  }

  private moved(row: number, target: number, share: number): Seen {
    const { boxes } = this;
    const way = (values: Float32Array) => values[row] + (values[target] - values[row]) * share;
    return {
      row, model: this.samples.model, opacity: 1, target, share,
      x0: way(boxes.x0), y0: way(boxes.y0), x1: way(boxes.x1), y1: way(boxes.y1),
    };
  }

  private pairAt(before: number, filter: Filter): Pair {
    if (this.known === null || this.known.at !== before) {
      const [first, second] = [before, before + 1].map((row) => this.rows(row).filter(filter));
      const pairs = this.linked(before) ? pairBoxes(this.boxes, first, second) : new Map();
      this.known = { at: before, first, second, pairs };
    }
    return this.known;
  }

  /** Whether boxes move from a sample to the next: both inferred, and not too far apart. */
  private linked(row: number): boolean {
    const { samples } = this;
    if (!this.there(row) || !this.there(row + 1)) return false;
    const apart = samples.samples.frame[row + 1] - samples.samples.frame[row];
    return apart <= samples.longest && this.time(row + 1) > this.time(row);
  }

  private rows(row: number): number[] {
    return this.there(row) ? this.samples.boxes(row) : [];
  }

  private there(row: number): boolean {
    return row >= this.samples.first && row < this.samples.end && this.samples.inferred(row);
  }

  /** When a sample is shown; what is not there is infinitely far away. */
  private time(row: number): number {
    if (row < this.samples.first) return -Infinity;
    return row < this.samples.end ? this.samples.samples.time[row] : Infinity;
  }
}

function opacity(away: number, span: number): number {
  return span > 0 ? Math.max(0, 1 - away / span) : 0;
}
