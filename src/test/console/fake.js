// A strict fake of the management port: the console's own files with the headers that they have in the program, and the
// admin API over a Fleet. What a call does wrong is answered, and kept in `faults` for the test to find.

import { createServer } from "node:http";
import { existsSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Fleet } from "./fleet.js";

const SLOW_MILLIS = 600;
const PROJECT = fileURLToPath(new URL("../../..", import.meta.url));
export const CONSOLE = join(PROJECT, "src/main/resources/META-INF/console");
/** Preact is unpacked there by the build. */
const BUILT = join(PROJECT, "target/classes/META-INF/console");
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml" };
const HEADERS = Object.fromEntries(readFileSync(join(CONSOLE, "headers.txt"), "utf8").trim().split("\n")
  .map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]));

/** Tokens and their roles. */
export const TOKENS = { "all-0f3a": ["view", "operate", "values"], "operate-77b1": ["view", "operate"], "view-e420": ["view"] };

export class Fake {
  faults = [];
  calls = [];
  tokens = { ...TOKENS };
  /** A path that takes its time, as one does that asks all processes. */
  slow = "";
  /** Paths that are not there, as in a process of an earlier version. */
  missing = new Set();
  /** Changes what is answered, such as for strings that attack the page. */
  distort = (json) => json;
  #server;
  #port = 0;

  constructor(fleet = new Fleet()) {
    this.fleet = fleet;
  }

  async start() {
    this.#server = createServer((request, response) => this.#serve(request, response).catch((failure) => {
      this.faults.push(`${request.method} ${request.url}: ${failure.message}`);
      response.destroy();
    }));
    await new Promise((listening) => { this.#server.listen(this.#port, "127.0.0.1", listening); });
    this.#port = this.#server.address().port;
    return this;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}/`;
  }

  /** Ends all connections; start() comes back on the same port. */
  async stop() {
    this.#server.closeAllConnections();
    await new Promise((closed) => { this.#server.close(closed); });
  }

  async #serve(request, response) {
    const url = new URL(request.url, this.url);
    this.calls.push(`${request.method} ${request.url}`);
    if (!url.pathname.startsWith("/admin/")) {
      this.#file(url.pathname, request, response);
      return;
    }
    const body = await read(request);
    const roles = this.tokens[(request.headers.authorization ?? "").replace(/^Bearer /, "")];
    const problem = (status, detail, more = {}) => this.#json(response, { status, detail, ...more }, status);
    if (Object.keys(TOKENS).some((token) => request.url.includes(token))) {
      this.faults.push(`a token in an address: ${request.url}`);
    }
    if (!roles) {
      problem(401, "send Authorization: Bearer, with a token of anivia.admin.token");
      return;
    }
    if (request.method === "POST" && request.headers["content-type"] !== "application/json") {
      this.faults.push(`${request.url} without Content-Type: application/json`);
    }
    if (request.method !== "GET" && !roles.includes("operate") || url.searchParams.has("values") && !roles.includes("values")) {
      this.faults.push(`${request.method} ${request.url} with the roles ${roles}`);
      problem(403, "this needs another role");
      return;
    }
    if (url.pathname === this.slow) {
      await after(SLOW_MILLIS);
    }
    if (this.missing.has(url.pathname)) {
      problem(404, `there is nothing at ${url.pathname}`);
      return;
    }
    if (url.searchParams.getAll("where").some((each) => !/^(id|type|timestamp)[=~]/.test(each)) && !roles.includes("values")) {
      problem(403, "a filter by a value needs the role values");
      return;
    }
    if (url.pathname === "/admin/tap") {
      this.#tap(url.searchParams, response);
      return;
    }
    const answer = this.#answer(request.method, url, body, roles);
    if (answer === undefined) {
      this.faults.push(`${request.method} ${request.url} is not there`);
      problem(404, "there is nothing here");
    } else if (answer.status >= 400) {
      problem(answer.status, answer.detail, answer);
    } else {
      this.#json(response, answer);
    }
  }

  #file(path, request, response) {
    const name = path === "/" ? "/index.html" : path.replace(/^\/console/, "");
    const file = [CONSOLE, BUILT].map((directory) => join(directory, name)).find((each) => existsSync(each));
    if (!file || path.includes("..") || path !== "/" && !path.startsWith("/console/")) {
      this.faults.push(`${request.method} ${path} is not there`);
      response.writeHead(404, HEADERS).end();
      return;
    }
    if (request.headers.authorization) {
      this.faults.push(`a token for ${path}`);
    }
    response.writeHead(200, { ...HEADERS, "Content-Type": TYPES[extname(file)] }).end(readFileSync(file));
  }

  #json(response, body, status = 200) {
    response.writeHead(status, { "Content-Type": status < 400 ? "application/json" : "application/problem+json" })
      .end(JSON.stringify(this.distort(body)));
  }

  #answer(method, url, body, roles) {
    const fleet = this.fleet;
    const path = url.pathname.slice("/admin/".length).split("/").map(decodeURIComponent);
    const [first, second, third, fourth] = path;
    const route = `${method} ${first === "fleet" ? path.slice(0, 3).join("/") : first}`;
    switch (route) {
      case "GET session":
        return { name: "mara", roles, process: fleet.processes[0].id, version: "0.2.0", fleet: true };
      case "GET fleet":
        return fleet.overview();
      case "GET fleet/input":
        return fleet.input();
      case "GET fleet/services":
        return fleet.services();
      case "GET jobs":
        fleet.jobs.forEach((job) => job.advance());
        return fleet.jobs;
      case "DELETE jobs":
        return Object.assign(fleet.jobs.find((job) => job.id === second), { state: "stopped" });
      default:
        return first === "fleet" && second === "destinations" ? this.#destination(method, third, fourth, url, body)
          : first === "destinations" && third === "dead" ? this.#dead(method, second, fourth, body, roles) : undefined;
    }
  }

  #destination(method, name, what, url, body) {
    if (method === "GET" && what === undefined) {
      return this.fleet.destination(name, url.searchParams.get("values") === "true");
    }
    if (method !== "POST" || !["pause", "resume", "probe"].includes(what) || what === "pause" && !body.reason) {
      return undefined;
    }
    return this.fleet.change(name, what, body, "mara");
  }

  #dead(method, name, what, body, roles) {
    const reasons = this.fleet.reasons[name] ?? [];
    if (method === "GET" && what === "reasons") {
      const queued = reasons.reduce((sum, each) => sum + each.count, 0);
      return { queue: `anivia.dead.${name}`, queued, looked: queued, complete: true, reasons, others: 0 };
    }
    if (method === "GET" && what === "export" && roles.includes("values")) {
      return { id: "a1", event: { id: "a1" } };
    }
    if (method === "POST" && what === "replay" && body.reason) {
      return this.fleet.replay(name, body);
    }
    return method === "POST" && what === "discard" ? this.fleet.discard(name, body) : undefined;
  }

  #tap(query, response) {
    response.writeHead(200, { "Content-Type": "application/x-ndjson" });
    const points = query.getAll("point");
    let shown = 0;
    const write = (line) => response.write(`${JSON.stringify(this.distort(line))}\n`);
    const timer = setInterval(() => {
      if (++shown > 30) {
        write({ end: "limit", shown: shown - 1, dropped: 7 });
        clearInterval(timer);
        response.end();
      } else if (shown === 3) {
        write({ alive: true, dropped: 7 });
      } else {
        write({ at: new Date().toISOString(), process: this.fleet.processes[2].id, point: points[shown % points.length], source: "events",
          destination: query.get("destination"), id: `a${shown}`, type: "order", timestamp: new Date().toISOString(),
          event: { id: "string", total: "number" }, answer: null });
      }
    }, 40);
    response.on("close", () => clearInterval(timer));
  }
}

async function read(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += chunk;
  }
  return text === "" ? {} : JSON.parse(text);
}
