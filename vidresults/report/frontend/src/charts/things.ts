// What is counted: boxes, and the classes that were predicted for whole frames, in one order.
import type { Page } from "../page";
import type { Labels, Payload, Samples } from "../payload";
import type { State } from "../store";

/** A class of a model: what one model calls a car is not what another does. */
export interface Kind { model: number; class: number }

/** One row a thing, ordered by sample. */
export interface Things {
  /** Row of the samples. */
  sample: Int32Array;
  /** Number in kinds. */
  kind: Int32Array;
  /** NaN where unknown. */
  confidence: Float32Array;
  /** Number of the track among all tracks of all kinds, -1 for none. */
  track: Int32Array;
  /** Row of the boxes, -1 for a label of a whole frame. */
  box: Int32Array;
  kinds: Kind[];
  /** How many tracks there are. */
  tracks: number;
  /** Of each model whether any of its boxes is tracked. */
  tracked: boolean[];
  boxes: number;
  labels: number;
}

export function thingsOf({ payload }: Page): Things {
  const { boxes, samples, labels } = payload;
  const found = predicted(labels, samples);
  const [many, more] = [boxes.class.length, found.length];
  const length = many + more;
  const things: Things = {
    sample: new Int32Array(length), kind: new Int32Array(length), confidence: new Float32Array(length),
    track: new Int32Array(length).fill(-1), box: new Int32Array(length).fill(-1),
    kinds: [], tracks: 0, tracked: payload.facts.models.map(() => false), boxes: many, labels: more,
  };
  const kindOf = kindsInto(things.kinds, payload);
  let at = 0, label = 0;
  for (let sample = 0; sample < samples.model.length; sample += 1) {
    const model = samples.model[sample], end = samples.first[sample] + samples.count[sample];
    for (let box = samples.first[sample]; box < end; box += 1, at += 1) {
      things.sample[at] = sample;
      things.kind[at] = kindOf(model, boxes.class[box]);
      things.confidence[at] = boxes.confidence[box];
      things.box[at] = box;
    }
    for (; label < more && found[label].sample === sample; label += 1, at += 1) {
      things.sample[at] = sample;
      things.kind[at] = kindOf(model, labels.class[found[label].row]);
      things.confidence[at] = labels.confidence[found[label].row];
    }
  }
  numberTracks(things, boxes.track);
  return things;
}

/** Of each thing 1 where it is chosen by model, class and confidence. Unknown confidence stays. */
export function chosen(things: Things, { models, classes, minConfidence }: Readonly<State>): Uint8Array {
  const wanted = things.kinds.map((kind) => models.has(kind.model) && classes.has(kind.class));
  const mask = new Uint8Array(things.kind.length);
  for (let at = 0; at < mask.length; at += 1) {
    if (wanted[things.kind[at]] && !(things.confidence[at] < minConfidence)) mask[at] = 1;
  }
  return mask;
}

/** What the things are, for a person. */
export function thingWords({ boxes, labels }: Things): [string, string] {
  if (labels === 0) return ["box", "boxes"];
  return boxes === 0 ? ["label", "labels"] : ["box or label", "boxes and labels"];
}

/** Rows of the labels that were predicted, with their samples and in their order. */
function predicted(labels: Labels, samples: Samples): { row: number; sample: number }[] {
  const places = new Map<number, number>();
  const place = (model: number, frame: number) => model * 2 ** 32 + frame;
  if (labels.model.length) samples.frame.forEach((frame, row) => places.set(place(samples.model[row], frame), row));
  const found: { row: number; sample: number }[] = [];
  for (let row = 0; row < labels.model.length; row += 1) {
    const sample = places.get(place(labels.model[row], labels.frame[row]));
    if (labels.predicted[row] && sample !== undefined) found.push({ row, sample });
  }
  return found.sort((a, b) => a.sample - b.sample);
}

/** Gives each model and class that occurs the next number. */
function kindsInto(kinds: Kind[], { facts }: Payload): (model: number, name: number) => number {
  const numbers = facts.models.map(() => null as Int32Array | null);
  return (model, name) => {
    const own = (numbers[model] ??= new Int32Array(facts.classes.length).fill(-1));
    if (own[name] < 0) own[name] = kinds.push({ model, class: name }) - 1;
    return own[name];
  };
}

/** Tracks are told apart within a kind, as they are in the tables of vidresults.analytics. */
function numberTracks(things: Things, tracks: Int32Array): void {
  const numbers = new Map<number, number>();
  for (let at = 0; at < things.box.length; at += 1) {
    const track = things.box[at] < 0 ? -1 : tracks[things.box[at]];
    if (track < 0) continue;
    const key = things.kind[at] * 2 ** 31 + track;
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, number = numbers.size);
    things.track[at] = number;
    things.tracked[things.kinds[things.kind[at]].model] = true;
  }
  things.tracks = numbers.size;
}
