// Labelled pictures: each pixel in the colour of its class, which has no other colour by track or model.
import { channels } from "./colours";
import type { Picture } from "./pictures";
import { OPACITY } from "./shapes";
import type { View } from "./view";

/** The last tinted picture of each model: it is held for some frames. */
export class Tints {
  private readonly last = new Map<number, { picture: Picture; classes: unknown; canvas: HTMLCanvasElement }>();

  of(view: View, model: number, row: number, picture: Picture): HTMLCanvasElement {
    const { classes } = view.state;
    const known = this.last.get(model);
    if (known?.picture === picture && known.classes === classes) return known.canvas;
    const canvas = tinted(picture, wordsOf(view, row));
    this.last.set(model, { picture, classes, canvas });
    return canvas;
  }
}

/** Draw what a model's sample says of every pixel; what is not decoded yet comes with the next drawing. */
export function drawSemantic(view: View, models: readonly number[]): void {
  const { context, fit, state, pictures, semantic, page } = view;
  for (const model of models) {
    const samples = page.samples[model];
    const sample = samples.on(state.frame, state.between);
    if (sample < 0) continue;
    for (const row of semantic.of(model, samples.samples.frame[sample])) {
      const picture = pictures.of(row);
      if (picture === null) continue;
      context.globalAlpha = OPACITY;
      context.drawImage(view.tints.of(view, model, row, picture), fit.left, fit.top, fit.width, fit.height);
    }
    context.globalAlpha = 1;
    if (sample + 1 < samples.end) {
      for (const row of semantic.of(model, samples.samples.frame[sample + 1])) pictures.fetch(row);
    }
  }
}

/** The pixel of each class id, as a word; 0 for what is not shown. */
function wordsOf({ page, state }: View, row: number): Uint32Array {
  const { facts, semantic } = page.payload;
  const words = new Uint32Array(256), bytes = new Uint8Array(words.buffer);
  const classes = semantic.classes(row);
  for (const [at, id] of semantic.ids(row).entries()) {
    const colour = facts.classes[classes[at]]?.colour;
    if (colour !== undefined && state.classes.has(classes[at])) bytes.set([...channels(colour), 255], 4 * id);
  }
  return words;
}

function tinted({ values, width, height }: Picture, words: Uint32Array): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const pixels = new ImageData(width, height);
  const all = new Uint32Array(pixels.data.buffer);
  for (let at = 0; at < values.length; at += 1) all[at] = words[values[at]];
  canvas.getContext("2d")!.putImageData(pixels, 0, 0);
  return canvas;
}
