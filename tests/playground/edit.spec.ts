import { expect, test } from "@playwright/test";
import { Studio } from "./studio";

test.describe("parameters", () => {
  test("a slider changes the running network without a restart", async ({ page }) => {
    const studio = await Studio.open(page);
    await studio.button("As fast as possible").click();
    await expect.poll(() => studio.spikes()).toBeGreaterThan(500);
    const before = await studio.time();

    // With rest far below threshold and no excitation, the network must fall silent.
    const { slider, field } = studio.parameter("El");
    await slider.press("Home");
    await expect(field).toHaveValue("-74");
    await studio.parameter("we").slider.press("Home");

    await expect
      .poll(
        async () => {
          const count = await studio.spikes();
          await page.waitForTimeout(700);
          return (await studio.spikes()) - count;
        },
        { timeout: 20_000 },
      )
      .toBe(0);
    expect(await studio.time()).toBeGreaterThan(before);
  });

  test("a changed number is marked and can be put back alone", async ({ page }) => {
    const studio = await Studio.open(page);
    const { field, back } = studio.parameter("wi");

    await field.fill("-10.4");
    await field.press("Enter");
    await expect(page.getByText("1 changed from the preset")).toBeVisible();
    await studio.parameter("we").field.press("ArrowUp");
    await expect(page.getByText("2 changed from the preset")).toBeVisible();
    await back.click();

    await expect(field).toHaveValue("-9");
    await expect(page.getByText("1 changed from the preset")).toBeVisible();
  });

  test("a number is dragged, and one undo takes the whole drag back", async ({ page }) => {
    const studio = await Studio.open(page);
    const { field } = studio.parameter("taum");
    const box = await field.boundingBox();
    if (!box) throw new Error("the field has no place");

    await page.mouse.move(box.x + 10, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + 90, box.y + 10, { steps: 20 });
    await page.mouse.up();
    expect(Number(await field.inputValue())).toBeGreaterThan(20);
    await studio.button("Undo").click();

    await expect(field).toHaveValue("20");
    await studio.button("Redo").click();
    expect(Number(await field.inputValue())).toBeGreaterThan(20);
    await studio.runs();
  });
});

test.describe("the document", () => {
  test("shows a slider's change, and a slider shows the document's", async ({ page }) => {
    const studio = await Studio.open(page);
    const editor = await studio.showDocument();

    await studio.parameter("Vt").slider.press("ArrowRight");
    await expect(editor).not.toContainText('"Vt": "-50 mV"');
    await studio.typeInto('"taum": "20 ms"', "5", 5);

    await expect(studio.parameter("taum").field).toHaveValue("205");
    await studio.runs();
  });

  test("shows a broken equation at its place while the last good network runs", async ({
    page,
  }) => {
    const studio = await Studio.open(page);
    await studio.showDocument();
    const before = await studio.time();

    await studio.typeInto("dge/dt", " + qq", ' : volt",'.length);

    const problem = page.getByTestId("problem");
    await expect(problem).toContainText("qq");
    await expect(problem).toContainText("neurons[0] 'cells'.equations:2");
    await expect(page.locator(".cm-lintRange-error")).toContainText("qq");
    await studio.runs();
    expect(await studio.time()).toBeGreaterThan(before);

    for (let k = 0; k < 5; k++) await page.keyboard.press("Backspace");
    await expect(problem).toHaveCount(0);
  });

  test("says what is wrong with its JSON", async ({ page }) => {
    const studio = await Studio.open(page);
    await studio.showDocument();

    await studio.typeInto('"seed": 42', ",");

    await expect(page.getByTestId("problem")).toContainText('a name in "quotes" is expected here');
    await studio.runs();
    await page.keyboard.press("Control+z");
    await expect(page.getByTestId("problem")).toHaveCount(0);
  });

  test("refuses a network that no memory can hold, and keeps the page alive", async ({ page }) => {
    const studio = await Studio.open(page);
    await studio.showDocument();

    await studio.typeInto('"size": 4000', "000000", 1);

    await expect(page.getByTestId("problem")).toBeVisible({ timeout: 20_000 });
    await studio.runs();
  });

  test("takes equations that are edited beside their formulas", async ({ page }) => {
    const studio = await Studio.open(page);

    await page.getByRole("button", { name: "Edit the equations of cells" }).click();
    const text = page.getByRole("textbox", { name: "Equations of cells" });
    await text.fill((await text.inputValue()).replace("-ge / taue", "-2*ge / taue"));
    const editor = await studio.showDocument();

    await expect(editor).toContainText("dge/dt = -2*ge / taue : volt");
    await studio.runs();
  });

  test("survives a reload", async ({ page }) => {
    const studio = await Studio.open(page);
    await studio.parameter("wi").field.fill("-7");
    await studio.parameter("wi").field.press("Enter");
    await page.waitForTimeout(1000); // the store is written a moment later

    await page.reload();
    await studio.runs();

    await expect(studio.parameter("wi").field).toHaveValue("-7");
    await expect(page.getByText("1 changed from the preset")).toBeVisible();
  });

  test("is opened from a file, as data", async ({ page }) => {
    const studio = await Studio.open(page);
    const document = {
      myelin: 1,
      title: "<img src=x onerror=alert(1)>",
      neurons: [
        {
          name: "few",
          size: 3,
          equations: "dv/dt = (1.5 - v)/(10*ms) : 1",
          threshold: "v > 1",
          reset: "v = 0",
        },
      ],
      record: [{ spikes: "few" }],
    };

    // The system's own dialog stays shut: without a screen it would cancel at once.
    await page.evaluate(() => {
      HTMLInputElement.prototype.click = () => undefined;
    });
    await page.keyboard.press("Control+o");
    await page.locator("input[type=file]").setInputFiles({
      name: "few.json",
      mimeType: "application/json",
      buffer: Buffer.from(JSON.stringify(document)),
    });

    await expect(page.getByRole("treeitem", { name: /^few/ })).toBeVisible();
    await expect(page).toHaveTitle("<img src=x onerror=alert(1)> · Myelin");
    await expect(page.locator("img")).toHaveCount(0);
    await studio.runs();
  });
});
