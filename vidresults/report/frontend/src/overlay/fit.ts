// Where the video's picture is inside of its element, which may leave room at its sides.
export interface Fit {
  /** The picture's left and top edge, width and height, in units of the page (CSS pixels). */
  left: number; top: number; width: number; height: number;
  /** Units for a pixel of the results across and down; they differ where pixels are not square. */
  sx: number; sy: number;
  /** How large letters and lines are drawn; 1 on the page. */
  unit: number;
}

interface Size { width: number; height: number }

/**
 * The place of a picture that is shown whole and in the middle.
 *
 * @param room - The element's size.
 * @param shown - The picture's size as the browser shows it, of which only the ratio counts.
 * @param pixels - The size that the results' coordinates are in.
 */
export function fitted(room: Size, shown: Size, pixels: Size, unit = 1): Fit {
  const scale = Math.min(room.width / shown.width, room.height / shown.height);
  const width = shown.width * scale, height = shown.height * scale;
  return {
    left: (room.width - width) / 2, top: (room.height - height) / 2, width, height,
    sx: width / pixels.width, sy: height / pixels.height, unit,
  };
}
