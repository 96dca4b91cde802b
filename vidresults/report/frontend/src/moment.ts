// A moment of the video as part of the page's address.
import type { Page } from "./page";

const MOMENT = /^#t=(\d+(?:\.\d+)?)$/;

/** The page's address with the moment that is shown. */
export function linkToMoment(page: Page): string {
  const seconds = Number(page.store.state.time.toFixed(6));
  return `${location.href.split("#")[0]}#t=${seconds}`;
}

/** Go to the moment that the address names, now and whenever it changes. */
export function followMoment(page: Page): void {
  const go = (): void => {
    const found = MOMENT.exec(location.hash);
    if (found !== null) page.player.seek(Number(found[1]));
  };
  window.addEventListener("hashchange", go);
  go();
}
