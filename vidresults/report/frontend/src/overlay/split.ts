// The divider between two models, which can be dragged and moved by keys.
import { el } from "../dom";
import type { Page } from "../page";
import type { Fit } from "./fit";

const STEP = 0.02;

/** Add the divider to the stage; the function that is returned puts it where it belongs. */
export function mountDivider(host: HTMLElement, page: Page, fitNow: () => Fit): () => void {
  const sides = [0, 1].map(() => el("span", { className: "split-name", dir: "auto" }));
  const divider = el("div", {
    className: "divider", tabIndex: 0, hidden: true,
    attributes: { role: "slider", "aria-label": "Divider between two models", "aria-valuemin": "0", "aria-valuemax": "100" },
  }, ...sides);
  host.append(divider);
  const { store } = page;
  const move = (share: number): void => store.set({ divider: Math.min(Math.max(share, 0), 1) });
  divider.addEventListener("pointerdown", (event) => divider.setPointerCapture(event.pointerId));
  divider.addEventListener("pointermove", (event) => {
    if (!divider.hasPointerCapture(event.pointerId)) return;
    const fit = fitNow();
    move((event.clientX - host.getBoundingClientRect().left - fit.left) / fit.width);
  });
  divider.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP, Home: -1, End: 1 }[event.key];
    if (by === undefined) return;
    // These keys move the video elsewhere on the page.
    event.preventDefault();
    event.stopPropagation();
    move(store.state.divider + by);
  });
  return () => {
    const { split, divider: share } = store.state, fit = fitNow();
    divider.hidden = split === null;
    if (split === null) return;
    Object.assign(divider.style, {
      left: `${fit.left + fit.width * share}px`, top: `${fit.top}px`, height: `${fit.height}px`,
    });
    divider.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    for (const [at, side] of sides.entries()) {
      const name = page.payload.facts.models[split[at]]?.name ?? "";
      side.textContent = side.title = name.slice(0, 500);
    }
  };
}
