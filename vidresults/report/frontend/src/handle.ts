// window.vidresults, for those who drive the page by code.
import { lastDrawn, overlaySettled } from "./overlay/overlay";
import type { Seen } from "./overlay/seen";
import type { Page } from "./page";
import type { Player } from "./player";
import { takeStill } from "./still";
import type { State } from "./store";

interface Drawn {
  model: string; class: string;
  /** NaN where it is unknown. */
  confidence: number;
  /** -1 where it has none. */
  track: number;
  /** Edges in pixels of the video. */
  x0: number; y0: number; x1: number; y1: number;
  opacity: number;
}

declare global {
  interface Window {
    vidresults: {
      player: Player;
      /** Change what is shown. */
      set: (patch: Partial<State>) => void;
      /** The frame that was drawn last, and its boxes. */
      drawn: () => { frame: number; boxes: Drawn[] };
      /** When the frame that was asked for is shown, with its labelled pictures. */
      settled: () => Promise<void>;
      /** Offer the frame as a PNG file; tells its name. */
      still: () => Promise<string>;
    };
  }
}

export function handOut(page: Page): void {
  const { boxes, facts } = page.payload;
  const told = ({ row, model, x0, y0, x1, y1, opacity }: Seen): Drawn => ({
    model: facts.models[model].name, class: facts.classes[boxes.class[row]].name,
    confidence: boxes.confidence[row], track: boxes.track[row], x0, y0, x1, y1, opacity,
  });
  window.vidresults = {
    player: page.player,
    set: (patch) => page.store.set(patch),
    drawn: () => ({ frame: page.store.state.frame, boxes: lastDrawn(page).map(told) }),
    settled: async () => {
      await page.player.settled();
      await overlaySettled(page);
    },
    still: () => takeStill(page),
  };
}
