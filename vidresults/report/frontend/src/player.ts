// The video: what it shows is told to the store by frame number.
import { bytesOf, text, type Payload } from "./payload";
import type { Store } from "./store";

export class Player {
  readonly video = document.createElement("video");
  private readonly times: Float64Array;

  constructor(payload: Payload, private readonly store: Store) {
    this.times = payload.frames.time;
    const about = payload.facts.video;
    this.video.muted = true;
    this.video.playsInline = true;
    this.video.preload = "auto";
    this.video.src = about.mode === "embedded"
      ? URL.createObjectURL(new Blob([bytesOf(text(document, "video"))], { type: about.mime }))
      : about.href!;
    this.video.addEventListener("play", () => store.set({ playing: true }));
    this.video.addEventListener("pause", () => store.set({ playing: false }));
    this.listen();
  }

  /** The number of the frame that is shown at a time. */
  frameAt(seconds: number): number {
    let low = 0, high = this.times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.times[middle] <= seconds + 1e-4) low = middle + 1;
      else high = middle;
    }
    return Math.max(low - 1, 0);
  }

  /** Show a frame: the seek aims at its middle, which no rounding can miss. */
  show(frame: number): void {
    const at = Math.min(Math.max(frame, 0), this.times.length - 1);
    const next = at + 1 < this.times.length ? this.times[at + 1] : this.times[at] + 0.02;
    this.video.currentTime = (this.times[at] + next) / 2;
  }

  seek(seconds: number): void {
    this.show(this.frameAt(seconds));
  }

  step(frames: number): void {
    this.pause();
    this.show(this.store.state.frame + frames);
  }

  play(): void { void this.video.play(); }
  pause(): void { this.video.pause(); }
  toggle(): void { if (this.video.paused) this.play(); else this.pause(); }

  private listen(): void {
    this.video.requestVideoFrameCallback((_now, about) => {
      const frame = this.frameAt(about.mediaTime);
      this.store.set({ frame, time: this.times[frame] });
      this.listen();
    });
  }
}
