// The head of the page: what it is about, in what form it has the video, and the theme.
import { el } from "../dom";
import type { Page } from "../page";
import "./header.css";
import { themeSwitch } from "./theme";

export function header(page: Page): HTMLElement {
  const { title, video } = page.payload.facts;
  const size = `${video.width} × ${video.height}`;
  return el("header", { className: "header" },
    el("div", { className: "about" },
      el("h1", { className: "name", dir: "auto", title: cut(title), textContent: cut(title) }),
      el("p", { className: "soft name", dir: "auto", title: cut(video.name) }, `${size} · video ${video.words}`)),
    themeSwitch(page.store));
}

/** A title has one line; nobody reads more of it, and a browser need not measure more. */
function cut(text: string): string {
  return text.slice(0, 500);
}
