// Everything that is drawn over one frame.
import { drawBoxes, drawLabels } from "./boxes";
import { drawCorner } from "./corner";
import { drawGazes } from "./gazes";
import type { Seen } from "./seen";
import { drawSemantic } from "./semantic";
import { drawKeypoints, drawShapes } from "./shapes";
import type { Area, View } from "./view";
import { drawWays } from "./ways";
import { drawZones } from "./zones";

/** Draw what is seen on the state's frame; tells its boxes. */
export function drawScene(view: View): Seen[] {
  const { fit, state } = view;
  const whole = { left: fit.left, top: fit.top, right: fit.left + fit.width, bottom: fit.top + fit.height };
  within(view.context, whole);
  const taken = state.zones ? drawZones(view, whole) : [];
  view.context.restore();
  if (state.split === null) {
    const models = view.page.samples.map(({ model }) => model).filter((model) => state.models.has(model));
    return drawPart(view, models, whole, taken);
  }
  const middle = fit.left + fit.width * state.divider;
  const [left, right] = state.split;
  return [
    ...drawPart(view, [left], { ...whole, right: middle }, taken),
    ...drawPart(view, [right], { ...whole, left: middle }, taken),
  ];
}

/** What some models see in a part of the picture. */
function drawPart(view: View, models: readonly number[], bounds: Area, taken: readonly Area[]): Seen[] {
  const { context, state, sights } = view;
  within(context, bounds);
  const all = models.flatMap((model) => sights.on(model, state));
  if (state.shapes) drawSemantic(view, models);
  if (state.shapes) drawShapes(view, all);
  if (state.traces) drawWays(view, all);
  if (state.boxes) drawBoxes(view, all);
  if (state.shapes) drawKeypoints(view, all);
  drawGazes(view, models);
  if (state.labels) {
    drawLabels(view, all, bounds, [...taken, ...drawCorner(view, models, bounds)]);
  }
  context.restore();
  return all;
}

/** Draw in an area alone, until the context is restored. */
function within(context: CanvasRenderingContext2D, { left, top, right, bottom }: Area): void {
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
}
