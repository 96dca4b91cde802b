import type { Page } from "./page";

export function mountControls(host: HTMLElement, page: Page): void {
  host.dataset.part = "mountControls";
  void page;
}
