// The timeline under the video: rows of classes and tracks, samples, events, and the playhead.
import "./timeline.css";
import { el } from "../dom";
import { frequencyOf } from "../frequency";
import { inkOf } from "../inks";
import type { Page } from "../page";
import { binsOf, type Bins } from "./bins";
import { Content } from "./content";
import { drawRows, drawRuler, drawSamples, type Bar } from "./draw";
import { Gestures } from "./gestures";
import { hints } from "./hints";
import { Layer, coloursOf } from "./layer";
import { Markers } from "./markers";
import { Names, ROW } from "./names";
import { Range } from "./range";
import { Rows } from "./rows";
import { Playhead, sliderOf } from "./slider";
import { Tip } from "./tip";
import { toolbarOf } from "./toolbar";

const RULER = 24, SAMPLES = 20; // heights in pixels, as in the stylesheet

export class Timeline {
  readonly content: Content;
  readonly rows: Rows;
  readonly range: Range;
  /** What is drawn now, the first of its rows, and how much of that is above the view. */
  bins: Bins | null = null;
  first = 0;
  cut = 0;
  private readonly scroller = el("div", { className: "timeline-scroll" });
  private readonly head = el("div", { className: "timeline-head" });
  private readonly body = el("div", { className: "timeline-rows" });
  private readonly ruler = new Layer("timeline-canvas");
  private readonly samples = new Layer("timeline-canvas");
  private readonly plot = new Layer("timeline-plot");
  private readonly names: Names;
  private readonly markers: Markers;
  private readonly playhead: Playhead;
  private width = 1;
  private asked = false;

  constructor(private readonly host: HTMLElement, readonly page: Page) {
    this.range = new Range(page);
    page.store.set({ range: this.range.whole });
    this.content = new Content(page, this.range.whole[1]);
    this.rows = new Rows(this.content, frequencyOf(page.payload).order);
    const tip = new Tip(host);
    this.markers = new Markers(page, tip);
    this.names = new Names(page, this.content, this.rows, () => this.ask());
    this.playhead = new Playhead(page, this.range, () => this.width);
    const gestures = new Gestures(page, this.range, () => this.place());
    this.build(gestures);
    hints(this, this.plot.canvas, this.samples.canvas, gestures, tip);
    this.listen();
  }

  /** Where the plot is in the window. */
  place(): { left: number; width: number } {
    return { left: this.plot.canvas.getBoundingClientRect().left, width: this.width };
  }

  private build(gestures: Gestures): void {
    const slider = sliderOf(this.page, this.range);
    slider.append(this.ruler.canvas);
    this.head.append(el("span", { className: "timeline-title" }), slider);
    if (this.markers.count > 0) this.head.append(title("Events"), this.markers.host);
    this.head.append(title("Samples"), this.samples.canvas);
    this.body.append(this.plot.canvas, this.names.list);
    if (this.rows.list.length === 0) this.body.append(this.nothing());
    this.scroller.append(this.head, this.body);
    this.host.append(
      toolbarOf(this.page, this.range), el("div", { className: "timeline-frame" }, this.scroller, this.playhead.host),
    );
    gestures.listen(slider, true);
    for (const element of [this.markers.host, this.samples.canvas, this.plot.canvas]) gestures.listen(element, false);
  }

  /** Nothing found and nothing looked at are two facts. */
  private nothing(): HTMLElement {
    const looked = this.content.samples.state.includes(0);
    return el("p", { className: "timeline-none" }, looked ? "No classes were found." : "No sample was inferred.");
  }

  private listen(): void {
    const ask = () => this.ask();
    this.page.store.subscribe(["range", "models", "classes", "minConfidence", "theme"], ask);
    this.scroller.addEventListener("scroll", ask, { passive: true });
    new ResizeObserver(ask).observe(this.scroller);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ask);
  }

  /** Draw what stands still, once for all that changes until the next picture. */
  private ask(): void {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.draw();
    });
  }

  private draw(): void {
    const { state } = this.page.store;
    this.body.style.height = `${Math.max(this.rows.list.length, 1) * ROW}px`;
    const names = this.names.list.offsetWidth;
    this.width = Math.max(this.scroller.clientWidth - names, 1);
    const tall = this.rows.list.length * ROW;
    const height = Math.max(Math.min(this.scroller.clientHeight - this.head.offsetHeight, tall), 1);
    // The canvas stands still in the view, so it starts in the middle of a row.
    const top = Math.min(this.scroller.scrollTop, Math.max(tall - height, 0));
    this.first = Math.floor(top / ROW);
    this.cut = top - this.first * ROW;
    const end = Math.min(Math.ceil((top + height) / ROW), this.rows.list.length);
    this.names.show(this.first, end);
    this.playhead.host.style.width = `${this.width}px`;
    this.playhead.place();
    for (const layer of [this.ruler, this.samples]) layer.clear(this.width, layer === this.ruler ? RULER : SAMPLES);
    this.plot.clear(this.width, height);
    this.plot.canvas.style.top = `${this.head.offsetHeight}px`;
    const shown = this.rows.list.slice(this.first, end);
    this.bins = binsOf(this.page, this.content, shown, this.range.span, this.plot.canvas.width, state);
    const colours = coloursOf();
    drawRuler(this.ruler, this.range.span, this.width, RULER, colours);
    drawSamples(this.samples, this.bins, SAMPLES, colours);
    drawRows(this.plot, this.bins, this.bars(), colours);
    this.markers.show(this.range.span, this.width);
  }

  private bars(): Bar[] {
    const { classes } = this.page.payload.facts;
    const { state } = this.page.store;
    const count = this.bins!.density.length / this.bins!.width;
    return this.rows.list.slice(this.first, this.first + count).map((row, at) => ({
      top: at * ROW - this.cut, height: ROW,
      colour: inkOf(classes[row.class].colour), faded: !state.classes.has(row.class),
      most: row.track < 0 ? this.content.most[row.class] : 1,
    }));
  }
}

function title(words: string): HTMLElement {
  return el("span", { className: "timeline-title" }, words);
}

export function mountTimeline(host: HTMLElement, page: Page): void {
  new Timeline(host, page);
}
