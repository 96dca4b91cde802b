// The frame that is shown, with what is drawn over it, as a PNG file.
import { el } from "./dom";
import { fitted } from "./overlay/fit";
import { drawOverlay, overlaySettled } from "./overlay/overlay";
import type { Page } from "./page";

export { linkToMoment } from "./moment";

const UNITS = 960; // across a still: letters are as large on a picture of any size

/** Whether a browser lets the page read the video: only where it is inside of the page. */
export function canTakeStill(page: Page): boolean {
  return page.payload.facts.video.mode === "embedded";
}

/** Pause, and offer the frame as a file; tells its name. */
export async function takeStill(page: Page): Promise<string> {
  if (!canTakeStill(page)) {
    throw new Error("a video beside the page cannot be read by it: use vidresults render --stills");
  }
  const { player, store, payload } = page;
  player.step(0);
  await player.settled();
  await overlaySettled(page);
  const { width, height, name } = payload.facts.video;
  const canvas = el("canvas", { width, height });
  const context = canvas.getContext("2d")!;
  context.drawImage(player.video, 0, 0, width, height);
  drawOverlay(page, context, fitted(canvas, canvas, canvas, Math.max(1, width / UNITS)));
  const content = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (content === null) throw new Error("the browser made no picture of the frame");
  const file = `${name.replace(/\.[^.]*$/, "")}_${store.state.frame}.png`;
  offer(content, file);
  return file;
}

function offer(content: Blob, file: string): void {
  const address = URL.createObjectURL(content);
  el("a", { href: address, download: file }).click();
  // A download that is under way has the content already.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
