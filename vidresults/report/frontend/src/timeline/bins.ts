// Boxes counted into the columns of the timeline: one pass over the typed arrays for what is in view.
import type { State } from "../store";
import type { Content, Things } from "./content";
import type { Span } from "./range";
import type { Row } from "./rows";

/** What a column has samples of, as bits. */
export const INFERRED = 1, NOT_INFERRED = 2, FAILED = 4;
const BITS = [INFERRED, NOT_INFERRED, FAILED];

export interface Bins {
  width: number;
  /** By row and column: boxes of all samples. */
  boxes: Float32Array;
  /** By column: how many inferred samples there are. */
  samples: Float32Array;
  /** By column: states of its samples, as bits. */
  states: Uint8Array;
}

type Filter = Pick<State, "models" | "minConfidence">;

/** Boxes per sample in a column of a row; NaN where no sample was inferred. */
export function density(bins: Bins, row: number, column: number): number {
  return bins.boxes[row * bins.width + column] / bins.samples[column];
}

/** Count for rows and columns; a sample fills the columns for which it is held. */
export function binsOf(content: Content, rows: readonly Row[], [start, end]: Span, width: number, filter: Filter): Bins {
  const bins: Bins = {
    width,
    boxes: new Float32Array(rows.length * width),
    samples: new Float32Array(width),
    states: new Uint8Array(width),
  };
  const { samples, until } = content;
  const count = counter(content, rows, bins, filter.minConfidence);
  const scale = width / (end - start);
  for (let sample = 0; sample < samples.time.length; sample += 1) {
    const time = samples.time[sample];
    // A sample of unknown time (NaN) is in no column.
    if (!(time < end && until[sample] >= start) || !filter.models.has(samples.model[sample])) continue;
    const from = Math.max(Math.floor((time - start) * scale), 0);
    const to = Math.min(Math.max(Math.ceil((until[sample] - start) * scale), from + 1), width);
    for (let x = from; x < to; x += 1) bins.states[x] |= BITS[samples.state[sample]];
    if (samples.state[sample] !== 0) continue;
    for (let x = from; x < to; x += 1) bins.samples[x] += 1;
    count(sample, from, to);
  }
  return bins;
}

function counter(content: Content, rows: readonly Row[], bins: Bins, least: number) {
  const rowOfClass = new Int32Array(content.most.length).fill(-1);
  rows.forEach((row, at) => { if (row.track < 0) rowOfClass[row.class] = at; });
  const ofTrack = rowsOfTracks(content, rows);
  const { width, boxes } = bins;
  const add = (row: number, from: number, to: number) => {
    for (let x = row * width + from; x < row * width + to; x += 1) boxes[x] += 1;
  };
  const classes = (things: Things, sample: number, from: number, to: number) => {
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
    classes(content.boxes, sample, from, to);
    classes(content.labels, sample, from, to);
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
