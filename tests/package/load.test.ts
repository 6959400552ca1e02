import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { load, LoadError, OutOfMemoryError, Simulation } from "myelin";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ring } from "./models.js";

const wasm = new URL("../../dist/wasm/core.simd.wasm", import.meta.url);

let server: Server;
let address: string;

// Like a host that answers what it does not know with the application's page.
beforeAll(async () => {
  const bytes = await readFile(wasm);
  server = createServer((request, response) => {
    const [type, body] =
      request.url === "/core.wasm"
        ? ["application/wasm", bytes]
        : request.url === "/octets"
          ? ["application/octet-stream", bytes]
          : request.url === "/mislabelled"
            ? ["application/wasm", "<!doctype html><title>Not here</title>"]
            : ["text/html", "\n<!doctype html><title>Not here</title>"];
    response.writeHead(request.url === "/missing" ? 404 : 200, { "content-type": type });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  address = `http://localhost:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

describe("load", () => {
  it("says what it loaded", async () => {
    const { info } = await load();

    expect(info.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(info).toMatchObject({ variant: "simd", threads: 1, isolated: false, why: "" });
    expect(info).toMatchObject({ backend: "wasm", backendProblem: "" });
  });

  it("names HTML that came in place of the WebAssembly", async () => {
    for (const path of ["/page", "/mislabelled"]) {
      const error: unknown = await load({ wasm: address + path }).catch((e: unknown) => e);

      expect(error).toBeInstanceOf(LoadError);
      expect(error).toMatchObject({ code: "load", where: address + path });
      expect((error as LoadError).message).toContain("HTML");
    }
  });

  it("names a file that is not there", async () => {
    await expect(load({ wasm: `${address}/missing` })).rejects.toThrowError(/404/);
    await expect(load({ wasm: new URL("file:///nowhere.wasm") })).rejects.toThrowError(LoadError);
    await expect(load({ locateFile: (name) => `file:///${name}` })).rejects.toThrowError(LoadError);
    await expect(load({ wasm: new Uint8Array() })).rejects.toThrowError(/nothing/);
  });

  it("finds it the next time", async () => {
    let path = "/missing";
    const locateFile = (name: string) =>
      name.endsWith(".wasm") ? address + path : new URL(`../../dist/wasm/${name}`, import.meta.url);
    await expect(load({ locateFile })).rejects.toThrowError(LoadError);

    path = "/core.wasm";

    await expect(load({ locateFile })).resolves.toBeDefined();
  });

  it("takes addresses, bytes, responses and modules", async () => {
    const bytes = await readFile(wasm);
    const sources = [
      wasm,
      `${address}/octets`,
      bytes,
      new Uint8Array(bytes).buffer,
      fetch(`${address}/core.wasm`),
      WebAssembly.compile(bytes),
    ];
    for (const source of sources) {
      const engine = await load({ wasm: source });
      using sim = await Simulation.create(ring(), { engine });
      sim.step();
      expect(sim.t).toBeCloseTo(1e-4, 12);
    }
  });

  it("refuses a number of threads that is none", async () => {
    await expect(load({ threads: 0 })).rejects.toThrowError(LoadError);
    await expect(load({ threads: 1.5 })).rejects.toThrowError(LoadError);
  });
});

describe("an engine that dies", () => {
  it("says so, and makes room for another", async () => {
    const engine = await load();
    const lost = await Simulation.create(ring(), { engine });
    const trap = new WebAssembly.RuntimeError("unreachable");

    expect(() =>
      engine.call(() => {
        throw trap;
      }),
    ).toThrowError(/engine is gone: it stopped with RuntimeError: unreachable/);

    expect(engine.dead).toBe(true);
    expect(() => lost.step()).toThrowError(expect.objectContaining({ code: "crashed" }));
    await expect(lost.run(1)).rejects.toThrowError(/a new one can be created/);
    using next = await Simulation.create(lost.document);
    next.step();
    lost.dispose();
  });

  it("tells a copy that found no memory from its death", async () => {
    const engine = await load();

    expect(() =>
      engine.call(() => {
        throw new RangeError("Array buffer allocation failed");
      }),
    ).toThrowError(OutOfMemoryError);

    expect(engine.dead).toBe(false);
  });
});
