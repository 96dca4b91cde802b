// A chart with its title and what it tells in words.
import { el } from "../dom";

export interface Figure {
  element: HTMLElement;
  /** Where the drawing goes. */
  place: HTMLElement;
  /** Say what the drawing cannot. */
  say(words: string): void;
  /** What is under the pointer; null for nothing. */
  point(words: string | null): void;
}

export function figure(className: string, title: string): Figure {
  const note = el("p", { className: "soft note" });
  const under = el("span", { className: "soft number under" });
  const place = el("div", { className: "drawing" });
  const head = el("div", { className: "head" }, el("h2", { textContent: title }), under);
  return {
    element: el("div", { className: `chart ${className}` }, head, place, note),
    place,
    say: (words) => { note.textContent = words; },
    point: (words) => { under.textContent = words ?? ""; },
  };
}
