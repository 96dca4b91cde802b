// What the rows of the timeline tell, gathered once from the tables.
import type { Page } from "../page";
import type { Boxes, Labels, Samples } from "../payload";

/** One object that a tracker followed, as one class. */
export interface Track { class: number; model: number; id: number; frame: number; most: number }

/** Things of each sample: rows first[s] .. first[s] + count[s] of the columns. */
export interface Things {
  first: Int32Array; count: Int32Array;
  class: Uint16Array; confidence: Float32Array;
}

export class Content {
  readonly samples: Samples;
  /** Until when each sample is held, in seconds. */
  readonly until: Float64Array;
  readonly boxes: Things;
  readonly labels: Things;
  /** By class: the most in one sample; 0 for a class that never appears. */
  readonly most: Int32Array;
  /** By class: whether it has tracks. */
  readonly tracked: Uint8Array;
  private found: { tracks: Track[]; ofBox: Int32Array } | null = null;

  constructor(private readonly page: Page, end: number) {
    const { samples, boxes, labels, facts } = page.payload;
    this.samples = samples;
    this.until = heldUntil(page, end);
    this.boxes = { first: samples.first, count: samples.count, class: boxes.class, confidence: boxes.confidence };
    this.labels = labelsBySample(page, labels);
    this.most = new Int32Array(facts.classes.length);
    this.tracked = new Uint8Array(facts.classes.length);
    countMost(this.boxes, this.most);
    countMost(this.labels, this.most);
    for (let row = 0; row < boxes.track.length; row += 1) {
      if (boxes.track[row] >= 0) this.tracked[boxes.class[row]] = 1;
    }
  }

  /** All tracks by first appearance; found when they are first asked for. */
  get tracks(): Track[] {
    return this.track().tracks;
  }

  /** By box: the position of its track, -1 for none. */
  get trackOfBox(): Int32Array {
    return this.track().ofBox;
  }

  private track(): { tracks: Track[]; ofBox: Int32Array } {
    this.found ??= findTracks(this.page.payload.boxes, this.samples);
    return this.found;
  }
}

/** A sample is held until the next one, and no longer than the overlay holds it. */
function heldUntil(page: Page, end: number): Float64Array {
  const { samples, frames } = page.payload;
  const until = new Float64Array(samples.frame.length);
  for (const model of page.samples) {
    for (let row = model.first; row < model.end; row += 1) {
      const last = samples.frame[row] + Math.floor(model.longest) + 1;
      const held = last < frames.time.length ? frames.time[last] : end;
      const next = row + 1 < model.end ? samples.time[row + 1] : Infinity;
      until[row] = Math.max(Math.min(held, next), samples.time[row]);
    }
  }
  return until;
}

/** The classes of whole frames that were predicted, ordered as the samples. */
function labelsBySample(page: Page, labels: Labels): Things {
  const rows: [sample: number, label: number][] = [];
  for (let row = 0; row < labels.frame.length; row += 1) {
    const sample = labels.predicted[row] ? page.samples[labels.model[row]].before(labels.frame[row]) : -1;
    if (sample >= 0) rows.push([sample, row]);
  }
  rows.sort((one, other) => one[0] - other[0]);
  const { length } = page.payload.samples.frame;
  const first = new Int32Array(length), count = new Int32Array(length);
  rows.forEach(([sample], at) => { if (count[sample]++ === 0) first[sample] = at; });
  return {
    first, count,
    class: Uint16Array.from(rows, ([, row]) => labels.class[row]),
    confidence: Float32Array.from(rows, ([, row]) => labels.confidence[row]),
  };
}

function countMost(things: Things, most: Int32Array): void {
  const inSample = new Int32Array(most.length);
  for (let sample = 0; sample < things.first.length; sample += 1) {
    const first = things.first[sample], end = first + things.count[sample];
    for (let row = first; row < end; row += 1) {
      const now = (inSample[things.class[row]] += 1);
      if (now > most[things.class[row]]) most[things.class[row]] = now;
    }
    for (let row = first; row < end; row += 1) inSample[things.class[row]] = 0;
  }
}

function findTracks(boxes: Boxes, samples: Samples): { tracks: Track[]; ofBox: Int32Array } {
  const tracks: Track[] = [];
  const ofBox = new Int32Array(boxes.track.length).fill(-1);
  // Ids of two models, or of two classes, are not the same object.
  const known = new Map<number, Map<number, number>>();
  for (let sample = 0; sample < samples.first.length; sample += 1) {
    const model = samples.model[sample];
    const end = samples.first[sample] + samples.count[sample];
    for (let row = samples.first[sample]; row < end; row += 1) {
      const id = boxes.track[row];
      if (id < 0) continue;
      const key = model * 65536 + boxes.class[row];
      let ids = known.get(key);
      if (!ids) known.set(key, (ids = new Map()));
      let at = ids.get(id);
      if (at === undefined) {
        ids.set(id, (at = tracks.length));
        tracks.push({ class: boxes.class[row], model, id, frame: samples.frame[sample], most: 1 });
      }
      ofBox[row] = at;
    }
  }
  return { tracks, ofBox };
}
