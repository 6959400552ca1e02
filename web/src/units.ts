// Quantities as the document writes them: `mV(-49)` is "-49 mV". A plain number in a document has no
// unit, so a constant such as a time must be written as a quantity.

import { ModelError } from "./errors.js";

/** A number with its unit: "20 ms". */
export type Quantity = string;

function unit(name: string): (value: number) => Quantity {
  return (value) => {
    if (Number.isFinite(value)) return `${value} ${name}`;
    const message = `${value} is not a quantity; the value must be a finite number`;
    throw new ModelError({ code: "invalid-argument", where: `${name}()`, message });
  };
}

/** Seconds. */
export const second = unit("second");
export const ms = unit("ms");
export const us = unit("us");

/** Volts. */
export const volt = unit("volt");
export const mV = unit("mV");
export const uV = unit("uV");

/** Amperes. */
export const amp = unit("amp");
export const uA = unit("uA");
export const nA = unit("nA");
export const pA = unit("pA");

/** Siemens. */
export const siemens = unit("siemens");
export const mS = unit("mS");
export const uS = unit("uS");
export const nS = unit("nS");

/** Farads. */
export const farad = unit("farad");
export const uF = unit("uF");
export const nF = unit("nF");
export const pF = unit("pF");

/** Ohms. */
export const ohm = unit("ohm");
export const Mohm = unit("Mohm");
export const Gohm = unit("Gohm");

/** Hertz. */
export const Hz = unit("Hz");
export const kHz = unit("kHz");
