// The one door to the engine: the package, as anyone else would import it.
export {
  ModelError,
  WorkerSimulation,
  type EngineInfo,
  type Frame,
  type Outline,
} from "../../src/index";
