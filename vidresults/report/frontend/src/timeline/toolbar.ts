// Buttons over the timeline, and what its marks mean.
import { el } from "../dom";
import { openKeys } from "../keylist";
import type { Page } from "../page";
import { clock } from "../words";
import type { Range } from "./range";

const STEP = 2; // how much a press zooms

export function toolbarOf(page: Page, range: Range): HTMLElement {
  const shown = el("span", { className: "timeline-shown" });
  const buttons = [
    button("\u2212", "Zoom out (\u2212)", () => range.zoom(STEP)),
    button("+", "Zoom in (+)", () => range.zoom(1 / STEP)),
    button("Whole", "Show the whole video (0)", () => range.reset()),
    button("Keys", "Keys of this page (?)", openKeys),
  ];
  page.store.subscribe(["range"], ({ range: [start, end] }) => {
    const decimals = end - start < 10 ? 2 : end - start < 60 ? 1 : 0;
    shown.textContent = `${clock(start, decimals)} \u2013 ${clock(end, decimals)}`;
    // Not "disabled", which would take the focus from who pressed it.
    for (const at of [0, 2]) buttons[at].setAttribute("aria-disabled", String(range.isWhole));
  });
  const zoom = el("div", { className: "timeline-zoom" }, ...buttons);
  return el("div", { className: "timeline-bar" },
    el("h2", { textContent: "Timeline" }), shown, legend(page), onlyWords(page), zoom);
}

/** What hatchings mean, where the results have samples of that kind. */
function legend(page: Page): HTMLElement {
  const { state } = page.payload.samples;
  const kinds: [string, string, number][] = [["not-inferred", "not inferred", 1], ["failed", "failed", 2]];
  const count = (wanted: number) => state.reduce((sum, one) => sum + Number(one === wanted), 0);
  const host = el("span", { className: "timeline-legend" });
  for (const [className, words, number] of kinds) {
    const found = count(number);
    if (found > 0) host.append(el("span", {}, el("i", { className }), `${found} ${words}`));
  }
  return host;
}

/** Says which class alone is played, with the way back. */
function onlyWords(page: Page): HTMLElement {
  const end = button("Play all", "Play the whole video again", () => page.store.set({ only: null }));
  const words = el("span", { className: "name", dir: "auto" });
  const host = el("span", { className: "timeline-onlywords", hidden: true, attributes: { role: "status" } }, words, end);
  page.store.subscribe(["only"], ({ only }) => {
    host.hidden = only === null;
    words.textContent = only === null ? "" : `Only ${page.payload.facts.classes[only].name}`.slice(0, 200);
    words.title = words.textContent;
  });
  return host;
}

function button(words: string, title: string, pressed: () => void): HTMLButtonElement {
  const made = el("button", { type: "button", title, attributes: { "aria-label": title } }, words);
  made.addEventListener("click", pressed);
  return made;
}
