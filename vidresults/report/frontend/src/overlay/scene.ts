// Everything that is drawn over one frame.
import { drawBoxes, drawLabels } from "./boxes";
import { drawCorner } from "./corner";
import type { Seen } from "./seen";
import { drawKeypoints, drawShapes } from "./shapes";
import type { Area, View } from "./view";
import { drawWays } from "./ways";
import { drawZones } from "./zones";

/** Draw what is seen on the state's frame; tells its boxes. */
export function drawScene(view: View): Seen[] {
  const { fit, state } = view;
  const whole = { left: fit.left, top: fit.top, right: fit.left + fit.width, bottom: fit.top + fit.height };
  if (state.split === null) {
    const models = view.page.samples.map(({ model }) => model).filter((model) => state.models.has(model));
    return drawPart(view, models, whole);
  }
  const middle = fit.left + fit.width * state.divider;
  const [left, right] = state.split;
  return [
    ...drawPart(view, [left], { ...whole, right: middle }),
    ...drawPart(view, [right], { ...whole, left: middle }),
  ];
}

/** What some models see in a part of the picture. */
function drawPart(view: View, models: readonly number[], bounds: Area): Seen[] {
  const { context, state, sights } = view;
  context.save();
  context.beginPath();
  context.rect(bounds.left, bounds.top, bounds.right - bounds.left, bounds.bottom - bounds.top);
  context.clip();
  const all = models.flatMap((model) => sights.on(model, state));
  const taken = state.zones ? drawZones(view, bounds) : [];
  if (state.shapes) drawShapes(view, all);
  if (state.traces) drawWays(view, all);
  if (state.boxes) drawBoxes(view, all);
  if (state.shapes) drawKeypoints(view, all);
  if (state.labels) {
    taken.push(...drawCorner(view, models, bounds));
    drawLabels(view, all, bounds, taken);
  }
  context.restore();
  return all;
}
