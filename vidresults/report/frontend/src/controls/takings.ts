// What one takes away from a moment: its link, or its picture. What became of it is said.
import { el } from "../dom";
import type { Page } from "../page";
import { canTakeStill, linkToMoment, takeStill } from "../still";
import { icon, type Icon } from "./icons";

const NO_STILL = "A browser does not hand out pictures of a linked video. "
  + "vidresults render RESULT VIDEO --stills FOLDER makes them.";

export function takings(page: Page): HTMLElement[] {
  const said = el("p", { className: "said soft", attributes: { role: "status" } });
  const say = (words: string) => { said.textContent = words; };
  const link = worded("link", "Link", "Copy the link to this moment", async () => {
    say(await copied(linkToMoment(page)));
  });
  const still = worded("still", "Still", "Save this frame as a picture (PNG)", async () => {
    if (!canTakeStill(page)) return say(NO_STILL);
    say(`Saved as ${await takeStill(page)}`);
  }, (error) => say(`The picture could not be made: ${error}`));
  return [el("div", { className: "takings" }, link, still), said];
}

function worded(
  drawing: Icon, words: string, title: string, pressed: () => Promise<void>,
  failed: (error: unknown) => void = () => undefined,
): HTMLButtonElement {
  const made = el("button", { type: "button", title }, icon(drawing), el("span", { textContent: words }));
  made.addEventListener("click", () => { pressed().catch(failed); });
  return made;
}

/** Put a text into the clipboard, or show it where the browser does not let the page do so. */
async function copied(link: string): Promise<string> {
  try {
    await navigator.clipboard.writeText(link);
    return "The link is copied.";
  } catch {
    return `The link: ${link}`;
  }
}
