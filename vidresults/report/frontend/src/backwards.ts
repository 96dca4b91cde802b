// Playing backwards, which no browser does: seeks, as many as it has time for.
import type { Player } from "./player";
import type { Store } from "./store";

export class Backwards {
  running = false;
  private begun = 0;
  private from = 0;

  constructor(private readonly player: Player, private readonly store: Store) {}

  start(): void {
    this.begun = performance.now();
    this.from = this.store.state.time;
    if (this.running) return;
    this.running = true;
    this.store.set({ playing: true });
    this.go();
  }

  stop(): void {
    this.running = false;
  }

  private go(): void {
    requestAnimationFrame(() => {
      if (!this.running) return;
      const seconds = this.from + (this.player.rate * (performance.now() - this.begun)) / 1000;
      const frame = this.player.clock.at(seconds);
      if (frame < this.store.state.frame) this.player.show(frame);
      if (seconds > this.player.clock.times[0]) this.go();
      else this.player.pause();
    });
  }
}
