// The model as a list of rows: groups with their parts, synapses, inputs, recordings.
import type { Outline } from "../engine";
import { roleOf, roleOfSynapses, type Role } from "../model/roles";

export interface Row {
  id: string; // "cells", "cells.E", "exc", "spikes_cells"
  select: string; // the object that the inspector shows
  text: string;
  figure: string;
  count: number | null; // a number that grows while it runs: spikes of this monitor
  role: Role;
  shape: "cell" | "link" | "none";
  depth: number;
}

const format = new Intl.NumberFormat("en");

export function modelRows(outline: Outline): Row[] {
  const groups = outline.groups.flatMap((group): Row[] => [
    row(
      group.name,
      group.name,
      group.name,
      format.format(group.size),
      roleOf(outline, group.name),
      "cell",
    ),
    ...group.subgroups.map((part) => ({
      ...row(
        `${group.name}.${part.name}`,
        group.name,
        part.name,
        format.format(part.end - part.begin),
        roleOf(outline, `${group.name}.${part.name}`),
        "cell",
      ),
      depth: 1,
    })),
  ]);
  const synapses = outline.synapses.map((one) =>
    row(
      one.name,
      one.name,
      `${one.name} · ${one.from.split(".").at(-1) ?? ""} → ${one.to}`,
      format.format(one.count),
      roleOfSynapses(outline, one),
      "link",
    ),
  );
  return [...groups, ...synapses];
}

export function recordingRows(outline: Outline): Row[] {
  return outline.monitors.map((one) => {
    const words = {
      spikes: `spikes of ${one.of}`,
      rate: `rate of ${one.of}`,
      states: `${one.variables.join(", ")} of ${one.index.length} ${one.of}`,
    };
    return {
      ...row(
        `monitor ${one.name}`,
        one.of.split(".")[0] ?? "",
        words[one.kind],
        "",
        "plain",
        "none",
      ),
      count: one.kind === "spikes" ? 0 : null,
    };
  });
}

function row(
  id: string,
  select: string,
  text: string,
  figure: string,
  role: Role,
  shape: Row["shape"],
): Row {
  return { id, select, text, figure, role, shape, count: null, depth: 0 };
}
