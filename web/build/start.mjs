// `npm start`: builds what is needed, serves the playground and opens it.
//   --headless   open no browser
//   --once       stop after checking that the page answers
//   --port N     instead of 4173
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { build } from "./build.mjs";
import { serve } from "./serve.mjs";

const { values } = parseArgs({
  options: {
    headless: { type: "boolean", default: false },
    once: { type: "boolean", default: false },
    port: { type: "string", default: "4173" },
  },
});

await build(["native", "wasm", "package", "playground"]);
const { server, address } = await serve({ port: Number(values.port) });
console.log(`\nThe playground is at ${address}`);

if (values.once) {
  await checkPage(address);
  console.log("It answers; stopping, as --once says.");
  await server.close();
} else {
  console.log("Ctrl-C stops it.");
  if (!values.headless) openBrowser(address);
}

async function checkPage(url) {
  const page = await fetch(url);
  if (!page.ok) throw new Error(`${url} answers ${page.status}`);
  const script = /<script[^>]+src="([^"]+)"/.exec(await page.text());
  if (!script) throw new Error(`${url} has no script`);
  const code = await fetch(new URL(script[1], url));
  if (!code.ok) throw new Error(`${code.url} answers ${code.status}`);
  if (page.headers.get("cross-origin-opener-policy") !== "same-origin") {
    throw new Error(`${url} is not cross-origin isolated`);
  }
}

/** A machine without a browser is fine: the address is printed. */
function openBrowser(url) {
  const opener = process.platform === "darwin" ? "open" : "xdg-open";
  const child = spawn(opener, [url], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}
