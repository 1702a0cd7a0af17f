// What the figures of the fleet mean: states, causes, and the sentences at the top of the overview.

import { count, counted, duration, rate, secondsBetween } from "./format.js";

/** Older than this, an event is late; the alert AniviaDestinationLate waits longer. */
export const LATE_SECONDS = 300;
const SPOOL_FILLING = 0.8;

const STATES = {
  delivering: { word: "Delivering", tone: "good", shape: "circle" },
  "backing off": { word: "Backing off", tone: "warn", shape: "triangle" },
  suspended: { word: "Suspended", tone: "bad", shape: "octagon" },
  paused: { word: "Paused", tone: "held", shape: "bars" },
};

/** The overview with all lists that it should have: an earlier version in the fleet may leave some out. */
export function complete(fleet) {
  return fleet && { ...fleet, ...Object.fromEntries(["processes", "destinations", "sources", "journal"].map((name) => [name, fleet[name] ?? []])) };
}

/** Word, colour and shape of a destination's state; late is one that delivers, but has old events. */
export function stateOf(destination) {
  if (destination.state === "delivering" && destination.oldestSeconds > LATE_SECONDS) {
    return { word: "Late", tone: "warn", shape: "clock" };
  }
  return STATES[destination.state] ?? { word: String(destination.state ?? "Unknown"), tone: "plain", shape: "ring" };
}

export function isInTrouble(destination) {
  return stateOf(destination).tone !== "good" || destination.refusing !== null && destination.refusing !== undefined;
}

/** Why a destination does not deliver, in its own words where it has said any; empty if all is well. */
export function causeOf(destination) {
  if (destination.state === "paused") {
    const { by, reason } = destination.paused ?? {};
    return [reason, by && `by ${by}`].filter(Boolean).join(", ");
  }
  if (destination.refusing) {
    return `the broker refuses its events: ${words(destination.refusing)}`;
  }
  if (destination.state === "delivering") {
    return "";
  }
  return destination.reason ?? destination.lastFailure?.words ?? "";
}

/** A message, or messages by name, in one line. */
export function words(value) {
  return typeof value === "object" && value !== null
    ? Object.entries(value).map(([name, what]) => `${name}: ${words(what)}`).join("; ")
    : String(value ?? "");
}

/** Whether events are accounted for: a tone, a shape, and a sentence. */
export function verdict(conservation) {
  if (conservation?.holds === true) {
    return { tone: "good", shape: "circle", sentence: "Every event is accounted for" };
  }
  if (conservation?.holds === false) {
    return { tone: "bad", shape: "octagon",
      sentence: `${counted(conservation.unaccounted, "event")} cannot be accounted for` };
  }
  return { tone: "plain", shape: "ring", sentence: "Whether every event is accounted for cannot be told now" };
}

/** What an operator has to know first, worst first: { tone, shape, text, destination? }. */
export function troubles(fleet) {
  return [...brokerTroubles(fleet.broker), ...conservationTroubles(fleet.conservation),
    ...fleet.destinations.filter(isInTrouble).map((each) => destinationTrouble(each, fleet.at)),
    ...fleet.processes.flatMap(processTroubles), ...spoolTroubles(fleet.spool)];
}

function brokerTroubles(broker) {
  const found = [];
  if (broker?.ready === false) {
    found.push(trouble("bad", "The broker cannot be reached: nothing moves until it is back."));
  }
  if (broker?.blocked) {
    found.push(trouble("bad", "The broker takes nothing in: an alarm of its memory or disk blocks all publishers."));
  }
  return found;
}

function conservationTroubles(conservation) {
  return conservation?.holds === false ? [trouble("bad", `${verdict(conservation).sentence}.`)] : [];
}

function destinationTrouble(destination, at) {
  const state = stateOf(destination);
  const since = secondsBetween(destination.since, at);
  const cause = causeOf(destination);
  const waiting = destination.backlog > 0
    ? ` ${counted(destination.backlog, "event")} ${destination.backlog === 1 ? "waits" : "wait"}, the oldest for `
      + `${duration(destination.oldestSeconds)}.`
    : " Nothing waits for it.";
  const how = state.word === "Late" ? "is late" : destination.state === "delivering" ? "is refused by the broker"
    : since === null ? `is ${state.word.toLowerCase()}` : `has been ${state.word.toLowerCase()} for ${duration(since)}`;
  return { tone: state.tone, shape: state.shape, destination: destination.name, how, cause, waiting };
}

function processTroubles(process) {
  if (process.silent) {
    return [trouble("warn", `The process ${process.id} does not answer.`)];
  }
  if (process.ready === false) {
    return [trouble("warn", `The process ${process.id} is not ready${process.problem ? `: ${process.problem}` : ""}.`)];
  }
  return process.routesDiffer
    ? [trouble("warn", `The process ${process.id} has other route files than the rest: ${words(process.routesDiffer)}.`)]
    : [];
}

function spoolTroubles(spool) {
  return spool?.maxBytes > 0 && spool.bytes > SPOOL_FILLING * spool.maxBytes
    ? [trouble("bad", `The spool is filling: ${count(Math.round(100 * spool.bytes / spool.maxBytes))} % of its bound.`)]
    : [];
}

function trouble(tone, sentence) {
  return { tone, shape: tone === "bad" ? "octagon" : "triangle", sentence };
}

/** What a replay has come to, in a sentence. */
export function outcome(job) {
  const moved = job.moved ?? job.replayed ?? 0;
  if (job.state === "running") {
    const all = typeof job.selected === "number" ? ` of ${count(job.selected)}` : "";
    const speed = typeof job.perSecond === "number" ? `, ${rate(job.perSecond)} a second`
      : job.rate ? `, at most ${count(job.rate)} a second` : "";
    const left = typeof job.etaSeconds === "number" ? `, ${duration(job.etaSeconds)} left` : "";
    return `Sending again: ${count(moved)}${all}${speed}${left}.`;
  }
  const parts = [
    typeof job.delivered === "number" && `${count(job.delivered)} delivered`,
    typeof job.deadAgain === "number" && `${count(job.deadAgain)} dead again`,
    job.waiting > 0 && `${count(job.waiting)} still waiting`,
  ].filter(Boolean);
  const end = { stopped: "Stopped", failed: "Failed" }[job.state];
  const because = job.stoppedBecause ?? job.error;
  return `${end ? `${end}${because ? `, because ${because}` : ""}. ` : ""}${count(moved)} sent again`
    + `${parts.length === 0 ? "" : `: ${parts.join(", ")}`}.`;
}
