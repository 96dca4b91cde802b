// Events as marks above the rows: those that would touch are one; the first is one press of Tab away.
import { el } from "../dom";
import type { Page } from "../page";
import type { Happening } from "../payload";
import { clock } from "../words";
import type { Span } from "./range";
import type { Tip } from "./tip";

const APART = 10; // pixels between two marks
const WORDS_OF = 5; // events told by their words, of those in one mark

interface Marked extends Happening { at: number }

export class Markers {
  readonly host = el("div", { className: "timeline-events", attributes: { role: "group", "aria-label": "Events" } });
  private readonly events: Marked[];
  private shown: unknown[] = [];
  private groups: { x: number; events: Marked[] }[] = [];

  constructor(private readonly page: Page, private readonly tip: Tip) {
    const { times, events } = { times: page.payload.frames.time, events: page.payload.facts.events };
    this.events = events.map((event) => ({ ...event, at: times[event.frame] ?? event.seconds }));
    this.events.sort((one, other) => one.at - other.at);
    this.host.addEventListener("keydown", (event) => this.walk(event));
  }

  get count(): number {
    return this.events.length;
  }

  show(span: Span, width: number): void {
    const { models, classes } = this.page.store.state;
    const shown = [span, width, models, classes];
    if (shown.every((one, at) => one === this.shown[at])) return;
    this.shown = shown;
    const [start, end] = span;
    const focused = [...this.host.children].indexOf(document.activeElement as Element);
    const kept = focused < 0 ? null : this.groups[focused].events[0];
    const scale = width / (end - start);
    this.groups = [];
    for (const event of this.events) {
      if (event.at < start || event.at > end || !this.wanted(event)) continue;
      const x = (event.at - start) * scale;
      const last = this.groups[this.groups.length - 1];
      if (last && x - last.x < APART) last.events.push(event);
      else this.groups.push({ x, events: [event] });
    }
    this.host.replaceChildren(...this.groups.map((group, at) => this.mark(group, at)));
    const again = kept === null ? -1 : this.groups.findIndex((group) => group.events.includes(kept));
    if (again >= 0) this.focus(again);
  }

  private wanted(event: Happening): boolean {
    const { models, classes } = this.page.store.state;
    return (event.model === null || models.has(event.model)) && (event.class === null || classes.has(event.class));
  }

  private mark({ x, events }: { x: number; events: Marked[] }, at: number): HTMLButtonElement {
    const words = wordsOf(events);
    const button = el("button", {
      type: "button", className: "timeline-event", tabIndex: at === 0 ? 0 : -1,
      attributes: { "aria-label": words.join("; ") },
    }, events.length > 1 ? el("i", { className: "several" }) : el("i"));
    button.style.left = `${x}px`;
    const tell = () => this.tip.show(button, words);
    button.addEventListener("pointerenter", tell);
    button.addEventListener("focus", tell);
    button.addEventListener("pointerleave", () => this.tip.hide());
    button.addEventListener("blur", () => this.tip.hide());
    button.addEventListener("click", () => this.page.player.show(events[0].frame));
    return button;
  }

  /** Arrows go from mark to mark while one has the focus. */
  private walk(event: KeyboardEvent): void {
    const now = [...this.host.children].indexOf(event.target as Element);
    const steps: Record<string, number> = { ArrowLeft: now - 1, ArrowRight: now + 1 };
    const next = steps[event.key];
    if (next === undefined || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (next >= 0 && next < this.host.children.length) this.focus(next);
  }

  private focus(at: number): void {
    const marks = [...this.host.children] as HTMLElement[];
    marks.forEach((mark, number) => { mark.tabIndex = number === at ? 0 : -1; });
    marks[at].focus({ preventScroll: true });
  }
}

function wordsOf(events: Marked[]): string[] {
  const told = events.slice(0, WORDS_OF).map((event) => `${clock(event.at, 1)} ${event.words.slice(0, 200)}`);
  return events.length > WORDS_OF ? [...told, `and ${events.length - WORDS_OF} more`] : told;
}
