// The networks the page comes with. Each is a model document like any other.
import coba from "../../presets/coba-hh.json?raw";
import cuba from "../../presets/cuba.json?raw";
import izhikevich from "../../presets/izhikevich.json?raw";
import lif from "../../presets/lif.json?raw";
import stdp from "../../presets/stdp.json?raw";
import stochastic from "../../presets/stochastic.json?raw";

export interface Preset {
  id: string;
  name: string;
  hint: string;
  text: string;
}

export const presets: readonly Preset[] = [
  { id: "cuba", name: "CUBA", hint: "E–I balance, 4,000 cells", text: cuba },
  { id: "coba-hh", name: "COBA-HH", hint: "4,000 Hodgkin–Huxley cells", text: coba },
  { id: "lif", name: "LIF neuron", hint: "one leaky cell", text: lif },
  { id: "izhikevich", name: "Izhikevich", hint: "1,000 mixed cells", text: izhikevich },
  { id: "stdp", name: "STDP", hint: "1,000 plastic inputs", text: stdp },
  { id: "stochastic", name: "Stochastic", hint: "streams of bits", text: stochastic },
];

export const presetText = (id: string): string =>
  presets.find((preset) => preset.id === id)?.text ?? cuba;
