// How two packed streams overlap: ones of each and of both, and their correlation, -1 to 1.

function ones(word: bigint): number {
  let count = 0;
  for (let rest = word; rest !== 0n; rest &= rest - 1n) count++;
  return count;
}

export function overlapOf(
  a: BigUint64Array,
  b: BigUint64Array,
  length: number,
): { a: number; b: number; both: number; scc: number } {
  const found = { a: 0, b: 0, both: 0 };
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[k] ?? 0n, b[k] ?? 0n];
    found.a += ones(x);
    found.b += ones(y);
    found.both += ones(x & y);
  }
  const [p, q, r] = [found.a / length, found.b / length, found.both / length];
  const more = r - p * q;
  const range = more > 0 ? Math.min(p, q) - p * q : p * q - Math.max(p + q - 1, 0);
  return { ...found, scc: range === 0 ? 0 : more / range };
}
