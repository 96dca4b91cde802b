// Rows of a table by the model and frame that they are of: classes, labelled pictures, faces.
import type { Labels } from "./payload";

export class ByFrame {
  private readonly rows = new Map<string, number[]>();

  constructor({ model, frame }: { model: Uint8Array; frame: Int32Array }, takes: (row: number) => boolean = () => true) {
    for (let row = 0; row < frame.length; row += 1) {
      if (!takes(row)) continue;
      const key = `${model[row]} ${frame[row]}`;
      const found = this.rows.get(key);
      if (found === undefined) this.rows.set(key, [row]);
      else found.push(row);
    }
  }

  /** Rows of a sample's frame. */
  of(model: number, frame: number): readonly number[] {
    return this.rows.get(`${model} ${frame}`) ?? NONE;
  }
}

/** The classes that a model decided for; what it only weighed is left out. */
export class FrameLabels extends ByFrame {
  constructor(labels: Labels) {
    super(labels, (row) => labels.predicted[row] !== 0);
  }
}

const NONE: readonly number[] = [];
