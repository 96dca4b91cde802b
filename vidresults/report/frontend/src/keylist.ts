// The list of the page's keys, in a dialog.
import "./keylist.css";
import { el } from "./dom";

const KEYS: [keys: string[], words: string][] = [
  [["Space"], "play or pause"],
  [["\u2190", "\u2192"], "5 seconds back, on"],
  [["Shift \u2190", "Shift \u2192"], "1 second back, on"],
  [[",", "."], "one frame back, on"],
  [["j", "k", "l"], "play backwards, pause, play; again: faster"],
  [["Home", "End"], "first frame, last frame"],
  [["+", "\u2212"], "zoom the timeline"],
  [["0"], "show the whole video on the timeline"],
  [["?"], "this list"],
];

let made: HTMLDialogElement | null = null;

/** Show the list over the page. */
export function openKeys(): void {
  if (made === null) document.body.append((made = dialog()));
  if (!made.open) made.showModal();
}

function dialog(): HTMLDialogElement {
  const list = el("dialog", { className: "keylist", attributes: { "aria-labelledby": "keylist-title" } });
  const rows = KEYS.map(([keys, words]) => el("tr", {},
    el("th", { scope: "row" }, ...keys.map((key) => el("kbd", {}, key))), el("td", {}, words)));
  const close = el("button", { type: "button", autofocus: true }, "Close");
  close.addEventListener("click", () => list.close());
  list.append(el("div", {},
    el("h2", { id: "keylist-title" }, "Keys"),
    el("table", {}, el("tbody", {}, ...rows)),
    el("p", {}, `On the timeline: click or drag to seek; turn the wheel to zoom; drag the ruler,
      or hold Shift and drag, to move what is shown.`),
    close,
  ));
  // A click beside the list is one on the dialog itself.
  list.addEventListener("click", (event) => { if (event.target === list) list.close(); });
  return list;
}
