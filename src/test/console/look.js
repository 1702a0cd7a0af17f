// Pictures of the screens: node src/test/console/look.js <directory>, for the documentation and for the eye.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Browser } from "./browser.js";
import { Fake } from "./fake.js";

const directory = process.argv[2] ?? "src/docs/images";
const isAll = process.argv.includes("--all");
mkdirSync(directory, { recursive: true });
const fake = await new Fake().start();
const browser = new Browser();
const SCREENS = { overview: ["#/", "Journal"], destination: ["#/destination/splunk", "Incorrect index"], input: ["#/input", "checkout"] };

async function take(name, screen, { width = 1280, height = 780, scheme = "light", whole = false } = {}) {
  const page = await browser.page({ width, height, scheme });
  await page.open(fake.url);
  await page.until("the field", () => document.activeElement?.type === "password");
  await page.type("all-0f3a");
  await page.press("Enter");
  await page.untilText("Overview");
  const [hash, text] = SCREENS[screen];
  await page.evaluate((to) => { location.hash = to; }, hash);
  await page.untilText(text);
  if (whole) {
    await page.resize(width, await page.evaluate(() => document.documentElement.scrollHeight));
  }
  await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); });
  writeFileSync(join(directory, `${name}.png`), await page.picture());
  if (page.complaints.length > 0) {
    console.error(name, page.complaints);
  }
  await page.close();
}

for (const screen of Object.keys(SCREENS)) {
  await take(`console-${screen}`, screen, { scheme: screen === "destination" ? "dark" : "light" });
  if (isAll) {
    await take(`${screen}-dark`, screen, { scheme: "dark", whole: true });
    await take(`${screen}-light`, screen, { whole: true });
    await take(`${screen}-narrow`, screen, { width: 400, height: 1300 });
  }
}
await browser.close();
await fake.stop();
