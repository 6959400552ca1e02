// Quantities as documents write them: "20 ms", "-49*mV", 0.02.

export interface Quantity {
  value: number; // in `unit`
  unit: string; // as written; "" for a pure number
}

const pattern =
  /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*\*?\s*([A-Za-zµ][\w*/^() .-]*)?\s*$/;

export function parseQuantity(text: unknown): Quantity | null {
  if (typeof text === "number") return Number.isFinite(text) ? { value: text, unit: "" } : null;
  if (typeof text !== "string" || text.length > 80) return null;
  const found = pattern.exec(text);
  if (!found) return null;
  return { value: Number(found[1]), unit: (found[2] ?? "").trim() };
}

/** The document's form of a quantity: keeps pure numbers numbers, and the style of `like`. */
export function writeQuantity(quantity: Quantity, like: unknown): string | number {
  if (quantity.unit === "" && typeof like === "number") return quantity.value;
  const joint = typeof like === "string" && like.includes("*") ? "*" : " ";
  const number = formatNumber(quantity.value);
  return quantity.unit === "" ? number : `${number}${joint}${quantity.unit}`;
}

/** Up to six digits, without trailing zeros or exponent noise. */
export function formatNumber(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4)
    return value
      .toExponential(3)
      .replace(/\.?0+e/, "e")
      .replace("e+", "e");
  return String(Number(value.toPrecision(6)));
}

const prefixes: Record<string, number> = {
  p: 1e-12,
  n: 1e-9,
  u: 1e-6,
  µ: 1e-6,
  m: 1e-3,
  c: 1e-2,
  k: 1e3,
  M: 1e6,
  G: 1e9,
};
const symbols: Record<string, string> = {
  volt: "V",
  amp: "A",
  ampere: "A",
  siemens: "S",
  second: "s",
  hertz: "Hz",
  farad: "F",
  ohm: "Ω",
  metre: "m",
  meter: "m",
  coulomb: "C",
  molar: "M",
  kilogram: "kg",
  kelvin: "K",
  mole: "mol",
};
const units = new Set([...Object.keys(symbols), "V", "A", "S", "s", "Hz", "F", "Ω", "m", "C"]);

/** How many SI units one of `unit` is; 1 for what is not a single prefixed unit. */
export function scaleOf(unit: string): number {
  if (unit === "" || units.has(unit)) return 1;
  const prefix = prefixes[unit[0] ?? ""];
  return prefix !== undefined && units.has(unit.slice(1)) ? prefix : 1;
}

/** "volt" becomes "V"; what is not a plain unit stays. */
export function unitSymbol(unit: string): string {
  if (unit === "1" || unit === "" || unit === "rad") return "";
  return unit.replace(/[A-Za-z]+/g, (word) => symbols[word] ?? word).replace(/\*\*/g, "^");
}

/** As on paper: "usiemens" becomes "µS", "Mohm" "MΩ"; what is not a single unit stays. */
export function shortUnit(unit: string): string {
  const found = /^([pnumkMG]?)([a-z]+)$/.exec(unit);
  const symbol = symbols[found?.[2] ?? ""];
  if (symbol) return (found?.[1] ?? "").replace("u", "µ") + symbol;
  return unit.replace(/^u(?=(?:V|A|S|s|F|m)$)/, "µ");
}

/** "0.001 s" as "1 ms"; other texts stay as they are. */
export function shortQuantity(text: string): string {
  const found = parseQuantity(text);
  if (!found || found.unit === "" || scaleOf(found.unit) !== 1) return text;
  const { scale, symbol } = displayUnit(found.unit, Math.abs(found.value));
  return `${formatNumber(found.value / scale)} ${symbol}`;
}

export interface DisplayUnit {
  scale: number; // shown value = SI value / scale
  symbol: string; // "mV"
}

/** The prefix that shows values as large as `largest` in a readable size. */
export function displayUnit(unit: string, largest: number): DisplayUnit {
  const symbol = unitSymbol(unit);
  const plain = units.has(symbol) && largest > 0;
  if (!plain) return { scale: 1, symbol };
  const steps: [number, string][] = [
    [1, ""],
    [1e-3, "m"],
    [1e-6, "µ"],
    [1e-9, "n"],
    [1e-12, "p"],
  ];
  const [scale, prefix] = steps.find(([step]) => largest >= step * 0.5) ?? [1, ""];
  return { scale, symbol: prefix + symbol };
}

const counts = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
export const formatCount = (value: number): string => counts.format(value);

export function formatBytes(bytes: number): string {
  if (bytes < 1e3) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/** 22140 becomes "22.1k". */
export function formatShort(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)}M`;
  return value >= 1e4 ? `${(value / 1e3).toFixed(1)}k` : formatCount(value);
}
