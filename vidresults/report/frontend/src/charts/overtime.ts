// How many of each class there are over time, and how many at the moment that plays.
import uPlot from "uplot";
import type { Charted, Chooser } from "./charted";
import { figure } from "./figure";
import { DASHES, Legend } from "./legend";
import { countAxis, followVideo, fromZero, plotIn, timeAxis, within } from "./plot";
import { countAt, countsOf, linesOf, type Counts } from "./series";
import { inkOf } from "../inks";
import { clock, many } from "../words";

/** More lines than this cannot be told apart; the table has the others. */
const MOST_LINES = 8;

export function overTime(chooser: Chooser): { element: HTMLElement; update(charted: Charted): void } {
  const { page, things, holds } = chooser;
  const chart = figure("overtime", "How many at a time");
  const legend = new Legend(chooser);
  chart.place.before(legend.element);
  let found: Counts[] = [], left = 0, pointed: number | null = null;

  const tell = () => {
    const seconds = pointed ?? page.store.state.time;
    legend.tell(found.map((one) => countAt(one, seconds, holds)));
    chart.point(found.length === 0 ? null : `at ${clock(seconds, 1)}`);
  };
  const plot = plotIn(chart.place, page, {
    title: "How many of each class over time", height: 200,
    scales: { x: { time: false }, y: fromZero }, axes: [timeAxis(), countAxis()],
    series: [{}, ...Array.from({ length: MOST_LINES }, lineOf)],
    pointed: (value) => { pointed = value; tell(); },
  });
  const draw = () => {
    const lines = linesOf(found, page.store.state.range, holds);
    const empty = lines.x.map(() => null);
    const rows = Array.from({ length: MOST_LINES }, (_, at) => lines.y[at] ?? empty);
    plot.setData([lines.x, ...rows] as uPlot.AlignedData, false);
    plot.setScale("x", within(page.store.state.range));
    chart.say([binWords(lines.binSeconds), leftWords(left)].filter((words) => words).join(" "));
  };
  const update = ({ mask, rows }: Charted) => {
    const there = rows.filter((row) => row.things > 0).sort((a, b) => b.things - a.things);
    found = countsOf(things, mask, there.slice(0, MOST_LINES).map((row) => row.kind), page.samples);
    left = there.length - found.length;
    const kinds = found.map((one) => things.kinds[one.kind]);
    kinds.forEach((kind, at) => dress(plot.series[at + 1], chooser.colour(kind), kind.model));
    legend.show(kinds);
    draw();
    tell();
  };
  followVideo(plot, page, draw);
  page.store.subscribe(["time"], tell);
  return { element: chart.element, update };
}

function lineOf(): uPlot.Series {
  return { stroke: "#000", width: 2, paths: uPlot.paths.stepped!({ align: 1 }), points: { show: false } };
}

function dress(line: uPlot.Series, colour: string, model: number): void {
  line.stroke = () => inkOf(colour);
  line.dash = DASHES[model % DASHES.length];
}

function binWords(seconds: number | null): string {
  return seconds === null ? "" : `Means over ${seconds} s; zoom in to see each sample.`;
}

function leftWords(left: number): string {
  return left === 0 ? "" : `The ${MOST_LINES} most frequent are drawn; ${many(left, "other is", "others are")} in the table.`;
}
