// What one model has on a frame: rows of boxes, and where they are by then.
import type { Page } from "../page";
import type { Boxes } from "../payload";
import type { State } from "../store";
import { Motion } from "./motion";

export interface Seen {
  /** Row of the boxes table, from which all is read that does not move. */
  row: number;
  model: number;
  /** Edges in pixels of the video. */
  x0: number; y0: number; x1: number; y1: number;
  opacity: number;
  /** Row of the box that it moves to, -1 for none, and the share of the way that it has gone. */
  target: number; share: number;
}

export function standing(boxes: Boxes, row: number, model: number, opacity = 1): Seen {
  return {
    row, model, opacity, target: -1, share: 0,
    x0: boxes.x0[row], y0: boxes.y0[row], x1: boxes.x1[row], y1: boxes.y1[row],
  };
}

/** Which boxes a state shows at all. */
export type Filter = (row: number) => boolean;

/** Boxes of every model on any frame, held or on their way as the state wants it. */
export class Sights {
  private readonly motions: Motion[];
  private chosen: State["classes"] | null = null;
  private least = 0;
  private between: State["between"] = "hold";
  private filter: Filter = () => true;

  constructor(private readonly page: Page) {
    const { boxes, frames } = page.payload;
    this.motions = page.samples.map((samples) => new Motion(boxes, samples, frames.time));
  }

  on(model: number, state: Readonly<State>): Seen[] {
    this.attend(state);
    if (this.between === "interpolate") return this.motions[model].on(state.frame, this.filter);
    const { boxes } = this.page.payload;
    const samples = this.page.samples[model];
    const row = samples.on(state.frame, this.between);
    return row < 0 ? [] : samples.boxes(row).filter(this.filter).map((box) => standing(boxes, box, model));
  }

  /** Another choice of boxes pairs others. */
  private attend(state: Readonly<State>): void {
    this.between = state.between;
    if (state.classes === this.chosen && state.minConfidence === this.least) return;
    const { classes, minConfidence } = state;
    [this.chosen, this.least] = [classes, minConfidence];
    const { boxes } = this.page.payload;
    // A confidence that is unknown (NaN) is under nothing.
    this.filter = (row) => classes.has(boxes.class[row]) && !(boxes.confidence[row] < minConfidence);
    for (const motion of this.motions) motion.forget();
  }
}
