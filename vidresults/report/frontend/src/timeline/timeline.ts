import type { Page } from "../page";

export function mountTimeline(host: HTMLElement, page: Page): void {
  host.dataset.part = "mountTimeline";
  void page;
}
