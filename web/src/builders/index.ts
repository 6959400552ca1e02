// All builders, by topic.

export {
  constants,
  expressionFunction,
  hostFunction,
  network,
  type NetworkOptions,
  type NetworkPart,
  type SlotName,
} from "./network.js";
export {
  customMethod,
  differential,
  elements,
  link,
  nested,
  parameter,
  some,
  stretch,
  subexpression,
  subgroupOf,
  summed,
  type Flag,
} from "./equations.js";
export {
  cylinder,
  event,
  neuronGroup,
  onEvent,
  regularly,
  section,
  soma,
  spatialNeurons,
  swc,
} from "./neurons.js";
export {
  connectAll,
  connectFixedIndegree,
  connectFixedTotal,
  connectPairs,
  connectRandomly,
  connectSources,
  connectTargets,
  synapses,
} from "./synapses.js";
export { poissonGroup, poissonInput, spikeGenerator, timedArray } from "./inputs.js";
export { recordEvents, recordRate, recordSpikes, recordStates } from "./record.js";
export {
  activeStep,
  connectStep,
  disconnectStep,
  dtStep,
  restoreStep,
  runFor,
  runUntil,
  seedStep,
  setStep,
  storeStep,
} from "./plan.js";
export {
  bitStreams,
  convolutionLayer,
  correlation,
  denseLayer,
  encodedStreams,
  fixedLif,
  floatLif,
  izhikevich,
  learningLayer,
  recurrentLayer,
  streamsFrom,
  type Drive,
  type Encoding,
  type LayerOptions,
} from "./stochastic.js";
export { npy } from "./npy.js";
