// Opens a page of m.example.com in a headless Chromium, with one of the clients beside this file on it, whose collector
// is collect.example.com: another origin of the same site, as it is for many. All their hosts are this machine. Prints
// what the page does, and stays for a while: a client that was not content with an answer would send again in it.

import { createServer } from "node:http";
import { setTimeout } from "node:timers/promises";
import { build } from "esbuild";
import { chromium } from "playwright-core";

const { CHROMIUM, SCRIPT, STAY_SECONDS, CLIENT, HOST, KEY, VARIANT } = process.env;
const AT_MOST_SECONDS = 60;

const bundle = await build({
  entryPoints: [new URL(SCRIPT, import.meta.url).pathname],
  bundle: true,
  format: "esm",
  minify: true,
  write: false,
  logLevel: "error",
});
const files = {
  "/": ["text/html", `<!doctype html><title>Shop</title>
    <script>globalThis.settings = ${JSON.stringify({ CLIENT, HOST, KEY, VARIANT })}</script>
    <script type="module" src="/client.js"></script>`],
  "/client.js": ["text/javascript", bundle.outputFiles[0].text],
};

const site = createServer((request, response) => {
  const [type, content] = files[request.url] ?? [];
  response.writeHead(content ? 200 : 404, { "content-type": type ?? "text/plain" }).end(content);
}).listen(0, "127.0.0.1");
await new Promise((listening) => { site.on("listening", listening); });

const browser = await chromium.launch({
  executablePath: CHROMIUM ?? "/usr/bin/chromium",
  handleSIGTERM: false,
  args: [
    "--host-resolver-rules=MAP *.example.com 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    // Some clients drop the events of browsers without a person: of those that say so here, or in their user agent.
    "--disable-blink-features=AutomationControlled",
  ],
});
try {
  const plain = await browser.newPage();
  const userAgent = (await plain.evaluate(() => navigator.userAgent)).replace("HeadlessChrome", "Chrome");
  const page = await browser.newPage({ userAgent });
  const settled = new Promise((resolve) => {
    page.on("console", (message) => {
      const said = message.text();
      console.log(said);
      if (said.startsWith('{"answer":') || said.startsWith('{"error":')) {
        resolve();
      }
    });
    page.on("pageerror", (error) => {
      console.log(JSON.stringify({ error: error.message }));
      resolve();
    });
  });
  await page.goto(`http://m.example.com:${site.address().port}/`);
  await Promise.race([settled, setTimeout(AT_MOST_SECONDS * 1000, undefined, { ref: false })]);
  await setTimeout(Number(STAY_SECONDS) * 1000);
} finally {
  await browser.close();
  site.close();
}
