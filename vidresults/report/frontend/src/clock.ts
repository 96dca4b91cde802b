// The times of the video's frames, from a time to a frame's number and back.

export class FrameClock {
  readonly last: number;

  constructor(readonly times: Float64Array) {
    this.last = Math.max(times.length - 1, 0);
  }

  /** The frame that is shown at a time: the last that has begun. */
  at(seconds: number): number {
    let low = 0, high = this.times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.times[middle] <= seconds + 1e-4) low = middle + 1;
      else high = middle;
    }
    return Math.max(low - 1, 0);
  }

  /** The frame whose own time a browser tells, which may be off by less than half a frame. */
  nearest(seconds: number): number {
    const before = this.at(seconds);
    if (before === this.last) return before;
    const late = seconds - this.times[before], early = this.times[before + 1] - seconds;
    return early < late ? before + 1 : before;
  }

  /** The middle of a frame's time on screen: where a seek finds it however it rounds. */
  middle(frame: number): number {
    if (frame < this.last) return (this.times[frame] + this.times[frame + 1]) / 2;
    const before = this.last > 0 ? this.times[this.last] - this.times[this.last - 1] : 0.04;
    return (this.times[this.last] ?? 0) + before / 2;
  }

  inside(frame: number): number {
    return Math.min(Math.max(Math.round(frame), 0), this.last);
  }
}
