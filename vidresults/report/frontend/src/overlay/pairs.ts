// Which box of one sample is which of the next: the rule of vidresults.matching.pairs.
import type { Boxes } from "../payload";

const REACH = 1.5;
const LARGEST_CHANGE = 3;
const SMALLEST = 1; // pixels; a box without area is as good as one pixel

interface Candidate { left: number; right: number; score: number }

/** Positions in `first` and of the same object in `second`; both are rows of boxes. */
export function pairBoxes(boxes: Boxes, first: readonly number[], second: readonly number[]): Map<number, number> {
  const found = sameTracks(boxes, first, second);
  const taken = new Set(found.values());
  const candidates: Candidate[] = [];
  for (const [left, a] of first.entries()) {
    if (found.has(left)) continue;
    for (const [right, b] of second.entries()) {
      if (taken.has(right) || !mayBeSame(boxes, a, b)) continue;
      const score = likeness(boxes, a, b);
      if (Number.isFinite(score)) candidates.push({ left, right, score });
    }
  }
  candidates.sort((a, b) => b.score - a.score || a.left - b.left || a.right - b.right);
  for (const { left, right } of candidates) {
    if (found.has(left) || taken.has(right)) continue;
    found.set(left, right);
    taken.add(right);
  }
  return found;
}

function sameTracks(boxes: Boxes, first: readonly number[], second: readonly number[]): Map<number, number> {
  const places = new Map<number, number>();
  for (let at = second.length - 1; at >= 0; at -= 1) places.set(boxes.track[second[at]], at);
  places.delete(-1);
  const found = new Map<number, number>();
  for (const [at, row] of first.entries()) {
    const place = places.get(boxes.track[row]);
    if (place === undefined) continue;
    found.set(at, place);
    places.delete(boxes.track[row]);
  }
  return found;
}

/** Of one class, and not both tracked: two different tracks are never the same. */
function mayBeSame(boxes: Boxes, a: number, b: number): boolean {
  return boxes.class[a] === boxes.class[b] && (boxes.track[a] < 0 || boxes.track[b] < 0);
}

/** Overlap (IoU) less distance; minus infinity where the two cannot be the same. */
function likeness(boxes: Boxes, a: number, b: number): number {
  const across = side(boxes.x0, boxes.x1, a, b), down = side(boxes.y0, boxes.y1, a, b);
  const distance = Math.hypot(across.apart / across.mean, down.apart / down.mean);
  if (distance > REACH || Math.max(across.change, down.change) > LARGEST_CHANGE) return -Infinity;
  const common = across.common * down.common;
  return common / (across.first * down.first + across.second * down.second - common) - distance;
}

function side(low: Float32Array, high: Float32Array, a: number, b: number) {
  const first = Math.max(high[a] - low[a], SMALLEST), second = Math.max(high[b] - low[b], SMALLEST);
  const apart = Math.abs(low[a] + high[a] - low[b] - high[b]) / 2;
  const mean = (first + second) / 2;
  return {
    first, second, apart, mean,
    common: Math.max(Math.min(first, second, mean - apart), 0),
    change: Math.max(first, second) / Math.min(first, second),
  };
}
