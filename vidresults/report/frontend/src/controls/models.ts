// Which models are shown, all together or two side by side.
import { el, named } from "../dom";
import type { Page } from "../page";
import { chip, group, select } from "./fields";

export function models(page: Page): HTMLElement {
  const { store, payload } = page;
  const boxes = payload.facts.models.map((model, number) => {
    const input = el("input", { type: "checkbox" });
    input.addEventListener("change", () => store.set({ models: toggled(store.state.models, number, input.checked) }));
    return { input, row: el("label", { className: "choice" }, input, named(model.name)) };
  });
  store.subscribe(["models"], (state) => {
    boxes.forEach(({ input }, number) => { input.checked = state.models.has(number); });
  });
  const title = boxes.length === 1 ? "Model" : "Models";
  return group(title, el("div", { className: "list" }, ...boxes.map(({ row }) => row)),
    boxes.length > 1 ? split(page) : null);
}

/** A set with a number in it or without. */
export function toggled(set: ReadonlySet<number>, number: number, on: boolean): ReadonlySet<number> {
  const changed = new Set(set);
  if (on) changed.add(number);
  else changed.delete(number);
  return changed;
}

/** Two models, one left of a divider and one right of it. */
function split({ store, payload }: Page): HTMLElement {
  const names = payload.facts.models.map((model) => model.name);
  let last: readonly [number, number] = [0, 1];
  const choose = (left: number, right: number) => store.set({ split: [left, right] });
  // One model on both sides compares nothing: the other side takes the one that was here.
  const left = select("Left", names, (value) => choose(value, value === last[1] ? last[0] : last[1]));
  const right = select("Right", names, (value) => choose(value === last[0] ? last[1] : last[0], value));
  const onOff = chip("Side by side", (on) => store.set({ split: on ? last : null }));
  const pair = el("div", { className: "selects" },
    left.element, el("span", { className: "soft", textContent: "|" }), right.element);
  store.subscribe(["split"], (state) => {
    last = state.split ?? last;
    onOff.choose(state.split !== null);
    pair.hidden = state.split === null;
    left.choose(last[0]);
    right.choose(last[1]);
  });
  return el("div", { className: "split" }, onOff.element, pair);
}
