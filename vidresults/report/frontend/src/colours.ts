// The stylesheet's colours for canvases, which do not follow it by themselves.
import type { Store } from "./store";

/** A colour of the theme that is in use. */
export function themed(name: "--ink" | "--ink-soft" | "--line" | "--accent" | "--warn" | "--panel" | "--ground"): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || FALLBACK[name];
}

const FALLBACK = {
  "--ink": "#1a1f26", "--ink-soft": "#545d69", "--line": "#dadfe5",
  "--accent": "#0a5cb3", "--warn": "#994500", "--panel": "#ffffff", "--ground": "#f3f4f6",
};

/** Call when the colours have changed; the page's own listener has named the theme by then. */
export function onTheme(store: Store, changed: () => void): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
  let first = true;
  store.subscribe(["theme"], () => {
    if (!first) changed();
    first = false;
  });
}

/** "#rrggbb" as a canvas has it in memory, without its opacity: the lowest byte is red. */
export function pixelOf(colour: string): number {
  const value = Number.parseInt(colour.slice(1), 16);
  return ((value & 0xff) << 16) | (value & 0xff00) | (value >> 16);
}
