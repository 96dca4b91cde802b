// A canvas that is as sharp as the screen, and the colours and hatchings that are drawn on it.
import { themed } from "../colours";

export class Layer {
  readonly canvas = document.createElement("canvas");
  readonly pen = this.canvas.getContext("2d")!;
  /** Pixels of the screen to one of the stylesheet. */
  ratio = 1;

  constructor(className: string) {
    this.canvas.className = className;
    this.canvas.setAttribute("aria-hidden", "true");
  }

  /** Empty it, at a size in pixels of the stylesheet. */
  clear(width: number, height: number): void {
    this.ratio = window.devicePixelRatio || 1;
    const [wide, high] = [Math.round(width * this.ratio), Math.round(height * this.ratio)];
    // A canvas that is given its size anew is also given new memory.
    if (this.canvas.width !== wide) this.canvas.width = wide;
    if (this.canvas.height !== high) this.canvas.height = high;
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    this.pen.setTransform(1, 0, 0, 1, 0, 0);
    this.pen.globalAlpha = 1;
    this.pen.clearRect(0, 0, wide, high);
  }
}

export interface Colours {
  ink: string; soft: string; line: string; accent: string; warn: string; panel: string;
}

/** The colours of the page as they are now, light or dark. */
export function coloursOf(): Colours {
  return {
    ink: themed("--ink"), soft: themed("--ink-soft"), line: themed("--line"),
    accent: themed("--accent"), warn: themed("--warn"), panel: themed("--panel"),
  };
}

/** Slanted lines of a colour, for what is unknown; crossed ones for what failed. */
export function hatching(pen: CanvasRenderingContext2D, colour: string, ratio: number, crossed: boolean): CanvasPattern {
  const size = Math.round(6 * ratio);
  const tile = new OffscreenCanvas(size, size);
  const lines = tile.getContext("2d")!;
  lines.strokeStyle = colour;
  lines.lineWidth = ratio * 1.25;
  lines.beginPath();
  // Three lines, so that the corners of neighbouring tiles meet.
  for (const shift of [-size, 0, size]) {
    lines.moveTo(shift - 1, size + 1);
    lines.lineTo(shift + size + 1, -1);
    if (!crossed) continue;
    lines.moveTo(shift - 1, -1);
    lines.lineTo(shift + size + 1, size + 1);
  }
  lines.stroke();
  return pen.createPattern(tile, "repeat")!;
}
