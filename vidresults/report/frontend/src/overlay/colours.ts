// The colour of a box: by class as everywhere on the page, or by track, or by model.
import type { Facts } from "../payload";
import type { ColourBy } from "../store";

const GREY = "#9aa0a6"; // of what has no track
const TURN = 137.508; // degrees between neighbours: no two of a few look alike

export function colourOf(facts: Facts, by: ColourBy, one: { class: number; track: number; model: number }): string {
  if (by === "class") return facts.classes[one.class]?.colour ?? GREY;
  if (by === "model") return around(one.model);
  return one.track < 0 ? GREY : around(one.track);
}

/** A colour of the wheel, as "#rrggbb". */
function around(number: number): string {
  const hue = (number * TURN + 205) % 360;
  const channel = (at: number): string => {
    const k = (at + hue / 30) % 12;
    const value = 0.6 - 0.27 * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return Math.round(255 * value).toString(16).padStart(2, "0");
  };
  return `#${channel(0)}${channel(8)}${channel(4)}`;
}

/** Red, green and blue of "#rrggbb". */
export function channels(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Dark or light, whichever is better read on a ground. */
export function inkOn(colour: string): string {
  const [red, green, blue] = channels(colour).map((value) => (value / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 ? "#101418" : "#ffffff";
}
