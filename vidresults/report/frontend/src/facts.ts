// What the page is about: where it is from, how it was made, and what was assumed.
import "./facts.css";
import { el } from "./dom";
import type { Page } from "./page";

export function mountFacts(host: HTMLElement, { payload }: Page): void {
  const { facts, assumed } = payload.facts;
  const told = facts.filter(([, pairs]) => pairs.length > 0);
  if (told.length === 0 && assumed.length === 0) return;
  host.append(el("h2", { textContent: "Facts" }));
  host.append(el("div", { className: "groups" }, ...told.map(([heading, pairs]) => group(heading, pairs))));
  if (assumed.length > 0) {
    host.append(el("div", { className: "assumed" },
      el("h3", { textContent: "Assumed" }), el("ul", {}, ...assumed.map((words) => whole("li", words)))));
  }
}

function group(heading: string, pairs: [string, string][]): HTMLElement {
  const rows = pairs.flatMap(([label, value]) => [whole("dt", label), whole("dd", value)]);
  return el("div", {}, whole("h3", heading), el("dl", {}, ...rows));
}

/** A text from a result; the stylesheet may cut it, its title does not. */
function whole<K extends "dt" | "dd" | "li" | "h3">(tag: K, words: string): HTMLElementTagNameMap[K] {
  return el<K>(tag, { dir: "auto", title: words, textContent: words } as object as never);
}
