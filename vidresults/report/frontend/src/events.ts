import type { Page } from "./page";

export function mountEvents(host: HTMLElement, page: Page): void {
  host.dataset.part = "mountEvents";
  void page;
}
