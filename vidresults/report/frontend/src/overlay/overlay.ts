// The canvas over the video: drawn when a frame is told, and when anything about it changes.
import "./overlay.css";
import { el } from "../dom";
import { ByFrame, FrameLabels } from "../framelabels";
import type { Page } from "../page";
import type { State } from "../store";
import { fitted, type Fit } from "./fit";
import { Masks } from "./masks";
import { Pictures } from "./pictures";
import { drawScene } from "./scene";
import { Sights, type Seen } from "./seen";
import { Tints } from "./semantic";
import { mountDivider } from "./split";
import type { View } from "./view";
import { Ways } from "./ways";

const KEYS: (keyof State)[] = [
  "frame", "models", "classes", "minConfidence", "between", "boxes", "labels", "shapes", "traces", "zones",
  "colourBy", "split", "divider",
];

const SMALLEST = 0.8; // letters and lines of a narrow page, of those of a wide one

type Parts = Omit<View, "context" | "fit" | "state">;
const known = new WeakMap<Page, Parts>();
const drawn = new WeakMap<Page, Seen[]>();

/** What is prepared once for a page, for its overlay and its stills. */
function partsOf(page: Page): Parts {
  let parts = known.get(page);
  if (parts === undefined) {
    const { gazes, labels, semantic, shapes } = page.payload;
    parts = {
      page, sights: new Sights(page), labels: new FrameLabels(labels), masks: new Masks(shapes), ways: new Ways(page),
      semantic: new ByFrame(semantic), faces: new ByFrame(gazes), pictures: new Pictures(semantic), tints: new Tints(),
    };
    known.set(page, parts);
  }
  return parts;
}

/** Draw the present frame's overlay anywhere. */
export function drawOverlay(page: Page, context: CanvasRenderingContext2D, fit: Fit): Seen[] {
  return drawScene({ ...partsOf(page), context, fit, state: page.store.state });
}

/** When the labelled pictures that the last drawing wanted are decoded. */
export function overlaySettled(page: Page): Promise<void> {
  return partsOf(page).pictures.settled();
}

/** What was drawn over the video last. */
export function lastDrawn(page: Page): readonly Seen[] {
  return drawn.get(page) ?? [];
}

export function mountOverlay(host: HTMLElement, page: Page): void {
  const { video } = page.player, { facts } = page.payload;
  const canvas = el("canvas", { attributes: { role: "img", "aria-label": "What was found on this frame" } });
  const context = canvas.getContext("2d")!;
  host.append(canvas);
  // The room is the right one before the video's own size is known.
  video.style.aspectRatio = `${facts.video.width} / ${facts.video.height}`;
  let fit = fitNow(page);
  const placeDivider = mountDivider(host, page, () => fit);

  const draw = (): void => {
    const dots = canvas.width / Math.max(video.clientWidth, 1);
    context.setTransform(dots, 0, 0, dots, 0, 0);
    context.clearRect(0, 0, video.clientWidth, video.clientHeight);
    drawn.set(page, drawOverlay(page, context, fit));
    placeDivider();
  };
  const measure = (): void => {
    fit = fitNow(page);
    const { clientWidth: width, clientHeight: height, offsetLeft, offsetTop } = video;
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    Object.assign(canvas.style, {
      width: `${width}px`, height: `${height}px`, left: `${offsetLeft}px`, top: `${offsetTop}px`,
    });
    draw();
  };
  new ResizeObserver(measure).observe(video);
  video.addEventListener("resize", measure);
  onRatioChange(measure);
  measure();
  page.store.subscribe(KEYS, draw);
  // Drawn for the frame that is shown by then: what was decoded too late for its own is left out.
  partsOf(page).pictures.whenDecoded(draw);
}

function fitNow(page: Page): Fit {
  const { video } = page.player, pixels = page.payload.facts.video;
  const shown = { width: video.videoWidth || pixels.width, height: video.videoHeight || pixels.height };
  const unit = Math.min(Math.max(video.clientWidth / 800, SMALLEST), 1);
  return fitted({ width: video.clientWidth, height: video.clientHeight }, shown, pixels, unit);
}

/** Zooming the page changes how many dots a unit has, but nobody's size. */
function onRatioChange(heard: () => void): void {
  const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
  query.addEventListener("change", () => {
    heard();
    onRatioChange(heard);
  }, { once: true });
}
