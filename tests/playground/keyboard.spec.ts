import { expect, test } from "@playwright/test";
import { Studio } from "./studio";

test("single keys run, pause, step and reset", async ({ page }) => {
  const studio = await Studio.open(page);

  await page.keyboard.press("Space");
  await studio.standsStill();
  const before = await studio.time();
  await page.keyboard.press(".");
  await expect.poll(() => studio.time()).toBeCloseTo(before + 1e-4, 6);
  await page.keyboard.press("r");
  await expect.poll(() => studio.time()).toBe(0);
  await page.keyboard.press("Space");
  await studio.runs();
});

test("single keys undo, redo, and find text and equations", async ({ page }) => {
  const studio = await Studio.open(page);
  const { field, slider } = studio.parameter("we");
  await slider.press("ArrowRight");
  const changed = await field.inputValue();
  await slider.blur();

  await page.keyboard.press("u");
  await expect(field).toHaveValue("1.62");
  await page.keyboard.press("Shift+U");
  await expect(field).toHaveValue(changed);
  await page.keyboard.press("/");
  await expect(page.locator(".cm-content")).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("e");
  await expect(page.getByRole("tab", { name: "Equations" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
});

test("help lists the keys, and single keys can be switched off", async ({ page }) => {
  const studio = await Studio.open(page);

  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await page.getByRole("checkbox", { name: /Single keys/ }).uncheck({ force: true });
  await page.keyboard.press("Escape");
  await page.keyboard.press("Space");

  await studio.runs();
});

test("the outline is a tree that arrows walk", async ({ page }) => {
  await Studio.open(page);
  const items = page.getByRole("tree", { name: "Model" }).getByRole("treeitem");

  await items.first().focus();
  await page.keyboard.press("End");
  await expect(items.last()).toBeFocused();
  await page.keyboard.press("Enter");

  await expect(items.last()).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("complementary", { name: "Parameters" })).toContainText("cells.I");
});

test("a panel pans and zooms from the keyboard, all panels with it, and follows again", async ({
  page,
}) => {
  const studio = await Studio.open(page);
  await expect.poll(() => studio.time()).toBeGreaterThan(0.6);
  const raster = page.getByRole("application", { name: /^Raster/ });
  const follow = page.getByRole("button", { name: "Follow the run" });

  await raster.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(follow).toBeVisible();
  await page.keyboard.press("+");
  await page.keyboard.press("Shift+ArrowUp");
  await page.keyboard.press("End");

  await expect(follow).toHaveCount(0);
  await studio.runs();
});

test("every panel has its figures as a table", async ({ page }) => {
  await Studio.open(page);

  for (const panel of ["Raster", "Membrane potential", "Rate"]) {
    await page.getByRole("button", { name: `${panel} as a table` }).click();
    await expect(
      page.getByRole("region", { name: `${panel}, table` }).getByRole("row"),
    ).not.toHaveCount(0);
  }
  await expect(page.getByRole("cell", { name: "cells.E" }).first()).toBeVisible();
});
