// What the charts are drawn from: the chosen things, and what was reckoned of them once for all.
import { holdsOf } from "./holds";
import { classRows, type ClassRow } from "./rows";
import { chosen, thingsOf, type Kind, type Things } from "./things";
import type { Page } from "../page";

export interface Charted { mask: Uint8Array; rows: ClassRow[] }

export class Chooser {
  readonly things: Things;
  readonly holds: Float64Array;

  constructor(readonly page: Page) {
    this.things = thingsOf(page);
    this.holds = holdsOf(page);
  }

  choose(): Charted {
    const { store, payload } = this.page;
    const mask = chosen(this.things, store.state);
    return { mask, rows: classRows(this.things, mask, payload.samples, this.holds, store.state) };
  }

  className(kind: Kind): string { return this.page.payload.facts.classes[kind.class].name; }
  colour(kind: Kind): string { return this.page.payload.facts.classes[kind.class].colour; }
  /** The model's name, where there are several. */
  modelName(kind: Kind): string | null {
    const { models } = this.page.payload.facts;
    return models.length > 1 ? models[kind.model].name : null;
  }
}
