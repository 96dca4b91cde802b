// Light or dark: as the system has it, or as was chosen on the page now or before.
import { segments } from "./fields";
import type { State, Store } from "../store";

type Theme = State["theme"];

/** Under this name browsers keep the choice; from files they may keep one for all pages. */
const KEPT = "vidresults-theme";

/** Keep the document's theme the one that is wanted, also over a reload; the stylesheet does the rest. */
export function followTheme(store: Store): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  store.set({ theme: kept() });
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
    (theme) => {
      store.set({ theme });
      keep(theme);
    });
  field.element.classList.add("quiet");
  store.subscribe(["theme"], ({ theme }) => field.choose(theme));
  return field.element;
}

/** What was chosen when the page was last open; a notebook's sandbox keeps nothing. */
function kept(): Theme {
  try {
    const theme = localStorage.getItem(KEPT);
    return theme === "light" || theme === "dark" ? theme : "auto";
  } catch {
    return "auto";
  }
}

function keep(theme: Theme): void {
  try {
    if (theme === "auto") localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, theme);
  } catch {
    // It is kept until the page is closed.
  }
}
