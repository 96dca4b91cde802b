// The lines of a plot by name, each with what it is at a moment.
import type { Chooser } from "./charted";
import type { Kind } from "./things";
import { el, named } from "../dom";
import { dye } from "../inks";

/** Lines of a second model are dashed, those of a third dotted. */
export const DASHES = [[], [7, 4], [2, 3], [12, 3, 2, 3]];
const STYLES = ["solid", "dashed", "dotted", "double"];

export class Legend {
  readonly element = el("ul", { className: "legend" });
  private values: HTMLElement[] = [];

  constructor(private readonly chooser: Chooser) {}

  show(kinds: Kind[]): void {
    this.values = kinds.map(() => el("span", { className: "number value" }));
    this.element.replaceChildren(...kinds.map((kind, at) => {
      const line = el("span", { className: "line" });
      dye(line, "border-top-color", this.chooser.colour(kind));
      line.style.borderTopStyle = STYLES[kind.model % STYLES.length];
      const model = this.chooser.modelName(kind);
      return el("li", {}, line, named(this.chooser.className(kind)),
        model === null ? null : named(model, "soft"), this.values[at]);
    }));
  }

  /** null is written as a dash: nobody looked. */
  tell(values: (number | null)[]): void {
    values.forEach((value, at) => {
      const words = value === null ? "–" : String(value);
      if (this.values[at].textContent !== words) this.values[at].textContent = words;
    });
  }
}
