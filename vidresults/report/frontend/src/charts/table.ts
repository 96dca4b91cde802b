// The classes in numbers; first and last appearance seek.
import type { Charted, Chooser } from "./charted";
import type { ClassRow } from "./rows";
import { thingWords } from "./things";
import { clock, count } from "../words";
import { el, named } from "../dom";
import { dye } from "../inks";

/** More rows than this are made only when asked for. */
const MOST_ROWS = 100;

type Value = string | number | null;
interface Column {
  title: string; about: string;
  /** The largest come first where it is pressed first. */
  most: boolean;
  /** Words begin their column, numbers end it. */
  wide?: boolean;
  value(row: ClassRow): Value; cell(row: ClassRow): Node;
}

export function classTable(chooser: Chooser): { element: HTMLElement; update(charted: Charted): void } {
  const columns = columnsOf(chooser);
  let rows: ClassRow[] = [], sorted = columns.findIndex((one) => one.about === COUNTED), down = true, all = false;
  const body = el("tbody");
  const more = el("button", { type: "button" });
  more.addEventListener("click", () => { all = true; draw(); });
  const heads = columns.map((column, at) => head(column, () => {
    down = sorted === at ? !down : column.most;
    sorted = at;
    draw();
  }));
  const draw = () => {
    heads.forEach((one, at) => {
      if (at === sorted) one.setAttribute("aria-sort", down ? "descending" : "ascending");
      else one.removeAttribute("aria-sort");
    });
    const order = [...rows].sort((a, b) => compare(columns[sorted].value(a), columns[sorted].value(b), down) || a.kind - b.kind);
    const made = all ? order : order.slice(0, MOST_ROWS);
    body.replaceChildren(...made.map((row) => el("tr", {}, ...columns.map((column) => column.cell(row)))));
    more.textContent = `Show all ${count(order.length)}`;
    more.hidden = made.length === order.length;
  };
  const table = el("table", {}, el("caption", { className: "unseen", textContent: "The classes in numbers" }),
    el("thead", {}, el("tr", {}, ...heads)), body);
  const frame = el("div", { className: "scroller", tabIndex: 0, attributes: { role: "region", "aria-label": "Table of classes" } }, table);
  const element = el("div", { className: "chart classtable" }, el("div", { className: "head" }, el("h2", { textContent: "Classes" })), frame, more);
  return { element, update: (charted) => { rows = charted.rows; draw(); } };
}

const COUNTED = "How many, over all samples";

function columnsOf(chooser: Chooser): Column[] {
  const { things, page } = chooser;
  const kind = (row: ClassRow) => things.kinds[row.kind];
  const name = (row: ClassRow) => chooser.className(kind(row));
  const number = (title: string, about: string, value: (row: ClassRow) => number | null, words = count): Column => ({
    title, about, most: true, value, cell: (row) => numberCell(value(row), words),
  });
  const moment = (title: string, about: string, value: (row: ClassRow) => number | null): Column => ({
    title, about, most: false, value, cell: (row) => momentCell(chooser, value(row), `${title} ${name(row).slice(0, 80)}`),
  });
  const [, more] = thingWords(things);
  const model: Column = {
    title: "Model", about: "Which model found them", most: false, wide: true, value: (row) => chooser.modelName(kind(row)),
    cell: (row) => el("td", { className: "wide" }, named(chooser.modelName(kind(row)) ?? "")),
  };
  return [
    { title: "Class", about: "Its name", most: false, wide: true, value: name,
      cell: (row) => classCell(chooser.colour(kind(row)), name(row)) },
    ...(page.payload.facts.models.length > 1 ? [model] : []),
    number(more[0].toUpperCase() + more.slice(1), COUNTED, (row) => row.things),
    number("Frames", "On how many sampled frames it is", (row) => row.samples),
    number("Tracks", "How many tracks it has; a dash where its boxes are not tracked", (row) => row.tracks),
    moment("First", "The first sample with it", (row) => row.first),
    moment("Last", "The last sample with it", (row) => row.last),
    number("Dwell", "For how long it is there: a sample stands until the next, at most 1.5 intervals",
      (row) => row.dwell, (seconds) => `${seconds.toFixed(2)} s`),
  ];
}

function head({ title, about, wide }: Column, pressed: () => void): HTMLTableCellElement {
  const button = el("button", { type: "button", title: about, textContent: title });
  button.addEventListener("click", pressed);
  return el("th", { scope: "col", className: wide ? "wide" : "" }, button);
}

function classCell(colour: string, name: string): Node {
  const swatch = el("span", { className: "swatch" });
  dye(swatch, "background-color", colour);
  return el("th", { scope: "row", className: "wide" }, el("div", {}, swatch, named(name)));
}

function numberCell(value: number | null, words: (value: number) => string): Node {
  return el("td", { className: "number", textContent: value === null ? "–" : words(value) });
}

function momentCell({ page }: Chooser, seconds: number | null, about: string): Node {
  if (seconds === null) return el("td", { className: "number", textContent: "–" });
  const words = clock(seconds);
  const link = el("button", { type: "button", className: "moment", textContent: words, attributes: { "aria-label": `${about}: go to ${words}` } });
  link.addEventListener("click", () => page.player.seek(seconds));
  return el("td", { className: "number" }, link);
}

/** Unknown ones come last either way. */
function compare(a: Value, b: Value, down: boolean): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = typeof a === "string" ? a.localeCompare(String(b)) : a - Number(b);
  return down ? -order : order;
}
