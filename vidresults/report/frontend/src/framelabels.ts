// The classes of classified frames, by model and frame.
import type { Labels } from "./payload";

export class FrameLabels {
  private readonly rows = new Map<string, number[]>();

  /** Takes the classes that a model decided for; what it only weighed is left out. */
  constructor(labels: Labels) {
    for (let row = 0; row < labels.frame.length; row += 1) {
      if (labels.predicted[row] === 0) continue;
      const key = `${labels.model[row]} ${labels.frame[row]}`;
      const found = this.rows.get(key);
      if (found === undefined) this.rows.set(key, [row]);
      else found.push(row);
    }
  }

  /** Rows of the labels of a sample's frame. */
  of(model: number, frame: number): readonly number[] {
    return this.rows.get(`${model} ${frame}`) ?? NONE;
  }
}

const NONE: readonly number[] = [];
