// What stands still on the timeline: rows of classes and tracks, the samples, the ruler.
import { decimalsOf, multiples, roundStep } from "../ruler";
import { clock } from "../words";
import { FAILED, INFERRED, NOT_INFERRED, type Bins } from "./bins";
import { hatching, type Colours, type Layer } from "./layer";
import type { Span } from "./range";

const SHADES = 8;
const FAINTEST = 0.3; // of a row's colour: one box in many samples is still seen
const LABEL_PIXELS = 80;
const SAMPLE_PIXELS = 6; // between samples, from which each is marked

/** How a row is drawn; its top and height are in pixels of the stylesheet. */
export interface Bar { top: number; height: number; colour: string; most: number; faded: boolean }

/** The states of samples as runs of columns; of several in one column the worst is told. */
function* runs(bins: Bins): Generator<[state: number, from: number, to: number]> {
  const worst = (bits: number) => (bits & FAILED ? FAILED : bits & NOT_INFERRED ? NOT_INFERRED : bits);
  let from = 0;
  for (let x = 1; x <= bins.width; x += 1) {
    if (x < bins.width && worst(bins.states[x]) === worst(bins.states[from])) continue;
    yield [worst(bins.states[from]), from, x];
    from = x;
  }
}

/** Samples: a line for as long as one is held, hatched where not inferred, crossed where it failed. */
export function drawSamples({ pen, ratio }: Layer, bins: Bins, height: number, colours: Colours): void {
  const high = height * ratio, inset = 4 * ratio;
  for (const [state, from, to] of runs(bins)) {
    if (state === 0) continue;
    if (state === INFERRED) {
      pen.fillStyle = colours.soft;
      pen.fillRect(from, high / 2 - ratio, to - from, 2 * ratio);
      continue;
    }
    const colour = state === FAILED ? colours.warn : colours.soft;
    // Two pixels at least: one bad sample in an hour is seen.
    const wide = Math.max(to - from, 2 * ratio);
    pen.fillStyle = hatching(pen, colour, ratio, state === FAILED);
    pen.fillRect(from, inset, wide, high - 2 * inset);
    pen.fillStyle = colour;
    pen.fillRect(from, inset, wide, ratio);
    pen.fillRect(from, high - inset - ratio, wide, ratio);
  }
  const count = bins.begins.reduce((sum, one) => sum + one, 0);
  if (count * SAMPLE_PIXELS * ratio > bins.width) return;
  pen.fillStyle = colours.soft;
  bins.begins.forEach((some, x) => { if (some > 0) pen.fillRect(x, inset, ratio, high - 2 * inset); });
}

/** Rows: a bar where there are boxes, the darker the more; faintly hatched where nobody looked. */
export function drawRows({ pen, ratio, canvas }: Layer, bins: Bins, bars: Bar[], colours: Colours): void {
  pen.globalAlpha = 0.35;
  for (const [state, from, to] of runs(bins)) {
    if (state <= INFERRED) continue;
    pen.fillStyle = hatching(pen, state === FAILED ? colours.warn : colours.soft, ratio, state === FAILED);
    pen.fillRect(from, 0, Math.max(to - from, ratio), canvas.height);
  }
  pen.globalAlpha = 1;
  bars.forEach((bar, row) => drawBar(pen, ratio, bins, row, bar, colours));
}

function drawBar(
  pen: CanvasRenderingContext2D, ratio: number, bins: Bins, row: number, bar: Bar, colours: Colours,
): void {
  const top = Math.round(bar.top * ratio), high = Math.round(bar.height * ratio);
  const inset = Math.round(5 * ratio), line = Math.round(ratio);
  pen.fillStyle = colours.line;
  pen.globalAlpha = 1;
  pen.fillRect(0, top + high - 1, bins.width, 1);
  const colour = bar.faded ? colours.line : bar.colour;
  pen.fillStyle = colour;
  const shade = (x: number) => {
    const here = bins.density[row * bins.width + x];
    return here > 0 ? Math.max(Math.ceil((SHADES * here) / bar.most), 1) : 0;
  };
  let from = 0, now = shade(0);
  for (let x = 1; x <= bins.width; x += 1) {
    const next = x < bins.width ? shade(x) : -1;
    if (next === now) continue;
    if (now > 0) {
      pen.globalAlpha = FAINTEST + (1 - FAINTEST) * (Math.min(now, SHADES) - 1) / (SHADES - 1);
      pen.fillRect(from, top + inset, x - from, high - 2 * inset);
      // A pale colour on a pale ground is still seen to be there.
      pen.globalAlpha = 0.5;
      pen.fillStyle = colours.soft;
      pen.fillRect(from, top + high - inset - line, x - from, line);
      pen.fillStyle = colour;
    }
    [from, now] = [x, next];
  }
  pen.globalAlpha = 1;
}

/** The ruler: round times, as many as there is room for. */
export function drawRuler({ pen, ratio }: Layer, [start, end]: Span, width: number, height: number, colours: Colours): void {
  const pixels = width / (end - start);
  const step = roundStep(LABEL_PIXELS / pixels);
  const decimals = decimalsOf(step);
  pen.scale(ratio, ratio);
  pen.font = "12px system-ui, sans-serif";
  pen.textBaseline = "middle";
  pen.fillStyle = colours.line;
  for (const time of multiples(step / 5, start, end)) pen.fillRect((time - start) * pixels, height - 4, 1, 4);
  for (const time of multiples(step, start, end)) {
    const x = (time - start) * pixels;
    pen.fillStyle = colours.soft;
    pen.fillRect(x, height - 8, 1, 8);
    const words = clock(time, decimals);
    if (x + 4 + pen.measureText(words).width <= width) pen.fillText(words, x + 4, height / 2 - 1);
  }
}
