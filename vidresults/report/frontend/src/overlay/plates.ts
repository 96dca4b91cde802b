// Texts on a coloured ground beside what they name, beside each other where that is easy.
import { inkOn } from "./colours";
import type { Area, View } from "./view";

const LETTERS = 12; // units
const WIDEST = 180; // units of a name, beyond which it is cut
const LONGEST = 80; // characters of a name that are looked at
const MANY = 250; // plates, beyond which they are no longer moved out of each other's way

export interface Sign {
  /** What may be cut where it is long, and what follows it. */
  name: string; tail: string;
  colour: string;
  at: Area;
  opacity?: number;
}

export interface Plate extends Sign { text: string; width: number; height: number }

const widths = new Map<string, number>();

/** Measure a text, cut its name to what there is room for. */
export function plateOf(view: View, sign: Sign): Plate {
  const { fit } = view;
  view.context.font = fontOf(fit.unit);
  const room = Math.min(WIDEST, fit.width / fit.unit / 2);
  const name = cut(view, sign.name, room);
  // Isolated: a name from right to left does not turn the numbers behind it.
  const text = `\u2068${name}\u2069${sign.tail}`;
  const width = (measured(view, text) + 8) * fit.unit;
  return { ...sign, text, width, height: (LETTERS + 6) * fit.unit };
}

/** Put plates beside their areas within the bounds; tells what they cover. */
export function drawPlates(view: View, plates: readonly Plate[], bounds: Area, taken: readonly Area[]): Area[] {
  const { context, fit } = view;
  context.font = fontOf(fit.unit);
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.direction = "ltr";
  const covered = [...taken];
  for (const plate of plates) {
    const place = placeOf(plate, bounds, plates.length > MANY ? [] : covered);
    covered.push(place);
    context.globalAlpha = plate.opacity ?? 1;
    context.fillStyle = plate.colour;
    context.beginPath();
    context.roundRect(place.left, place.top, plate.width, plate.height, 2 * fit.unit);
    context.fill();
    context.fillStyle = inkOn(plate.colour);
    context.fillText(plate.text, place.left + 4 * fit.unit, place.top + plate.height / 2 + fit.unit * 0.5);
  }
  context.globalAlpha = 1;
  return covered;
}

/** Above its area, else below, inside, right or left of it; where none is free, the one that covers least. */
function placeOf(plate: Plate, bounds: Area, covered: readonly Area[]): Area {
  const { at, width, height } = plate;
  const places: [number, number][] = [
    [at.left - 1, at.top - height], [at.left - 1, at.bottom], [at.left, at.top], [at.left, at.bottom - height],
    [at.right - width, at.top - height], [at.right - width, at.bottom], [at.right, at.top],
    [at.left - width, at.top], [at.left, at.top - 2 * height], [at.left, at.bottom + height],
  ];
  const areas = places.map(([left, top]) => within(left, top, width, height, bounds));
  let best = areas[0], least = Infinity;
  for (const area of areas) {
    const common = covered.reduce((sum, other) => sum + overlap(area, other), 0);
    if (common < least) [best, least] = [area, common];
    if (common === 0) break;
  }
  return best;
}

function within(left: number, top: number, width: number, height: number, bounds: Area): Area {
  const x = Math.max(Math.min(left, bounds.right - width), bounds.left);
  const y = Math.max(Math.min(top, bounds.bottom - height), bounds.top);
  return { left: x, top: y, right: x + width, bottom: y + height };
}

function overlap(a: Area, b: Area): number {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return across > 0 && down > 0 ? across * down : 0;
}

function cut(view: View, name: string, room: number): string {
  const letters = [...name.slice(0, 2 * LONGEST)].slice(0, LONGEST);
  const whole = letters.join("");
  if (whole === name && measured(view, name) <= room) return name.trim() || "[blank]";
  let low = 1, high = letters.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measured(view, `${letters.slice(0, middle).join("")}…`) <= room) low = middle;
    else high = middle - 1;
  }
  return `${letters.slice(0, low).join("").trimEnd()}…`;
}

/** The width of a text in units; each is measured once. */
function measured(view: View, text: string): number {
  const known = widths.get(text);
  if (known !== undefined) return known;
  if (widths.size > 5000) widths.clear();
  const width = view.context.measureText(text).width / view.fit.unit;
  widths.set(text, width);
  return width;
}

function fontOf(unit: number): string {
  return `500 ${LETTERS * unit}px system-ui, sans-serif`;
}
