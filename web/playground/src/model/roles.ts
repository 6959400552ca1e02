// Excitatory, inhibitory, drive: read from the model, so that colours mean the same everywhere.
import type { Outline } from "../engine";

export type Role = "exc" | "inh" | "drive" | "plain";

type Synapses = Outline["synapses"][number];

const inhibitoryName = /^(i|inh\w*|gi|g_i|g_?inh|basket|pv|sst)$/i;
const excitatoryName = /^(e|exc\w*|ge|g_e|g_?exc|pyr\w*)$/i;

export function roleOfSynapses(outline: Outline, synapses: Synapses): Role {
  const inputs = new Set(
    outline.groups.filter((one) => one.kind !== "neurons").map((one) => one.name),
  );
  const statement = synapses.pathways.map((one) => one.text).join(";");
  const [, target = "", sign = "", weight = ""] = /(\w+)\s*([+-])=\s*(-?\w+)/.exec(statement) ?? [];
  const constant = outline.constants.find((one) => one.name === weight)?.value ?? 0;
  if (inhibitoryName.test(target) || constant < 0 || sign === "-" || weight.startsWith("-"))
    return "inh";
  const source = synapses.from.split(".").at(-1) ?? "";
  if (inhibitoryName.test(source) || inhibitoryName.test(synapses.name)) return "inh";
  return inputs.has(synapses.from.split(".")[0] ?? "") ? "drive" : "exc";
}

/** Of a group ("cells") or a part of one ("cells.E"). */
export function roleOf(outline: Outline | null, path: string): Role {
  if (!outline) return "plain";
  const [group, part] = path.split(".");
  const found = outline.groups.find((one) => one.name === group);
  if (found && found.kind !== "neurons") return "drive";
  const own = outline.synapses.find((one) => one.name === path);
  if (own) return roleOfSynapses(outline, own);
  const outgoing = outline.synapses.filter((one) => one.from === path);
  const roles = new Set(outgoing.map((one) => roleOfSynapses(outline, one)));
  if (roles.size === 1) return roles.has("inh") ? "inh" : "exc";
  const name = part ?? "";
  return inhibitoryName.test(name) ? "inh" : excitatoryName.test(name) ? "exc" : "plain";
}

export interface Population {
  path: string;
  label: string;
  begin: number; // indices of the group
  end: number;
  role: Role;
}

/** The parts of a group that are told apart by colour: its subgroups, or the whole. */
export function populationsOf(outline: Outline | null, path: string): Population[] {
  const [name, part] = path.split(".");
  const group = outline?.groups.find((one) => one.name === name);
  const whole = (size: number): Population => ({
    path,
    label: path,
    begin: 0,
    end: size,
    role: roleOf(outline, path),
  });
  if (!group) return [whole(1)];
  const own = group.subgroups.find((one) => one.name === part);
  if (own) return [whole(own.end - own.begin)];
  if (group.subgroups.length === 0) return [whole(group.size)];
  return group.subgroups.map(({ name: label, begin, end }) => {
    const full = `${group.name}.${label}`;
    return { path: full, label, begin, end, role: roleOf(outline, full) };
  });
}

export function sizeOf(outline: Outline | null, path: string): number {
  return Math.max(1, ...populationsOf(outline, path).map((one) => one.end));
}
