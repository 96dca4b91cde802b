// Reaching a frame that seeks miss. Where a video's rate varies and its frames are stored out of
// order, Chromium jumps from just before a key frame onto it; the frames between are only to be had
// by playing up to them, slowly.
import type { FrameClock } from "./clock";

const TRIES = 8; // frames to begin earlier, one by one
const SLOW = 0.15; // seconds that a frame is to last, so that the video is stopped in time
const HAIR = 0.02; // seconds before the next frame at which to begin
const LONGEST = 4; // seconds to play, after which what is shown is accepted

export class Creep {
  running = false;
  private turn = 0;
  /** The rate to go back to, while it plays. */
  private usual: number | null = null;
  private told: ((frame: number) => void) | null = null;

  constructor(private readonly video: HTMLVideoElement, private readonly clock: FrameClock) {}

  /**
   * Show a frame; ends when it is shown, or given up.
   *
   * @param go - Seeks a time, and tells which frame is shown then.
   */
  async to(frame: number, go: (seconds: number) => Promise<number>): Promise<void> {
    const turn = ++this.turn;
    this.running = true;
    for (let back = 1; back <= Math.min(TRIES, frame); back += 1) {
      const seen = await go(this.endOf(frame - back));
      if (turn !== this.turn) return;
      if (seen > frame) continue;
      if (seen < frame) await this.playTo(frame, turn);
      break;
    }
    if (turn === this.turn) this.running = false;
  }

  /** A frame has been shown. */
  hear(frame: number): void {
    this.told?.(frame);
  }

  /** Give up, as for another wish. */
  stop(): void {
    if (!this.running) return;
    this.turn += 1;
    this.running = false;
    this.halt();
    this.told?.(Infinity);
  }

  private endOf(frame: number): number {
    return Math.max(this.clock.middle(frame), this.clock.times[frame + 1] - HAIR);
  }

  private async playTo(frame: number, turn: number): Promise<void> {
    const { video, clock } = this;
    const lasts = frame < clock.last ? clock.times[frame + 1] - clock.times[frame] : 1;
    this.usual = video.playbackRate;
    video.playbackRate = Math.min(Math.max(lasts / SLOW, 0.0625), 1);
    const shown = new Promise<void>((resolve) => {
      this.told = (now) => { if (now >= frame) resolve(); };
      setTimeout(resolve, LONGEST * 1000);
    });
    await video.play().then(() => shown, () => undefined);
    if (turn === this.turn) this.halt();
  }

  private halt(): void {
    if (this.usual === null) return;
    this.video.pause();
    this.video.playbackRate = this.usual;
    this.usual = null;
  }
}
