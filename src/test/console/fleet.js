// A fleet as the admin API describes one: 40 destinations, some in trouble, and what can be done about it.

const START = Date.now() - 3 * 3_600_000;
const time = (secondsAgo) => new Date(Date.now() - secondsAgo * 1000).toISOString();

const NAMES = ["splunk", "omniture", "partner-eu", "crm", "warehouse", "fraud", "push", "webhook", "billing", "recommender"];
const PARTNERS = ["acme", "north", "delta", "harbour", "lumen", "orbit", "pioneer", "quartz", "ridge", "summit"];

export class Fleet {
  processes = [
    process("elmer-7d9f8-x2k4p", ["elmer"], 10_800),
    process("elmer-7d9f8-m9q7c", ["elmer"], 10_740),
    process("prospector-5c6b-r8t2w", ["prospector"], 10_790),
    process("prospector-5c6b-v4j6n", ["prospector"], 3_120),
  ];
  broker = { ready: true, state: { publish: "connected", consume: "connected" }, refusing: {}, blocked: false };
  conservation = { holds: true, note: null, unaccounted: 0 };
  journal = [
    { at: time(744), process: "prospector-5c6b-r8t2w", kind: "state", destination: "splunk", text: "suspended: 403 invalid token", by: null },
    { at: time(1980), process: "elmer-7d9f8-x2k4p", kind: "operator", destination: "crm", text: "paused: migration until 05:00", by: "mara" },
    { at: time(3120), process: "prospector-5c6b-v4j6n", kind: "start", destination: null, text: "started, version 0.2.0, prospector", by: null },
    { at: time(5400), process: "prospector-5c6b-r8t2w", kind: "reload", destination: null, text: "2 destinations replaced: partner-eu, webhook", by: "mara" },
    { at: time(9000), process: "elmer-7d9f8-m9q7c", kind: "broker", destination: null, text: "connected again after 4 s", by: null },
  ];
  jobs = [];
  destinations = [];
  /** What the next replayed letters do at their destination. */
  lettersDie = false;
  /** What comes of a probe; empty if it is delivered. */
  probeFails = "";
  /** Why no replay can begin; empty if one can. */
  busy = "";

  constructor({ troubles = ["splunk", "partner-eu", "crm"] } = {}) {
    const names = [...NAMES, ...Array.from({ length: 30 }, (_, index) =>
      `${PARTNERS[index % 10]}-${["orders", "sessions", "logs"][Math.floor(index / 10)]}`)];
    this.destinations = names.map((name, index) => delivering(name, index));
    const trouble = {
      splunk: { state: "suspended", since: time(744), reason: "splunk.example.com:8088 answered HTTP 403, code 4 (invalid token)", nextTry: time(-38),
        cause: "HTTP 403 Forbidden, invalid token", oldestSeconds: 744, backlog: 18_204, dead: 480, outPerSecond: 0, emptyInSeconds: null, lastSuccess: time(745),
        lastFailure: { at: time(12), words: "splunk.example.com:8088 answered HTTP 403, code 4 (invalid token)" },
        states: { suspended: 2 } },
      "partner-eu": { state: "backing off", since: time(96), reason: "ConnectException: Connection refused: partner-eu/203.0.113.7:443", nextTry: time(-9),
        cause: "connection refused",
        oldestSeconds: 98, backlog: 2210, outPerSecond: 0, states: { "backing off": 2 }, lastFailure: { at: time(20), words: "ConnectException: Connection refused" } },
      crm: { state: "paused", since: time(1980), oldestSeconds: 1980, backlog: 8411, outPerSecond: 0, states: { paused: 2 },
        paused: { by: "mara", at: time(1980), reason: "migration until 05:00" } },
    };
    troubles.forEach((name) => Object.assign(this.find(name), trouble[name]));
    this.reasons = { splunk: [
      { reason: "HTTP 400", answer: "{\"text\":\"Incorrect index\",\"code\":7}", stage: "delivery", count: 468, first: time(6_100), last: time(800),
        types: { order: 310, "screen view": 158 }, sinceLastReplay: 0 },
      { reason: "larger than maxContentLength", answer: null, stage: "delivery", count: 12, first: time(9_000), last: time(2_400),
        types: { log: 12 }, sinceLastReplay: 2 },
    ] };
  }

  find(name) {
    return this.destinations.find((each) => each.name === name);
  }

  overview() {
    const order = ["suspended", "backing off", "paused", "delivering"];
    const destinations = this.destinations.map(judged).sort((one, other) =>
      order.indexOf(one.state) - order.indexOf(other.state) || other.oldestSeconds - one.oldestSeconds);
    const sum = (of) => destinations.reduce((total, each) => total + each[of], 0);
    const [delivered, filtered, dead, waiting] = [sum("delivered"), sum("filtered"), sum("dead"), sum("backlog")];
    return { at: new Date().toISOString(), processes: this.processes, verdict: this.#verdict(destinations),
      conservation: { accepted: 1_208_664, events: 10_412_730, routed: delivered + filtered + dead + waiting + this.conservation.unaccounted,
        delivered, filtered, dead, rejected: 37, waiting, since: new Date(START).toISOString(), ...this.conservation },
      broker: this.broker, spool: { payloads: 0, bytes: 0, maxBytes: 2_147_483_648 }, sources: SOURCES(), destinations, journal: this.journal };
  }

  /** A part of what the server's FleetVerdict decides, in its words; it has its own tests. */
  #verdict(destinations) {
    const { unaccounted, holds } = this.conservation;
    const findings = [
      ...holds === false ? [{ kind: "unaccounted", tone: "bad", destination: null, process: null, text: `${unaccounted} events cannot be accounted for.` }] : [],
      ...destinations.filter((each) => each.condition).map((each) => ({ kind: each.condition, tone: TONES[each.condition] ?? "warn",
        destination: each.name, process: null, text: `${said(each)} ${each.backlog.toLocaleString("en")} events wait, the oldest for ${
          Math.floor(each.oldestSeconds / 60)} min.` })),
      ...this.processes.filter((each) => each.silent).map((each) => ({ kind: "silent", tone: "warn", destination: null, process: each.id,
        text: `The process ${each.id} does not answer.` })),
    ];
    const dead = destinations.reduce((sum, each) => sum + each.dead, 0);
    const all = findings.every((each) => each.destination) ? "destination" : "thing";
    return { findings, headline: findings.length === 0 ? `All is well${dead > 0 ? `, but for ${dead} dead letters` : ""}`
      : `${findings.length} ${all}${findings.length === 1 ? " needs" : "s need"} attention` };
  }

  destination(name, showsValues) {
    const found = judged(this.find(name) ?? { ...this.destinations[0], name });
    return { ...found, minutes: minutes(found), exchanges: exchanges(found, showsValues),
      processes: this.processes.filter((each) => each.roles.includes("prospector")).map((each) => ({ id: each.id, state: found.state,
        since: found.since, reason: found.reason })) };
  }

  note(destination, text, by) {
    this.journal.unshift({ at: new Date().toISOString(), process: this.processes[0].id, kind: "operator", destination, text, by });
  }

  change(name, what, body, by) {
    const found = this.find(name);
    if (what === "probe" && this.probeFails) {
      this.note(name, `probe: ${this.probeFails}`, by);
      return { destination: this.destination(name), answered: 2, silent: [], problems: [], outcome: this.probeFails, tried: [] };
    }
    if (what === "pause") {
      Object.assign(found, { state: "paused", since: new Date().toISOString(), paused: { by, at: new Date().toISOString(), reason: body.reason },
        reason: null, outPerSecond: 0 });
    } else {
      Object.assign(found, delivering(name, 3), { cause: null, since: new Date().toISOString(), dead: found.dead });
    }
    this.note(name, { pause: `paused: ${body.reason}`, resume: "resumed", probe: "probe: delivered in 2 of 2 processes" }[what], by);
    return { destination: this.destination(name), answered: 2, silent: [], problems: [],
      ...what === "probe" ? { outcome: "delivered in 2 of 2 processes", tried: this.#tried() } : {} };
  }

  #tried() {
    return this.processes.filter((each) => each.roles.includes("prospector")).map((each) => ({ process: each.id, result: "delivered", words: null }));
  }

  /** Every look at a job moves it on. */
  replay(name, { reason, limit }) {
    if (this.busy) {
      return { status: 409, detail: this.busy };
    }
    const group = this.reasons[name].find((each) => each.reason === reason);
    const job = { id: `job-${this.jobs.length + 1}`, queue: `anivia.dead.${name}`, state: "running", moved: 0,
      selected: Math.min(limit ?? Infinity, group.count), rate: 100, startedAt: new Date().toISOString(), etaSeconds: 4, delivered: 0,
      deadAgain: 0, waiting: 0, stoppedBecause: null };
    this.jobs.push(job);
    Object.defineProperty(job, "advance", { value: () => this.#advance(name, group, job) });
    return job;
  }

  #advance(name, group, job) {
    if (job.state !== "running") {
      job.delivered += this.lettersDie ? 0 : job.waiting;
      job.waiting = 0;
      return;
    }
    const moving = Math.min(Math.ceil(job.selected / 3), job.selected - job.moved);
    job.moved += moving;
    if (this.lettersDie) {
      job.deadAgain += moving;
    } else {
      job.waiting = moving;
      job.delivered = job.moved - moving;
      group.count -= moving;
      this.find(name).dead -= moving;
      this.reasons[name] = this.reasons[name].filter((each) => each.count > 0);
    }
    if (job.moved === job.selected) {
      Object.assign(job, this.lettersDie ? { state: "stopped", stoppedBecause: "the first 10 all died again" } : { state: "done" });
    }
  }

  discard(name, { reason, confirm }) {
    const group = this.reasons[name].find((each) => each.reason === reason);
    const confirmation = `${name}:${group.count}`;
    if (confirm !== confirmation) {
      return { status: 428, detail: `nothing was discarded: to discard ${group.count} for good, send what stands in "again"`, selected: group.count,
        again: { reason, before: new Date().toISOString(), confirm: confirmation } };
    }
    this.reasons[name] = this.reasons[name].filter((each) => each !== group);
    this.find(name).dead -= group.count;
    return { queue: `anivia.dead.${name}`, discarded: group.count };
  }

  input() {
    return { sources: SOURCES(),
      keys: [{ name: "ios-app", perSecond: 402.5, accepted: 611_034 }, { name: "android-app", perSecond: 377.1, accepted: 540_877 },
        { name: "web", perSecond: 31, accepted: 56_753 }],
      rejected: [
        { reason: "no JSON: unexpected end of input", count: 31, first: time(9_800), last: time(330), samples: [
          { receipt: "0198f3a2-77a0-7cc2-9a58-4a0c1f1be1d0", source: "events", excerpt: { events: "array of 12", sentAt: "string" } },
          { receipt: "0198f3a2-8d14-7d03-8e6b-90e7f6a4c0aa", source: "segment", excerpt: { batch: "array of 3", context: { app: "object of 4" } } }] },
        { reason: "member 3 of \"events\" is no object", count: 6, first: time(4_000), last: time(3_100), samples: [
          { receipt: "0198f3a1-0d02-7b0f-b1e4-4d7c5ea2d9b3", source: "events", excerpt: { "(string)": "18 characters" } }] }],
      clocks: { device: 9_180_411, "sent-at": 228_004, received: 4315 },
      warnings: [{ text: "user.email: no text, left as it was", count: 218 }, { text: "campaign: unknown parameter", count: 47 }],
      schemas: [{ schema: "order.schema.json", violations: 12 }] };
  }

  services() {
    return { services: [
      { name: "checkout", perSecond: 88.2, errorShare: 0.081, events: 912_004, errors: 73_872, lastSeen: time(1) },
      { name: "search", perSecond: 210.4, errorShare: 0.002, events: 2_290_118, errors: 4580, lastSeen: time(0) },
      { name: "session-api", perSecond: 41, errorShare: 0, events: 402_371, errors: 0, lastSeen: time(2) }], more: 0 };
  }
}

const TONES = { suspended: "bad", paused: "held" };

function judged(of) {
  return { ...of, condition: of.state === "delivering" ? of.condition ?? null : of.state.replace(" ", "-") };
}

function said(of) {
  const minutes = Math.floor((Date.now() - Date.parse(of.since)) / 60_000);
  const states = Object.entries(of.states ?? {});
  const where = states.length > 1 ? ` in ${of.states[of.state]} of ${states.reduce((sum, [, each]) => sum + each, 0)} processes` : "";
  return of.state === "delivering" ? { hanging: "hangs: a delivery has been under way for 40 s without an answer.", late: "is late.",
    dying: `has ${of.diedLately} new dead letters within 5 minutes, the last failure: ${of.cause}.` }[of.condition]
    : `has been ${of.state} for ${minutes} min${where}: ${of.state === "paused" ? `${of.paused.reason}, by ${of.paused.by}` : of.cause}.`;
}

function process(id, roles, up) {
  return { id, host: id, roles, version: "0.2.0", startedAt: time(up), silent: false, ready: true, problem: null, routesDiffer: null };
}

function delivering(name, index) {
  const rate = [7012, 806, 402, 399, 62.5, 7.4, 0.3, 0][index % 8];
  return { name, state: "delivering", since: time(10_700 - index * 13), reason: null, nextTry: null, oldestSeconds: index % 5 === 1 ? 1 : 0,
    backlog: index % 5 === 1 ? 40 + index : 0, dead: index === 6 ? 3 : 0, inPerSecond: rate, outPerSecond: rate,
    emptyInSeconds: index % 5 === 1 ? 2 : null, delivered: Math.round(rate * 9_000), filtered: Math.round(rate * 310), unaccounted: 0,
    lastSuccess: time(1), lastFailure: null, states: { delivering: 2 }, paused: null, refusing: null };
}

const SOURCES = () => [
  { name: "events", accepted: 802_311, rejected: 33, events: 7_911_020, perSecond: 612.4, answers: { 202: 802_311, 400: 4, 401: 29 }, lastSeen: time(0),
    clients: [{ name: "ShopApp/9.4.1 iOS", count: 410_220 }, { name: "ShopApp/9.4.0 iOS", count: 98_004 }, { name: "okhttp/4.12.0", count: 294_087 }] },
  { name: "segment", accepted: 311_870, rejected: 4, events: 902_377, perSecond: 141, answers: { 200: 311_870, 429: 112 }, lastSeen: time(1),
    clients: [{ name: "analytics-ios/4.1.8", count: 201_446 }, { name: "analytics-kotlin/1.16.3", count: 110_424 }] },
  { name: "otlp", accepted: 94_483, rejected: 0, events: 599_333, perSecond: 57.2, answers: { 200: 94_483, 503: 6 }, lastSeen: time(2),
    clients: [{ name: "OTel-OTLP-Exporter-Java/1.44.1", count: 94_483 }] },
];

function minutes(of) {
  const ill = of.state === "delivering" ? 0 : Math.min(60, Math.ceil((Date.now() - Date.parse(of.since)) / 60_000));
  return Array.from({ length: 61 }, (_, index) => {
    const late = index - (61 - ill);
    const wave = 1 + 0.12 * Math.sin(index / 5) + 0.05 * Math.sin(index * 1.7);
    const share = index === 60 ? 0.4 : 1;
    return { at: time((60 - index) * 60), running: index === 60, in: Math.round(of.inPerSecond * 60 * wave * share), out: late >= 0 ? 0 : Math.round(of.inPerSecond * 60 * wave * share),
      failed: late >= 0 ? 2 : 0, oldestSeconds: late >= 0 ? (late + 1) * 60 : index % 7 === 0 ? 2 : 1,
      backlog: late >= 0 ? Math.round(of.backlog * (late + 1) / ill) : 40 };
  });
}

function exchanges(of, showsValues) {
  const body = showsValues ? "{\"time\":1764300001.204,\"event\":{\"id\":\"a81\",\"type\":\"order\",\"total\":49.9}}"
    : { time: "number", host: "string", event: { id: "string", type: "string", total: "number", user: "object of 3" } };
  const request = (url) => ({ method: "POST", url, headers: { Authorization: "Splunk ***", "Content-Type": "application/json", "Content-Encoding": "gzip" }, body });
  const url = `https://${of.name}.example.com:8088/services/collector/event`;
  const good = { at: time(745), process: "prospector-5c6b-r8t2w", ok: true, durationMillis: 41, events: ["a79", "a80"], request: request(url),
    answer: { status: 200, headers: { "Content-Type": "application/json" }, body: { text: "string", code: "number" } }, failure: null };
  if (of.state !== "suspended") {
    return [{ ...good, at: time(1) }];
  }
  const bad = (ago, id) => ({ ...good, at: time(ago), ok: false, durationMillis: 38, events: [id], failure: of.reason,
    answer: { status: 403, headers: { "Content-Type": "application/json; charset=UTF-8", "X-Splunk-Request-Channel": "***" },
      body: "{\"text\":\"Invalid token\",\"code\":4}" } });
  return [bad(12, "a81"), bad(72, "a81"), bad(192, "a81"), good];
}
