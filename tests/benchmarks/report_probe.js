// Put into the page before its own script: notes long tasks and every drawing on the overlay.
(() => {
  const LIMIT = 60_000; // a page that is not there by then will not come
  /** When drawings ended, how long each took, and the tasks over 50 ms: start, duration; in ms. */
  const draws = [], spent = [], tasks = [];

  const take = (list) => {
    for (const task of list) tasks.push([task.startTime, task.duration]);
  };
  const observer = new PerformanceObserver((list) => take(list.getEntries()));
  observer.observe({ type: "longtask", buffered: true });
  const longTasks = () => {
    take(observer.takeRecords());
    return tasks;
  };

  // What is drawn on the overlay without a pause is one drawing, if there is more than clearing.
  let began = null;
  const note = (context) => {
    if (began !== null || !context.canvas.closest?.(".stage")) return;
    began = performance.now();
    queueMicrotask(() => {
      draws.push(performance.now());
      spent.push(performance.now() - began);
      began = null;
    });
  };
  const drawing = CanvasRenderingContext2D.prototype;
  for (const name of ["strokeRect", "stroke", "fill", "fillText", "drawImage"]) {
    const own = drawing[name];
    drawing[name] = function (...given) {
      note(this);
      return own.apply(this, given);
    };
  }

  const frame = () => new Promise(requestAnimationFrame);
  const video = () => document.querySelector("video");
  const end = () => Math.max(0, ...longTasks().map(([start, duration]) => start + duration));
  const longest = (some) => Math.max(0, ...some.map(([, duration]) => duration));

  window.probe = {
    /** What opening took, once there was no long task for so many milliseconds. */
    async opened(pause) {
      while (draws.length === 0) {
        if (performance.now() > LIMIT) throw new Error("nothing was drawn on the overlay");
        await frame();
      }
      while (performance.now() - Math.max(end(), draws[0]) < pause) await frame();
      return { first: draws[0], quiet: end(), longest: longest(longTasks()) };
    },

    async play(seconds) {
      await video().play();
      const shown = () => {
        const quality = video().getVideoPlaybackQuality();
        return quality.totalVideoFrames - quality.droppedVideoFrames;
      };
      const [drawn, stalled, frames] = [draws.length, longTasks().length, shown()];
      const start = performance.now();
      await new Promise((done) => setTimeout(done, 1000 * seconds));
      const taken = (performance.now() - start) / 1000;
      const each = spent.slice(drawn).sort((a, b) => a - b);
      const found = { drawn: each.length / taken, shown: (shown() - frames) / taken };
      video().pause();
      const slow = each[Math.floor(each.length * 0.95)] ?? 0;
      return { ...found, slow, longest: longest(longTasks().slice(stalled)) };
    },

    /** How long it takes until a moment is drawn. */
    async seek(seconds) {
      const start = performance.now(), before = draws.length;
      video().currentTime = seconds;
      while (draws.length === before) await frame();
      return performance.now() - start;
    },
  };
})();
