import "./page.css";
import { mountCharts } from "./charts/charts";
import { mountControls } from "./controls";
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

async function start(host: HTMLElement): Promise<void> {
  const payload = await readPayload(document);
  const times = payload.frames.time;
  const store = new Store(initialState(payload.facts, times[times.length - 1] ?? 0));
  const player = new Player(payload, store);
  const page: Page = { payload, store, player, samples: samplesByModel(payload.facts, payload.samples) };

  const stage = el("div", { className: "stage" }, player.video);
  const parts = {
    controls: mountControls, timeline: mountTimeline, charts: mountCharts,
    events: mountEvents, facts: mountFacts,
  };
  host.append(el("h1", { textContent: payload.facts.title, dir: "auto" }), stage);
  mountOverlay(stage, page);
  for (const [name, mount] of Object.entries(parts)) {
    const section = el("section", { className: name });
    host.append(section);
    mount(section, page);
  }
  mountKeyboard(host, page);
  playOnly(page);
  followMoment(page);
  handOut(page);
}

void start(document.getElementById("page")!);
