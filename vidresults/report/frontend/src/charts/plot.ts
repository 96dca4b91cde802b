// What all plots share: type, axes, colours of the theme, a width that follows the page.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { onTheme, themed } from "../colours";
import { el } from "../dom";
import type { Page } from "../page";
import { STEPS, decimalsOf } from "../ruler";
import { clock, count } from "../words";

const FONT = "12px system-ui, sans-serif";

export interface PlotParts {
  title: string;
  height: number;
  scales: uPlot.Scales;
  axes: uPlot.Axis[];
  series: uPlot.Series[];
  draw?: (plot: uPlot) => void;
  /** Called with a place on the horizontal axis, or null when the pointer leaves. */
  pointed?: (value: number | null) => void;
}

/** An empty plot in a host; give it data with setData. */
export function plotIn(host: HTMLElement, { store }: Page, parts: PlotParts): uPlot {
  const pointed = (plot: uPlot) => {
    const left = plot.cursor.left ?? -1;
    parts.pointed?.(left < 0 ? null : plot.posToVal(left, "x"));
  };
  const plot = new uPlot({
    width: Math.max(host.clientWidth, 200), height: parts.height,
    scales: parts.scales, axes: parts.axes, series: parts.series,
    // Above the highest line there is room for half of its label.
    padding: [8, null, 0, null],
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false, setScale: false } },
    hooks: { draw: parts.draw ? [parts.draw] : [], setCursor: [pointed] },
  }, [[0], ...parts.series.slice(1).map(() => [null])] as uPlot.AlignedData, host);
  plot.root.setAttribute("role", "img");
  plot.root.setAttribute("aria-label", parts.title);
  new ResizeObserver(() => {
    if (host.clientWidth > 0) plot.setSize({ width: host.clientWidth, height: parts.height });
  }).observe(host);
  onTheme(store, () => plot.redraw(false, true));
  return plot;
}

/** An axis in the page's colours. */
export function axis(own: Partial<uPlot.Axis>): uPlot.Axis {
  const line = { stroke: () => themed("--line"), width: 1 };
  return { stroke: () => themed("--ink-soft"), font: FONT, grid: line, ticks: { ...line, size: 4 }, gap: 4, size: 28, ...own };
}

/** Times of the video along the lower edge. */
export function timeAxis(): uPlot.Axis {
  return axis({
    space: 64, incrs: STEPS, grid: { show: false },
    values: (_plot, times, _axis, _space, step) => times.map((time) => clock(time, decimalsOf(step))),
  });
}

/** Whole numbers from 0 up. */
export function countAxis(): uPlot.Axis {
  return axis({
    size: 44, space: 32, incrs: [1, 2, 5].flatMap((one) => [0, 1, 2, 3, 4, 5, 6, 7].map((power) => one * 10 ** power)).sort((a, b) => a - b),
    values: (_plot, values) => values.map((value) => count(value)),
  });
}

/** From 0 to a little more than the most. */
export const fromZero: uPlot.Scale = {
  range: (_plot, _least, most) => [0, Math.max(1, Number.isFinite(most) ? most * 1.06 : 1)],
};

/** A plot over time shows the store's range, the moment that plays, and seeks where it is pressed. */
export function followVideo(plot: uPlot, { store, player }: Page, ranged: (range: readonly [number, number]) => void): void {
  const head = el("div", { className: "playhead" });
  plot.over.append(head);
  const place = () => {
    const { time, range } = store.state;
    head.hidden = time < range[0] || time > range[1];
    head.style.transform = `translateX(${plot.valToPos(time, "x")}px)`;
  };
  store.subscribe(["time"], place);
  new ResizeObserver(place).observe(plot.over);
  plot.hooks.draw = [...(plot.hooks.draw ?? []), place];
  let asked = 0;
  store.subscribe(["range"], () => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(() => ranged(store.state.range));
  });
  const seek = (event: PointerEvent) => {
    if (event.buttons !== 1) return;
    const left = event.clientX - plot.over.getBoundingClientRect().left;
    player.seek(Math.min(Math.max(plot.posToVal(left, "x"), store.state.range[0]), store.state.range[1]));
  };
  plot.over.addEventListener("pointerdown", (event) => {
    plot.over.setPointerCapture(event.pointerId);
    seek(event);
  });
  plot.over.addEventListener("pointermove", seek);
}

/** A range on an axis has a length, also where the video has one frame. */
export function within([start, end]: readonly [number, number]): { min: number; max: number } {
  return { min: start, max: end > start ? end : start + 1 };
}
