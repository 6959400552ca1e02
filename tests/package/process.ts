import { spawnSync } from "node:child_process";

/** Runs a module in a process of its own; answers what it printed, on stdout and on stderr. */
export function run(program: string, ...flags: string[]): string {
  const args = [...flags, "--input-type=module", "--eval", program];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`exit code ${status}: ${stderr}`);
  return (stdout + stderr).trim();
}
