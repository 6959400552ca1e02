// The comparisons find what differs: `node --test tests/reference`.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compareIntegers, compareSpikes, compareStatistic, compareValues } from "./compare.mjs";

test("values may differ by the tolerance and no more", () => {
  assert.equal(compareValues("v", [1 + 1e-10, 2], [1, 2], 1e-9), undefined);
  assert.match(compareValues("v", [1, 2 + 4e-9], [1, 2], 1e-9), /v\[1\].*expected 2/);
});

test("values near zero count relative to the row", () => {
  assert.equal(compareValues("v", [1, 1e-13], [1, 0], 1e-9), undefined);
  assert.match(compareValues("v", [1, 1e-11], [1, 0], 1e-9), /v\[1\]/);
  assert.match(compareValues("v", [1e-30], [0], 1e-9), /v\[0\]/);
});

test("a missing value, a NaN and a missing row are differences", () => {
  assert.match(compareValues("v", [1], [1, 2], 1e-9), /1 values, expected 2/);
  assert.match(compareValues("v", [null, 2], [1, 2], 1e-9), /NaN/);
  assert.match(compareValues("v", undefined, [1], 1e-9), /no values/);
});

test("truth counts as 1", () => {
  assert.equal(compareValues("on", [1, 0], [true, false], 1e-9), undefined);
  assert.match(compareIntegers("on", [1, 1], [true, false]), /on\[1\]/);
});

test("spikes are compared by cell and step, in order", () => {
  const expected = { t: [1e-4, 2.9999999e-4], i: [0, 4] };
  assert.equal(compareSpikes("s", { t: [1e-4, 3e-4], i: [0, 4] }, expected, 1e-4), undefined);
  const late = compareSpikes("s", { t: [1e-4, 4e-4], i: [0, 4] }, expected, 1e-4);
  assert.match(late, /spike 1 is cell 4 in step 4, expected cell 4 in step 3/);
  assert.match(compareSpikes("s", { t: [1e-4], i: [0] }, expected, 1e-4), /spike 1 is no more/);
});

test("a statistic may be off by four standard errors", () => {
  assert.equal(compareStatistic("mean", { value: 0.39, error: 0.1 }, 0), undefined);
  assert.match(compareStatistic("mean", { value: 0.41, error: 0.1 }, 0), /4\.1 standard errors/);
});
