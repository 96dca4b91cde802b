// Keys for the whole page, except where one types or where a control has keys of its own.
import { openKeys } from "./keylist";
import type { Page } from "./page";
import type { Player } from "./player";
import { Range } from "./timeline/range";

const FAR = 5, NEAR = 1; // seconds of an arrow, alone and with shift
const ZOOM = 1.5;
const FASTEST = 8;
/** Where one types: all keys are theirs. */
const TYPING = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=range])";
/** Controls that Space presses, and those that arrows move. */
const PRESSED = "button, summary, input:not([type=range])";
const MOVED = "input[type=radio], input[type=range]";
const MOVES = new Set(["ArrowLeft", "ArrowRight", "Home", "End"]);

export function mountKeyboard(_host: HTMLElement, page: Page): void {
  const { player, store } = page;
  const range = new Range(page);
  const to = (seconds: number) => player.seek(Math.min(Math.max(seconds, range.whole[0]), range.whole[1]));
  const by = (seconds: number) => to(timeOf(page) + seconds);
  const keys: Record<string, (event: KeyboardEvent) => void> = {
    " ": () => player.toggle(),
    ArrowLeft: (event) => by(event.shiftKey ? -NEAR : -FAR),
    ArrowRight: (event) => by(event.shiftKey ? NEAR : FAR),
    ",": () => player.step(-1),
    ".": () => player.step(1),
    j: () => shuttle(player, store.state.playing, -1),
    k: () => { player.pause(); setRate(player, 1); },
    l: () => shuttle(player, store.state.playing, 1),
    Home: () => player.show(0),
    End: () => player.show(page.payload.frames.time.length - 1),
    "+": () => range.zoom(1 / ZOOM),
    "=": () => range.zoom(1 / ZOOM),
    "-": () => range.zoom(ZOOM),
    0: () => range.reset(),
    "?": () => openKeys(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTaken(event)) return;
    const act = keys[event.key] ?? keys[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act(event);
  });
}

/** Whether the key belongs to what has the focus. */
function isTaken(event: KeyboardEvent): boolean {
  const on = event.target instanceof Element ? event.target : document.body;
  if (on.closest(TYPING) || on.closest("dialog")) return true;
  const taker = event.key === " " ? PRESSED : MOVES.has(event.key) ? MOVED : null;
  return taker !== null && on.closest(taker) !== null;
}

/** Where the video is, or where it is on the way to: presses that follow quickly add up. */
function timeOf({ player, store }: Page): number {
  return player.video.seeking ? player.video.currentTime : store.state.time;
}

type Shuttle = Player & { rate?: number };

/** Play this way; another press in the same direction doubles the speed. */
function shuttle(player: Shuttle, playing: boolean, way: 1 | -1): void {
  const rate = player.rate ?? 1;
  const faster = playing && Math.sign(rate) === way ? rate * 2 : way;
  setRate(player, Math.min(Math.max(faster, -FASTEST), FASTEST));
  if (!playing) player.play();
}

function setRate(player: Shuttle, rate: number): void {
  player.rate = rate;
}
