/** Seconds as h:mm:ss.mmm, without hours where the whole has none. */
export function clock(seconds: number, whole: number): string {
  const millis = Math.round(Math.max(seconds, 0) * 1000);
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const rest = `${two((millis / 1000) % 60)}.${String(millis % 1000).padStart(3, "0")}`;
  const minutes = Math.floor(millis / 60_000);
  return whole < 3600 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}
