import type { Page } from "./page";

export function canTakeStill(page: Page): boolean {
  void page;
  return false;
}

export async function takeStill(page: Page): Promise<string> {
  return `${page.store.state.frame}.png`;
}

export function linkToMoment(page: Page): string {
  return `${location.href.split("#")[0]}#t=${page.store.state.time}`;
}
