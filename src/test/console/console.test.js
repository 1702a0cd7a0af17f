// The console in a headless Chromium, against a strict fake of the management port:
// node --test src/test/console/console.test.js

import { after, afterEach, before, describe, it } from "node:test";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Browser } from "./browser.js";
import { CONSOLE, Fake } from "./fake.js";
import { Fleet } from "./fleet.js";
import { contrasts, unlabelled } from "./inspect.js";

const SCREENS = { overview: ["#/", "Journal"], destination: ["#/destination/splunk", "Incorrect index"], input: ["#/input", "checkout"] };

describe("the console", { concurrency: 1 }, () => {
  let browser;
  let fake;
  let page;

  before(() => { browser = new Browser(); });
  after(() => browser.close());

  afterEach(async () => {
    const { complaints, requests } = page;
    const stored = await page.evaluate(() => JSON.stringify(localStorage) + document.cookie);
    await page.close();
    await fake.stop();
    assert.deepEqual(complaints, [], "the browser complains");
    assert.deepEqual(fake.faults, [], "the management port complains");
    assert.ok(!/(all-0f3a|operate-77b1|view-e420)/.test(stored), "a token outlives the tab");
    assert.deepEqual(requests.map((each) => each.url).filter((url) => !url.startsWith(fake.url)), [], "other hosts are asked");
  });

  async function open({ fleet, token = "all-0f3a", hash = "", distort, missing = [], slow = "", ...view } = {}) {
    fake = new Fake(fleet);
    fake.slow = slow;
    fake.missing = new Set(missing);
    fake.distort = distort ?? fake.distort;
    await fake.start();
    page = await browser.page(view);
    await page.open(fake.url + hash);
    await page.until("the field for the token", () => document.activeElement?.type === "password");
    await page.type(token);
    await page.press("Enter");
    await page.until("the frame", () => document.querySelector("nav"));
  }

  async function show(screen) {
    const [hash, text] = SCREENS[screen];
    await page.evaluate((to) => { location.hash = to; }, hash);
    await page.untilText(text);
  }

  it("is enough, by keyboard alone, from the alert to the end", async () => {
    await open({ fleet: new Fleet({ troubles: ["splunk"] }) });
    await page.untilText("1 destination needs attention");
    await page.untilText("splunk has been suspended for 12 min: HTTP 403 Forbidden, invalid token. 18,204 events wait");

    await page.press("/");
    assert.match(await page.focused(), /^Filter destinations/);
    await page.type("suspended");
    await page.untilText("1 of 40");
    await page.press("Enter");
    await page.until("the heading", () => document.activeElement.tagName === "H1" && document.activeElement.innerText === "splunk");
    await page.untilText("Status 403");

    await page.tabTo("Probe now");
    await page.press("Enter");
    await page.until("a state", () => document.querySelector(".banner .big").innerText.startsWith("Delivering"));
    await page.until("what is read out", () => document.getElementById("announcer").innerText.includes("splunk was tried: delivered in 2 of 2 processes."));
    await page.until("what came of it", () => document.querySelector(".tried")?.innerText.includes(": delivered in 2 of 2 processes."));

    await page.tabTo("Try ten: HTTP 400");
    await page.press("Enter");
    await page.untilText("10 sent again: 10 delivered, 0 dead again.");
    await page.untilText("458");

    await page.tabTo("Replay all: HTTP 400");
    await page.press("Enter");
    await page.untilText("458 dead letters with the reason HTTP 400 go to splunk again");
    assert.equal(await page.focused(), "Replay 458");
    await page.press("Enter");
    await page.until("the focus back", () => document.activeElement.getAttribute("aria-label") === "Replay all: HTTP 400");
    await page.untilText("458 sent again: 458 delivered, 0 dead again.");

    await page.tabTo("Discard: larger than maxContentLength");
    await page.press("Space");
    await page.untilText("They cannot be had back");
    assert.equal(await page.focused(), "Cancel");
    await page.press("Escape");
    await page.until("the focus back", () => document.activeElement.getAttribute("aria-label")?.startsWith("Discard"));
    await page.press("Enter");
    await page.untilText("They cannot be had back");
    await page.tabTo("Discard 12");
    await page.press("Enter");
    await page.untilText("There are none.");

    await page.evaluate(() => document.querySelector("main").focus());
    await page.tabTo("Overview");
    await page.press("Enter");
    await page.untilText("All is well, but for 3 dead letters");
    await page.untilText("splunk probe: delivered in 2 of 2 processes by mara");
    assert.deepEqual(fake.calls.filter((call) => !call.startsWith("GET")), [
      "POST /admin/fleet/destinations/splunk/probe", "POST /admin/destinations/splunk/dead/replay",
      "POST /admin/destinations/splunk/dead/replay", "POST /admin/destinations/splunk/dead/discard",
      "POST /admin/destinations/splunk/dead/discard", "POST /admin/destinations/splunk/dead/discard"]);
  });

  it("says what came of a probe that fails, and what to do where the destination lets nothing in", async () => {
    await open({ hash: "#/destination/splunk" });
    await page.untilText("Once its operators let our token in again, probe it.");
    fake.fleet.probeFails = "failed in 2 of 2 processes: HTTP 403 Forbidden";
    await page.tabTo("Probe now");
    await page.press("Enter");
    await page.until("what came of it", () => document.querySelector(".tried")?.innerText.includes(": failed in 2 of 2 processes: HTTP 403 Forbidden."));
    await page.until("the state", () => document.querySelector(".banner .big").innerText.startsWith("Suspended"));

    await page.tabTo("Dead letters");
    await page.press("Enter");
    await page.until("the heading", () => document.activeElement.id === "dead-letters");
    await page.tabTo(/^Try ten: /);

    await show("overview");
    await page.untilText("splunk probe: failed in 2 of 2 processes: HTTP 403 Forbidden by mara");
    await page.untilText("started, version 0.2.0, prospector prospector-5c6b-v4j6n");
  });

  it("leads from what was rejected to why", async () => {
    await open({ distort: (json) => (json.conservation ? { ...json, verdict: { headline: "1 thing needs attention", findings: [{ kind: "rejecting",
      tone: "warn", destination: null, process: null, text: "37 payloads were rejected within 5 minutes, 2 % of what came in." }] } } : json) });
    await page.untilText("37 payloads were rejected");
    await page.tabTo("Why");
    await page.press("Enter");
    await page.until("the screen", () => document.activeElement.tagName === "H1" && document.activeElement.innerText === "Input");
  });

  it("names sources that nothing has come in by in one line", async () => {
    await open({ distort: (json) => (json.conservation ? { ...json, sources: [...json.sources,
      { name: "otlp", accepted: 0, rejected: 0, events: 0, perSecond: 0, answers: {}, clients: [], lastSeen: null },
      { name: "hec", accepted: 0, rejected: 0, events: 0, perSecond: 0, answers: {}, clients: [], lastSeen: null }] } : json) });
    await page.untilText("Nothing yet by otlp, hec.");
  });

  it("says by how much the sides of the sum differ while events are under way", async () => {
    await open({ distort: (json) => (json.conservation ? { ...json, conservation: { ...json.conservation,
      routed: json.conservation.routed + 7 } } : json) });
    await page.untilText("The sides differ by 7, as counts are read one after the other while events are under way.");
  });

  it("keeps a dialog open, and says why, if the call is refused", async () => {
    await open({ hash: "#/destination/splunk" });
    await page.untilText("Try 10");
    fake.fleet.busy = "'anivia.dead.splunk' is being looked at: try again when it is done";
    await page.tabTo("Replay all: HTTP 400");
    await page.press("Enter");
    await page.until("the dialog", () => document.querySelector("dialog[open]"));
    await page.press("Enter");
    await page.until("the reason", () => document.querySelector("dialog[open]")?.innerText.includes("is being looked at: try again"));
    fake.fleet.busy = "";
    fake.fleet.reasons.splunk[0].count = 400;
    fake.fleet.find("splunk").dead = 412;
    await page.until("the number of now", () => document.querySelector("dialog[open]").innerText.includes("400 dead letters"));
    await page.tabTo("Replay 400");
    await page.press("Enter");
    await page.untilText("400 sent again: 400 delivered, 0 dead again.");
  });

  it("says that a replay has stopped, and why", async () => {
    await open({ hash: "#/destination/splunk" });
    fake.fleet.lettersDie = true;
    await page.untilText("Try 10");
    await page.tabTo("Try ten: HTTP 400");
    await page.press("Enter");
    await page.untilText("Stopped, because the first 10 all died again. 10 sent again: 0 delivered, 10 dead again.");
  });

  it("pauses with a reason, and resumes", async () => {
    await open({ hash: "#/destination/omniture" });
    await page.untilText("Pause …");
    await page.tabTo("Pause …");
    await page.press("Enter");
    await page.untilText("All 2 processes stop delivering to it until it is resumed");
    await page.type("their night of maintenance");
    await page.press("Enter");
    await page.until("a pause", () => document.querySelector(".banner").innerText.includes("their night of maintenance, by mara"));
    await page.tabTo("Resume");
    await page.press("Enter");
    await page.until("an end", () => document.querySelector(".banner .big").innerText.startsWith("Delivering"));
  });

  it("shows what is tapped, what was dropped, and why it has ended", async () => {
    await open({ hash: "#/destination/splunk" });
    await page.untilText("Only where");
    await page.tabTo("Only where");
    await page.type("type=order and country~D");
    await page.press("Enter");
    await page.untilText("Ended: as many as asked for were shown. 29 lines, 7 dropped");
    assert.equal(await page.evaluate(() => document.querySelectorAll(".tap li").length), 29);
    assert.ok(fake.calls.includes("GET /admin/tap?destination=splunk&point=delivered&point=failed&where=type%3Dorder&where=country%7ED"));
  });

  for (const screen of Object.keys(SCREENS)) {
    it(`shows attacks as text: ${screen}`, async () => {
      await open({ distort: attack });
      await page.until("an attack as text", () => document.body.innerText.includes("<img src=x"));
      if (screen === "destination") {
        await page.until("a link", () => document.querySelector("tbody th a"));
        await page.evaluate(() => document.querySelector("tbody th a").click());
        await page.until("the screen", () => document.querySelector(".banner") && document.querySelector(".exchanges pre, .empty"));
        await page.until("a tap", () => document.querySelector(".tap-form"));
        await page.evaluate(() => document.querySelector(".tap-form").requestSubmit());
        await page.until("a line", () => document.querySelector(".tap li"));
      } else if (screen === "input") {
        await page.evaluate(() => { location.hash = "#/input"; });
        await page.until("samples", () => document.querySelector(".reason summary"));
        await page.evaluate(() => document.querySelector(".reason summary").click());
        await page.until("a sample", () => document.querySelector(".sample"));
      }
      assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll("#app script, #app iframe, #app style, #app [onerror],"
        + "#app img:not([src='console/icon.svg']), #app a:not([href^='#'])")].map((each) => each.outerHTML)), []);
      assert.equal(await page.evaluate(() => "attacked" in globalThis), false);
    });
  }

  it("asks for a token, and again when it is refused or no longer valid", async () => {
    await open({ hash: "#/input" });
    await page.untilText("checkout");
    assert.equal(await page.evaluate(() => Object.values(sessionStorage).join()), "all-0f3a");
    fake.tokens = { next: ["view"] };
    await page.untilText("That token is not valid, or not any more");
    await page.type("wrong");
    await page.press("Enter");
    await page.until("the field, empty", () => document.activeElement?.type === "password" && document.activeElement.value === "");
    await page.untilText("That token is not valid, or not any more");
    await page.type("next");
    await page.press("Enter");
    await page.untilText("checkout");
    assert.equal(await page.evaluate(() => location.hash), "#/input");
    await page.evaluate(() => [...document.querySelectorAll("button")].find((each) => each.innerText === "Leave").click());
    await page.until("the field", () => document.activeElement?.type === "password");
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  });

  it("says why a button is not for this token", async () => {
    await open({ token: "view-e420", hash: "#/destination/splunk" });
    await page.untilText("Incorrect index");
    const off = await page.evaluate(() => Object.fromEntries([...document.querySelectorAll("button[aria-disabled]")]
      .map((each) => [each.getAttribute("aria-label") ?? each.firstChild.textContent, each.title])));
    assert.deepEqual(Object.keys(off).sort(), ["Discard: HTTP 400", "Discard: larger than maxContentLength", "Export", "Pause …", "Probe now",
      "Replay all: HTTP 400", "Replay all: larger than maxContentLength", "Show values", "Try ten: HTTP 400", "Try ten: larger than maxContentLength"]);
    assert.equal(off["Probe now"], "your token lets you view: this needs the role operate");
    assert.equal(off["Show values"], "your token lets you view: this needs the role values");
    await page.tabTo(/^Probe now/);
    await page.press("Enter");
    assert.ok(!fake.calls.some((call) => call.startsWith("POST")));
  });

  it("saves dead letters as a file", async () => {
    await open({ hash: "#/destination/splunk" });
    await page.untilText("Incorrect index");
    await page.tabTo("Export");
    await page.press("Enter");
    assert.deepEqual(await page.downloads(), ["dead-splunk.ndjson"]);
  });

  it("shows values to the role values only", async () => {
    await open({ hash: "#/destination/splunk" });
    await page.untilText("\"total\": \"number\"");
    await page.tabTo("Show values");
    await page.press("Enter");
    await page.untilText("\"total\":49.9");
  });

  it("says that the connection is lost, greys what it has, and comes back", async () => {
    await open();
    await page.untilText("3 destinations need attention");
    await fake.stop();
    await page.untilText("Since then: no connection to this process. Trying again by itself.");
    assert.match(await page.evaluate(() => document.querySelector(".stale-note").innerText), /As of \d\d:\d\d:\d\d\./);
    assert.match(await page.evaluate(() => getComputedStyle(document.querySelector(".stale")).filter), /grayscale/);
    await page.untilText("3 destinations need attention");
    fake.fleet.conservation = { holds: false, unaccounted: 312, note: null };
    await fake.start();
    await page.untilText("312 events cannot be accounted for");
    assert.equal(await page.evaluate(() => document.querySelector(".stale")), null);
  });

  it("reads out what changes, and only that", async () => {
    await open();
    await page.untilText("3 destinations need attention");
    assert.equal(await page.evaluate(() => document.getElementById("announcer").innerText), "");
    Object.assign(fake.fleet.find("fraud"), { state: "backing off", reason: "proxy.example.com: HTTP 502", cause: "HTTP 502 Bad Gateway" });
    await page.until("the words", () => document.getElementById("announcer").innerText === "fraud is now backing off: HTTP 502 Bad Gateway.");
  });

  it("says of one that delivers what is wrong with it", async () => {
    await open({ fleet: new Fleet({ troubles: [] }) });
    await page.untilText("All is well, but for 3 dead letters");
    Object.assign(fake.fleet.find("fraud"), { condition: "hanging", underWaySeconds: 40, backlog: 4, oldestSeconds: 70 });
    Object.assign(fake.fleet.find("push"), { condition: "dying", diedLately: 12, dead: 12, cause: "HTTP 422 Unprocessable Content" });
    Object.assign(fake.fleet.find("crm"), { state: "suspended", cause: "certificate expired", states: { delivering: 1, suspended: 1 } });
    await page.untilText("3 destinations need attention");
    await page.untilText("fraud hangs: a delivery has been under way for 40 s without an answer.");
    await page.untilText("push has 12 new dead letters within 5 minutes, the last failure: HTTP 422 Unprocessable Content.");
    await page.untilText("min in 1 of 2 processes: certificate expired.");
    await page.until("the same in the table", () => ["Hanging", "no answer for 40 s", "Dead letters", "12 within 5 minutes, the last failure: HTTP 422 Unprocessable Content",
      "in 1 of 2: certificate expired"].every((each) => document.querySelector("table").textContent.includes(each)));
  });

  it("shows what a process knows itself while the broker is away", async () => {
    await open({ distort: (json) => (json.conservation ? { ...json, destinations: [], processes: json.processes.slice(0, 1),
      broker: { ready: false, away: 1, since: json.processes[0].startedAt, state: { publish: "Connection refused" }, refusing: {}, blocked: false } } : json) });
    await page.untilText("The processes that deliver cannot be asked while the broker is away.");
    await page.untilText("ShopApp/9.4.1 iOS");
    await page.until("since when", () => [...document.querySelectorAll(".facts div")].some((each) => each.innerText.includes("Out of reach for")
      && each.innerText.includes("3 h")));
  });

  it("puts silent processes first, and tells those of one host apart", async () => {
    const fleet = new Fleet();
    fleet.processes.forEach((each) => { each.host = "one-host"; });
    fleet.processes[2].silent = true;
    await open({ fleet });
    await page.untilText("The process prospector-5c6b-r8t2w does not answer.");
    const rows = await page.evaluate(() => [...[...document.querySelectorAll("table")].find((each) => each.caption.innerText.startsWith("Processes"))
      .tBodies[0].rows].map((each) => each.innerText.replaceAll(/\s+/g, " ")));
    assert.match(rows[0], /^prospector prospector-5c6b-r8t2w Silent 0\.2\.0/);
    assert.equal(new Set(rows).size, 4);
  });

  it("charts the minute that is running, and marks it", async () => {
    await open({ hash: "#/destination/webhook" });
    await page.until("a mark", () => document.querySelectorAll(".spark .running").length === 2);
    await page.until("figures", () => /in the last full minute out \d.*, in \d.*, in this minute so far out \d/.test(
      document.querySelector(".spark svg").getAttribute("aria-label")));
  });

  it("keeps the rows in their places while the focus is among them", async () => {
    await open();
    await page.untilText("3 destinations need attention");
    const names = () => page.evaluate(() => [...document.querySelectorAll("tbody th a[href^='#/destination']")].map((each) => each.innerText));
    const before = await names();
    await page.evaluate(() => document.querySelector("a[href='#/destination/fraud']").focus());
    Object.assign(fake.fleet.find("summit-logs"), { state: "suspended", oldestSeconds: 5000, backlog: 10 });
    await page.untilText("4 destinations need attention");
    assert.deepEqual(await names(), before);
    assert.equal(await page.focused(), "fraud");
    await page.evaluate(() => document.activeElement.blur());
    await page.until("the worst first", () => document.querySelector("tbody th a").innerText === "summit-logs");
  });

  const SLOW = { "#/input": ["/admin/fleet", "/admin/fleet/input", "/admin/fleet/services"],
    "#/destination/splunk": ["/admin/fleet/destinations/splunk", "/admin/jobs", "/admin/destinations/splunk/dead/reasons"] };
  for (const [hash, slow, missing] of Object.entries(SLOW).flatMap(([screen, paths]) =>
    paths.flatMap((path) => [[screen, path, ""], ...path.endsWith("splunk") ? [] : [[screen, paths.find((each) => each !== path), path]]]))) {
    it(`keeps its order in ${hash} with a slow ${slow}, without ${missing || "none"}`, async () => {
      await open({ hash, slow, missing: [missing] });
      await page.until("some polls", (paths) => paths.every((path) => performance.getEntriesByType("resource")
        .filter((each) => each.name.endsWith(path)).length > 0), SLOW[hash].filter((path) => path !== missing));
      await page.untilText("Only where");
      await page.until("what is slow", () => !document.querySelector("main [aria-busy=true]"));
      const order = hash === "#/input" ? ["Input", "Sources", "Rejected", "Keys", "Clocks", "Warnings", "Schemas", "Services", "Tap"]
        : ["splunk", "Last exchanges", "Dead letters", "Tap", "Processes"];
      const headings = await page.evaluate(() => [...document.querySelectorAll("main h1, main h2")].map((each) => each.innerText));
      assert.deepEqual(headings, order.filter((each) => headings.includes(each)));
    });
  }

  it("is content with what an earlier version leaves out", async () => {
    const kept = new Set(["at", "name", "state", "roles", "process", "reasons", "reason", "count", "detail", "status", "id", "queue"]);
    // The verdict is of the process that serves the console, and so never of an earlier version.
    const less = (json) => (Array.isArray(json) ? json.map(less) : Object.fromEntries(Object.entries(json).filter(([name]) => kept.has(name))));
    await open({ distort: less });
    await page.untilText("This process does not say whether all is well");
    await page.untilText("Nothing has happened yet");
    await page.evaluate(() => { location.hash = "#/destination/splunk"; });
    await page.untilText("No process delivers to it");
    await page.evaluate(() => { location.hash = "#/input"; });
    await page.untilText("No service sends");
    fake.distort = (json) => (json.conservation ? { ...less(json), verdict: json.verdict, destinations: json.destinations.map(less) } : less(json));
    await page.evaluate(() => { location.hash = "#/"; });
    await page.untilText("3 destinations need attention");
  });

  it("helps with keys, and skips to the content", async () => {
    await open();
    await page.untilText("Journal");
    await page.press("?");
    await page.until("help", () => document.querySelector("dialog[open]")?.innerText.includes("filters the destinations"));
    await page.press("Escape");
    await page.until("no help", () => !document.querySelector("dialog"));
    await page.evaluate(() => document.querySelector(".skip").focus());
    await page.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
  });

  for (const scheme of ["light", "dark"]) {
    it(`can be read in ${scheme}, by eye and by ear`, async () => {
      await open({ scheme });
      for (const screen of Object.keys(SCREENS)) {
        await show(screen);
        const { measured, low } = await page.evaluate(contrasts);
        assert.ok(measured > 60, `only ${measured} texts on ${screen}`);
        assert.deepEqual(low, [], `contrast on ${screen}`);
        assert.deepEqual(await page.evaluate(unlabelled), [], `names on ${screen}`);
      }
      const other = scheme === "light" ? "dark" : "light";
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const usual = await ground();
      await page.evaluate((to) => {
        const select = document.querySelector("header select");
        select.value = to;
        select.dispatchEvent(new Event("change", { bubbles: true }));
      }, other);
      assert.notEqual(await ground(), usual);
      await page.reload();
      await page.untilText("Input");
      assert.notEqual(await ground(), usual);
    });
  }

  for (const width of [1280, 400]) {
    it(`does not scroll sideways at ${width}`, async () => {
      await open({ width, distort: (json) => lengthen(json) });
      assert.equal(fake.fleet.destinations.length, 40);
      for (const screen of Object.keys(SCREENS)) {
        await show(screen);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, screen);
        const outside = await page.evaluate(() => [...document.querySelectorAll("main *")].filter((each) => each.checkVisibility()
          && !each.closest(".unseen, pre, svg, .cause, tbody th") && each.getBoundingClientRect().right > (each.closest(".card") ?? document.body).getBoundingClientRect().right + 1).map((each) => each.outerHTML.slice(0, 120)));
        assert.deepEqual(outside.slice(0, 3), [], screen);
      }
    });
  }
});

it("the console's files make no HTML of texts, and no code", () => {
  const files = readdirSync(CONSOLE).filter((name) => name.endsWith(".js"));
  assert.ok(files.length >= 10);
  for (const file of files) {
    assert.doesNotMatch(readFileSync(join(CONSOLE, file), "utf8"),
      /innerHTML|outerHTML|insertAdjacent|dangerouslySet|document\.write|\beval\b|new Function|https?:\/\/|javascript:/, file);
  }
});

const ATTACK = "<img src=x onerror=attacked=1><script>attacked=1</script>\"'`${attacked=1}javascript:attacked=1";
/** Names of members that are data, such as headers; all others are the API's own. */
const MAPS = new Set(["headers", "types", "answers", "states", "refusing", "excerpt", "event"]);

/** The same with an attack in every text; times and what the console decides by have to stay. */
function attack(json, name, isMap = false) {
  if (Array.isArray(json)) {
    return json.map((each) => attack(each, name === "roles" ? "roles" : undefined));
  }
  if (typeof json === "object" && json !== null) {
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [isMap ? key + ATTACK : key, attack(value, key, MAPS.has(key))]));
  }
  return typeof json === "string" && name !== "roles" && !/^\d{4}-\d\d-\d\dT/.test(json) ? json + ATTACK : json;
}

/** The same with words without a space that are too long for any column. */
function lengthen(json, name) {
  if (Array.isArray(json)) {
    return json.map((each) => lengthen(each));
  }
  if (typeof json === "object" && json !== null) {
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [key, lengthen(value, key)]));
  }
  return typeof json === "string" && ["reason", "answer", "words", "text", "url", "body", "name", "failure"].includes(name)
    ? json + "-0123456789abcdef".repeat(12) : json;
}
