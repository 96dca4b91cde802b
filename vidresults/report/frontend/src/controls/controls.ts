// What is shown of the results, and how.
import { confidence } from "./confidence";
import { classes } from "./classes";
import "./controls.css";
import { el } from "../dom";
import { chip, group, segments } from "./fields";
import { models } from "./models";
import type { Page } from "../page";
import type { Between, ColourBy } from "../store";

export function mountControls(host: HTMLElement, page: Page): void {
  host.append(
    el("h2", { className: "unseen", textContent: "Controls" }),
    el("div", { className: "settings" },
      el("div", {}, layers(page), confidence(page), el("div", { className: "pair" }, colours(page), between(page))),
      el("div", {}, models(page), classes(page))));
}

type Layer = "boxes" | "labels" | "shapes" | "traces" | "zones";

function layers({ store, payload }: Page): HTMLElement {
  const tracked = payload.boxes.track.some((track) => track >= 0);
  const { gazes, semantic, shapes } = payload;
  const shaped = shapes.length + semantic.frame.length + gazes.frame.length > 0;
  const offered: [Layer, string, boolean][] = [
    ["boxes", "Boxes", true],
    ["labels", "Labels", true],
    ["shapes", "Shapes", shaped],
    ["traces", "Traces", tracked],
    ["zones", "Zones", payload.facts.zones.length > 0],
  ];
  const row = el("div", { className: "row" });
  // What the results do not have is not offered.
  for (const [layer, words] of offered.filter(([, , there]) => there)) {
    const field = chip(words, (on) => store.set({ [layer]: on }));
    store.subscribe([layer], (state) => field.choose(state[layer]));
    row.append(field.element);
  }
  return group("Show", row);
}

function colours({ store }: Page): HTMLElement {
  const field = segments<ColourBy>("Colour by", [["class", "Class"], ["track", "Track"], ["model", "Model"]],
    (colourBy) => store.set({ colourBy }));
  store.subscribe(["colourBy"], ({ colourBy }) => field.choose(colourBy));
  return field.element;
}

function between({ store }: Page): HTMLElement {
  const field = segments<Between>("Between samples",
    [["hold", "Hold"], ["interpolate", "Interpolate"], ["none", "None"]],
    (chosen) => store.set({ between: chosen }));
  store.subscribe(["between"], (state) => field.choose(state.between));
  return field.element;
}
