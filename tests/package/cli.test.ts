import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Simulation } from "myelin";
import { expect, it } from "vitest";
import { ring } from "./models.js";

const folder = mkdtempSync(join(tmpdir(), "myelin-cli-"));
const model = join(folder, "ring.json");
writeFileSync(model, JSON.stringify(ring()));

const spawned = (program: string, args: string[]) =>
  spawnSync(program, args, { encoding: "utf8", timeout: 60000, killSignal: "SIGKILL" });
const myelin = (...args: string[]) => spawned(process.execPath, ["dist/cli.mjs", ...args]);

it("gives the digest of Simulation", async () => {
  using sim = await Simulation.create(ring());
  await sim.run();

  const { status, stdout } = myelin("digest", model);

  expect(status).toBe(0);
  expect(stdout.trim()).toContain(sim.digest());
});

it("gives the same digest with threads", () => {
  const one = myelin("digest", model);

  for (const threads of [["--threads", "2"], ["--threads=3"]]) {
    expect(myelin("digest", model, ...threads)).toMatchObject({ status: 0, stdout: one.stdout });
  }
});

it("prints one JSON object for run --json", () => {
  const { status, stdout } = myelin("run", model, "--json", "--quiet");

  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ steps: 1000, digest: expect.any(String) as string });
});

// Sends SIGINT after `wait` ms. A signal that comes before the run has begun ends the program (130).
async function interrupted(wait: number, ...args: string[]): Promise<[number | null, string]> {
  const child = spawn(process.execPath, ["dist/cli.mjs", ...args]);
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  const timer = setTimeout(() => child.kill("SIGINT"), wait);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  return code === 130 && wait < 20000 ? interrupted(2 * wait, ...args) : [code, stdout];
}

it.each(["1", "2"])(
  "stops on Ctrl-C and prints what was run, with %s thread(s)",
  async (threads) => {
    const run = ["run", model, "--duration", "100000 s", "--threads", threads, "--json", "--quiet"];
    const [code, stdout] = await interrupted(1000, ...run);

    expect(code).toBe(1);
    expect((JSON.parse(stdout) as { steps: number }).steps).toBeGreaterThan(0);
  },
  60000,
);

const shell = (line: string) => spawned("sh", ["-c", line, process.execPath]);

it.each(["simd", "threads"])("gives a slow reader all of a long text (%s)", (variant) => {
  const { stdout } = shell(`"$0" dist/wasm/cli.${variant}.mjs schema | (sleep 0.5; cat)`);

  expect(stdout.length).toBeGreaterThan(65536); // more than a pipe holds
  expect(JSON.parse(stdout)).toHaveProperty("title");
});

it.runIf(existsSync("/dev/full")).each(["simd", "threads"])(
  "says what it could not write (%s)",
  (variant) => {
    const { status, stderr } = shell(`"$0" dist/wasm/cli.${variant}.mjs info > /dev/full`);

    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: "myelin: output: it was not all written: No space left on device\n",
    });
  },
);

it("exits with 2 for wrong input and says where", () => {
  const broken = join(folder, "broken.json");
  writeFileSync(broken, JSON.stringify({ ...ring(), neuron: 1 }));

  const { status, stdout, stderr } = myelin("check", broken);

  expect(status).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^myelin: /);
  expect(stderr).toContain("neuron");
});

it.runIf(existsSync("build/release/myelin"))("prints what the native program prints", () => {
  for (const args of [
    ["digest", model],
    ["explain", model],
    ["check", model],
    ["--help"],
    ["run", "nowhere.json"],
    ["nonsense"],
  ]) {
    const native = spawnSync("build/release/myelin", args, { encoding: "utf8" });
    const { status, stdout, stderr } = myelin(...args);

    expect({ status, stdout, stderr }).toEqual({
      status: native.status,
      stdout: native.stdout,
      stderr: native.stderr,
    });
  }
});
