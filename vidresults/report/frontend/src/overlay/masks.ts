// Run-length masks as small pictures of one colour, made once and kept.
import type { Shapes } from "../payload";
import { channels } from "./colours";

const MOST_PIXELS = 24e6; // about 100 MB of pictures

export interface Mask {
  picture: HTMLCanvasElement;
  /** Where it is in the mask's own columns and rows, and how many of these there are. */
  left: number; top: number; columns: number; rows: number;
}

interface Runs { runs: Uint32Array; height: number; width: number }
interface Bounds { left: number; top: number; width: number; height: number }

export class Masks {
  private readonly kept = new Map<string, Mask | null>();
  private pixels = 0;

  constructor(private readonly shapes: Shapes) {}

  /** The mask of a shape in a colour; null where it has none, or an empty one. */
  of(shape: number, colour: string): Mask | null {
    const key = `${shape} ${colour}`;
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const runs = this.shapes.mask(shape);
    const made = runs === null ? null : pictured(runs, colour);
    this.kept.set(key, made);
    this.pixels += sizeOf(made);
    this.makeRoom();
    return made;
  }

  /** The oldest go first. */
  private makeRoom(): void {
    for (const [key, mask] of this.kept) {
      if (this.pixels <= MOST_PIXELS || this.kept.size === 1) return;
      this.kept.delete(key);
      this.pixels -= sizeOf(mask);
    }
  }
}

function sizeOf(mask: Mask | null): number {
  return mask === null ? 0 : mask.picture.width * mask.picture.height;
}

function pictured(mask: Runs, colour: string): Mask | null {
  const bounds = boundsOf(mask);
  if (bounds === null) return null;
  const picture = document.createElement("canvas");
  picture.width = bounds.width;
  picture.height = bounds.height;
  const pixels = new ImageData(bounds.width, bounds.height);
  const words = new Uint32Array(pixels.data.buffer);
  const [red, green, blue] = channels(colour);
  const word = new Uint32Array(new Uint8ClampedArray([red, green, blue, 255]).buffer)[0];
  eachRun(mask, (column, row, length) => {
    let at = (row - bounds.top) * bounds.width + column - bounds.left;
    for (let left = length; left > 0; left -= 1, at += bounds.width) words[at] = word;
  });
  picture.getContext("2d")!.putImageData(pixels, 0, 0);
  return { picture, left: bounds.left, top: bounds.top, columns: mask.width, rows: mask.height };
}

function boundsOf(mask: Runs): Bounds | null {
  let left = mask.width, right = -1, top = mask.height, bottom = -1;
  eachRun(mask, (column, row, length) => {
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row + length - 1);
  });
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** Every part of a run of ones that is within one column. */
function eachRun(mask: Runs, told: (column: number, row: number, length: number) => void): void {
  const end = mask.width * mask.height;
  let at = 0, set = false;
  for (const length of mask.runs) {
    for (let from = at; set && from < Math.min(at + length, end);) {
      const row = from % mask.height;
      const part = Math.min(mask.height - row, Math.min(at + length, end) - from);
      told((from - row) / mask.height, row, part);
      from += part;
    }
    at += length;
    set = !set;
  }
}
