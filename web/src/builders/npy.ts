// Large arrays in documents.

import type { Npy } from "../document.js";
import { ModelError } from "../errors.js";

/**
 * A large array in the compact form that documents know, for initial values, indices and times.
 * `shape` is that of a vector unless given; rows first.
 */
export function npy(
  array: Float64Array | Float32Array | Int32Array | Uint8Array,
  shape: readonly number[] = [array.length],
): Npy {
  if (shape.reduce((product, n) => product * n, 1) !== array.length) {
    const message = `the shape ${shape.join(" x ")} does not fit ${array.length} elements`;
    throw new ModelError({ code: "invalid-argument", where: "npy()", message });
  }
  // https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.0
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const about = `{'descr': '${dtypeOf(array)}', 'fortran_order': False, 'shape': (${tuple}), }`;
  const padded = about.padEnd(Math.ceil((about.length + 11) / 64) * 64 - 11) + "\n";
  const header = `\x93NUMPY\x01\x00${String.fromCharCode(padded.length & 255, padded.length >> 8)}`;
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return { npy: btoa(header + padded + binary(bytes)) };
}

function dtypeOf(array: ArrayBufferView): string {
  if (array instanceof Float64Array) return "<f8";
  if (array instanceof Float32Array) return "<f4";
  return array instanceof Int32Array ? "<i4" : "|u1";
}

function binary(bytes: Uint8Array): string {
  let text = "";
  for (let begin = 0; begin < bytes.length; begin += 8192) {
    text += String.fromCharCode(...bytes.subarray(begin, begin + 8192));
  }
  return text;
}
