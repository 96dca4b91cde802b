// What every part of the drawing is given.
import type { ByFrame, FrameLabels } from "../framelabels";
import type { Page } from "../page";
import type { State } from "../store";
import { colourOf } from "./colours";
import type { Fit } from "./fit";
import type { Masks } from "./masks";
import type { Pictures } from "./pictures";
import type { Seen, Sights } from "./seen";
import type { Tints } from "./semantic";
import type { Ways } from "./ways";

export interface View {
  page: Page;
  context: CanvasRenderingContext2D;
  fit: Fit;
  sights: Sights;
  labels: FrameLabels;
  masks: Masks;
  /** Rows of labelled pictures and of faces. */
  semantic: ByFrame;
  faces: ByFrame;
  pictures: Pictures;
  tints: Tints;
  ways: Ways;
  state: Readonly<State>;
}

/** Edges on the canvas. */
export interface Area { left: number; top: number; right: number; bottom: number }

export function areaOf(fit: Fit, seen: Seen): Area {
  return {
    left: fit.left + seen.x0 * fit.sx, top: fit.top + seen.y0 * fit.sy,
    right: fit.left + seen.x1 * fit.sx, bottom: fit.top + seen.y1 * fit.sy,
  };
}

export function colourIn(view: View, seen: Seen): string {
  const { boxes, facts } = view.page.payload;
  const { row, model } = seen;
  return colourOf(facts, view.state.colourBy, { class: boxes.class[row], track: boxes.track[row], model });
}

/** Draw a path twice: a dark line below, so that the coloured one is seen on every ground. */
export function stroke(view: View, path: Path2D, colour: string, width: number): void {
  const { context, fit } = view;
  context.lineJoin = context.lineCap = "round";
  context.strokeStyle = "rgb(0 0 0 / 45%)";
  context.lineWidth = (width + 1.5) * fit.unit;
  context.stroke(path);
  context.strokeStyle = colour;
  context.lineWidth = width * fit.unit;
  context.stroke(path);
}
