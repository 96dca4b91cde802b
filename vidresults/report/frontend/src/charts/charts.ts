// What was found in numbers: all of it follows the chosen models, classes and confidence.
import "./charts.css";
import { Chooser } from "./charted";
import { confidences } from "./confidences";
import { overTime } from "./overtime";
import { places } from "./places";
import { sizes } from "./sizes";
import { classTable } from "./table";
import { el } from "../dom";
import type { Page } from "../page";

/** Milliseconds: a slider that is dragged redraws when it rests. */
const REST = 60;

export function mountCharts(host: HTMLElement, page: Page): void {
  const chooser = new Chooser(page);
  const { boxes, labels } = chooser.things;
  if (boxes + labels === 0) {
    host.append(el("h2", { textContent: "Numbers" }), el("p", { className: "soft", textContent: "No boxes and no labels of frames were found: there is nothing to count." }));
    return;
  }
  const made = [overTime, confidences, ...(boxes > 0 ? [sizes, places] : []), classTable].map((chart) => chart(chooser));
  host.append(...made.map((chart) => chart.element));
  let asked = 0, first = true;
  const update = () => {
    const charted = chooser.choose();
    for (const chart of made) chart.update(charted);
  };
  page.store.subscribe(["models", "classes", "minConfidence"], () => {
    if (first) update();
    else {
      clearTimeout(asked);
      asked = setTimeout(update, REST);
    }
    first = false;
  });
}
