// The one state of the page; parts read it, change it by `set`, and hear of the keys they name.
import type { Facts } from "./payload";

export type Between = "hold" | "none" | "interpolate";
export type ColourBy = "class" | "track" | "model";

export interface State {
  /** The frame that is shown, by its number in the video. */
  frame: number;
  /** Its time in seconds. */
  time: number;
  playing: boolean;
  models: ReadonlySet<number>;
  classes: ReadonlySet<number>;
  /** Boxes under it are not shown; those of unknown confidence are. */
  minConfidence: number;
  between: Between;
  boxes: boolean;
  labels: boolean;
  shapes: boolean;
  traces: boolean;
  zones: boolean;
  colourBy: ColourBy;
  /** Two models side by side: the first left of the divider, the second right of it. */
  split: readonly [number, number] | null;
  /** Where the divider is, as a share of the width. */
  divider: number;
  /** The part of the video that the timeline shows, in seconds. */
  range: readonly [number, number];
  /** Play the stretches of this class alone. */
  only: number | null;
  theme: "auto" | "light" | "dark";
}

type Key = keyof State;
type Listener = (state: Readonly<State>) => void;

export class Store {
  private listeners: { keys: ReadonlySet<Key>; heard: Listener }[] = [];

  constructor(private current: State) {}

  get state(): Readonly<State> {
    return this.current;
  }

  /** Change what differs, and tell those who asked for one of these keys. */
  set(patch: Partial<State>): void {
    const keys = (Object.keys(patch) as Key[]).filter((key) => this.current[key] !== patch[key]);
    if (keys.length === 0) return;
    this.current = { ...this.current, ...patch };
    for (const one of this.listeners) if (keys.some((key) => one.keys.has(key))) one.heard(this.current);
  }

  /** Hear of these keys from now on, and once at once. */
  subscribe(keys: Key[], heard: Listener): void {
    this.listeners.push({ keys: new Set(keys), heard });
    heard(this.current);
  }
}

export function initialState(facts: Facts, end: number): State {
  return {
    frame: 0, time: 0, playing: false,
    models: new Set(facts.models.keys()),
    classes: new Set(facts.classes.keys()),
    minConfidence: 0,
    between: "hold", boxes: true, labels: true, shapes: true, traces: false, zones: true,
    colourBy: "class", split: null, divider: 0.5,
    range: [0, end], only: null, theme: "auto",
  };
}
