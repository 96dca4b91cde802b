// A video that does not play, or a page that cannot be read, says so, and what would help.
import { el } from "../dom";
import type { Page } from "../page";
import "./trouble.css";

const HELP = "vidresults report RESULT VIDEO --out report.html --transcode";

/** Say it over the stage when the browser gives the video up. */
export function tellTrouble(stage: HTMLElement, page: Page): void {
  const { video } = page.player;
  const tell = () => {
    if (stage.querySelector(".trouble") === null) stage.append(trouble(page));
  };
  video.addEventListener("error", tell);
  // Of a file whose pictures it cannot decode a browser may still play the sound.
  video.addEventListener("loadedmetadata", () => { if (video.videoWidth === 0) tell(); });
  if (video.error !== null) tell();
}

function trouble(page: Page): HTMLElement {
  const { mode, href, name } = page.payload.facts.video;
  const linked = mode === "linked";
  return el("div", { className: "trouble", attributes: { role: "alert" } },
    el("h2", { textContent: "This browser cannot play the video" }),
    el("p", { className: "name", dir: "auto", title: name.slice(0, 500), textContent: name.slice(0, 500) }),
    linked ? el("p", {}, "The page holds no copy of it and looks for it at ", address(href ?? ""),
      ". If it is not there, put it there; if it is, this browser does not know its coding.") : null,
    linked ? null : el("p", { textContent: "It does not know the coding of the video inside this page." }),
    el("p", {}, "A page that every browser plays is made by ", el("code", { textContent: HELP })));
}

function address(href: string): HTMLElement {
  return el("code", { dir: "auto", textContent: href.slice(0, 500) });
}

/** Say in place of the page that it could not be read. */
export function unreadable(host: HTMLElement, error: unknown): void {
  document.documentElement.dataset.theme ??= "light";
  host.replaceChildren(el("div", { className: "unreadable panel", attributes: { role: "alert" } },
    el("h1", { textContent: "This page could not be shown" }),
    el("p", { textContent: "Its data could not be read. Is the file whole, and the browser of the year 2023 or later?" }),
    el("p", { className: "soft", textContent: String(error) })));
}
