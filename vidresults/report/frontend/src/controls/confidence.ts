// The least confidence that is shown.
import { el } from "../dom";
import type { Page } from "../page";
import { many } from "../words";
import { group } from "./fields";

export function confidence({ store, payload }: Page): HTMLElement {
  const input = el("input", {
    type: "range", min: "0", max: "1", step: "0.01", attributes: { "aria-label": "Least confidence" },
  });
  const told = el("output", { className: "number" });
  // The tables hold 32 bits: a box of exactly this confidence is one of those that are shown.
  input.addEventListener("input", () => store.set({ minConfidence: Math.fround(Number(input.value)) }));
  store.subscribe(["minConfidence"], ({ minConfidence }) => {
    input.value = minConfidence.toFixed(2);
    told.textContent = minConfidence.toFixed(2);
  });
  const unknown = payload.boxes.confidence.reduce((sum, one) => sum + (Number.isNaN(one) ? 1 : 0), 0);
  const words = `${many(unknown, "box of unknown confidence stays", "boxes of unknown confidence stay")}.`;
  return group("Confidence at least",
    el("div", { className: "slider" }, input, told),
    unknown === 0 ? null : el("p", { className: "soft note", textContent: words }));
}
