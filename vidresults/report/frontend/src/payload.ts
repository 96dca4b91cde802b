// What the page is given: the facts as JSON, tables as compressed Arrow, perhaps the video.
import { tableFromIPC } from "@uwdata/flechette";

export interface Model { name: string; task: string | null }
export interface ClassName { name: string; colour: string }
export interface Zone { name: string; kind: "polygon" | "line"; points: [number, number][] }
export interface Happening {
  seconds: number; frame: number; kind: string; words: string;
  class: number | null; model: number | null; track: number | null;
}
export interface VideoFacts {
  mode: "embedded" | "linked"; href: string | null; mime: string;
  /** As shown: upright, in pixels. */
  width: number; height: number;
  name: string; words: string;
}
export interface Facts {
  version: number; title: string; video: VideoFacts;
  models: Model[]; classes: ClassName[];
  keypoints: string[]; skeleton: [number, number][];
  zones: Zone[]; events: Happening[];
  facts: [string, [string, string][]][]; assumed: string[];
  tables: string[]; hold_intervals: number;
}

/** One row a frame of the video: its time on the browser's media clock, in seconds. */
export interface Frames { time: Float64Array }
/** One row a sample of a model, ordered by model and frame; its boxes are first .. first + count. */
export interface Samples {
  model: Uint8Array; frame: Int32Array; time: Float64Array;
  /** 0 inferred, 1 not inferred, 2 failed. */
  state: Uint8Array; first: Int32Array; count: Int32Array;
}
/** One row a box, in pixels of the video as shown; NaN is an unknown confidence, -1 no track. */
export interface Boxes {
  x0: Float32Array; y0: Float32Array; x1: Float32Array; y1: Float32Array;
  class: Uint16Array; confidence: Float32Array; track: Int32Array; shape: Int32Array;
}
/** Columns that few boxes have; read by row. */
export interface Shapes {
  length: number;
  /** Outlines as x, y, x, y ... in pixels of the video; null where there are none. */
  rings(row: number): Float32Array[] | null;
  /** Whether the outline is a box that is turned. */
  turned(row: number): boolean;
  /** Runs column by column, zeros first, of a mask that is drawn width / columns times as wide. */
  mask(row: number): { runs: Uint32Array; height: number; width: number } | null;
  /** x, y, confidence of each point (NaN unknown), and their names' numbers. */
  keypoints(row: number): { values: Float32Array; names: Uint16Array } | null;
}
/** One row a class of a whole frame, also of those that a labelled picture has. */
export interface Labels {
  model: Uint8Array; frame: Int32Array; class: Uint16Array; confidence: Float32Array;
  predicted: Uint8Array;
}
/** One row a labelled picture. */
export interface Semantic {
  model: Uint8Array; frame: Int32Array;
  /** 8 bit grey: a pixel's value is its class id. */
  png(row: number): Uint8Array<ArrayBuffer>;
  /** The ids that are to be coloured, and the numbers of their classes. */
  ids(row: number): Uint8Array;
  classes(row: number): Uint16Array;
}
/** One row a face, in pixels of the video; angles in radians, NaN unknown. */
export interface Gazes {
  model: Uint8Array; frame: Int32Array;
  x0: Float32Array; y0: Float32Array; x1: Float32Array; y1: Float32Array;
  confidence: Float32Array; yaw: Float32Array; pitch: Float32Array;
  /** x, y, x, y ...; null where none were sent. */
  landmarks(row: number): Float32Array | null;
}
export interface Payload {
  facts: Facts; frames: Frames; samples: Samples; boxes: Boxes; shapes: Shapes; labels: Labels;
  semantic: Semantic; gazes: Gazes;
}

export async function readPayload(doc: Document): Promise<Payload> {
  const facts = JSON.parse(text(doc, "facts")) as Facts;
  const tables = await readTables(text(doc, "tables"), facts.tables);
  const columns = <T>(name: string): T => arrays(tables.get(name)!) as T;
  return {
    facts,
    frames: columns("frames"),
    samples: columns("samples"),
    boxes: columns("boxes"),
    labels: columns("labels"),
    shapes: shapesOf(tables.get("shapes")!),
    semantic: rowwise(tables.get("semantic")!, ["png", "ids", "classes"]) as unknown as Semantic,
    gazes: rowwise(tables.get("gazes")!, ["landmarks"]) as unknown as Gazes,
  };
}

/** The bytes of base64 text. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i += 1) bytes[i] = binary.charCodeAt(i);
  return bytes;
}

/** The text of a data block of the page. */
export function text(doc: Document, id: string): string {
  return doc.getElementById(id)?.textContent?.trim() ?? "";
}

type Table = ReturnType<typeof tableFromIPC>;

async function readTables(base64: string, names: string[]): Promise<Map<string, Table>> {
  const packed = new Blob([bytesOf(base64)]).stream();
  const stream = packed.pipeThrough(new DecompressionStream("gzip"));
  const whole = new Uint8Array(await new Response(stream).arrayBuffer());
  const view = new DataView(whole.buffer);
  const tables = new Map<string, Table>();
  let at = 0;
  for (const name of names) {
    const length = view.getUint32(at, true);
    // Arrow wants its buffers aligned: a copy begins anew.
    tables.set(name, tableFromIPC(whole.slice(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return tables;
}

function arrays(table: Table): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const name of table.names) found[name] = table.getChild(name).toArray();
  return found;
}

/** Columns as arrays, but some as functions of the row: their values are arrays themselves. */
function rowwise(table: Table, lists: readonly string[]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const name of table.names) {
    const column = table.getChild(name);
    found[name] = lists.includes(name) ? (row: number) => column.at(row) as unknown : column.toArray();
  }
  return found;
}

function shapesOf(table: Table): Shapes {
  const column = (name: string) => table.getChild(name);
  const [rings, counts, height, width] = ["rings", "rle_counts", "rle_height", "rle_width"].map(column);
  const [keypoints, names, turned] = ["keypoints", "keypoint_names", "turned"].map(column);
  return {
    length: table.numRows,
    rings: (row) => {
      const found = rings.at(row) as Iterable<Float32Array> | null;
      return found === null ? null : [...found];
    },
    turned: (row) => turned.at(row) === true,
    mask: (row) => {
      const runs = counts.at(row) as Uint32Array | null;
      return runs === null ? null : { runs, height: height.at(row), width: width.at(row) };
    },
    keypoints: (row) => {
      const values = keypoints.at(row) as Float32Array | null;
      return values === null ? null : { values, names: names.at(row) as Uint16Array };
    },
  };
}
