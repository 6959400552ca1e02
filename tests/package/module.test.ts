import { readFileSync } from "node:fs";
import ts from "typescript";
import { expect, it } from "vitest";

type Members = Record<string, string>;

/** Methods of an interface as "(type, type) => type", by name. Names of arguments do not matter. */
function membersOf(file: string, name: string): Members {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022);
  const members: Members = {};
  source.forEachChild((node) => {
    if (!ts.isInterfaceDeclaration(node) || node.name.text !== name) return;
    for (const member of node.members) {
      if (!ts.isMethodSignature(member)) continue;
      const args = member.parameters.map((parameter) => typeText(parameter.type, source));
      members[member.name.getText(source)] =
        `(${args.join(", ")}) => ${typeText(member.type, source)}`;
    }
  });
  return members;
}

// What embind calls a text that may also come as bytes is one of the two on our side.
function typeText(type: ts.TypeNode | undefined, source: ts.SourceFile): string {
  const text = type?.getText(source) ?? "";
  return text
    .replace(/\bEmbindString\b/, "string")
    .replace(/\bBigInt\b/, "bigint")
    .replace(/^Simulation \| null$/, "RawSimulation");
}

const made = "build/wasm/core.simd.d.ts"; // by Emscripten, from wasm/bindings.cpp
const written = "web/src/module.ts";

it("describes the network as wasm/bindings.cpp registers it", () => {
  const ours = membersOf(written, "RawSimulation");

  expect(Object.keys(ours).length).toBeGreaterThan(10);
  ours["restore"] = ours["restore"]?.replace("Uint8Array", "string") ?? "";
  expect(ours).toEqual(membersOf(made, "Simulation"));
});

it("describes the functions as wasm/bindings.cpp registers them", () => {
  expect(membersOf(written, "RawModule")).toEqual(membersOf(made, "EmbindModule"));
});

it("describes the plain functions as wasm/stochastic.cpp exports them", () => {
  const exported = Object.entries(membersOf(made, "WasmModule"));

  const ours = membersOf("web/src/stochastic/raw.ts", "RawStochastic");

  expect(ours).toEqual(Object.fromEntries(exported.filter(([name]) => name.startsWith("_sc_"))));
});
