// A few words beside what the pointer or the focus is on.
import { el } from "../dom";

export class Tip {
  readonly box = el("div", { className: "timeline-tip", hidden: true, attributes: { "aria-hidden": "true" } });

  constructor(private readonly host: HTMLElement) {
    host.append(this.box);
  }

  /** Lines of words under an element, or under a place of the window. */
  show(at: Element | { x: number; y: number }, lines: readonly string[]): void {
    this.box.replaceChildren(...lines.map((line) => el("div", { dir: "auto" }, line)));
    this.box.hidden = false;
    const around = this.host.getBoundingClientRect();
    const place = at instanceof Element ? below(at) : { x: at.x + 12, y: at.y + 16 };
    const room = around.width - this.box.offsetWidth;
    this.box.style.left = `${Math.max(Math.min(place.x - around.left, room), 0)}px`;
    this.box.style.top = `${place.y - around.top}px`;
  }

  hide(): void {
    this.box.hidden = true;
  }
}

function below(element: Element): { x: number; y: number } {
  const { left, bottom } = element.getBoundingClientRect();
  return { x: left, y: bottom + 4 };
}
