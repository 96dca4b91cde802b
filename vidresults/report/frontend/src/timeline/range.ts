// Which part of the video the timeline shows: how it is zoomed and moved.
import type { Page } from "../page";

export type Span = readonly [start: number, end: number];

const FEWEST_FRAMES = 8;
const MARGIN = 0.1; // of what is shown, between its edge and a playhead that came into it

/** The part of the video that is shown, always inside of the whole. */
export class Range {
  readonly whole: Span;
  private readonly shortest: number;

  constructor(private readonly page: Page) {
    this.whole = wholeOf(page.payload.frames.time);
    const frames = Math.max(page.payload.frames.time.length, 1);
    const length = this.whole[1] - this.whole[0];
    this.shortest = Math.min(length, (FEWEST_FRAMES * length) / frames);
  }

  get span(): Span {
    return this.page.store.state.range;
  }

  get isWhole(): boolean {
    return this.span[0] <= this.whole[0] && this.span[1] >= this.whole[1];
  }

  /** Show so many times as much, with a time (or else the playhead, or the middle) held in place. */
  zoom(factor: number, around?: number): void {
    const [start, end] = this.span;
    const { time } = this.page.store.state;
    const fixed = around ?? (time >= start && time <= end ? time : (start + end) / 2);
    const length = Math.min(Math.max((end - start) * factor, this.shortest), this.whole[1] - this.whole[0]);
    const share = (fixed - start) / (end - start);
    this.show(fixed - share * length, length);
  }

  pan(seconds: number): void {
    this.show(this.span[0] + seconds, this.span[1] - this.span[0]);
  }

  /** Show it all. */
  reset(): void {
    this.show(this.whole[0], this.whole[1] - this.whole[0]);
  }

  /** Follow the playhead where it leaves what is shown; who has looked elsewhere in play is left there. */
  follow(before: number, now: number, playing: boolean): void {
    const [start, end] = this.span;
    if (now >= start && now <= end) return;
    if (playing && (before < start || before > end)) return;
    const length = end - start;
    this.show(now > end && !playing ? now - (1 - MARGIN) * length : now - MARGIN * length, length);
  }

  private show(start: number, length: number): void {
    const [first, last] = this.whole;
    const begin = Math.min(Math.max(start, first), last - length);
    const [was, until] = this.span;
    if (begin === was && begin + length === until) return;
    this.page.store.set({ range: [begin, begin + length] });
  }
}

/** From the first frame to the end of the last one. */
function wholeOf(times: Float64Array): Span {
  const count = times.length;
  if (count === 0) return [0, 1];
  const last = times[count - 1];
  const frame = count > 1 ? (last - times[0]) / (count - 1) : 0.04;
  return [times[0], last + frame];
}
