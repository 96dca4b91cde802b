// Light or dark: as the system has it, or as was chosen on the page.
import { segments } from "./fields";
import type { State, Store } from "../store";

type Theme = State["theme"];

/** Keep the document's theme the one that is wanted; the stylesheet does the rest. */
export function followTheme(store: Store): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const { theme } = store.state;
    const system = dark.matches ? "dark" : "light";
    document.documentElement.dataset.theme = theme === "auto" ? system : theme;
  };
  dark.addEventListener("change", apply);
  store.subscribe(["theme"], apply);
}

export function themeSwitch(store: Store): HTMLElement {
  const field = segments<Theme>("Theme", [["auto", "Auto"], ["light", "Light"], ["dark", "Dark"]],
    (theme) => store.set({ theme }));
  field.element.classList.add("quiet");
  store.subscribe(["theme"], ({ theme }) => field.choose(theme));
  return field.element;
}
