// Playing the stretches of one class alone.
import { FrameLabels } from "./framelabels";
import type { Page } from "./page";
import type { ModelSamples } from "./samples";
import type { State } from "./store";

/** Frames from first up to, and without, end. */
export interface Stretch { first: number; end: number }

/** Where a class is shown while the video plays, in order and apart from each other. */
export function stretchesOf(page: Page, labels: FrameLabels, state: Readonly<State>, wanted: number): Stretch[] {
  const found: Stretch[] = [];
  for (const samples of page.samples) {
    if (!state.models.has(samples.model)) continue;
    for (let row = samples.first; row < samples.end; row += 1) {
      if (!shows(page, labels, samples, row, wanted, state.minConfidence)) continue;
      found.push({ first: samples.samples.frame[row], end: samples.heldUntil(row) });
    }
  }
  found.sort((a, b) => a.first - b.first);
  return joined(found);
}

/** While only one class is to be played, jump over what lies between its stretches. */
export function playOnly(page: Page): void {
  const { store, player } = page;
  const labels = new FrameLabels(page.payload.labels);
  let stretches: Stretch[] = [];
  store.subscribe(["only", "models", "minConfidence"], (state) => {
    stretches = state.only === null ? [] : stretchesOf(page, labels, state, state.only);
  });
  store.subscribe(["frame", "playing", "only"], (state) => {
    if (state.only === null || !state.playing || player.rate < 0) return;
    const next = stretches.find((stretch) => stretch.end > state.frame);
    if (next === undefined) player.pause();
    else if (next.first > state.frame) player.show(next.first);
  });
}

function shows(
  page: Page, labels: FrameLabels, samples: ModelSamples, row: number, wanted: number, least: number,
): boolean {
  if (!samples.inferred(row)) return false;
  const { first, count, frame } = samples.samples;
  const { boxes, labels: classes } = page.payload;
  for (let box = first[row]; box < first[row] + count[row]; box += 1) {
    if (boxes.class[box] === wanted && !(boxes.confidence[box] < least)) return true;
  }
  return labels.of(samples.model, frame[row]).some(
    (label) => classes.class[label] === wanted && !(classes.confidence[label] < least),
  );
}

function joined(sorted: Stretch[]): Stretch[] {
  const found: Stretch[] = [];
  for (const one of sorted) {
    const last = found[found.length - 1];
    if (last === undefined || one.first > last.end) found.push({ ...one });
    else last.end = Math.max(last.end, one.end);
  }
  return found;
}
