import { readFile } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import { Studio } from "./studio";

test("a link carries the network to another page, as differences from the preset", async ({
  page,
  context,
}) => {
  const studio = await Studio.open(page);
  await studio.parameter("wi").field.fill("-10.4");
  await studio.parameter("wi").field.press("Enter");

  await studio.button("Share a link").click();
  await expect(page.getByRole("status")).toContainText(/link/i);
  const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
  expect(link.length).toBeLessThan(160);
  const other = await context.newPage();
  const opened = await Studio.open(other, link);

  await expect(opened.parameter("wi").field).toHaveValue("-10.4");
  await expect(other.getByText("1 changed from the preset")).toBeVisible();
});

test("a link carries a document that is no preset", async ({ page, context }) => {
  const studio = await Studio.open(page);
  await studio.showDocument();
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+a");
  const text = JSON.stringify({
    myelin: 1,
    title: "three cells",
    neurons: [
      {
        name: "trio",
        size: 3,
        equations: "dv/dt = (2 - v)/(10*ms) : 1",
        threshold: "v > 1",
        reset: "v = 0",
      },
    ],
    record: [{ spikes: "trio" }],
  });
  await page.keyboard.insertText(text);
  await expect(page.getByRole("treeitem", { name: /^trio/ })).toBeVisible();

  await studio.button("Share a link").click();
  const link = await page.getByRole("textbox", { name: "Link" }).inputValue();
  const other = await context.newPage();
  await Studio.open(other, link);

  await expect(other.getByRole("treeitem", { name: /^trio/ })).toBeVisible();
  await expect(other).toHaveTitle("three cells · Myelin");
});

test("a link that cannot be read is refused in words, and CUBA runs", async ({ page }) => {
  const studio = await Studio.open(page, "./#AbCdEfGh"); // damaged
  await expect(page.getByRole("status")).toContainText("The link cannot be opened");

  for (const code of ["_wAA", "%%%"]) {
    await page.evaluate((hash) => (location.hash = hash), code); // another version; no code at all
    await expect(page.getByRole("status")).toContainText("The link cannot be opened");
  }

  await expect(page).toHaveTitle("E–I balance, current-based · Myelin");
  await studio.runs();
});

test("document, spikes and raster are exported as files", async ({ page }) => {
  const studio = await Studio.open(page);
  await expect.poll(() => studio.spikes()).toBeGreaterThan(100);
  await studio.button("Pause").click();

  const read = async (item: string): Promise<{ name: string; bytes: Buffer }> => {
    await page.getByRole("button", { name: /^Export/ }).click();
    const downloading = page.waitForEvent("download");
    await page.getByRole("menuitem", { name: item }).click();
    const download = await downloading;
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };
  const document = await read("Document");
  const spikes = await read("Spikes");
  const raster = await read("Raster");

  expect(JSON.parse(document.bytes.toString())).toMatchObject({ myelin: 1, seed: 42 });
  expect(document.name).toBe("e-i-balance-current-based.json");
  expect(spikes.bytes.toString()).toMatch(/^monitor,t_s,index\nspikes_cells,[\d.e-]+,\d+\n/);
  expect(raster.bytes.subarray(1, 4).toString()).toBe("PNG");
});
