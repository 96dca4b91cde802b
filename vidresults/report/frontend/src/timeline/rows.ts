// The rows of the timeline: a class, and under it its tracks where it is opened.
import type { Content } from "./content";

export interface Row {
  class: number;
  /** The position of its track in Content.tracks; -1 for the row of the whole class. */
  track: number;
}

export class Rows {
  list: Row[] = [];
  readonly opened = new Set<number>();
  private readonly byClass = new Map<number, number[]>();

  /** @param order - All classes, in the order of their rows. */
  constructor(private readonly content: Content, private readonly order: readonly number[]) {
    this.arrange();
  }

  /** Open or close the tracks of a class. */
  toggle(number: number): void {
    if (!this.opened.delete(number)) this.opened.add(number);
    this.arrange();
  }

  private arrange(): void {
    this.list = [];
    for (const number of this.order) {
      if (this.content.most[number] === 0) continue;
      this.list.push({ class: number, track: -1 });
      if (!this.opened.has(number)) continue;
      for (const track of this.tracksOf(number)) this.list.push({ class: number, track });
    }
  }

  private tracksOf(number: number): number[] {
    let found = this.byClass.get(number);
    if (!found) {
      found = [...this.content.tracks.keys()].filter((track) => this.content.tracks[track].class === number);
      found.sort((one, other) => this.content.tracks[one].frame - this.content.tracks[other].frame);
      this.byClass.set(number, found);
    }
    return found;
  }
}
