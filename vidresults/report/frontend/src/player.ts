// The video: what it shows is told to the store by frame number.
import { Backwards } from "./backwards";
import { FrameClock } from "./clock";
import { bytesOf, text, type Payload, type VideoFacts } from "./payload";
import { Seeking, type Seeker } from "./seeking";
import type { Store } from "./store";

const SLOWEST = 0.0625, FASTEST = 16; // what browsers play
const SILENCE = 300; // milliseconds without a word of a frame, as of a video that is scrolled away

export class Player {
  readonly video = document.createElement("video");
  readonly clock: FrameClock;
  private readonly backwards: Backwards;
  private readonly seeking: Seeking;
  private speed = 1;
  private heard = 0;

  constructor(payload: Payload, private readonly store: Store) {
    this.clock = new FrameClock(payload.frames.time);
    this.backwards = new Backwards(this, store);
    const { video } = this;
    this.seeking = new Seeking(video, this.clock, this.seeker());
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
    this.seeking.to(frame);
  }

  /** Show the frame of a time in seconds. */
  seek(seconds: number): void {
    this.show(this.clock.at(seconds));
  }

  /** Pause, and go some frames on, or back where they are negative. */
  step(frames: number): void {
    this.pause();
    this.show((this.seeking.wanted ?? this.store.state.frame) + frames);
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
    this.seeking.stop();
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
    this.seeking.stop();
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
    return this.seeking.settled();
  }

  private seeker(): Seeker {
    const { store, backwards } = this;
    return {
      get shown() { return store.state.frame; },
      get reversing() { return backwards.running; },
      tell: (frame) => this.tell(frame),
    };
  }

  private attend(): void {
    const { video, store } = this;
    const follow = (): void => {
      // Creeping to a frame is no playing.
      if (!this.seeking.creeping) store.set({ playing: !video.paused || this.backwards.running });
    };
    video.addEventListener("play", follow);
    video.addEventListener("pause", follow);
    video.addEventListener("timeupdate", () => this.guess());
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
      this.seeking.hear(frame, about.presentationTime);
      this.tell(frame);
      this.seeking.told(frame);
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
