// Drawings of the buttons, 24 units wide, in the colour of the text.
const SVG = "http://www.w3.org/2000/svg";

export const PATHS = {
  play: "M8 5v14l11-7z",
  pause: "M7 5h4v14H7zM13 5h4v14h-4z",
  back: "M6 6h2v12H6zM19 6v12l-9-6z",
  on: "M16 6h2v12h-2zM5 6v12l9-6z",
  link: "M10.6 13.4a4 4 0 0 0 5.7 0l3-3a4 4 0 1 0-5.7-5.7l-1.2 1.2M13.4 10.6a4 4 0 0 0-5.7 0l-3 3a4 4 0 1 0 5.7 5.7l1.2-1.2",
  still: "M4 8h3.5L9 5.5h6L16.5 8H20v11H4zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
};

export type Icon = keyof typeof PATHS;

const FILLED: ReadonlySet<Icon> = new Set<Icon>(["play", "pause", "back", "on"]);

export function icon(name: Icon): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon", FILLED.has(name) ? "filled" : "drawn");
  return svg;
}
