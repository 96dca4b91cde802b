// Which classes are shown: the most frequent first, found by a part of their name.
import { el, named } from "../dom";
import { frequencyOf } from "../frequency";
import { group } from "./fields";
import { toggled } from "./models";
import type { Page } from "../page";
import { count } from "../words";

/** More rows than this no one scrolls through; the search finds the others. */
const MOST_ROWS = 1000;
/** From here on those out of sight are not laid out. */
const MANY = 200;

interface Row { number: number; name: string; input: HTMLInputElement; element: HTMLElement }

export function classes(page: Page): HTMLElement {
  const { store, payload } = page;
  const frequent = frequencyOf(payload);
  const made = new Map<number, Row>();
  const list = el("div", { className: "list class-list" });
  const more = el("p", { className: "soft note" });
  let found: number[] = [];
  const shown = () => found.slice(0, MOST_ROWS);
  const tick = () => {
    for (const number of shown()) made.get(number)!.input.checked = store.state.classes.has(number);
  };
  const search = (part: string) => {
    const wanted = part.trim().toLowerCase();
    found = frequent.order.filter((number) => payload.facts.classes[number].name.toLowerCase().includes(wanted));
    for (const number of shown()) if (!made.has(number)) made.set(number, row(page, number, frequent.counts[number]));
    list.replaceChildren(...shown().map((number) => made.get(number)!.element));
    list.classList.toggle("many", shown().length > MANY);
    more.textContent = frequent.order.length === 0 ? "No classes were found." : foundWords(found.length);
    tick();
  };
  search("");
  store.subscribe(["classes"], tick);
  return group(`Classes (${count(payload.facts.classes.length)})`,
    payload.facts.classes.length > 1 ? tools(page, search, () => found) : null, list, more);
}

function row({ store, payload }: Page, number: number, many: number): Row {
  const { name, colour } = payload.facts.classes[number];
  const input = el("input", { type: "checkbox" });
  input.addEventListener("change", () => store.set({ classes: toggled(store.state.classes, number, input.checked) }));
  const swatch = el("span", { className: "swatch" });
  swatch.style.background = colour;
  const tally = el("span", { className: "soft number", textContent: count(many), title: "Boxes and labelled frames" });
  return { number, name, input, element: el("label", { className: "choice" }, input, swatch, named(name), tally) };
}

function tools({ store }: Page, search: (part: string) => void, found: () => number[]): HTMLElement {
  const field = el("input", { type: "search", placeholder: "Find a class", attributes: { "aria-label": "Find a class" } });
  field.addEventListener("input", () => search(field.value));
  const all = el("button", { type: "button", textContent: "All", title: "Show all classes that the search finds" });
  all.addEventListener("click", () => store.set({ classes: new Set([...store.state.classes, ...found()]) }));
  const none = el("button", { type: "button", textContent: "None", title: "Show none of the classes that the search finds" });
  none.addEventListener("click", () => {
    const left = new Set(store.state.classes);
    for (const number of found()) left.delete(number);
    store.set({ classes: left });
  });
  return el("div", { className: "tools" }, field, all, none);
}

function foundWords(many: number): string {
  if (many === 0) return "No class has this in its name.";
  return many > MOST_ROWS ? `And ${count(many - MOST_ROWS)} more: search for them.` : "";
}
