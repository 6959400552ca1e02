// The tokens of the look, read for canvases.
import type { Role } from "../model/roles";

export interface Palette {
  line: string;
  ink: string;
  soft: string;
  faint: string;
  accent: string;
  surface: string;
  changed: string;
  roles: Record<Role, string>;
  sans: string;
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const accent = token("accent");
  return {
    line: token("line"),
    ink: token("ink"),
    soft: token("soft"),
    faint: token("faint"),
    surface: token("surface"),
    changed: token("changed"),
    accent,
    roles: { exc: token("exc"), inh: token("inh"), drive: token("drive"), plain: accent },
    sans: token("sans"),
  };
}

/** "#6ea8fe" as three numbers from 0 to 1. */
export function rgb(hex: string): [number, number, number] {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
