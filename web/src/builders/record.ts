// Monitors. Each is named after what it records unless `name` says otherwise.

import type { RecordEvents, RecordRate, RecordSpikes, RecordStates } from "../document.js";
import type { NetworkPart } from "./network.js";

/** Spikes of a group, and `variables` as they are at the spike; called "spikes_GROUP". */
export function recordSpikes(
  group: string,
  options: Omit<RecordSpikes, "spikes"> = {},
): NetworkPart {
  return { record: [{ spikes: group, ...options }] };
}

/**
 * Variables over time, before the integration of the step unless `when` says otherwise; called
 * "states_OBJECT". `index`: which elements, all if absent; `dt`: time between samples; `at`: at these
 * times only; `final`: also what is there after each run.
 */
export function recordStates(
  object: string,
  variables: string[],
  options: Omit<RecordStates, "states" | "variables"> = {},
): NetworkPart {
  return { record: [{ states: object, variables, ...options }] };
}

/**
 * The mean rate of a group in every step, Hz; called "rate_GROUP". `smooth: { width: ms(5) }` also
 * records it smoothed by a window, gaussian unless `window` is "flat".
 */
export function recordRate(group: string, options: Omit<RecordRate, "rate"> = {}): NetworkPart {
  return { record: [{ rate: group, ...options }] };
}

/** Events of a group, as spikes are recorded; called "events_GROUP_EVENT". */
export function recordEvents(
  group: string,
  event: string,
  options: Omit<RecordEvents, "events" | "event"> = {},
): NetworkPart {
  return { record: [{ events: group, event, ...options }] };
}
