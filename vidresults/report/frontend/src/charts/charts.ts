import type { Page } from "../page";

export function mountCharts(host: HTMLElement, page: Page): void {
  host.dataset.part = "mountCharts";
  void page;
}
