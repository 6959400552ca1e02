// What the specs do with the page, in a person's words.
import { expect, type Locator, type Page } from "@playwright/test";

export class Studio {
  constructor(readonly page: Page) {}

  static async open(page: Page, address = "./"): Promise<Studio> {
    await page.goto(address);
    const studio = new Studio(page);
    await studio.runs();
    return studio;
  }

  /** Simulated time, s. */
  async time(): Promise<number> {
    return Number(await this.page.getByTestId("time").textContent());
  }

  async runs(): Promise<void> {
    const before = await this.time();
    await expect.poll(() => this.time(), { timeout: 20_000 }).toBeGreaterThan(before);
  }

  async standsStill(): Promise<void> {
    await expect(this.button("Run", true)).toBeVisible();
    await this.page.waitForTimeout(150); // what was on its way has arrived
    const before = await this.time();
    await this.page.waitForTimeout(150);
    expect(await this.time()).toBe(before);
  }

  button(name: string, exact = false): Locator {
    return this.page.getByRole("button", { name, exact });
  }

  parameter(target: string): { slider: Locator; field: Locator; back: Locator } {
    const row = this.page.locator(`[data-parameter="${target}"]`);
    return {
      slider: row.getByRole("slider"),
      field: row.getByRole("spinbutton"),
      back: row.getByRole("button", { name: /^Put / }),
    };
  }

  /** How many spikes the recordings hold so far, all groups together. */
  async spikes(): Promise<number> {
    const rows = this.page.getByRole("treeitem", { name: /^spikes of / });
    const texts = await rows.allTextContents();
    const counts = texts.map((text) => Number(/([\d,]+)$/.exec(text)?.[1]?.replaceAll(",", "")));
    return counts.reduce((sum, one) => sum + one, 0);
  }

  async openPreset(name: string): Promise<void> {
    await this.page
      .getByRole("navigation", { name: "Model" })
      .getByRole("button", { name: new RegExp(`^${name}`) })
      .click();
  }

  /** The text of the document, by way of the editor. */
  async showDocument(): Promise<Locator> {
    await this.page.getByRole("tab", { name: /^Document/ }).click();
    const editor = this.page.locator(".cm-content");
    await expect(editor).toBeVisible();
    return editor;
  }

  /** Types at the end of the first line that holds `line`, `back` characters before its end. */
  async typeInto(line: string, text: string, back = 0): Promise<void> {
    await this.page.locator(".cm-line", { hasText: line }).first().click();
    await this.page.keyboard.press("End");
    for (let k = 0; k < back; k++) await this.page.keyboard.press("ArrowLeft");
    await this.page.keyboard.type(text);
  }
}

/** Fails the test on what the page itself reports: errors, refused requests, other origins. */
export function watch(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    const own = hostname === "localhost" || protocol === "data:" || protocol === "blob:";
    if (!own) complaints.push(`remote request: ${request.url()}`);
  });
  return complaints;
}
