import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Locator, type Page } from "@playwright/test";
import { Studio, watch } from "./studio";

const shots = "build/playground-screenshots";

async function openStreams(page: Page): Promise<Locator> {
  await page.keyboard.press("b");
  const shown = page.getByRole("dialog", { name: "Streams of bits" });
  await expect(shown.getByTestId("gate-value")).toBeVisible({ timeout: 20_000 });
  return shown;
}

/** "0.3496 ± 0.0075" as numbers. */
const measured = async (place: Locator): Promise<number[]> =>
  ((await place.textContent()) ?? "").replace("−", "-").split("±").map(Number);

test("the gate multiplies; correlation spoils it, length sharpens it", async ({ page }) => {
  const complaints = watch(page);
  await Studio.open(page);
  const streams = await openStreams(page);
  const value = streams.getByTestId("gate-value");
  const correlation = streams.getByRole("slider", { name: "Correlation" });

  const [product = NaN, error = NaN] = await measured(value);
  expect(Math.abs(product - 0.35)).toBeLessThan(5 * error);
  await correlation.fill("1");
  expect((await measured(value))[0]).toBeCloseTo(0.5, 1); // the minimum
  expect(await measured(streams.getByTestId("gate-scc"))).toEqual([1]);
  await correlation.fill("-1");
  expect((await measured(value))[0]).toBeCloseTo(0.2, 1); // a + b - 1
  await correlation.fill("0");
  await streams.getByRole("slider", { name: "Length" }).fill("14");
  expect((await measured(value))[1]).toBeLessThan(error / 3);

  await page.screenshot({ path: `${shots}/streams-gate.png` });
  const { violations } = await new AxeBuilder({ page }).include("dialog").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  expect(complaints).toEqual([]);
});

test("digits are read, with error bars that shrink", async ({ page }) => {
  const complaints = watch(page);
  await Studio.open(page);
  const streams = await openStreams(page);
  await streams.getByRole("tab", { name: "Read digits" }).click();
  const reads = streams.getByTestId("reads");
  await streams.getByRole("slider", { name: "Length" }).fill("12");

  await streams.getByRole("button", { name: "7", exact: true }).click();
  await expect(reads.locator("strong")).toHaveText("7");
  await streams.getByRole("button", { name: "Clear the pad" }).click();
  await expect(reads).toHaveText("Nothing is drawn yet.");
  const pad = await streams.getByTestId("pad").boundingBox();
  if (!pad) throw new Error("the pad is not there");
  await page.mouse.move(pad.x + pad.width * 0.5, pad.y + pad.height * 0.15);
  await page.mouse.down();
  await page.mouse.move(pad.x + pad.width * 0.5, pad.y + pad.height * 0.85, { steps: 8 });
  await page.mouse.up();
  await expect(reads.locator("strong")).toHaveText("1");

  const curve = streams.getByRole("img", { name: /with 4096 bits/ });
  await expect(curve).toBeVisible({ timeout: 30_000 });
  await page.screenshot({ path: `${shots}/streams-digits.png` });
  const { violations } = await new AxeBuilder({ page }).include("dialog").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  expect(complaints).toEqual([]);
});

test("the stochastic preset shows its streams, and they as a table", async ({ page }) => {
  const complaints = watch(page);
  const studio = await Studio.open(page);

  await studio.openPreset("Stochastic");
  await studio.runs();
  const shown = page.getByRole("region", { name: "Streams", exact: true });
  await expect(shown.getByRole("img")).toBeVisible();
  await expect(shown).toContainText("128 bits each");
  await shown.getByRole("slider", { name: "Length of the streams" }).fill("12");
  await expect(shown).toContainText("4,096 bits each"); // as the document now says, and
  await expect(shown).toContainText(/0\.\d{3} ± 0\.00[4-8]/); // sqrt(p (1 - p) / 4096)
  await page.screenshot({ path: `${shots}/streams-preset.png` });
  await page.getByRole("button", { name: "Streams as a table" }).click();

  const table = page.getByRole("region", { name: "Streams, table" });
  await expect(table.getByRole("row")).toHaveCount(7);
  await expect(table.getByRole("row").last()).toContainText(/[+−]?0\.[01]\d$/);
  await shown.getByRole("slider", { name: "Correlation of neighbouring" }).fill("4");
  await expect(table.getByRole("row").last()).toContainText(/0\.[3-6]\d$/);
  await shown.getByRole("slider", { name: "Correlation of neighbouring" }).fill("5");
  await expect(table.getByRole("row").last()).toContainText(/1\.00$/);
  expect(complaints).toEqual([]);
});

test("nothing of it is loaded before it is asked for", async ({ page }) => {
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(request.url()));

  await Studio.open(page);

  expect(loaded.filter((url) => /StreamsPage/.test(url))).toEqual([]);
});

test.describe("narrow", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("the experiments fit a hand", async ({ page }) => {
    await Studio.open(page);

    const streams = await openStreams(page);
    await page.screenshot({ path: `${shots}/streams-gate-narrow.png` });
    await streams.getByRole("tab", { name: "Read digits" }).click();
    await expect(streams.getByTestId("reads").locator("strong")).toBeVisible();
    await page.screenshot({ path: `${shots}/streams-digits-narrow.png` });

    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
});
