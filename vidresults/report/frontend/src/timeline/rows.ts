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

  constructor(private readonly content: Content) {
    this.arrange();
  }

  /** Open or close the tracks of a class. */
  toggle(number: number): void {
    if (!this.opened.delete(number)) this.opened.add(number);
    this.arrange();
  }

  private arrange(): void {
    this.list = [];
    this.content.most.forEach((most, number) => {
      if (most === 0) return;
      this.list.push({ class: number, track: -1 });
      if (!this.opened.has(number)) return;
      for (const track of this.tracksOf(number)) this.list.push({ class: number, track });
    });
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
