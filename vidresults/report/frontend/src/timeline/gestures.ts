// Pointer and wheel over the timeline: seek, pan, zoom around where the pointer is.
import type { Page } from "../page";
import type { Range } from "./range";

const CLICK = 4; // pixels that a press may move and still be a click
const SCROLLED = 250; // milliseconds for which the wheel that scrolls the page goes on scrolling it
const WHEEL = 0.002; // how much a pixel of the wheel zooms

export class Gestures {
  private last: { x: number; time: number; moved: number; pans: boolean } | null = null;

  private scrolled = -Infinity;

  constructor(
    private readonly page: Page, private readonly range: Range,
    private readonly plot: () => { left: number; width: number },
  ) {
    const scrolls = () => { this.scrolled = performance.now(); };
    document.addEventListener("scroll", scrolls, { capture: true, passive: true });
  }

  /** Seek by click and drag on an element; or pan by dragging it, where that is what it is for. */
  listen(element: HTMLElement, pans: boolean): void {
    element.addEventListener("pointerdown", (event) => this.press(event, element, pans || event.shiftKey));
    element.addEventListener("pointermove", (event) => this.move(event));
    element.addEventListener("pointerup", (event) => this.release(event));
    element.addEventListener("pointercancel", () => { this.last = null; });
    element.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
  }

  /** The time under a place of the window, within what is shown. */
  timeAt(x: number): number {
    const { left, width } = this.plot();
    const [start, end] = this.range.span;
    return start + Math.min(Math.max((x - left) / width, 0), 1) * (end - start);
  }

  private press(event: PointerEvent, element: HTMLElement, pans: boolean): void {
    if (event.button !== 0 || (event.target as Element).closest("button")) return;
    element.setPointerCapture(event.pointerId);
    this.last = { x: event.clientX, time: this.timeAt(event.clientX), moved: 0, pans };
    if (!pans) this.page.player.seek(this.last.time);
  }

  private move(event: PointerEvent): void {
    if (this.last === null) return;
    const by = event.clientX - this.last.x;
    this.last.moved += Math.abs(by);
    this.last.x = event.clientX;
    if (!this.last.pans) this.page.player.seek(this.timeAt(event.clientX));
    else if (this.last.moved > CLICK) {
      const [start, end] = this.range.span;
      this.range.pan((-by / this.plot().width) * (end - start));
    }
  }

  private release(event: PointerEvent): void {
    const { last } = this;
    this.last = null;
    if (last?.pans && last.moved <= CLICK && !event.shiftKey) this.page.player.seek(last.time);
  }

  private wheel(event: WheelEvent): void {
    // A line of the wheel is told as one of these units.
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const across = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    const [start, end] = this.range.span;
    if (Math.abs(across) > Math.abs(event.deltaY) || event.shiftKey) {
      this.range.pan(((across * unit) / this.plot().width) * (end - start));
      event.preventDefault();
      return;
    }
    // Where all is shown already, the wheel is the page's, and so is that of who is scrolling past.
    const scrolling = performance.now() - this.scrolled < SCROLLED;
    if (!event.ctrlKey && (scrolling || (this.range.isWhole && event.deltaY > 0))) return;
    event.preventDefault();
    this.range.zoom(Math.exp(event.deltaY * unit * WHEEL), this.timeAt(event.clientX));
  }
}
