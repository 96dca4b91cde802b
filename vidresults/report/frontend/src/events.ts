// What happened, as a list that seeks. Only the rows that are in sight exist.
import "./events.css";
import { clock, count } from "./words";
import { el, named } from "./dom";
import type { Page } from "./page";
import type { Happening } from "./payload";
import type { State } from "./store";

/** Pixels, as in the stylesheet. */
const ROW = 36;
const EDGES = 2;
/** Rows beyond the edges, so that one can tab on. */
const BEYOND = 8;
/** A frame is at its time, whatever its rounding. */
const BREATH = 1e-3;

export function mountEvents(host: HTMLElement, page: Page): void {
  if (page.payload.facts.events.length > 0) new EventList(host, page);
}

class EventList {
  private readonly all: Happening[];
  private shown: Happening[] = [];
  private current = -1;
  private readonly title = el("h2");
  private readonly list = el("ol");
  private readonly frame = el("div", { className: "window" }, this.list);
  private readonly none = el("p", { className: "soft", textContent: "None of the chosen models and classes." });
  private readonly rows = new Map<number, HTMLElement>();

  constructor(host: HTMLElement, private readonly page: Page) {
    this.all = [...page.payload.facts.events].sort((a, b) => a.seconds - b.seconds);
    const steps = el("div", { className: "steps" }, this.stepper("Previous", -1), this.stepper("Next", 1));
    host.append(el("div", { className: "head" }, this.title, steps), this.frame, this.none);
    this.frame.addEventListener("scroll", () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.frame);
    page.store.subscribe(["models", "classes"], (state) => this.choose(state));
    page.store.subscribe(["time"], ({ time }) => this.mark(time));
  }

  private choose(state: Readonly<State>): void {
    this.shown = this.all.filter((event) => (event.model === null || state.models.has(event.model))
      && (event.class === null || state.classes.has(event.class)));
    const [shown, all] = [this.shown.length, this.all.length];
    this.title.textContent = shown === all ? `Events (${count(all)})` : `Events (${count(shown)} of ${count(all)})`;
    this.frame.hidden = shown === 0;
    this.none.hidden = shown > 0;
    this.list.style.height = `${shown * ROW}px`;
    this.frame.style.setProperty("--all", `${shown * ROW + EDGES}px`);
    this.list.replaceChildren();
    this.rows.clear();
    this.current = this.at(state.time);
    this.draw();
  }

  /** The last event that has begun; -1 before the first. */
  private at(time: number): number {
    let low = 0, high = this.shown.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.shown[middle].seconds <= time + BREATH) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  private mark(time: number): void {
    const found = this.at(time);
    if (found === this.current) return;
    this.rows.get(this.current)?.removeAttribute("aria-current");
    this.rows.get(found)?.setAttribute("aria-current", "true");
    this.current = found;
    // One who reads elsewhere in the list is not pulled away.
    if (found >= 0 && !this.frame.matches(":hover, :focus-within")) this.reveal(found);
  }

  private reveal(number: number): void {
    const { scrollTop, clientHeight } = this.frame;
    const top = number * ROW;
    if (top >= scrollTop && top + ROW <= scrollTop + clientHeight) return;
    this.frame.scrollTop = top - (clientHeight - ROW) / 2;
    this.draw();
  }

  private draw(): void {
    const { scrollTop, clientHeight } = this.frame;
    const first = Math.max(Math.floor(scrollTop / ROW) - BEYOND, 0);
    const end = Math.min(Math.ceil((scrollTop + clientHeight) / ROW) + BEYOND, this.shown.length);
    for (const [number, row] of this.rows) {
      if ((number >= first && number < end) || row.contains(document.activeElement)) continue;
      row.remove();
      this.rows.delete(number);
    }
    for (let number = first; number < end; number += 1) if (!this.rows.has(number)) this.add(number);
  }

  /** In the order of the list, which is that of tabbing. */
  private add(number: number): void {
    const row = this.row(number);
    const after = [...this.rows.keys()].filter((other) => other > number);
    this.list.insertBefore(row, after.length ? this.rows.get(Math.min(...after))! : null);
    this.rows.set(number, row);
  }

  private row(number: number): HTMLElement {
    const event = this.shown[number];
    const kind = el("span", { className: "kind", textContent: event.kind.replaceAll("_", " "), title: event.kind });
    const button = el("button", { type: "button" },
      el("span", { className: "time", textContent: clock(event.seconds) }), kind, this.what(event));
    button.addEventListener("click", () => this.page.player.seek(event.seconds));
    const row = el("li", { attributes: { "aria-setsize": String(this.shown.length), "aria-posinset": String(number + 1) } }, button);
    row.style.top = `${number * ROW}px`;
    if (number === this.current) row.setAttribute("aria-current", "true");
    return row;
  }

  private what(event: Happening): HTMLElement {
    const what = el("span", { className: "what" });
    if (event.class !== null) {
      const swatch = el("span", { className: "swatch" });
      swatch.style.background = this.page.payload.facts.classes[event.class].colour;
      what.append(swatch);
    }
    what.append(named(event.words));
    return what;
  }

  private stepper(words: string, step: 1 | -1): HTMLElement {
    const button = el("button", { type: "button", textContent: words, attributes: { "aria-label": `${words} event` } });
    button.addEventListener("click", () => {
      const { time } = this.page.store.state;
      // Events of one moment are one step.
      const there = (event: Happening) => (event.seconds - time) * step > BREATH;
      const found = step > 0 ? this.shown.find(there) : this.shown.findLast(there);
      if (found !== undefined) this.page.player.seek(found.seconds);
    });
    return button;
  }
}
