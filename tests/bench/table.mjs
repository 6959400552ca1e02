// The rows of the bench command as text.

const columns = [
  { title: "workload", width: -12, text: (row) => row.workload },
  { title: "build", width: -20, text: (row) => row.build },
  { title: "precision", width: -9, text: (row) => row.precision },
  { title: "threads", width: 7, text: (row) => String(row.threads) },
  { title: "median", width: 10, text: (row) => seconds(row.median_seconds) },
  { title: "min", width: 10, text: (row) => seconds(row.min_seconds) },
  { title: "max", width: 10, text: (row) => seconds(row.max_seconds) },
  { title: "build", width: 10, text: (row) => seconds(row.build_seconds) },
  { title: "check", width: -1, text: (row) => row.check },
];

const seconds = (value) =>
  value < 0.1 ? `${(value * 1e3).toFixed(2)} ms` : `${value.toFixed(3)} s`;

// A negative width aligns to the left.
const cell = (text, width) => (width < 0 ? text.padEnd(-width) : text.padStart(width));

export function printTitle() {
  console.log(columns.map(({ title, width }) => cell(title, width)).join("  "));
}

export function printRow(row) {
  const shown = row.error ? columns.slice(0, 4) : columns;
  const cells = shown.map(({ text, width }) => cell(text(row), width));
  if (row.error) cells.push(`error: ${row.error}`);
  console.log(cells.join("  "));
}
