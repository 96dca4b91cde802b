// Classes of the whole frame, in a corner.
import type { ModelSamples } from "../samples";
import { confidenceOf } from "./boxes";
import { colourOf } from "./colours";
import { drawPlates, plateOf, type Sign } from "./plates";
import type { Area, View } from "./view";

const MOST = 6;

/** Below each other in the upper left corner, the surest first; tells what they cover. */
export function drawCorner(view: View, models: readonly number[], bounds: Area): Area[] {
  const signs = models.flatMap((model) => signsOf(view, view.page.samples[model]));
  const shown = signs.slice(0, signs.length > MOST ? MOST - 1 : MOST);
  if (shown.length < signs.length) {
    shown.push({ name: `+${signs.length - shown.length} more`, tail: "", colour: "#30363d", at: NOWHERE });
  }
  let top = bounds.top + 6 * view.fit.unit;
  const left = bounds.left + 6 * view.fit.unit;
  const covered: Area[] = [];
  for (const sign of shown) {
    const plate = plateOf(view, { ...sign, at: NOWHERE });
    plate.at = { left, right: left, top: top + plate.height, bottom: top + plate.height };
    covered.push(...drawPlates(view, [plate], bounds, []));
    top += plate.height + 2 * view.fit.unit;
  }
  return covered;
}

const NOWHERE: Area = { left: 0, top: 0, right: 0, bottom: 0 };

function signsOf(view: View, samples: ModelSamples): Sign[] {
  const { state, labels } = view, { facts, labels: table } = view.page.payload;
  const row = samples.on(state.frame, state.between);
  if (row < 0) return [];
  const shown = labels.of(samples.model, samples.samples.frame[row]).filter(
    (at) => state.classes.has(table.class[at]) && !(table.confidence[at] < state.minConfidence),
  );
  const surest = [...shown].sort((a, b) => (table.confidence[b] || 0) - (table.confidence[a] || 0));
  return surest.map((at) => ({
    name: facts.classes[table.class[at]]?.name ?? "",
    tail: confidenceOf(table.confidence[at]),
    colour: colourOf(facts, state.colourBy, { class: table.class[at], track: -1, model: samples.model }),
    at: NOWHERE,
  }));
}
