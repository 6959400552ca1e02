import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";
import { Studio } from "./studio";

const pictures = "build/playground-screenshots";

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  return found.map(
    ({ id, nodes }) => `${id}: ${nodes.map((one) => one.target.join(" ")).join(", ")}`,
  );
}

for (const scheme of ["dark", "light"] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme });

    test("follows the system, passes axe, and is photographed at 1440", async ({ page }) => {
      await page.setViewportSize({ width: 1440, height: 987 });
      const studio = await Studio.open(page);

      await expect(page.locator("html")).toHaveAttribute("data-theme", scheme);
      await expect(page.locator(".katex").first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await expect.poll(() => studio.time()).toBeGreaterThan(1);
      await page.screenshot({ path: `${pictures}/studio-${scheme}.png` });
    });

    test("passes axe with the document and an error in sight", async ({ page }) => {
      const studio = await Studio.open(page);
      await studio.button("Pause").click();
      await studio.showDocument();
      await studio.typeInto("dge/dt", " + qq", ' : volt",'.length);
      await expect(page.getByTestId("problem")).toBeVisible();

      expect(await violations(page)).toEqual([]);
    });
  });
}

test("the theme is chosen by hand, and kept", async ({ page }) => {
  const studio = await Studio.open(page);
  const html = page.locator("html");
  const before = await html.getAttribute("data-theme");

  await page.keyboard.press("t");
  await expect(html).not.toHaveAttribute("data-theme", before ?? "");
  await page.reload();
  await studio.runs();

  await expect(html).not.toHaveAttribute("data-theme", before ?? "");
});

test.describe("narrow", () => {
  test.use({ viewport: { width: 390, height: 780 }, hasTouch: true, colorScheme: "dark" });

  test("has transport, stacked views, a sheet of parameters and five tabs", async ({ page }) => {
    const studio = await Studio.open(page);
    const tabs = page.getByRole("navigation", { name: "Screens" }).getByRole("button");

    await expect(tabs).toHaveText(["Model", "Tune", "Views", "Text", "Share"]);
    await expect(page.getByRole("region", { name: "Parameters" })).toBeVisible();
    await expect(studio.parameter("taum").slider).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await expect.poll(() => studio.time()).toBeGreaterThan(0.5);
    await page.screenshot({ path: `${pictures}/studio-narrow.png` });
    for (const tab of await tabs.all()) {
      await tab.click();
      expect(await violations(page)).toEqual([]);
    }
    await studio.runs();
  });
});

test("with reduced motion nothing moves by itself but the recordings", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await Studio.open(page);

  const moving = await page.evaluate(() => document.getAnimations().length);

  expect(moving).toBe(0);
});
