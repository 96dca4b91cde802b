import type { Page } from "./page";

export function mountKeyboard(host: HTMLElement, page: Page): void {
  host.dataset.part = "mountKeyboard";
  void page;
}
