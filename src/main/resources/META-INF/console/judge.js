// How the server's verdict is shown: states, causes, and the sentences at the top of the overview.

import { count, counted, duration, rate } from "./format.js";

/** What is wrong with a destination, as the server's FleetVerdict has it. */
const CONDITIONS = {
  hanging: { word: "Hanging", tone: "warn", shape: "clock" },
  late: { word: "Late", tone: "warn", shape: "clock" },
  dying: { word: "Dead letters", tone: "warn", shape: "triangle" },
};
const SHAPES = { bad: "octagon", warn: "triangle", held: "bars" };

/** With what a state is, for those who do not know the word. */
const STATES = {
  delivering: { word: "Delivering", tone: "good", shape: "circle" },
  "backing off": { word: "Backing off", tone: "warn", shape: "triangle",
    meaning: "the destination fails for a while: Anivia waits, longer each time, and tries again by itself" },
  suspended: { word: "Suspended", tone: "bad", shape: "octagon",
    meaning: "the destination refuses for good, as for a wrong token: Anivia has stopped delivering, and tries again by itself now and then" },
  paused: { word: "Paused", tone: "held", shape: "bars",
    meaning: "an operator has paused it: it stays so until one resumes it" },
};

/** The overview with all lists that it should have: an earlier version in the fleet may leave some out. */
export function complete(fleet) {
  return fleet && { ...fleet, ...Object.fromEntries(["processes", "destinations", "sources", "journal"].map((name) => [name, fleet[name] ?? []])) };
}

/** Word, colour, shape and meaning of a destination's state, or of what is wrong with it while it delivers. */
export function stateOf(destination) {
  return destination.state === "delivering" && CONDITIONS[destination.condition]
    || (STATES[destination.state] ?? { word: String(destination.state ?? "Unknown"), tone: "plain", shape: "ring" });
}

/** "in 1 of 2", if not all processes have the state that is shown; else empty. */
export function whereOf(destination) {
  const states = destination.states ?? {};
  const all = Object.values(states).reduce((sum, each) => sum + each, 0);
  const here = states[destination.state];
  return here > 0 && here < all ? `in ${here} of ${all}` : "";
}

export function isInTrouble(destination) {
  return stateOf(destination).tone !== "good" || destination.refusing !== null && destination.refusing !== undefined;
}

/** Whether it waits to be tried again. */
export function isHeldBack(destination) {
  return ["suspended", "backing off"].includes(destination.state);
}

/** Whether the destination does not let Anivia in. */
export function isRefusedAccess(destination) {
  return isHeldBack(destination) && /\bHTTP 40[13]\b/.test(destination.cause ?? "");
}

/** The colour of the age of its oldest event: that of its trouble, if events grow old by it. */
export function ageTone(destination) {
  return isInTrouble(destination) && destination.condition !== "dying" && destination.backlog > 0 ? stateOf(destination).tone : "";
}

/** Since when what is shown of it is so; nothing if it delivers and something else is wrong. */
export function sinceOf(destination) {
  return destination.state !== "delivering" || stateOf(destination).tone === "good" ? destination.since : undefined;
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
  if (destination.condition === "hanging") {
    return `no answer for ${duration(destination.underWaySeconds)}`;
  }
  if (destination.state === "delivering") {
    return destination.condition === "dying" ? `${count(Math.min(destination.diedLately, destination.dead ?? Infinity))} within 5 minutes${destination.cause ? `, the last failure: ${destination.cause}` : ""}` : "";
  }
  return destination.reason ?? destination.lastFailure?.words ?? "";
}

/** The same in a line. */
export function briefCauseOf(destination) {
  return isHeldBack(destination) && !destination.refusing && destination.cause || causeOf(destination);
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

/** What an operator has to know first, worst first, as the server says it: { tone, shape, text, destination?, key }. */
export function troubles(fleet) {
  return (fleet.verdict?.findings ?? []).map((each) => ({ ...each, shape: ["hanging", "late"].includes(each.kind) ? "clock" : SHAPES[each.tone] ?? "ring",
    key: `${each.kind} ${each.destination ?? each.process ?? ""}` }));
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
