// Counts of a few classes over time: on each sample, or as means where there are too many to see.
import type { Things } from "./things";
import { INFERRED, type ModelSamples } from "../samples";

/** More points than this are told as means of bins. */
const MOST_POINTS = 1500;
const BINS = 500;
const LENGTHS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14400];
const BREATH = 1e-6;

/** How many of one kind are on each sample of its model, by row from the model's first. */
export interface Counts { kind: number; samples: ModelSamples; counts: Uint32Array }

export function countsOf(things: Things, mask: Uint8Array, kinds: number[], samples: ModelSamples[]): Counts[] {
  const found = kinds.map((kind) => {
    const own = samples[things.kinds[kind].model];
    return { kind, samples: own, counts: new Uint32Array(own.end - own.first) };
  });
  const place: (Counts | null)[] = things.kinds.map(() => null);
  for (const one of found) place[one.kind] = one;
  for (let at = 0; at < mask.length; at += 1) {
    const one = mask[at] ? place[things.kind[at]] : null;
    if (one) one.counts[things.sample[at] - one.samples.first] += 1;
  }
  return found;
}

/** The count that stands at a time; null where nobody looked. */
export function countAt({ samples: own, counts }: Counts, seconds: number, holds: Float64Array): number | null {
  const row = before(own, seconds);
  if (row < own.first || own.samples.state[row] !== INFERRED) return null;
  return seconds < own.samples.time[row] + Math.max(holds[row], BREATH) - BREATH / 2 ? counts[row - own.first] : null;
}

export interface Lines { x: number[]; y: (number | null)[][]; binSeconds: number | null }

/** What is drawn of a part of the video. */
export function linesOf(found: Counts[], [start, end]: readonly [number, number], holds: Float64Array): Lines {
  const times = momentsOf(found, start, end, holds);
  if (times.length <= MOST_POINTS) {
    return { x: times, y: found.map((one) => times.map((time) => countAt(one, time, holds))), binSeconds: null };
  }
  const binSeconds = LENGTHS.find((length) => length >= (end - start) / BINS) ?? LENGTHS[LENGTHS.length - 1];
  const first = Math.floor(start / binSeconds), bins = Math.ceil(end / binSeconds) - first + 1;
  const x = Array.from({ length: bins }, (_, bin) => (first + bin) * binSeconds);
  return { x, y: found.map((one) => means(one, x, binSeconds, holds)), binSeconds };
}

/** Times at which a count can change, in the range and next to it. */
function momentsOf(found: Counts[], start: number, end: number, holds: Float64Array): number[] {
  const times = new Set<number>();
  for (const own of new Set(found.map((one) => one.samples))) {
    const { time } = own.samples;
    for (let row = Math.max(before(own, start), own.first); row < own.end; row += 1) {
      if (Number.isNaN(time[row])) continue;
      times.add(time[row]);
      if (time[row] > end) break;
      const until = time[row] + holds[row];
      if (row + 1 === own.end || until < time[row + 1] - BREATH) times.add(until);
    }
  }
  return [...times].sort((a, b) => a - b);
}

/** The mean of the samples of each bin on which the model ran; without any, what is held there. */
function means(one: Counts, x: number[], binSeconds: number, holds: Float64Array): (number | null)[] {
  const { samples: own, counts } = one, { time, state } = own.samples;
  let row = Math.max(before(own, x[0] - BREATH) + 1, own.first);
  return x.map((start) => {
    let [ran, sum, rows] = [0, 0, 0];
    for (; row < own.end && !(time[row] >= start + binSeconds - BREATH); row += 1, rows += 1) {
      if (state[row] !== INFERRED) continue;
      ran += 1;
      sum += counts[row - own.first];
    }
    if (rows > 0) return ran > 0 ? sum / ran : null;
    return countAt(one, start, holds);
  });
}

/** The last row at or before a time; first - 1 where there is none. */
function before(own: ModelSamples, seconds: number): number {
  let low = own.first, high = own.end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (own.samples.time[middle] <= seconds + BREATH / 2) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
