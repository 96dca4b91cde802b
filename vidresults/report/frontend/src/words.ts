// Numbers and times as people read them.

/** A number with its thousands apart: 12 345. */
export function count(value: number): string {
  return value.toLocaleString("en").replaceAll(",", "\u202f");
}

/** As many of a thing: "1 box", "3 boxes". */
export function many(value: number, one: string, more: string): string {
  return `${count(value)} ${value === 1 ? one : more}`;
}

/**
 * Seconds as h:mm:ss with so many digits after the point, and hours where there are some.
 *
 * @param hours - Also where there are none, as for a clock that keeps its width.
 */
export function clock(seconds: number, digits = 3, hours = false): string {
  const unit = 10 ** digits;
  // Rounded as a whole, or 59.96 would become 0:60.0.
  const ticks = Math.round(Math.abs(seconds) * unit);
  const [whole, rest] = [Math.floor(ticks / unit), ticks % unit];
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  const big = minutes < 60 && !hours ? String(minutes) : `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;
  const small = digits > 0 ? `.${String(rest).padStart(digits, "0")}` : "";
  return `${seconds < 0 && ticks > 0 ? "-" : ""}${big}:${two(whole % 60)}${small}`;
}

/** A share in percent, with as many digits as tell it from its neighbours: "0.05%", "20%". */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))}%`;
}
