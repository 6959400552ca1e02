import { expect, test } from "@playwright/test";
import { Studio, watch } from "./studio";

test.describe("the first page", () => {
  test("runs CUBA at once and shows spikes, without a complaint or a remote request", async ({
    page,
  }) => {
    const complaints = watch(page);

    const studio = await Studio.open(page);

    await expect(page).toHaveTitle("E–I balance, current-based · Myelin");
    await expect.poll(() => studio.spikes()).toBeGreaterThan(0);
    await expect(page.getByTestId("status")).toContainText("running");
    expect(complaints).toEqual([]);
  });

  test("says that the engine uses threads where the page is isolated", async ({ page }) => {
    await Studio.open(page);

    const engine = page.getByTestId("engine");

    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    await expect(engine).toContainText(/\b[2-4] threads\b/);
    await expect(engine).toContainText("isolated");
  });

  test("runs on one thread where the page is not isolated, and says why @plain", async ({
    page,
  }) => {
    const complaints = watch(page);

    const studio = await Studio.open(page);

    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    const engine = page.getByTestId("engine");
    await expect(engine).toContainText("1 thread");
    await expect(engine).toContainText("not isolated · ");
    await expect.poll(() => studio.spikes()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
  });

  test("keeps drawing while the network runs (the rate is reported, not judged)", async ({
    page,
  }) => {
    const studio = await Studio.open(page);

    const frames = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let count = 0;
          const end = performance.now() + 2000;
          const next = (now: number): void => {
            if (now > end) resolve(count / 2);
            else {
              count++;
              requestAnimationFrame(next);
            }
          };
          requestAnimationFrame(next);
        }),
    );

    test.info().annotations.push({ type: "frames per second", description: frames.toFixed(1) });
    console.log(`      CUBA running: ${frames.toFixed(1)} frames per second`);
    await studio.runs();
  });
});

test.describe("the raster", () => {
  for (const renderer of ["webgl", "2d"] as const) {
    test(`draws spikes with ${renderer}`, async ({ page }) => {
      // This machine's WebGL is emulated, which the page would notice and avoid.
      await page.addInitScript((wanted) => {
        type Method = (...values: unknown[]) => unknown;
        const wrap = (owner: object, name: string, around: ProxyHandler<Method>): void => {
          Reflect.set(owner, name, new Proxy(Reflect.get(owner, name) as Method, around));
        };
        wrap(HTMLCanvasElement.prototype, "getContext", {
          apply(target, self, [kind, options]: [string, object?]) {
            if (kind !== "webgl2") return Reflect.apply(target, self, [kind, options]);
            if (wanted === "2d") return null;
            const kept = { ...options, preserveDrawingBuffer: true };
            return Reflect.apply(target, self, [kind, kept]);
          },
        });
        wrap(WebGL2RenderingContext.prototype, "getParameter", {
          apply: (target, self, [name]: [number]) =>
            name === 0x9246 ? "a card" : Reflect.apply(target, self, [name]),
        });
      }, renderer);

      const studio = await Studio.open(page);
      await expect.poll(() => studio.spikes()).toBeGreaterThan(500);

      const canvas = page.locator(`canvas[data-renderer="${renderer}"]`);
      await expect(canvas).toHaveCount(1);
      const coloured = await canvas.evaluate((node: HTMLCanvasElement) => {
        const copy = document.createElement("canvas");
        [copy.width, copy.height] = [node.width, node.height];
        const context = copy.getContext("2d");
        if (!context) return 0;
        context.drawImage(node, 0, 0);
        const { data } = context.getImageData(0, 0, copy.width, copy.height);
        return data.filter((value, k) => k % 4 === 3 && value > 128).length;
      });
      expect(coloured).toBeGreaterThan(100);
    });
  }
});

test.describe("the transport", () => {
  test("pauses, steps one dt, runs on and goes back to the start", async ({ page }) => {
    const studio = await Studio.open(page);

    await studio.button("Pause").click();
    await studio.standsStill();
    const paused = await studio.time();
    await studio.button("Step").click();
    await expect.poll(() => studio.time()).toBeCloseTo(paused + 1e-4, 6);
    await studio.button("Reset").click();
    await expect.poll(() => studio.time()).toBe(0);
    await studio.button("Step").click();
    await expect.poll(() => studio.time()).toBeCloseTo(1e-4, 6);

    await studio.button("Run", true).click();
    await studio.runs();
  });

  test("runs slower and faster", async ({ page }) => {
    const studio = await Studio.open(page);
    const slider = page.getByRole("slider", { name: "Speed" });

    await slider.press("Home");
    await expect(slider).toHaveAttribute("aria-valuetext", "0.001× real time");
    await page.waitForTimeout(200);
    const before = await studio.time();
    await page.waitForTimeout(400);
    expect((await studio.time()) - before).toBeLessThan(0.05);

    await studio.button("As fast as possible").click();
    await expect(slider).toHaveAttribute("aria-valuetext", "as fast as possible");
    await expect.poll(() => studio.time()).toBeGreaterThan(before + 0.1);
  });
});

for (const [name, object] of [
  ["COBA-HH", "cells"],
  ["LIF neuron", "cell"],
  ["Izhikevich", "cells"],
  ["STDP", "plastic"],
  ["CUBA", "cells"],
] as const) {
  test(`the preset ${name} runs, spikes and is typeset`, async ({ page }) => {
    const complaints = watch(page);
    const studio = await Studio.open(page);

    await studio.openPreset(name);

    await expect(
      page.getByRole("treeitem", { name: new RegExp(`^${object}`) }).first(),
    ).toBeVisible();
    await studio.button("As fast as possible").click();
    await expect.poll(() => studio.spikes(), { timeout: 30_000 }).toBeGreaterThan(5);
    await studio.runs();
    await expect(page.locator(".katex").first()).toBeVisible();
    await expect(page.getByTestId("problem")).toHaveCount(0);
    expect(complaints).toEqual([]);
  });
}

test("a worker that dies is started again, and the document is kept", async ({ page }) => {
  const studio = await Studio.open(page);
  await studio.parameter("wi").field.fill("-8");
  await studio.parameter("wi").field.press("Enter");

  const worker = page.workers()[0];
  await worker?.evaluate(() => {
    setTimeout(() => {
      throw new Error("the test ends this worker");
    });
  });

  await expect(page.getByRole("status")).toContainText("started again");
  await studio.runs();
  await expect(studio.parameter("wi").field).toHaveValue("-8");
});

test("a raster of a million spikes pans (the rate is reported, not judged)", async ({ page }) => {
  const studio = await Studio.open(page);
  await studio.showDocument();
  await page.locator(".cm-content").focus();
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(
    JSON.stringify({
      myelin: 1,
      title: "many",
      dt: "1 ms",
      inputs: [{ kind: "poisson", name: "many", size: 10000, rates: "100 Hz" }],
      record: [{ spikes: "many" }],
      view: { window: "1 s", speed: "max" },
    }),
  );
  await studio.button("As fast as possible").click();
  await expect.poll(() => studio.spikes(), { timeout: 40_000 }).toBeGreaterThan(1_000_000);
  await studio.button("Pause").click();
  const raster = page.getByRole("application", { name: /^Raster/ });
  for (let k = 0; k < 6; k++) await raster.press("-");

  const frames = await raster.evaluate(
    (node) =>
      new Promise<number>((resolve) => {
        let count = 0;
        const end = performance.now() + 1500;
        const next = (now: number): void => {
          if (now > end) return resolve(count / 1.5);
          const key = count++ % 40 < 20 ? "ArrowLeft" : "ArrowRight";
          node.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
          requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
      }),
  );

  console.log(`      a million spikes, panning: ${frames.toFixed(1)} frames per second`);
});
