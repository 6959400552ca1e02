// Rows as text: aligned while they are measured, or as the table of RESULTS.md.

const unit = (value) =>
  value < 0.1 ? `${(value * 1e3).toPrecision(3)} ms` : `${value.toPrecision(3)} s`;
const seconds = (value) => (value === undefined ? "-" : unit(value));

/** 1.66 s (1.61-1.70), or - if it was not measured. */
export function withSpread(figure) {
  if (!figure) return "-";
  const { median, low, high } = figure;
  const scale = median < 0.1 ? 1e3 : 1;
  const range = [low, high].map((value) => (value * scale).toPrecision(3)).join("-");
  return `${unit(median)} (${range})`;
}

// How many times the other one's seconds.
const ratio = (row, other) => (other === undefined ? "-" : (row.seconds.median / other).toFixed(2));

const megabytes = (bytes) => (bytes === undefined ? "-" : `${Math.round(bytes / 2 ** 20)} MB`);

const label = [
  { title: "workload", width: -12, text: (row) => row.workload },
  { title: "where", width: -14, text: (row) => row.build },
  { title: "backend", width: -11, text: (row) => row.backend },
  { title: "type", width: -4, text: (row) => row.precision },
  { title: "threads", width: 7, text: (row) => String(row.threads) },
];
const figures = [
  { title: "run (least-most)", width: 23, text: (row) => withSpread(row.seconds) },
  { title: "wall", width: 8, text: (row) => seconds(row.wall_seconds.median) },
  { title: "build", width: 8, text: (row) => seconds(row.build_seconds.median) },
  { title: "of it code", width: 10, text: (row) => seconds(row.code_seconds?.median) },
  { title: "memory", width: 7, text: (row) => megabytes(row.peak_memory_bytes) },
  { title: "x target", width: 8, text: (row) => ratio(row, row.target_seconds) },
  { title: "limit", width: 8, text: (row) => seconds(row.limit_seconds?.median) },
  { title: "x limit", width: 7, text: (row) => ratio(row, row.limit_seconds?.median) },
  { title: "peer", width: 8, text: (row) => seconds(row.peer_seconds?.median) },
  { title: "x peer", width: 6, text: (row) => ratio(row, row.peer_seconds?.median) },
  { title: "check", width: -1, text: (row) => row.check },
];

// A negative width aligns to the left.
const cell = (text, width) => (width < 0 ? text.padEnd(-width) : text.padStart(width));
const line = (cells) => cells.join("  ").trimEnd();

export function printTitle() {
  console.log(line([...label, ...figures].map(({ title, width }) => cell(title, width))));
}

export function printRow(row) {
  const shown = row.error ? label : [...label, ...figures];
  const cells = shown.map(({ text, width }) => cell(text(row), width));
  if (row.error) cells.push(`error: ${row.error}`);
  console.log(line(cells));
  for (const note of row.notes ?? []) console.log(`  note: ${note}`);
}

/** The slowest operators of a run; those below half a percent are left out. */
export function printProfile(profile) {
  const total = profile.reduce((sum, row) => sum + row.seconds, 0);
  const share = (row) => (100 * row.seconds) / (total || 1);
  const rows = profile.toSorted((a, b) => b.seconds - a.seconds).filter((row) => share(row) >= 0.5);
  for (const row of rows.slice(0, 20)) {
    const text = [row.name.padEnd(30), row.kind.padEnd(18), `${row.calls}`.padStart(9)];
    console.log(
      line(["", ...text, seconds(row.seconds).padStart(8), `${share(row).toFixed(1)} %`]),
    );
  }
}

export function printMarkdown(titles, rows) {
  const all = [titles, titles.map(() => "---"), ...rows];
  const widths = titles.map((_, k) => Math.max(...all.map((row) => row[k].length)));
  for (const row of all) {
    const cells = row.map((text, k) =>
      text === "---" ? "-".repeat(widths[k]) : text.padEnd(widths[k]),
    );
    console.log(`| ${cells.join(" | ")} |`);
  }
}

/** As in RESULTS.md. */
export function printResults(rows) {
  const columns = [...label, ...figures].filter(({ title }) => title !== "wall");
  const good = rows.filter(({ error }) => !error);
  printMarkdown(
    columns.map(({ title }) => title),
    good.map((row) => columns.map(({ text }) => text(row))),
  );
}
