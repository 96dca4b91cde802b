// The video: what it shows is told to the store by frame number.
import { Backwards } from "./backwards";
import { FrameClock } from "./clock";
import { Creep } from "./creep";
import { bytesOf, text, type Payload, type VideoFacts } from "./payload";
import type { Store } from "./store";

const SLOWEST = 0.0625, FASTEST = 16; // what browsers play
const SILENCE = 300; // milliseconds without a word of a frame, as of a video that is scrolled away
const PATIENCE = 15; // repaints in which a frame is told after a seek
const CHANGE = 6; // repaints in which a busy browser may replace it by the one that was sought

export class Player {
  readonly video = document.createElement("video");
  readonly clock: FrameClock;
  private readonly backwards: Backwards;
  private readonly creep: Creep;
  private speed = 1;
  /** The frame to go to, until it is shown; and the one that the browser is seeking now. */
  private wanted: number | null = null;
  private aimed: number | null = null;
  /** How often frames were asked for and times were sought; when last, and the frame told since. */
  private turn = 0;
  private jumps = 0;
  private tried = false;
  private since = 0;
  private seen: number | null = null;
  private heard = 0;
  private waiting: (() => void)[] = [];

  constructor(payload: Payload, private readonly store: Store) {
    this.clock = new FrameClock(payload.frames.time);
    this.backwards = new Backwards(this, store);
    this.creep = new Creep(this.video, this.clock);
    const { video } = this;
    video.muted = true;
    video.playsInline = true;
    video.preload = "auto";
    video.src = sourceOf(payload.facts.video);
    this.attend();
    this.listen();
  }

  /** The number of the frame that is shown at a time. */
  frameAt(seconds: number): number {
    return this.clock.at(seconds);
  }

  /** Show a frame; while the browser is still seeking, only the last one asked for counts. */
  show(frame: number): void {
    const at = this.clock.inside(frame);
    if (at === this.wanted && !this.creep.running) return;
    this.creep.stop();
    this.wanted = at;
    this.tried = false;
    // Before the video's own times are known a seek is lost.
    if (this.video.readyState > 0 && !this.video.seeking) this.aim();
  }

  /** Show the frame of a time in seconds. */
  seek(seconds: number): void {
    this.show(this.clock.at(seconds));
  }

  /** Pause, and go some frames on, or back where they are negative. */
  step(frames: number): void {
    this.pause();
    this.show((this.wanted ?? this.store.state.frame) + frames);
  }

  /** How fast it plays; below zero it plays backwards, frame by frame as fast as seeks are. */
  get rate(): number {
    return this.speed;
  }

  set rate(rate: number) {
    const was = this.store.state.playing;
    this.speed = rate;
    if (rate > 0) this.video.playbackRate = Math.min(Math.max(rate, SLOWEST), FASTEST);
    if (was) this.play();
  }

  play(): void {
    this.creep.stop();
    if (this.speed < 0) {
      this.backwards.start();
      this.video.pause();
      return;
    }
    this.backwards.stop();
    // A browser may refuse, as for a video that it cannot read.
    this.video.play().catch(() => this.store.set({ playing: false }));
  }

  pause(): void {
    this.creep.stop();
    this.backwards.stop();
    this.video.pause();
    this.store.set({ playing: false });
  }

  toggle(): void {
    if (this.store.state.playing) this.pause();
    else this.play();
  }

  /** Wait until the frame that was asked for last is shown and told. */
  settled(): Promise<void> {
    if (this.wanted === null) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private attend(): void {
    const { video, store } = this;
    const follow = (): void => {
      // Creeping to a frame is no playing.
      if (!this.creep.running) store.set({ playing: !video.paused || this.backwards.running });
    };
    video.addEventListener("play", follow);
    video.addEventListener("pause", follow);
    video.addEventListener("loadedmetadata", () => { if (this.wanted !== null) this.aim(); });
    video.addEventListener("seeked", () => this.arrive());
    video.addEventListener("timeupdate", () => this.guess());
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
    if (seen > frame && this.video.paused && !this.backwards.running) {
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
      if (jumps !== this.jumps) return this.store.state.frame;
      if (this.seen === frame) break;
      if (this.seen !== null) others += 1;
    }
    if (this.seen === null && this.video.paused) this.tell(this.clock.at(this.video.currentTime));
    return this.store.state.frame;
  }

  private guess(): void {
    if (this.video.paused || performance.now() - this.heard < SILENCE) return;
    this.tell(this.clock.at(this.video.currentTime));
  }

  private tell(frame: number): void {
    this.store.set({ frame, time: this.clock.times[frame] ?? 0 });
  }

  private listen(): void {
    if (!("requestVideoFrameCallback" in this.video)) return this.watch();
    this.video.requestVideoFrameCallback((_now, about) => {
      this.heard = performance.now();
      const frame = this.clock.nearest(about.mediaTime);
      // One from before the seek may be told after it.
      if (about.presentationTime >= this.since) this.seen = frame;
      this.tell(frame);
      this.creep.hear(frame);
      this.listen();
    });
  }

  /** For browsers that do not tell frames. */
  private watch(): void {
    requestAnimationFrame(() => {
      if (!this.video.paused) this.tell(this.clock.at(this.video.currentTime));
      this.watch();
    });
  }
}

function sourceOf(about: VideoFacts): string {
  if (about.mode === "linked") return about.href!;
  const content = bytesOf(text(document, "video"));
  return URL.createObjectURL(new Blob([content], { type: about.mime }));
}
