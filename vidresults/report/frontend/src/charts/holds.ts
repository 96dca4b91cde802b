// For how long each sample stands, in seconds: the rule of vidresults.analytics.presence.
import type { Page } from "../page";
import { INFERRED, type ModelSamples } from "../samples";

/** By row of the samples; 0 where the model did not run, NaN where no time is known. */
export function holdsOf({ payload, samples }: Page): Float64Array {
  const holds = new Float64Array(payload.samples.model.length);
  for (const own of samples) {
    for (let row = own.first; row < own.end; row += 1) {
      if (payload.samples.state[row] === INFERRED) holds[row] = held(own, row);
    }
  }
  return holds;
}

/** Until the next sample, at most 1.5 intervals; after the last one as long as samples are apart. */
function held(own: ModelSamples, row: number): number {
  const { frame, time } = own.samples;
  if (row + 1 === own.end) return usualStep(own);
  const distance = frame[row + 1] - frame[row];
  const seconds = time[row + 1] - time[row];
  return distance <= own.longest ? seconds : (own.longest / distance) * seconds;
}

/** The median of the times between neighbouring samples, 0 where none is known. */
function usualStep(own: ModelSamples): number {
  const { time } = own.samples;
  const steps: number[] = [];
  for (let row = own.first + 1; row < own.end; row += 1) {
    const step = time[row] - time[row - 1];
    if (!Number.isNaN(step)) steps.push(step);
  }
  steps.sort((a, b) => a - b);
  const middle = steps.length >> 1;
  if (steps.length === 0) return 0;
  return steps.length % 2 ? steps[middle] : (steps[middle - 1] + steps[middle]) / 2;
}
