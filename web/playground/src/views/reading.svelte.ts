// A variable of the running network, all elements, read once in a while.
import type { App } from "../app";
import { at } from "../model/json";
import { valueOf } from "../model/parameters";

const period = 700; // ms

export interface Reading {
  readonly name: string; // "cells.I"; "" if the view names none
  readonly values: ArrayLike<number>;
  readonly unit: string;
}

/** What the document's view says under `key`: a text, or "". */
export function viewText(app: App, key: string): string {
  const found = at(valueOf(app.state.text), ["view", key]);
  return typeof found === "string" ? found : "";
}

/** The variable that the document's view names under `key`, or `variable` of the object it names. */
export function reading(app: App, key: string, variable = ""): Reading {
  const named = $derived(viewText(app, key));
  const name = $derived(named === "" || variable === "" ? named : `${named}.${variable}`);
  let values = $state.raw<ArrayLike<number>>([]);
  const unit = $derived.by(() => {
    const [owner, variable] = name.split(".");
    const { groups = [], synapses = [] } = app.state.outline ?? {};
    const found = [...groups, ...synapses].find((one) => one.name === owner);
    return found?.equations.find((one) => one.name === variable)?.unit ?? "";
  });

  $effect(() => {
    const wanted = name;
    void app.state.builds;
    values = [];
    if (wanted === "") return;
    let asked = false;
    const ask = (): void => {
      if (asked) return;
      asked = true;
      void app.session.simulation
        ?.read(wanted)
        .then((found) => (values = found as unknown as ArrayLike<number>))
        .catch(() => undefined) // not of this network, or it is being replaced
        .finally(() => (asked = false));
    };
    ask();
    const timer = setInterval(ask, period);
    return () => clearInterval(timer);
  });

  return {
    get name() {
      return name;
    },
    get values() {
      return values;
    },
    get unit() {
      return unit;
    },
  };
}
