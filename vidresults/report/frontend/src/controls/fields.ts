// The few kinds of fields that the controls are made of; each says what was chosen and can be told.
import { el } from "../dom";
import "./fields.css";

export interface Choice<T> {
  element: HTMLElement;
  choose(value: T): void;
}

let made = 0;

/** A name that no other field of the page has. */
export function freshName(): string {
  made += 1;
  return `field-${made}`;
}

/** Fields under one heading. */
export function group(title: string, ...children: (Node | null)[]): HTMLFieldSetElement {
  return el("fieldset", { className: "group" }, el("legend", { textContent: title }), ...children);
}

/** One of a few, side by side. */
export function segments<T extends string>(
  title: string, options: readonly (readonly [T, string])[], chosen: (value: T) => void,
): Choice<T> {
  const name = freshName();
  const inputs = new Map<T, HTMLInputElement>();
  const element = el("fieldset", { className: "segments" }, el("legend", { textContent: title }));
  const row = el("div", { className: "row" });
  for (const [value, words] of options) {
    const input = el("input", { type: "radio", name, value, className: "unseen" });
    input.addEventListener("change", () => chosen(value));
    inputs.set(value, input);
    row.append(el("label", {}, input, el("span", { textContent: words })));
  }
  element.append(row);
  return { element, choose: (value) => { inputs.get(value)!.checked = true; } };
}

/** On or off, as a word that is lit. */
export function chip(words: string, chosen: (on: boolean) => void): Choice<boolean> {
  const input = el("input", { type: "checkbox", className: "unseen" });
  input.addEventListener("change", () => chosen(input.checked));
  const element = el("label", { className: "chip" }, input, el("span", { textContent: words }));
  return { element, choose: (on) => { input.checked = on; } };
}

/** One of many, by number. */
export function select(
  title: string, options: readonly string[], chosen: (value: number) => void,
): Choice<number> {
  const input = el("select", { attributes: { "aria-label": title } });
  options.forEach((words, value) => {
    // A drop-down is as wide as its longest line: what is very long is cut.
    const shown = words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
    input.append(el("option", { value: String(value), textContent: shown, dir: "auto" }));
  });
  input.addEventListener("change", () => chosen(Number(input.value)));
  return { element: input, choose: (value) => { input.value = String(value); } };
}

const LONGEST = 60;
