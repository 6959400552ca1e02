import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Locator, type Page } from "@playwright/test";
import { readFileSync, readdirSync } from "node:fs";
import { Studio, watch } from "./studio";

const folder = "tests/models/examples";
const names = readdirSync(folder).map((file) => file.replace(/\.json$/, ""));

async function openGallery(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "All examples…" }).click();
  const gallery = page.getByRole("dialog", { name: "Examples" });
  await expect(gallery).toBeVisible();
  return gallery;
}

test("the gallery lists every example by topic, and can be heard", async ({ page }) => {
  await Studio.open(page);

  const gallery = await openGallery(page);

  await expect(gallery.locator("[data-example]")).toHaveCount(names.length);
  await expect(gallery.getByRole("region", { name: "Plasticity" })).toBeVisible();
  await expect(gallery.getByRole("searchbox", { name: "Search examples" })).toBeFocused();
  const { violations } = await new AxeBuilder({ page }).include("dialog").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await page.screenshot({ path: "build/playground-screenshots/gallery.png" });
});

test("no document is loaded before it is asked for", async ({ page }) => {
  const loaded: string[] = [];
  page.on("request", (request) => loaded.push(request.url()));
  await Studio.open(page);

  expect(loaded.filter((url) => names.some((name) => url.includes(`/${name}-`)))).toEqual([]);
});

test("a search finds by feature, author and name; an example opens and runs", async ({ page }) => {
  const complaints = watch(page);
  const studio = await Studio.open(page);
  const gallery = await openGallery(page);
  const search = gallery.getByRole("searchbox");

  await search.fill("summed kuramoto");
  await expect(gallery.locator("[data-example]")).toHaveCount(1);
  await search.fill("no such thing");
  await expect(gallery.getByText("No example has all of these words.")).toBeVisible();
  await search.fill("vogels busing");
  await expect(gallery.locator("[data-example]")).toHaveCount(0);
  await search.fill("busing");
  await expect(gallery.locator('[data-example="clopath_2010"]')).toBeVisible();
  await search.fill("diesmann");
  await search.press("Enter");

  await expect(gallery).toHaveCount(0);
  await expect(page).toHaveTitle("Synfire chain · Myelin");
  await expect.poll(() => studio.spikes(), { timeout: 30_000 }).toBeGreaterThan(100);
  await studio.runs();
  await studio.button("Undo").click();
  await expect(page).toHaveTitle("E–I balance, current-based · Myelin");
  expect(complaints).toEqual([]);
});

test("G opens the gallery, Escape closes it, and the network runs on", async ({ page }) => {
  const studio = await Studio.open(page);

  await page.keyboard.press("g");
  await expect(page.getByRole("dialog", { name: "Examples" })).toBeVisible();
  await page.keyboard.press("Escape");

  await expect(page.getByRole("dialog")).toHaveCount(0);
  await studio.runs();
});

type Named = { name: string };
interface Document {
  title: string;
  neurons?: Named[];
  synapses?: Named[];
}

test("every example builds and runs in the page", async ({ page }) => {
  test.setTimeout(900_000);
  const studio = await Studio.open(page);

  for (const name of names) {
    const before = await studio.time();
    const text = readFileSync(`${folder}/${name}.json`, "utf8");
    const { title, neurons = [], synapses = [] } = JSON.parse(text) as Document;
    const gallery = await openGallery(page);
    await gallery.locator(`[data-example="${name}"]`).click();
    await expect(page).toHaveTitle(`${title} · Myelin`);
    for (const one of [...neurons, ...synapses]) {
      const row = page.getByRole("treeitem", { name: new RegExp(`^${one.name}\\b`) });
      await expect(row.first(), name).toBeVisible({ timeout: 30_000 });
    }
    await expect(page.getByTestId("problem"), name).toHaveCount(0);
    const patience = { message: name, timeout: 90_000 };
    await expect.poll(() => studio.time(), patience).not.toBe(before); // the one before is gone
    await expect.poll(() => studio.time(), patience).toBeGreaterThan(0);
  }
});

for (const [example, panel, rows] of [
  ["if_curve_lif", "Rate of each cell", 21],
  ["brette_gerstner_2005", "Phase plane", 2],
  ["state_variables", "Distribution", 41],
] as const) {
  test(`the view of ${example} has its panel: ${panel}`, async ({ page }) => {
    const complaints = watch(page);
    const studio = await Studio.open(page);
    const gallery = await openGallery(page);

    await gallery.locator(`[data-example="${example}"]`).click();
    const shown = page.getByRole("region", { name: panel, exact: true });
    await expect(shown.getByRole("img")).toBeVisible({ timeout: 20_000 }); // the network is this one
    await expect.poll(() => studio.time(), { timeout: 20_000 }).toBeGreaterThan(0);

    await page.screenshot({ path: `build/playground-screenshots/${example}.png` });
    await page.getByRole("button", { name: `${panel} as a table` }).click();
    const table = page.getByRole("region", { name: `${panel}, table` });
    await expect(table.getByRole("row")).toHaveCount(rows);
    expect(complaints).toEqual([]);
  });
}

test.describe("narrow", () => {
  test.use({ viewport: { width: 390, height: 780 }, hasTouch: true });

  test("the gallery fits a hand", async ({ page }) => {
    const studio = await Studio.open(page);
    await page.getByRole("button", { name: "Model", exact: true }).click();

    const gallery = await openGallery(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await gallery.locator('[data-example="simple_case"]').click();

    await expect(page).toHaveTitle("Ten leaky cells · Myelin");
    await studio.runs();
  });
});
