// Boxes counted into the columns of the timeline: one pass over the typed arrays for what is in view.
import type { Page } from "../page";
import type { ModelSamples } from "../samples";
import type { State } from "../store";
import type { Content, Things } from "./content";
import type { Span } from "./range";
import type { Row } from "./rows";

/** What a column has samples of, as bits. */
export const INFERRED = 1, NOT_INFERRED = 2, FAILED = 4;
const BITS = [INFERRED, NOT_INFERRED, FAILED];

export interface Bins {
  width: number;
  /** By row and column: boxes per inferred sample, of the model that saw most; NaN where none was inferred. */
  density: Float32Array;
  /** By column: states of its samples, as bits. */
  states: Uint8Array;
  /** By column: how many samples begin in it. */
  begins: Uint16Array;
}

type Filter = Pick<State, "models" | "minConfidence">;

/** Count for rows and columns; a sample fills the columns for which it is held. */
export function binsOf(
  page: Page, content: Content, rows: readonly Row[], span: Span, width: number, filter: Filter,
): Bins {
  const density = new Float32Array(rows.length * width).fill(NaN);
  const bins: Bins = { width, density, states: new Uint8Array(width), begins: new Uint16Array(width) };
  const boxes = new Float32Array(rows.length * width), inferred = new Float32Array(width);
  const count = counter(content, rows, boxes, width, filter.minConfidence);
  for (const model of page.samples) {
    if (!filter.models.has(model.model)) continue;
    boxes.fill(0);
    inferred.fill(0);
    countModel(content, model, span, bins, inferred, count);
    for (let cell = 0; cell < boxes.length; cell += 1) {
      const here = boxes[cell] / inferred[cell % width];
      // Written so that a first number takes the place of NaN.
      if (!(here <= density[cell]) && !Number.isNaN(here)) density[cell] = here;
    }
  }
  return bins;
}

function countModel(
  { samples, until }: Content, model: ModelSamples, [start, end]: Span, { width, states, begins }: Bins,
  inferred: Float32Array, count: (sample: number, from: number, to: number) => void,
): void {
  const scale = width / (end - start);
  for (let sample = model.first; sample < model.end; sample += 1) {
    const time = samples.time[sample];
    // A sample of unknown time (NaN) is in no column.
    if (!(time < end && until[sample] > start)) continue;
    const from = Math.max(Math.floor((time - start) * scale), 0);
    const to = Math.min(Math.max(Math.ceil((until[sample] - start) * scale), from + 1), width);
    if (time >= start) begins[from] += 1;
    for (let x = from; x < to; x += 1) states[x] |= BITS[samples.state[sample]];
    if (samples.state[sample] !== 0) continue;
    for (let x = from; x < to; x += 1) inferred[x] += 1;
    count(sample, from, to);
  }
}

function counter(content: Content, rows: readonly Row[], boxes: Float32Array, width: number, least: number) {
  const rowOfClass = new Int32Array(content.most.length).fill(-1);
  rows.forEach((row, at) => { if (row.track < 0) rowOfClass[row.class] = at; });
  const ofTrack = rowsOfTracks(content, rows);
  const add = (row: number, from: number, to: number) => {
    for (let x = row * width + from; x < row * width + to; x += 1) boxes[x] += 1;
  };
  const each = (things: Things, sample: number, from: number, to: number) => {
    const first = things.first[sample], end = first + things.count[sample];
    for (let thing = first; thing < end; thing += 1) {
      // Written so that an unknown confidence (NaN) stays.
      if (things.confidence[thing] < least) continue;
      const row = rowOfClass[things.class[thing]];
      if (row >= 0) add(row, from, to);
      const track = ofTrack === null || things !== content.boxes ? -1 : ofTrack(thing);
      if (track >= 0) add(track, from, to);
    }
  };
  return (sample: number, from: number, to: number) => {
    each(content.boxes, sample, from, to);
    each(content.labels, sample, from, to);
  };
}

/** The row of a box's track; null where no track has a row. */
function rowsOfTracks(content: Content, rows: readonly Row[]): ((box: number) => number) | null {
  if (!rows.some((row) => row.track >= 0)) return null;
  const rowOf = new Int32Array(content.tracks.length).fill(-1);
  rows.forEach((row, at) => { if (row.track >= 0) rowOf[row.track] = at; });
  const tracks = content.trackOfBox;
  return (box) => (tracks[box] < 0 ? -1 : rowOf[tracks[box]]);
}
