// The class ids of labelled pictures, decoded when they are wanted, and the last ones kept.
import type { Semantic } from "../payload";

const MOST_PIXELS = 32e6; // a byte each
const AT_ONCE = 2; // decoded: where that is too slow for play, some are left out

export interface Picture { values: Uint8Array; width: number; height: number }

export class Pictures {
  /** Null for one that the browser cannot decode. */
  private readonly kept = new Map<number, Picture | null>();
  private readonly coming = new Map<number, Promise<void>>();
  /** Those that a drawing lacked, and the last one of them that has to wait its turn. */
  private readonly lacked = new Set<number>();
  private waiting: number | null = null;
  private pixels = 0;
  private readonly hearers: (() => void)[] = [];

  constructor(private readonly semantic: Semantic) {}

  /** Hear of every picture that a drawing lacked and that is there now. */
  whenDecoded(heard: () => void): void {
    this.hearers.push(heard);
  }

  /** A picture that is there already; one that is not is decoded, and told of by `whenDecoded`. */
  of(row: number): Picture | null {
    const known = this.kept.get(row);
    if (known === undefined) {
      this.lacked.add(row);
      if (!this.fetch(row)) this.waiting = row;
      return null;
    }
    this.kept.delete(row); // becomes the newest
    this.kept.set(row, known);
    return known;
  }

  /** Decode what will be wanted soon; false where others have to be done first. */
  fetch(row: number): boolean {
    if (this.kept.has(row) || this.coming.has(row)) return true;
    if (this.coming.size >= AT_ONCE) return false;
    const made = decoded(this.semantic.png(row)).catch(() => null).then((picture) => this.keep(row, picture));
    this.coming.set(row, made);
    return true;
  }

  /** When all that was wanted until now is there. */
  async settled(): Promise<void> {
    while (this.coming.size > 0) await Promise.all(this.coming.values());
  }

  private keep(row: number, picture: Picture | null): void {
    this.coming.delete(row);
    this.kept.set(row, picture);
    this.pixels += picture?.values.length ?? 0;
    for (const [old, one] of this.kept) {
      // The newest two stay whatever their size: one that is shown, and the next.
      if (this.pixels <= MOST_PIXELS || this.kept.size <= 2) break;
      this.kept.delete(old);
      this.pixels -= one?.values.length ?? 0;
    }
    const next = this.waiting;
    this.waiting = null;
    if (next !== null) this.fetch(next);
    if (this.lacked.delete(row)) for (const heard of this.hearers) heard();
  }
}

async function decoded(png: Uint8Array<ArrayBuffer>): Promise<Picture> {
  // Values are class ids: nothing may be made of the colours that a picture claims to have.
  const bitmap = await createImageBitmap(new Blob([png], { type: "image/png" }), {
    colorSpaceConversion: "none", premultiplyAlpha: "none",
  });
  const { width, height } = bitmap;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = context.getImageData(0, 0, width, height);
  const values = new Uint8Array(width * height);
  for (let at = 0; at < values.length; at += 1) values[at] = data[4 * at];
  return { values, width, height };
}
