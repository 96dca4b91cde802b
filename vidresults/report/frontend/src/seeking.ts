// Going to a frame: the seek, what the browser shows after it, and a second way where it misses.
import type { FrameClock } from "./clock";
import { Creep } from "./creep";

const PATIENCE = 15; // repaints in which a frame is told after a seek
const CHANGE = 6; // repaints in which a busy browser may replace it by the one that was sought

/** Whose video it is. */
export interface Seeker {
  /** The frame that was told last. */
  readonly shown: number;
  /** Whether it plays backwards, which is many seeks of which none needs to be exact. */
  readonly reversing: boolean;
  tell(frame: number): void;
}

export class Seeking {
  /** The frame to go to, until it is shown; and the one that the browser is seeking now. */
  wanted: number | null = null;
  private aimed: number | null = null;
  private readonly creep: Creep;
  /** How often frames were asked for and times were sought; when last, and the frame told since. */
  private turn = 0;
  private jumps = 0;
  private tried = false;
  private since = 0;
  private seen: number | null = null;
  private waiting: (() => void)[] = [];

  constructor(
    private readonly video: HTMLVideoElement, private readonly clock: FrameClock, private readonly seeker: Seeker,
  ) {
    this.creep = new Creep(video, clock);
    video.addEventListener("loadedmetadata", () => { if (this.wanted !== null) this.aim(); });
    video.addEventListener("seeked", () => this.arrive());
  }

  /** Whether it is playing up to a frame, which is no playing. */
  get creeping(): boolean {
    return this.creep.running;
  }

  /** Go to a frame; while the browser is still seeking, only the last one asked for counts. */
  to(frame: number): void {
    const at = this.clock.inside(frame);
    if (at === this.wanted && !this.creep.running) return;
    this.creep.stop();
    this.wanted = at;
    this.tried = false;
    // Before the video's own times are known a seek is lost.
    if (this.video.readyState > 0 && !this.video.seeking) this.aim();
  }

  /** Leave off playing up to a frame, as for another wish. */
  stop(): void {
    this.creep.stop();
  }

  /** Wait until the frame that was asked for last is shown and told. */
  settled(): Promise<void> {
    if (this.wanted === null) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** The browser says which frame it shows, and since when. */
  hear(frame: number, presented: number): void {
    // One from before the seek may be told after it.
    if (presented >= this.since) this.seen = frame;
  }

  /** The page has been told of a frame. */
  told(frame: number): void {
    this.creep.hear(frame);
  }

  private aim(): void {
    this.aimed = this.wanted;
    this.turn += 1;
    this.jump(this.clock.middle(this.wanted!));
  }

  /** A seek has ended: go on to what was asked for meanwhile, or see what is shown. */
  private arrive(): void {
    if (this.wanted === null || this.creep.running) return;
    if (this.wanted !== this.aimed) this.aim();
    else void this.land(this.wanted, this.turn);
  }

  private async land(frame: number, turn: number): Promise<void> {
    const seen = await this.look(frame);
    if (turn !== this.turn) return;
    if (seen < frame && this.video.paused && !this.tried) {
      this.tried = true;
      return this.aim();
    }
    if (seen > frame && this.video.paused && !this.seeker.reversing) {
      await this.creep.to(frame, (seconds) => this.go(seconds));
    }
    if (turn !== this.turn || this.wanted !== frame) return;
    this.wanted = null;
    for (const heard of this.waiting.splice(0)) heard();
  }

  private async go(seconds: number): Promise<number> {
    const { video } = this;
    const sought = new Promise((resolve) => video.addEventListener("seeked", resolve, { once: true }));
    this.jump(seconds);
    await sought;
    return this.look(this.clock.at(seconds));
  }

  private jump(seconds: number): void {
    this.seen = null;
    this.jumps += 1;
    this.since = performance.now();
    this.video.currentTime = seconds;
  }

  /** Which frame is shown after a seek; where the browser does not say, by the time it is at. */
  private async look(frame: number): Promise<number> {
    const { jumps } = this;
    for (let paints = 0, others = 0; paints < PATIENCE && others < CHANGE; paints += 1) {
      await new Promise(requestAnimationFrame);
      if (jumps !== this.jumps) return this.seeker.shown;
      if (this.seen === frame) break;
      if (this.seen !== null) others += 1;
    }
    if (this.seen === null && this.video.paused) this.seeker.tell(this.clock.at(this.video.currentTime));
    return this.seeker.shown;
  }
}
