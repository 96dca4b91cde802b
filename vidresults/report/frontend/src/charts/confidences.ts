// How sure the models were. What is unknown is counted beside, and is never 0.
import uPlot from "uplot";
import type { Charted, Chooser } from "./charted";
import { figure } from "./figure";
import { axis, countAxis, fromZero, plotIn } from "./plot";
import { thingWords, type Things } from "./things";
import { count, many } from "../words";
import { themed } from "../colours";
import type { State } from "../store";

const BINS = 20;
/** 0.7 in 32 bits is a little less than 14 / 20. */
const BREATH = 4e-6;

export interface Histogram { all: number[]; kept: number[]; keptThings: number; below: number; unknown: number; outside: number }

/** Of the chosen models and classes: all, and those that the least confidence keeps. */
export function histogramOf(things: Things, mask: Uint8Array, state: Readonly<State>): Histogram {
  const found: Histogram = {
    all: Array<number>(BINS).fill(0), kept: Array<number>(BINS).fill(0), keptThings: 0, below: 0, unknown: 0, outside: 0,
  };
  const wanted = things.kinds.map((kind) => state.models.has(kind.model) && state.classes.has(kind.class));
  for (let at = 0; at < mask.length; at += 1) {
    if (!wanted[things.kind[at]]) continue;
    const confidence = things.confidence[at];
    found.keptThings += mask[at];
    if (Number.isNaN(confidence)) found.unknown += 1;
    else if (!mask[at]) found.below += 1;
    if (confidence < 0 || confidence > 1) found.outside += 1;
    if (!(confidence >= 0 && confidence <= 1)) continue;
    const bin = Math.min(Math.floor(confidence * BINS + BREATH), BINS - 1);
    found.all[bin] += 1;
    found.kept[bin] += mask[at];
  }
  return found;
}

export function confidences({ page, things }: Chooser): { element: HTMLElement; update(charted: Charted): void } {
  const chart = figure("confidences", "Confidence");
  const [one, more] = thingWords(things);
  let found: Histogram | null = null;
  const plot = plotIn(chart.place, page, {
    title: "Histogram of the confidences", height: 224,
    scales: { x: { time: false, range: () => [0, 1] }, y: fromZero },
    axes: [axis({ grid: { show: false }, space: 32, incrs: [0.1, 0.2, 0.5] }), countAxis()],
    series: [{}, bars(0.3), bars(1)],
    pointed: (value) => chart.point(value === null || found === null ? null : told(found, value)),
  });
  const update = ({ mask }: Charted) => {
    found = histogramOf(things, mask, page.store.state);
    const centres = found.all.map((_, bin) => (bin + 0.5) / BINS);
    plot.setData([centres, found.all, found.kept]);
    const { minConfidence } = page.store.state;
    chart.say([
      `${many(found.keptThings, one, more)} shown`,
      found.below ? `${count(found.below)} below ${minConfidence.toFixed(2)}` : "",
      found.unknown ? `${count(found.unknown)} of unknown confidence, in no bar` : "",
      found.outside ? `${count(found.outside)} outside of 0 to 1, in no bar` : "",
    ].filter((words) => words).join("; "));
  };
  return { element: chart.element, update };
}

function bars(opacity: number): uPlot.Series {
  const colour = () => themed("--accent") + Math.round(opacity * 255).toString(16).padStart(2, "0");
  return { fill: colour, width: 0, points: { show: false }, paths: uPlot.paths.bars!({ size: [1, Infinity], gap: 2 }) };
}

function told({ all, kept }: Histogram, value: number): string {
  const bin = Math.min(Math.max(Math.floor(value * BINS), 0), BINS - 1);
  const below = all[bin] - kept[bin];
  const range = `${(bin / BINS).toFixed(2)} to ${((bin + 1) / BINS).toFixed(2)}`;
  return `${range}: ${count(kept[bin])}${below ? ` and ${count(below)} below` : ""}`;
}
