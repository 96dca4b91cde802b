// How often each class is found: the order in which the page names the classes.
import type { Payload } from "./payload";

export interface Frequency {
  /** By class: in how many boxes and labels of frames it is. */
  counts: Uint32Array;
  /** The classes, the most frequent first; those that are equal as the results have them. */
  order: number[];
}

export function frequencyOf({ facts, boxes, labels }: Payload): Frequency {
  const counts = new Uint32Array(facts.classes.length);
  for (const number of boxes.class) counts[number] += 1;
  labels.class.forEach((number, at) => { if (labels.predicted[at]) counts[number] += 1; });
  const order = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b);
  return { counts, order };
}
