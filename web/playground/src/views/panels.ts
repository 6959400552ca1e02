// The panels that a document's view may name, and how wide each is in the dock.
import type { Component } from "svelte";
import Curve from "./Curve.svelte";
import Lanes from "./Lanes.svelte";
import Phase from "./Phase.svelte";
import Raster from "./Raster.svelte";
import Rate from "./Rate.svelte";
import Traces from "./Traces.svelte";
import Weights from "./Weights.svelte";

export const panels: Readonly<Record<string, { view: Component; width: string }>> = {
  raster: { view: Raster, width: "minmax(0, 2.45fr)" },
  traces: { view: Traces, width: "minmax(0, 1.6fr)" },
  rate: { view: Rate, width: "minmax(0, 1fr)" },
  lanes: { view: Lanes, width: "minmax(0, 1.6fr)" },
  curve: { view: Curve, width: "minmax(0, 1fr)" },
  phase: { view: Phase, width: "minmax(0, 1fr)" },
  weights: { view: Weights, width: "minmax(0, 1fr)" },
};
