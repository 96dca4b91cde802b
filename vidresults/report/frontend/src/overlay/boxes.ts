// Boxes and the labels beside them.
import { drawPlates, plateOf } from "./plates";
import type { Seen } from "./seen";
import { isRotated } from "./shapes";
import { areaOf, colourIn, stroke, type Area, type View } from "./view";

export function drawBoxes(view: View, all: readonly Seen[]): void {
  for (const seen of all) {
    // A rotated box is drawn as such, and the upright one around it is of no use.
    if (view.state.shapes && isRotated(view, seen)) continue;
    const { left, top, right, bottom } = areaOf(view.fit, seen);
    const path = new Path2D();
    path.rect(left, top, right - left, bottom - top);
    view.context.globalAlpha = seen.opacity;
    stroke(view, path, colourIn(view, seen), 2);
  }
  view.context.globalAlpha = 1;
}

export function drawLabels(view: View, all: readonly Seen[], bounds: Area, taken: readonly Area[]): void {
  const { boxes, facts } = view.page.payload;
  const plates = [];
  for (const seen of all) {
    const at = areaOf(view.fit, seen);
    if (!meetsBounds(at, bounds)) continue;
    const { row } = seen;
    const track = boxes.track[row] < 0 ? "" : ` #${boxes.track[row]}`;
    const tail = `${track}${confidenceOf(boxes.confidence[row])}`;
    const name = facts.classes[boxes.class[row]]?.name ?? "";
    plates.push(plateOf(view, { name, tail, colour: colourIn(view, seen), at, opacity: seen.opacity }));
  }
  drawPlates(view, plates, bounds, taken);
}

/** An unknown confidence is not told. */
export function confidenceOf(value: number): string {
  return Number.isNaN(value) ? "" : ` ${value.toFixed(2)}`;
}

function meetsBounds(area: Area, bounds: Area): boolean {
  return area.left < bounds.right && area.right > bounds.left && area.top < bounds.bottom && area.bottom > bounds.top;
}
