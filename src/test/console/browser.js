// Drives a headless Chromium over its debugging pipe: the DevTools protocol, and no package.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";

const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const PATIENCE_MILLIS = 60_000;
const KEYS = {
  Tab: { code: "Tab", windowsVirtualKeyCode: 9 },
  Enter: { code: "Enter", windowsVirtualKeyCode: 13, text: "\r" },
  Escape: { code: "Escape", windowsVirtualKeyCode: 27 },
  Space: { key: " ", code: "Space", windowsVirtualKeyCode: 32, text: " " },
};

export class Browser {
  #process;
  #directory = mkdtempSync(join(tmpdir(), "console-test-"));
  #calls = new Map();
  #pages = new Map();
  #lastId = 0;

  constructor() {
    this.#process = spawn(CHROMIUM, ["--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--lang=en",
      "--force-color-profile=srgb", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", `--user-data-dir=${this.#directory}`],
    { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    let rest = "";
    this.#process.stdio[4].setEncoding("utf8").on("data", (chunk) => {
      const messages = (rest + chunk).split("\0");
      rest = messages.pop();
      messages.forEach((message) => this.#receive(JSON.parse(message)));
    });
    this.#process.on("exit", () => {
      this.#calls.forEach(({ reject }) => reject(new Error("Chromium has ended")));
      rmSync(this.#directory, { recursive: true, force: true, maxRetries: 5 });
    });
  }

  #receive(message) {
    if (message.id === undefined) {
      this.#pages.get(message.sessionId)?.(message);
      return;
    }
    const { resolve, reject, method } = this.#calls.get(message.id);
    this.#calls.delete(message.id);
    if (message.error) {
      reject(new Error(`${method}: ${message.error.message}`));
    } else {
      resolve(message.result);
    }
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.#lastId;
    this.#process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => { this.#calls.set(id, { resolve, reject, method }); });
  }

  /** A page with storage of its own. */
  async page({ width = 1280, height = 900, scheme = "light" } = {}) {
    const { browserContextId } = await this.send("Target.createBrowserContext");
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank", browserContextId });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page((method, params) => this.send(method, params, sessionId),
      () => this.send("Target.disposeBrowserContext", { browserContextId }));
    this.#pages.set(sessionId, (event) => page.receive(event));
    for (const domain of ["Page", "Runtime", "Log", "Network", "Audits"]) {
      await this.send(`${domain}.enable`, {}, sessionId);
    }
    await this.send("Page.setDownloadBehavior", { behavior: "deny" }, sessionId);
    await page.resize(width, height);
    await page.prefer(scheme);
    return page;
  }

  async close() {
    await this.send("Browser.close").catch(() => this.#process.kill());
  }
}

class Page {
  #send;
  close;
  /** What the console of the browser says, breaches of the content security policy among them. */
  complaints = [];
  requests = [];
  #downloads = [];

  constructor(send, close) {
    this.#send = send;
    this.close = close;
  }

  receive({ method, params }) {
    if (method === "Log.entryAdded" && ["error", "warning"].includes(params.entry.level) && params.entry.source !== "network") {
      this.complaints.push(params.entry.text);
    } else if (method === "Runtime.exceptionThrown") {
      this.complaints.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
    } else if (method === "Runtime.consoleAPICalled" && params.type === "error") {
      this.complaints.push(params.args.map((each) => each.value ?? each.description).join(" "));
    } else if (method === "Audits.issueAdded" && params.issue.code === "ContentSecurityPolicyIssue") {
      this.complaints.push(`policy: ${JSON.stringify(params.issue.details.contentSecurityPolicyIssueDetails)}`);
    } else if (method === "Page.downloadWillBegin") {
      this.#downloads.push(params.suggestedFilename);
    } else if (method === "Network.requestWillBeSent") {
      this.requests.push({ url: params.request.url, headers: params.request.headers });
    }
  }

  open(url) {
    return this.#send("Page.navigate", { url });
  }

  reload() {
    return this.#send("Page.reload");
  }

  resize(width, height) {
    return this.#send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: width < 600 });
  }

  prefer(scheme) {
    return this.#send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
  }

  async evaluate(task, ...given) {
    const { result, exceptionDetails } = await this.#send("Runtime.evaluate", {
      expression: `(${task})(...${JSON.stringify(given)})`, returnByValue: true, awaitPromise: true });
    if (exceptionDetails) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }
    return result.value;
  }

  /** Waits until the task has a true result in the page; within a bound. */
  async until(what, task, ...given) {
    const deadline = Date.now() + PATIENCE_MILLIS;
    for (;;) {
      const found = await this.evaluate(task, ...given);
      if (found) {
        return found;
      }
      if (Date.now() > deadline) {
        throw new Error(`${what} does not come; there is:\n${await this.text()}`);
      }
      await after(30);
    }
  }

  /** The names of files that the page has saved, once there is one; none is written. */
  async downloads() {
    const deadline = Date.now() + PATIENCE_MILLIS;
    while (this.#downloads.length === 0 && Date.now() < deadline) {
      await after(30);
    }
    return this.#downloads;
  }

  /** Waits for a text among what is to be seen, or heard. */
  untilText(text) {
    return this.until(`"${text}"`, (wanted) => document.body?.textContent.replace(/\s+/g, " ").includes(wanted), text);
  }

  text() {
    return this.evaluate(() => document.body.innerText);
  }

  async press(key, { shift = false } = {}) {
    const { text, ...rest } = KEYS[key] ?? { text: key, code: "" };
    const event = { key, ...rest, modifiers: shift ? 8 : 0 };
    await this.#send("Input.dispatchKeyEvent", { type: text ? "keyDown" : "rawKeyDown", text, ...event });
    await this.#send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  }

  async type(text) {
    for (const character of text) {
      await this.press(character);
    }
  }

  /** The name of what has the focus, as it is read out. */
  focused() {
    return this.evaluate(() => {
      const at = document.activeElement;
      const label = at.getAttribute("aria-label") ?? at.labels?.[0]?.innerText ?? (at.tagName === "BODY" ? "" : at.innerText);
      return label.replace(/\s+/g, " ").trim();
    });
  }

  /** Presses Tab until something of this name has the focus. */
  async tabTo(name, most = 120) {
    for (let pressed = 0; pressed <= most; pressed++) {
      const focused = await this.focused();
      if (name instanceof RegExp ? name.test(focused) : focused === name) {
        return pressed;
      }
      await this.press("Tab");
    }
    throw new Error(`Tab does not come to ${name}; it is at "${await this.focused()}"`);
  }

  async picture({ whole = false } = {}) {
    const { data } = await this.#send("Page.captureScreenshot", { format: "png", captureBeyondViewport: whole });
    return Buffer.from(data, "base64");
  }
}
