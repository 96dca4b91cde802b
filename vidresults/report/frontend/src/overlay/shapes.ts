// Outlines and masks, tinted, and keypoints with their skeleton.
import type { Seen } from "./seen";
import { colourIn, stroke, type View } from "./view";

export const OPACITY = 0.4;
const LEAST_CONFIDENCE = 0.5; // of a keypoint; one whose confidence is unknown is drawn

/** Whether a shape's ring is a box that is turned; an outline of four points is none. */
export function isRotated(view: View, seen: Seen): boolean {
  const shape = view.page.payload.boxes.shape[seen.row];
  return shape >= 0 && view.page.payload.shapes.turned(shape);
}

export function drawShapes(view: View, all: readonly Seen[]): void {
  for (const seen of all) {
    const shape = view.page.payload.boxes.shape[seen.row];
    if (shape < 0) continue;
    const colour = colourIn(view, seen);
    drawMask(view, shape, colour, seen.opacity);
    drawRings(view, seen, colour);
  }
  view.context.globalAlpha = 1;
}

function drawMask(view: View, shape: number, colour: string, opacity: number): void {
  const mask = view.masks.of(shape, colour);
  if (mask === null) return;
  const { context, fit } = view;
  const across = fit.width / mask.columns, down = fit.height / mask.rows;
  context.globalAlpha = OPACITY * opacity;
  context.drawImage(
    mask.picture, fit.left + mask.left * across, fit.top + mask.top * down,
    mask.picture.width * across, mask.picture.height * down,
  );
}

function drawRings(view: View, seen: Seen, colour: string): void {
  const rings = ringsOf(view, seen);
  if (rings === null) return;
  const { context } = view;
  const place = placer(view, seen);
  const path = new Path2D();
  for (const ring of rings) {
    for (let at = 0; at + 1 < ring.length; at += 2) {
      const [x, y] = place(ring[at], ring[at + 1]);
      if (at === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
    path.closePath();
  }
  if (!isRotated(view, seen)) {
    context.globalAlpha = OPACITY * seen.opacity;
    context.fillStyle = colour;
    context.fill(path);
  }
  context.globalAlpha = seen.opacity;
  stroke(view, path, colour, isRotated(view, seen) ? 2 : 1);
}

function ringsOf(view: View, seen: Seen): Float32Array[] | null {
  const shape = view.page.payload.boxes.shape[seen.row];
  return shape < 0 ? null : view.page.payload.shapes.rings(shape);
}

/** From a point of the box's own frame to the canvas: it goes with the box as that moves. */
function placer(view: View, seen: Seen): (x: number, y: number) => [number, number] {
  const { boxes } = view.page.payload, { fit } = view, { row } = seen;
  const across = grown(boxes.x1[row] - boxes.x0[row], seen.x1 - seen.x0);
  const down = grown(boxes.y1[row] - boxes.y0[row], seen.y1 - seen.y0);
  const [oldX, oldY] = [boxes.x0[row] + boxes.x1[row], boxes.y0[row] + boxes.y1[row]];
  const [newX, newY] = [seen.x0 + seen.x1, seen.y0 + seen.y1];
  return (x, y) => [
    fit.left + (newX / 2 + (x - oldX / 2) * across) * fit.sx,
    fit.top + (newY / 2 + (y - oldY / 2) * down) * fit.sy,
  ];
}

function grown(old: number, now: number): number {
  return Math.abs(old) > 1e-9 ? now / old : 1;
}

export function drawKeypoints(view: View, all: readonly Seen[]): void {
  for (const seen of all) {
    const points = pointsOf(view, seen);
    if (points.size === 0) continue;
    const { context, fit } = view;
    context.globalAlpha = seen.opacity;
    const colour = colourIn(view, seen);
    stroke(view, bones(view, points), colour, 2);
    for (const [x, y] of points.values()) {
      context.beginPath();
      context.arc(x, y, 2.5 * fit.unit, 0, 2 * Math.PI);
      context.fillStyle = "#ffffff";
      context.fill();
      context.strokeStyle = colour;
      context.lineWidth = 1.25 * fit.unit;
      context.stroke();
    }
  }
  view.context.globalAlpha = 1;
}

function bones(view: View, points: ReadonlyMap<number, [number, number]>): Path2D {
  const path = new Path2D();
  for (const [a, b] of view.page.payload.facts.skeleton) {
    const from = points.get(a), to = points.get(b);
    if (from === undefined || to === undefined) continue;
    path.moveTo(...from);
    path.lineTo(...to);
  }
  return path;
}

/** Places of an object's keypoints on the canvas, by the number of their names. */
function pointsOf(view: View, seen: Seen): Map<number, [number, number]> {
  const { boxes, shapes } = view.page.payload;
  const read = (row: number) => (row >= 0 && boxes.shape[row] >= 0 ? shapes.keypoints(boxes.shape[row]) : null);
  const own = read(seen.row), target = read(seen.target);
  const found = new Map<number, [number, number]>();
  if (own === null) return found;
  const place = placer(view, seen), { fit } = view;
  for (const [at, name] of own.names.entries()) {
    const [x, y, confidence] = own.values.subarray(3 * at, 3 * at + 3);
    if (confidence < LEAST_CONFIDENCE) continue;
    const to = target?.names.indexOf(name) ?? -1;
    if (to < 0) {
      found.set(name, place(x, y));
    } else {
      const way = (start: number, end: number) => start + (end - start) * seen.share;
      const [endX, endY] = target!.values.subarray(3 * to, 3 * to + 2);
      found.set(name, [fit.left + way(x, endX) * fit.sx, fit.top + way(y, endY) * fit.sy]);
    }
  }
  return found;
}
