// Pointer and wheel over the timeline: seek, pan, zoom around where the pointer is.
import type { Page } from "../page";
import type { Range } from "./range";

const CLICK = 4; // pixels that a press may move and still be a click
const SCROLLED = 250; // milliseconds for which the wheel that scrolls the page goes on scrolling it
const WHEEL = 0.002; // how much a pixel of the wheel zooms

export class Gestures {
  /** What was pressed last: where, how far it moved, and whether it seeks only when it is let go. */
  private last: { time: number; moved: number; pans: boolean; waits: boolean } | null = null;
  /** Pointers that are down, and where. */
  private readonly down = new Map<number, number>();
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
    element.addEventListener("pointercancel", (event) => this.release(event));
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
    this.down.set(event.pointerId, event.clientX);
    // A finger may be about to scroll or to pinch: it seeks when it moves along or is lifted.
    const waits = pans || event.pointerType === "touch";
    this.last = { time: this.timeAt(event.clientX), moved: 0, pans, waits };
    if (!waits) this.page.player.seek(this.last.time);
  }

  private move(event: PointerEvent): void {
    const was = this.down.get(event.pointerId);
    if (was === undefined || this.last === null) return;
    this.last.moved += Math.abs(event.clientX - was);
    if (this.down.size === 2) return this.pinch(event);
    this.down.set(event.pointerId, event.clientX);
    if (this.last.waits && this.last.moved <= CLICK) return;
    if (this.last.pans) this.range.pan(this.secondsOf(was - event.clientX));
    else this.page.player.seek(this.timeAt(event.clientX));
  }

  /** Two fingers: what was between them stays between them. */
  private pinch(event: PointerEvent): void {
    const middleAndApart = () => {
      const [one, other] = [...this.down.values()];
      return [(one + other) / 2, Math.max(Math.abs(one - other), CLICK)];
    };
    const [middle, apart] = middleAndApart();
    this.down.set(event.pointerId, event.clientX);
    const [now, wide] = middleAndApart();
    // In this order, for where all is shown there is nothing to move.
    this.range.zoom(apart / wide, this.timeAt(middle));
    this.range.pan(this.secondsOf(middle - now));
    // The finger that stays down moves on what is shown, and does not seek.
    Object.assign(this.last!, { moved: Infinity, pans: true });
  }

  private release(event: PointerEvent): void {
    const { last } = this;
    this.down.delete(event.pointerId);
    if (this.down.size > 0) return;
    this.last = null;
    if (event.type === "pointercancel" || !last?.waits || last.moved > CLICK || event.shiftKey) return;
    this.page.player.seek(last.time);
  }

  /** How long so many pixels are. */
  private secondsOf(pixels: number): number {
    const [start, end] = this.range.span;
    return (pixels / this.plot().width) * (end - start);
  }

  private wheel(event: WheelEvent): void {
    // A line of the wheel is told as one of these units.
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const across = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
    if (Math.abs(across) > Math.abs(event.deltaY) || event.shiftKey) {
      this.range.pan(this.secondsOf(across * unit));
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
