import type { Page } from "./page";

export function mountFacts(host: HTMLElement, page: Page): void {
  host.dataset.part = "mountFacts";
  void page;
}
