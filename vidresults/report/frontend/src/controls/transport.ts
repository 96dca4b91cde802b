// Under the video: play, step, when one is, how fast, and what one takes away.
import { el } from "../dom";
import type { Page } from "../page";
import type { Player } from "../player";
import { clock } from "../words";
import { icon, type Icon } from "./icons";
import { takings } from "./takings";
import "./transport.css";

const SPEEDS = [0.1, 0.25, 0.5, 1, 1.5, 2, 4, 8];

export function mountTransport(host: HTMLElement, page: Page): void {
  const { player } = page;
  host.append(
    el("div", { className: "buttons" },
      button("back", "One frame back (comma)", () => player.step(-1)),
      playButton(page),
      button("on", "One frame on (full stop)", () => player.step(1))),
    time(page), speed(page), frame(page), ...takings(page));
}

/** A button with a drawing; its name is what screen readers and the mouse tell. */
export function button(drawing: Icon, name: string, pressed: () => void): HTMLButtonElement {
  const made = el("button", { type: "button", title: name, attributes: { "aria-label": name } }, icon(drawing));
  made.addEventListener("click", pressed);
  return made;
}

function playButton({ player, store }: Page): HTMLButtonElement {
  const made = button("play", "", () => player.toggle());
  made.classList.add("main");
  store.subscribe(["playing"], ({ playing }) => {
    made.title = playing ? "Pause (space)" : "Play (space)";
    made.setAttribute("aria-label", made.title);
    made.replaceChildren(icon(playing ? "pause" : "play"));
  });
  return made;
}

function time({ store, payload }: Page): HTMLElement {
  const end = payload.frames.time.at(-1) ?? 0;
  const words = (seconds: number) => clock(seconds, 3, end >= 3600);
  const now = el("span", { className: "now" });
  store.subscribe(["time"], (state) => { now.textContent = words(state.time); });
  return el("div", { className: "time number" }, now,
    el("span", { className: "soft", textContent: ` / ${words(end)}` }));
}

/** The frame's number, which can also be typed. */
function frame({ player, store, payload }: Page): HTMLElement {
  const last = Math.max(payload.frames.time.length - 1, 0);
  const input = el("input", { type: "number", min: "0", max: String(last), title: "The frame's number, from 0" });
  input.addEventListener("change", () => player.show(Math.round(Number(input.value))));
  store.subscribe(["frame", "playing"], (state) => {
    // Not under the hands of somebody who is typing.
    if (document.activeElement !== input || state.playing) input.value = String(state.frame);
  });
  return el("label", { className: "frame number" }, "Frame ", input,
    el("span", { className: "soft", textContent: ` / ${last}` }));
}

function speed({ player }: Page): HTMLElement {
  const field = el("select", { title: "Speed", attributes: { "aria-label": "Speed" } });
  const tell = () => {
    const now = player.video.playbackRate;
    const speeds = SPEEDS.includes(now) ? SPEEDS : [...SPEEDS, now].sort((a, b) => a - b);
    field.replaceChildren(...speeds.map((one) => el("option", { value: String(one), textContent: `${one}×` })));
    field.value = String(now);
  };
  field.addEventListener("change", () => {
    // A player that shuttles keeps a rate of its own, which may be below zero.
    (player as Player & { rate?: number }).rate = Number(field.value);
    player.video.playbackRate = Number(field.value);
  });
  // The keyboard changes it as well.
  player.video.addEventListener("ratechange", tell);
  tell();
  return field;
}
