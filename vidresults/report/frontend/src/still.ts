import type { Page } from "./page";

export function canTakeStill(page: Page): boolean {
  void page;
  return false;
}

export async function takeStill(page: Page): Promise<void> {
  void page;
}

export function linkToMoment(page: Page): string {
  return `${location.href.split("#")[0]}#t=${page.store.state.time}`;
}
