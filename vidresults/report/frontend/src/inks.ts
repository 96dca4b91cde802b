// The colours of classes as lines, bars and swatches: on the page's ground all of them are seen.
// Over the video a class has its own colour.
import { channels } from "./overlay/colours";

/** The panels' grounds, as in page.css. */
const GROUNDS = { light: "#ffffff", dark: "#181c21" };
/** What lines need to be told from their ground (WCAG 2, 1.4.11). */
const LEAST = 3;
const MIXES = 40;

interface Inks { light: string; dark: string }
const made = new Map<string, Inks>();

/** A class's colour as it is drawn on the page now. */
export function inkOf(colour: string): string {
  return document.documentElement.dataset.theme === "dark" ? inksOf(colour).dark : inksOf(colour).light;
}

/** Give an element a property in a class's colour that follows the theme by itself. */
export function dye(element: HTMLElement, property: "background-color" | "border-top-color", colour: string): void {
  const { light, dark } = inksOf(colour);
  element.style.setProperty(property, colour);
  // Browsers that do not know it leave what was there.
  element.style.setProperty(property, `light-dark(${light}, ${dark})`);
}

function inksOf(colour: string): Inks {
  let found = made.get(colour);
  if (!found) made.set(colour, (found = { light: towards(colour, 0, GROUNDS.light), dark: towards(colour, 255, GROUNDS.dark) }));
  return found;
}

/** The colour, or the nearest on its way to black or white that has the contrast; its hue stays. */
function towards(colour: string, end: 0 | 255, ground: string): string {
  const own = channels(colour);
  for (let step = 0; step < MIXES; step += 1) {
    const mixed = own.map((value) => Math.round(value + ((end - value) * step) / MIXES));
    if (contrast(mixed, channels(ground)) >= LEAST) {
      return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
    }
  }
  return end === 0 ? "#000000" : "#ffffff";
}

/** The ratio of WCAG 2: 1 for the same, 21 for black on white. */
function contrast(one: number[], other: number[]): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: number[]): number {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
