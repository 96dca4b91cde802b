// Zones and lines that were counted by.
import { drawPlates, plateOf, type Plate } from "./plates";
import { stroke, type Area, type View } from "./view";

const COLOUR = "#f2f4f6";

/** Draw every zone; its name is told where it begins. */
export function drawZones(view: View, bounds: Area): Area[] {
  const { context, fit } = view;
  const plates: Plate[] = [];
  for (const zone of view.page.payload.facts.zones) {
    const path = new Path2D();
    for (const [x, y] of zone.points) path.lineTo(fit.left + x * fit.sx, fit.top + y * fit.sy);
    if (zone.kind === "polygon") {
      path.closePath();
      context.fillStyle = "rgb(255 255 255 / 12%)";
      context.fill(path);
    }
    context.setLineDash([6 * fit.unit, 5 * fit.unit]);
    stroke(view, path, COLOUR, 1.5);
    context.setLineDash([]);
    const [x, y] = zone.points[0] ?? [0, 0];
    const at = { left: fit.left + x * fit.sx, top: fit.top + y * fit.sy };
    plates.push(plateOf(view, { name: zone.name, tail: "", colour: "#30363d", at: { ...at, right: at.left, bottom: at.top } }));
  }
  return drawPlates(view, plates, bounds, []);
}
