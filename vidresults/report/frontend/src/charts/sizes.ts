// How large the boxes are over time: what comes nearer rises.
import type uPlot from "uplot";
import type { Charted, Chooser } from "./charted";
import { pixelOf } from "../colours";
import { figure } from "./figure";
import { axis, followVideo, plotIn, timeAxis, within } from "./plot";
import { inkOf } from "../inks";
import { clock, percent } from "../words";

const TICKS = [0.0001, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1];
/** How dense a point is, of 255: where many lie together they grow dense, a few are so by themselves. */
const OF_MANY = 110, OF_FEW = 230;
const MANY = 5000;

/** The root of each box's share of the picture: twice as wide is twice as high in the plot. */
export function rootsOf({ page, things }: Chooser): Float32Array {
  const { boxes, facts: { video } } = page.payload;
  return Float32Array.from(things.box, (box) => (box < 0 ? Number.NaN : Math.sqrt(
    Math.max(boxes.x1[box] - boxes.x0[box], 0) * Math.max(boxes.y1[box] - boxes.y0[box], 0) / (video.width * video.height))));
}

export function sizes(chooser: Chooser): { element: HTMLElement; update(charted: Charted): void } {
  const { page } = chooser;
  const chart = figure("sizes", "Size of boxes");
  const roots = rootsOf(chooser);
  let mask = new Uint8Array(0), most = 1;
  const plot = plotIn(chart.place, page, {
    title: "Size of the boxes, as a share of the picture, over time", height: 224,
    scales: { x: { time: false }, y: { range: () => [0, most * 1.05] } },
    axes: [timeAxis(), axis({ size: 44, splits: () => ticksTo(most), values: (_plot, at) => at.map((root) => percent(root * root)) })],
    series: [{}, {}],
    draw: (own) => scatter(own, chooser, mask, roots),
    pointed: (value) => chart.point(value === null ? null : clock(value, 1)),
  });
  const draw = () => plot.setScale("x", within(page.store.state.range));
  chart.say("A point is a box; its height tells which share of the picture it covers, on a scale of square roots.");
  followVideo(plot, page, draw);
  const update = (charted: Charted) => {
    mask = charted.mask as Uint8Array<ArrayBuffer>;
    most = 0.02;
    for (let at = 0; at < mask.length; at += 1) if (mask[at] && roots[at] > most) most = roots[at];
    plot.setData([[...page.store.state.range], [null, null]], false);
    draw();
  };
  return { element: chart.element, update };
}

/** Shares that stand apart on a scale that ends at a root. */
function ticksTo(most: number): number[] {
  const kept = [0];
  for (const share of TICKS) {
    const root = Math.sqrt(share);
    if (root <= most * 1.05 && root - kept[kept.length - 1] >= most * 0.17) kept.push(root);
  }
  return kept;
}

/** Hundreds of thousands of points are quick as pixels, not as drawn squares. */
function scatter(plot: uPlot, chooser: Chooser, mask: Uint8Array, roots: Float32Array): void {
  const { page, things } = chooser;
  const { left, top, width, height } = plot.bbox;
  const { time } = page.payload.samples;
  const [start, end] = [plot.scales.x.min!, plot.scales.x.max!];
  const image = new ImageData(Math.max(Math.round(width), 1), Math.max(Math.round(height), 1));
  const pixels = new Uint32Array(image.data.buffer);
  const colours = things.kinds.map((kind) => pixelOf(inkOf(chooser.colour(kind))));
  const few = mask.reduce((sum, one) => sum + one, 0) < MANY;
  const opacity = few ? OF_FEW : OF_MANY, size = Math.round((few ? 3 : 2) * Math.max(devicePixelRatio, 1));
  const across = (image.width - size) / (end - start), up = (image.height - size) / plot.scales.y.max!;
  for (let at = 0; at < mask.length; at += 1) {
    if (!mask[at]) continue;
    const seconds = time[things.sample[at]];
    if (!(seconds >= start && seconds <= end) || !(roots[at] >= 0)) continue;
    const x = Math.round((seconds - start) * across), y = image.height - size - Math.round(roots[at] * up);
    dot(pixels, image.width, x, Math.max(y, 0), size, opacity, colours[things.kind[at]]);
  }
  const sheet = document.createElement("canvas");
  [sheet.width, sheet.height] = [image.width, image.height];
  sheet.getContext("2d")!.putImageData(image, 0, 0);
  plot.ctx.drawImage(sheet, Math.round(left), Math.round(top));
}

function dot(pixels: Uint32Array, width: number, x: number, y: number, size: number, density: number, colour: number): void {
  for (let row = y; row < y + size; row += 1) {
    for (let place = row * width + x, end = place + size; place < end; place += 1) {
      const opacity = Math.min((pixels[place] >>> 24) + density, 255);
      pixels[place] = (opacity * 0x1000000 + colour) >>> 0;
    }
  }
}
