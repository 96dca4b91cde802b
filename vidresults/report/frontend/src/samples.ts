// Which sample of a model a frame of the video shows: the rule of vidresults.matching.
import type { Facts, Samples } from "./payload";
import type { Between } from "./store";

/** The state of a sample on which the model ran. */
export const INFERRED = 0;

/** One model's samples: rows first .. end of the samples table, by frame. */
export class ModelSamples {
  /** For how many frames after its own a sample is held. */
  readonly longest: number;
  /** The median distance of neighbouring samples in frames. */
  readonly interval: number;

  constructor(
    readonly samples: Samples, readonly model: number,
    readonly first: number, readonly end: number, holdIntervals: number,
  ) {
    const steps: number[] = [];
    for (let row = first + 1; row < end; row += 1) steps.push(samples.frame[row] - samples.frame[row - 1]);
    this.interval = median(steps);
    this.longest = holdIntervals * this.interval;
  }

  /** The last row at or before a frame; first - 1 where there is none. */
  before(frame: number): number {
    let low = this.first, high = this.end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.samples.frame[middle] <= frame) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  inferred(row: number): boolean {
    return this.samples.state[row] === INFERRED;
  }

  /** Rows of a sample's boxes. */
  boxes(row: number): number[] {
    return Array.from({ length: this.samples.count[row] }, (_, at) => this.samples.first[row] + at);
  }

  /** The first frame on which a sample is no longer held. */
  heldUntil(row: number): number {
    const alone = this.samples.frame[row] + Math.floor(this.longest) + 1;
    return row + 1 < this.end ? Math.min(this.samples.frame[row + 1], alone) : alone;
  }

  /** The row that is shown on a frame, held from before or not at all; -1 for none. */
  on(frame: number, between: Between): number {
    const row = this.before(frame);
    if (row < this.first || !this.inferred(row)) return -1;
    const age = frame - this.samples.frame[row];
    return age <= (between === "none" ? 0 : this.longest) ? row : -1;
  }
}

export function samplesByModel(facts: Facts, samples: Samples): ModelSamples[] {
  const found: ModelSamples[] = [];
  let row = 0;
  for (let model = 0; model < facts.models.length; model += 1) {
    const first = row;
    while (row < samples.model.length && samples.model[row] === model) row += 1;
    found.push(new ModelSamples(samples, model, first, row, facts.hold_intervals));
  }
  return found;
}

export function median(values: number[]): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
