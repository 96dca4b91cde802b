// Faces with their landmarks, and an arrow to where they look: the rule of vidresults.render.figures.
import { colourOf } from "./colours";
import { stroke, type View } from "./view";

const LENGTH = 1.5; // of a look to the side, in widths of the face
const SHORTEST = 2; // a look into the camera is a point
const HEAD = 0.3; // of the arrow's length
const WIDTH = 2;

export function drawGazes(view: View, models: readonly number[]): void {
  const { page, state } = view, { gazes, facts } = page.payload;
  for (const model of models) {
    const samples = page.samples[model];
    const sample = samples.on(state.frame, state.between);
    if (sample < 0) continue;
    // A face has no class: its colour is the model's.
    const colour = colourOf(facts, "model", { class: -1, track: -1, model });
    for (const row of view.faces.of(model, samples.samples.frame[sample])) {
      if (gazes.confidence[row] < state.minConfidence) continue;
      if (state.boxes) drawFace(view, row, colour);
      if (state.shapes) {
        drawLandmarks(view, row, colour);
        drawLook(view, row, colour);
      }
    }
  }
}

function drawFace(view: View, row: number, colour: string): void {
  const { fit } = view, { x0, y0, x1, y1 } = view.page.payload.gazes;
  const path = new Path2D();
  path.rect(
    fit.left + x0[row] * fit.sx, fit.top + y0[row] * fit.sy,
    (x1[row] - x0[row]) * fit.sx, (y1[row] - y0[row]) * fit.sy,
  );
  stroke(view, path, colour, WIDTH);
}

function drawLandmarks(view: View, row: number, colour: string): void {
  const { context, fit } = view;
  const points = view.page.payload.gazes.landmarks(row) ?? [];
  for (let at = 0; at + 1 < points.length; at += 2) {
    context.beginPath();
    context.arc(fit.left + points[at] * fit.sx, fit.top + points[at + 1] * fit.sy, 2.5 * fit.unit, 0, 2 * Math.PI);
    context.fillStyle = "#ffffff";
    context.fill();
    context.strokeStyle = colour;
    context.lineWidth = 1.25 * fit.unit;
    context.stroke();
  }
}

/** Yaw above 0 is a look to the left of the picture, pitch above 0 one up. */
function drawLook(view: View, row: number, colour: string): void {
  const { fit } = view, { x0, y0, x1, y1, yaw, pitch } = view.page.payload.gazes;
  if (Number.isNaN(yaw[row]) || Number.isNaN(pitch[row])) return;
  const x = fit.left + ((x0[row] + x1[row]) / 2) * fit.sx, y = fit.top + ((y0[row] + y1[row]) / 2) * fit.sy;
  const length = LENGTH * Math.max((x1[row] - x0[row]) * fit.sx, 8 * WIDTH * fit.unit);
  const endX = x - length * Math.sin(yaw[row]) * Math.cos(pitch[row]), endY = y - length * Math.sin(pitch[row]);
  const path = new Path2D();
  const long = Math.hypot(endX - x, endY - y);
  if (long < SHORTEST) {
    path.arc(x, y, 2 * WIDTH * fit.unit, 0, 2 * Math.PI);
  } else {
    path.moveTo(x, y);
    path.lineTo(endX, endY);
    const back = Math.atan2(y - endY, x - endX);
    for (const side of [-Math.PI / 4, Math.PI / 4]) {
      path.moveTo(endX, endY);
      path.lineTo(endX + HEAD * long * Math.cos(back + side), endY + HEAD * long * Math.sin(back + side));
    }
  }
  stroke(view, path, colour, WIDTH);
}
