// The ruler as a slider for who cannot see it, and the line that shows where the video is.
import { el } from "../dom";
import type { Page } from "../page";
import { clock } from "../words";
import type { Range } from "./range";

const PAGE = 0.1; // of what is shown, for Page Up and Page Down

export function sliderOf(page: Page, range: Range): HTMLElement {
  const slider = el("div", {
    className: "timeline-ruler", tabIndex: 0,
    attributes: {
      role: "slider", "aria-label": "Time in the video", "aria-orientation": "horizontal",
      "aria-valuemin": range.whole[0].toFixed(1), "aria-valuemax": range.whole[1].toFixed(1),
    },
  });
  const frames = page.payload.frames.time.length;
  let told = "";
  page.store.subscribe(["time", "frame", "playing"], ({ time, frame, playing }) => {
    const now = time.toFixed(1);
    // Thirty times a second would be too much to listen to, so in play each tenth is told.
    if (playing && now === told) return;
    told = now;
    slider.setAttribute("aria-valuenow", now);
    slider.setAttribute("aria-valuetext", `${clock(time, 1)}, frame ${frame} of ${frames - 1}`);
  });
  slider.addEventListener("keydown", (event) => {
    const [start, end] = range.span;
    const pages: Record<string, number> = { PageUp: PAGE, PageDown: -PAGE, ArrowUp: PAGE / 10, ArrowDown: -PAGE / 10 };
    const share = pages[event.key];
    if (share === undefined) return;
    event.preventDefault();
    page.player.seek(page.store.state.time + share * (end - start));
  });
  return slider;
}

/** The playhead: moved by the compositor, nothing is drawn anew. */
export class Playhead {
  readonly host = el("div", { className: "timeline-over", attributes: { "aria-hidden": "true" } });
  private readonly line = el("div", { className: "timeline-playhead" });
  private before: number;

  constructor(private readonly page: Page, private readonly range: Range, private readonly width: () => number) {
    this.host.append(this.line);
    this.before = page.store.state.time;
    page.store.subscribe(["time"], ({ time, playing }) => {
      range.follow(this.before, time, playing);
      this.before = time;
      this.place();
    });
    page.store.subscribe(["range"], () => this.place());
  }

  place(): void {
    const [start, end] = this.range.span;
    const share = (this.page.store.state.time - start) / (end - start);
    this.line.hidden = share < 0 || share > 1;
    this.line.style.transform = `translateX(${(share * this.width()).toFixed(2)}px)`;
  }
}
