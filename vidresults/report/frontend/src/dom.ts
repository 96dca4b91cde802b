// Elements by code alone: every text is data, never markup.
type Child = Node | string | null;

/** An element with properties, attributes under "attributes", and children; strings become text. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<Omit<HTMLElementTagNameMap[K], "attributes">> & { attributes?: Record<string, string> } = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const { attributes, ...rest } = properties;
  const made = Object.assign(document.createElement(tag), rest);
  for (const [name, value] of Object.entries(attributes ?? {})) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A name from a result: cut by the stylesheet where it is long, whole in its title. */
export function named(text: string, className = ""): HTMLElement {
  return el("span", { className: `name ${className}`, dir: "auto", title: text.slice(0, 500) }, text.slice(0, 500));
}
