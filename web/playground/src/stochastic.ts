// The door to stochastic computing on the page's own thread, for what is loaded when it is opened.
export {
  Bitstream,
  DenseLayer,
  encode,
  load,
  type Encoder,
  type Engine,
} from "../../src/stochastic/index";
