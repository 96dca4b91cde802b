// The names beside the rows: real text and buttons, made for the rows in view alone.
import { el, named } from "../dom";
import { dye } from "../inks";
import type { Page } from "../page";
import type { Content } from "./content";
import type { Row, Rows } from "./rows";

export const ROW = 28; // pixels; its buttons are 24 high
const AROUND = 6; // rows made beyond the view, so that the next button to tab to is there

export class Names {
  readonly list = el("ul", { className: "timeline-names" });
  private readonly made = new Map<string, HTMLLIElement>();

  constructor(
    private readonly page: Page, private readonly content: Content, private readonly rows: Rows,
    private readonly changed: () => void,
  ) {
    page.store.subscribe(["only", "classes"], () => this.mark());
  }

  /** Make the rows from .. to and those around the focus, and leave those that are there already. */
  show(from: number, to: number): void {
    const wanted = new Map<string, number>();
    const focused = this.focused();
    const spans = [[from, to], ...(focused < 0 ? [] : [[focused, focused + 1]])].sort((one, other) => one[0] - other[0]);
    for (const [first, end] of spans) {
      const last = Math.min(end + AROUND, this.rows.list.length);
      for (let at = Math.max(first - AROUND, 0); at < last; at += 1) wanted.set(keyOf(this.rows.list[at]), at);
    }
    for (const [key, item] of this.made) {
      if (wanted.has(key)) continue;
      item.remove();
      this.made.delete(key);
    }
    let after: Element | null = null;
    for (const [key, at] of wanted) {
      const item = this.made.get(key) ?? this.make(key, this.rows.list[at]);
      item.style.top = `${at * ROW}px`;
      item.setAttribute("aria-setsize", String(this.rows.list.length));
      item.setAttribute("aria-posinset", String(at + 1));
      const place: Element | null = after === null ? this.list.firstElementChild : after.nextElementSibling;
      if (place !== item) this.list.insertBefore(item, place);
      after = item;
    }
    this.mark();
  }

  /** The row that has the focus, which it keeps wherever one scrolls; -1 for none. */
  private focused(): number {
    for (const [key, item] of this.made) {
      if (item.contains(document.activeElement)) return this.rows.list.findIndex((row) => keyOf(row) === key);
    }
    return -1;
  }

  private make(key: string, row: Row): HTMLLIElement {
    const item = row.track < 0 ? this.ofClass(row.class) : this.ofTrack(row);
    this.made.set(key, item);
    return item;
  }

  private ofClass(number: number): HTMLLIElement {
    const { name, colour } = this.page.payload.facts.classes[number];
    const swatch = el("span", { className: "timeline-swatch" });
    dye(swatch, "background-color", colour);
    const most = this.content.most[number];
    const item = el("li", { className: "timeline-class" },
      this.content.tracked[number] ? this.opener(number, name) : this.noOpener(),
      swatch, named(name),
      el("span", { className: "timeline-most", title: `${most} at once at most` },
        String(most), el("span", { className: "unseen" }, " at once at most")),
      this.only(number, name));
    item.dataset.class = String(number);
    return item;
  }

  private opener(number: number, name: string): HTMLButtonElement {
    const button = iconButton("timeline-opener", `Tracks of ${name}`);
    button.setAttribute("aria-expanded", String(this.rows.opened.has(number)));
    button.addEventListener("click", () => {
      this.rows.toggle(number);
      button.setAttribute("aria-expanded", String(this.rows.opened.has(number)));
      this.changed();
    });
    return button;
  }

  /** Where other classes have tracks, the names stand in one line. */
  private noOpener(): HTMLElement | null {
    return this.content.tracked.includes(1) ? el("span", { className: "timeline-noopener" }) : null;
  }

  private only(number: number, name: string): HTMLButtonElement {
    const button = iconButton("timeline-only", `Play only ${name}`);
    button.addEventListener("click", () => {
      const { store } = this.page;
      store.set({ only: store.state.only === number ? null : number });
    });
    return button;
  }

  private ofTrack(row: Row): HTMLLIElement {
    const track = this.content.tracks[row.track];
    const { models } = this.page.payload.facts;
    const words = models.length > 1 ? `#${track.id} ${models[track.model].name}` : `#${track.id}`;
    const button = el("button", { type: "button", className: "timeline-track", dir: "auto" }, words.slice(0, 200));
    button.title = `${words.slice(0, 200)}: go to where it appears first`;
    button.addEventListener("click", () => this.page.player.show(track.frame));
    return el("li", {}, button);
  }

  private mark(): void {
    const { only, classes } = this.page.store.state;
    for (const item of this.made.values()) {
      if (item.dataset.class === undefined) continue;
      const number = Number(item.dataset.class);
      item.classList.toggle("faded", !classes.has(number));
      item.querySelector(".timeline-only")!.setAttribute("aria-pressed", String(only === number));
    }
  }
}

function keyOf(row: Row): string {
  return `${row.class} ${row.track}`;
}

function iconButton(className: string, words: string): HTMLButtonElement {
  const label = words.slice(0, 200);
  return el("button", { type: "button", className, title: label, attributes: { "aria-label": label } }, el("i"));
}
