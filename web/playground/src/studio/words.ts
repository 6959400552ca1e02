// Figures in words.
import type { State } from "../state/state";
import { formatCount } from "../model/quantity";

export const speedText = (speed: number): string => `${Number(speed.toPrecision(2))}×`;

export function statusOf(state: State): { text: string; kind: "ok" | "idle" | "bad" } {
  if (state.phase === "starting") return { text: "building", kind: "idle" };
  if (state.phase === "failed") return { text: "not running", kind: "bad" };
  if (state.problem?.source === "run") return { text: "stopped", kind: "bad" };
  if (!state.running) return { text: "paused", kind: "idle" };
  return { text: `running · ${speedText(state.facts.rate)} real time`, kind: "ok" };
}

export function stepText(seconds: number): string {
  if (seconds <= 0) return "–";
  return seconds < 1e-3 ? `${(seconds * 1e6).toFixed(0)} µs` : `${(seconds * 1e3).toFixed(1)} ms`;
}

export function dtText(dt: number): string {
  return dt < 1e-3 || dt % 1e-3 !== 0
    ? `${Number((dt * 1e3).toPrecision(4))} ms`
    : `${formatCount(dt * 1e3)} ms`;
}
