// What every part of the page is given.
import type { Payload } from "./payload";
import type { Player } from "./player";
import type { ModelSamples } from "./samples";
import type { Store } from "./store";

export interface Page {
  payload: Payload;
  store: Store;
  player: Player;
  /** By model. */
  samples: ModelSamples[];
}
