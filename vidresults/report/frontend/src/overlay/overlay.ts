import type { Page } from "../page";

export function mountOverlay(host: HTMLElement, page: Page): void {
  host.dataset.part = "mountOverlay";
  void page;
}
