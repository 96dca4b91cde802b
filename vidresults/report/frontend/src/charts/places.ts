// Where boxes stand how often, over the shape of the picture; the picture itself is not needed.
import type { Charted, Chooser } from "./charted";
import { onTheme, themed } from "../colours";
import { figure } from "./figure";
import { gridOf, type Grid } from "./grid";
import { count, many } from "../words";
import { el } from "../dom";
import type { Zone } from "../payload";

export function places({ page, things }: Chooser): { element: HTMLElement; update(charted: Charted): void } {
  const { payload, store } = page, { width, height } = payload.facts.video;
  const chart = figure("places", "Where boxes stand");
  const canvas = el("canvas", { attributes: { role: "img", "aria-label": "Heat map of where boxes stand in the picture" } });
  canvas.style.aspectRatio = `${width} / ${height}`;
  chart.place.style.setProperty("--shape", String(width / height));
  const most = el("span", { className: "number" });
  const scale = el("div", { className: "scale soft" }, el("span", { textContent: "1" }), el("span", { className: "ramp" }), most);
  chart.place.append(canvas, scale);
  let grid: Grid | null = null;
  const draw = () => {
    if (grid === null || canvas.clientWidth === 0) return;
    canvas.width = Math.round(canvas.clientWidth * devicePixelRatio);
    canvas.height = Math.round(canvas.clientHeight * devicePixelRatio);
    const context = canvas.getContext("2d")!;
    heat(context, grid);
    if (store.state.zones) zones(context, payload.facts.zones, canvas.width / width);
  };
  canvas.addEventListener("pointermove", (event) => chart.point(grid && told(grid, event.offsetX / canvas.clientWidth, event.offsetY / canvas.clientHeight)));
  canvas.addEventListener("pointerleave", () => chart.point(null));
  new ResizeObserver(draw).observe(canvas);
  store.subscribe(["zones"], draw);
  onTheme(store, draw);
  const update = ({ mask }: Charted) => {
    grid = gridOf(things, mask, payload);
    most.textContent = grid.most > 1 ? count(grid.most) : "";
    scale.style.visibility = grid.most > 0 ? "visible" : "hidden";
    chart.say("The middle of a box's lower edge counts."
      + (grid.outside ? ` ${many(grid.outside, "box has", "boxes have")} it outside of the picture.` : ""));
    draw();
  };
  return { element: chart.element, update };
}

function heat(context: CanvasRenderingContext2D, { columns, rows, counts, most }: Grid): void {
  const { width, height } = context.canvas;
  context.fillStyle = themed("--ground");
  context.fillRect(0, 0, width, height);
  context.fillStyle = themed("--accent");
  const edge = (cell: number, cells: number, length: number) => Math.round(cell * length / cells);
  counts.forEach((value, cell) => {
    if (value === 0) return;
    const column = cell % columns, row = Math.floor(cell / columns);
    const [left, top] = [edge(column, columns, width), edge(row, rows, height)];
    // Roots, so that a few are seen beside many.
    context.globalAlpha = 0.15 + 0.85 * Math.sqrt(value / most);
    context.fillRect(left, top, edge(column + 1, columns, width) - left, edge(row + 1, rows, height) - top);
  });
  context.globalAlpha = 1;
}

function zones(context: CanvasRenderingContext2D, drawn: Zone[], scale: number): void {
  const ratio = devicePixelRatio;
  context.font = `${11 * ratio}px system-ui, sans-serif`;
  context.lineWidth = 1.5 * ratio;
  context.strokeStyle = context.fillStyle = themed("--ink");
  for (const { name, kind, points } of drawn) {
    context.beginPath();
    for (const [x, y] of points) context.lineTo(x * scale, y * scale);
    if (kind === "polygon") context.closePath();
    context.stroke();
    const [x, y] = points[0] ?? [0, 0];
    context.fillText(name.slice(0, 24), x * scale + 4 * ratio, Math.max(y * scale - 4 * ratio, 11 * ratio));
  }
}

function told({ columns, rows, counts }: Grid, x: number, y: number): string {
  const cell = (share: number, cells: number) => Math.min(Math.max(Math.floor(share * cells), 0), cells - 1);
  return many(counts[cell(y, rows) * columns + cell(x, columns)], "box", "boxes");
}
