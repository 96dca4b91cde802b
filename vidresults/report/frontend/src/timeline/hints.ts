// What the pointer is on: the time, how many boxes, and what became of the sample.
import { clock } from "../words";
import { FAILED, NOT_INFERRED } from "./bins";
import type { Gestures } from "./gestures";
import { ROW } from "./names";
import type { Timeline } from "./timeline";
import type { Tip } from "./tip";

export function hints(
  timeline: Timeline, plot: HTMLCanvasElement, samples: HTMLCanvasElement, gestures: Gestures, tip: Tip,
): void {
  const tell = (event: PointerEvent, lines: string[]) => {
    if (event.pointerType === "mouse") tip.show({ x: event.clientX, y: event.clientY }, lines);
  };
  plot.addEventListener("pointermove", (event) => tell(event, rowWords(timeline, plot, event, gestures)));
  samples.addEventListener("pointermove", (event) => {
    const state = stateWords(timeline, columnAt(timeline, samples, event));
    tell(event, [clock(gestures.timeAt(event.clientX), 1), state]);
  });
  for (const canvas of [plot, samples]) canvas.addEventListener("pointerleave", () => tip.hide());
}

function columnAt({ bins }: Timeline, canvas: HTMLCanvasElement, event: PointerEvent): number {
  const { left, width } = canvas.getBoundingClientRect();
  const column = Math.floor(((event.clientX - left) / width) * (bins?.width ?? 0));
  return Math.min(Math.max(column, 0), (bins?.width ?? 1) - 1);
}

function stateWords({ bins }: Timeline, column: number): string {
  const bits = bins?.states[column] ?? 0;
  if (bits & FAILED) return "a sample failed";
  if (bits & NOT_INFERRED) return "a sample was not inferred";
  return bits === 0 ? "no sample" : "inferred";
}

function rowWords(timeline: Timeline, plot: HTMLCanvasElement, event: PointerEvent, gestures: Gestures): string[] {
  const { bins, rows, content, first, page } = timeline;
  const time = clock(gestures.timeAt(event.clientX), 1);
  const bounds = plot.getBoundingClientRect();
  // The canvas begins in the middle of a row where it is scrolled.
  const at = Math.floor((event.clientY - bounds.top + timeline.cut) / ROW);
  const row = rows.list[first + at];
  if (!bins || !row) return [time];
  const name = row.track < 0 ? page.payload.facts.classes[row.class].name : `#${content.tracks[row.track].id}`;
  const column = columnAt(timeline, plot, event);
  const here = bins.density[at * bins.width + column];
  if (Number.isNaN(here)) return [time, stateWords(timeline, column)];
  const boxes = Number.isInteger(here) ? String(here) : here.toFixed(here < 0.1 ? 2 : 1);
  return [time, name.slice(0, 80), here === 0 ? "none" : `${boxes} a sample`];
}
