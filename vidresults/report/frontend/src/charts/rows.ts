// What the table of classes tells: the numbers of count_by_class and segments.
import type { Things } from "./things";
import type { Samples } from "../payload";
import type { State } from "../store";

export interface ClassRow {
  kind: number;
  things: number;
  /** On how many samples it is. */
  samples: number;
  /** null where its boxes are not tracked. */
  tracks: number | null;
  /** Times of the first and the last sample with it, null where it is on none or no time is known. */
  first: number | null;
  last: number | null;
  /** For how many seconds it is there, all its stretches together. */
  dwell: number | null;
}

/** One row for each chosen class of a chosen model that occurs, also where none is sure enough. */
export function classRows(
  things: Things, mask: Uint8Array, samples: Samples, holds: Float64Array, state: Readonly<State>,
): ClassRow[] {
  const many = things.kinds.length;
  const [total, there, tracks] = [new Uint32Array(many), new Uint32Array(many), new Uint32Array(many)];
  const [first, last] = [new Int32Array(many).fill(-1), new Int32Array(many).fill(-1)];
  const dwell = new Float64Array(many), seen = new Uint8Array(things.tracks);
  for (let at = 0; at < mask.length; at += 1) {
    if (!mask[at]) continue;
    const kind = things.kind[at], sample = things.sample[at], track = things.track[at];
    total[kind] += 1;
    if (track >= 0 && !seen[track]) {
      seen[track] = 1;
      tracks[kind] += 1;
    }
    if (last[kind] === sample) continue;
    there[kind] += 1;
    dwell[kind] += holds[sample];
    if (first[kind] < 0) first[kind] = sample;
    last[kind] = sample;
  }
  const time = (sample: number) => (sample < 0 ? null : known(samples.time[sample]));
  return things.kinds.flatMap((kind, number) => {
    if (!state.models.has(kind.model) || !state.classes.has(kind.class)) return [];
    const told = things.tracked[kind.model] && (tracks[number] > 0 || total[number] === 0);
    return [{
      kind: number, things: total[number], samples: there[number],
      tracks: told ? tracks[number] : null,
      first: time(first[number]), last: time(last[number]), dwell: known(dwell[number]),
    }];
  });
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
