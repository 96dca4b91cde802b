import "./page.css";
import "./layout.css";
import { mountCharts } from "./charts/charts";
import { mountControls } from "./controls/controls";
import { header } from "./controls/header";
import { followTheme } from "./controls/theme";
import { mountTransport } from "./controls/transport";
import { tellTrouble, unreadable } from "./controls/trouble";
import { el } from "./dom";
import { mountEvents } from "./events";
import { mountFacts } from "./facts";
import { handOut } from "./handle";
import { mountKeyboard } from "./keyboard";
import { followMoment } from "./moment";
import { playOnly } from "./only";
import { mountOverlay } from "./overlay/overlay";
import type { Page } from "./page";
import { readPayload } from "./payload";
import { Player } from "./player";
import { samplesByModel } from "./samples";
import { Store, initialState } from "./store";
import { mountTimeline } from "./timeline/timeline";

type Mount = (host: HTMLElement, page: Page) => void;

async function start(host: HTMLElement): Promise<void> {
  const payload = await readPayload(document);
  const times = payload.frames.time;
  const store = new Store(initialState(payload.facts, times[times.length - 1] ?? 0));
  const player = new Player(payload, store);
  const page: Page = { payload, store, player, samples: samplesByModel(payload.facts, payload.samples) };

  // Before all others: canvases read their colours when they hear of the theme.
  followTheme(store);
  const { width, height } = payload.facts.video;
  host.style.setProperty("--ratio", String(width / height));
  const stage = el("div", { className: "stage" }, player.video);
  const viewer = el("div", { className: "viewer" }, el("div", { className: "theatre" }, stage));
  const lower = el("div", { className: "lower" });
  host.append(header(page), viewer);
  mountOverlay(stage, page);
  tellTrouble(stage, page);
  // In the order in which one tabs through them.
  part(viewer, "transport", "Play", mountTransport, page);
  part(host, "timeline", "Timeline", mountTimeline, page);
  part(host, "controls", "Controls", mountControls, page);
  part(host, "charts", "Charts", mountCharts, page);
  host.append(lower);
  part(lower, "events", "Events", mountEvents, page);
  part(lower, "facts", "Facts", mountFacts, page);
  mountKeyboard(host, page);
  playOnly(page);
  followMoment(page);
  handOut(page);
}

/** A named part of the page, filled once it stands in the page and has its size. */
function part(host: HTMLElement, name: string, title: string, mount: Mount, page: Page): void {
  const section = el("section", { className: `${name} panel`, attributes: { "aria-label": title } });
  host.append(section);
  mount(section, page);
}

const host = document.getElementById("page")!;
start(host).catch((error: unknown) => unreadable(host, error));
