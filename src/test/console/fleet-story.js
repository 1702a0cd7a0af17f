// The console against a running fleet, by keyboard alone: node fleet-story.js <url> <token>. ConsoleFleetIT starts the
// fleet, whose webhook has refused events and then its credentials, and mends it at the line "mend it".

import { createInterface } from "node:readline/promises";
import assert from "node:assert/strict";
import { Browser } from "./browser.js";

const [url, token] = process.argv.slice(2);
const browser = new Browser();
const page = await browser.page();
const begin = Date.now();
try {
  await page.open(url);
  await page.until("the field for the token", () => document.activeElement?.type === "password");
  await page.type(token);
  await page.press("Enter");
  await page.untilText("1 destination needs attention");
  await page.untilText("webhook has been suspended");
  await page.press("/");
  await page.type("suspended");
  await page.press("Enter");
  await page.until("the cause", () => /403/.test(document.querySelector(".banner .words")?.textContent ?? ""));
  await page.until("the answer", () => document.querySelector(".exchanges .message:last-child")?.innerText.includes("Status 403"));
  await page.tabTo("Probe now");
  console.log(`found in ${Math.round((Date.now() - begin) / 1000)} s: mend it`);
  await createInterface({ input: process.stdin }).question("");
  await page.press("Enter");
  await page.until("what came of it", () => document.querySelector(".tried")?.innerText.includes(": delivered"));
  await page.until("deliveries", () => document.querySelector(".banner .big").innerText.startsWith("Dead letters"));
  await page.tabTo(/^Try ten: /);
  await page.press("Enter");
  await page.untilText("10 sent again: 10 delivered, 0 dead again.");
  await page.tabTo(/^Replay all: /);
  await page.press("Enter");
  await page.until("the dialog", () => document.querySelector("dialog[open]"));
  await page.press("Enter");
  await page.untilText("2 sent again: 2 delivered, 0 dead again.");
  await page.untilText("There are none.");
  await page.evaluate(() => document.querySelector("main").focus());
  await page.tabTo("Overview");
  await page.press("Enter");
  await page.untilText("All is well");
  await page.untilText("Every event is accounted for");
  assert.deepEqual(page.complaints, []);
  console.log("it is over");
} finally {
  await browser.close();
}
process.exit(0);
