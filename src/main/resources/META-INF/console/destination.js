// One destination: its state and the one button that helps, its last hour, what it answers, and its dead letters.

import { html, useState } from "./preact.js";
import { post, usePolled } from "./server.js";
import { count, counted, duration, rate, secondsBetween } from "./format.js";
import { ageTone, causeOf, isHeldBack, isInTrouble, isRefusedAccess, sinceOf, stateOf, whereOf } from "./judge.js";
import { announce, Button, Figure, Fresh, missing, Problems, Section, Shape, Since, State, Table, Time, Unreached, useAction }
  from "./parts.js";
import { Confirm } from "./dialog.js";
import { Spark } from "./charts.js";
import { Exchanges } from "./exchanges.js";
import { Letters } from "./letters.js";
import { Tap } from "./tap.js";

const POLL_SECONDS = 2;
const LETTERS = "dead-letters";
const POINTS = ["routed", "delivered", "failed", "dead"];

export function Destination({ name, session }) {
  const [values, setValues] = useState(false);
  const path = `admin/fleet/destinations/${encodeURIComponent(name)}`;
  const poll = usePolled(values ? `${path}?values=true` : path, POLL_SECONDS);
  const noValues = missing(session, "values");
  const data = poll.data;
  return html`<div class="screen">
    <p class="crumb"><a href="#/">Overview</a> / Destination</p>
    <h1 tabindex="-1">${name}</h1>
    <${Fresh} poll=${poll}>${data && html`<div class="screen">
      <${Banner} of=${data} path=${path} session=${session} refresh=${poll.refresh} />
      <${Figures} of=${data} />
      <${Hour} minutes=${data.minutes ?? []} />
      <${Section} title="Last exchanges" aside=${html`<${Button} onClick=${() => setValues(!values)} why=${noValues}
          aria-pressed=${values ? "true" : "false"}>${values ? "Hide values" : "Show values"}<//>`}>
        <${Exchanges} of=${data.exchanges ?? []} isHiding=${!values} why=${noValues} /><//>
      <${Section} title="Dead letters" id=${LETTERS}><${Letters} path=${`admin/destinations/${encodeURIComponent(name)}/dead`} queue=${`anivia.dead.${name}`}
        destination=${name} dead=${data.dead} session=${session} values=${values} /><//>
      <${Section} title="Tap"><${Tap} session=${session} points=${POINTS} chosen=${["delivered", "failed"]} fixed=${{ destination: name }} /><//>
      <${Section} title="Processes"><${Processes} of=${data.processes ?? []} /><//>
    </div>`}<//>
  </div>`;
}

/** The state, why, and the button that helps most. */
function Banner({ of, path, session, refresh }) {
  const [isPausing, setPausing] = useState(false);
  const action = useAction();
  const [tried, setTried] = useState({});
  const { tone, shape, word } = stateOf(of);
  const noOperator = missing(session, "operate");
  const now = of.at ?? new Date().toISOString();

  async function change(what, body) {
    const answer = await post(`${path}/${what}`, body);
    refresh();
    // A process of an earlier version does not say what came of a probe.
    announce({ pause: `${of.name} is paused.`, resume: `${of.name} is resumed.`,
      probe: answer.outcome ? `${of.name} was tried: ${answer.outcome}.` : `${of.name} is being tried now.` }[what]);
    return answer;
  }
  async function probe() {
    setTried({ isUnderWay: true });
    const answer = await action.run(() => change("probe"));
    setTried({ at: new Date().toISOString(), outcome: answer?.outcome });
  }
  const button = (name, act) => html`<${Button} kind="primary" why=${noOperator} busy=${action.busy} onClick=${act}>${name}<//>`;
  const wait = secondsBetween(now, of.nextTry);
  return html`<section class="card banner tone-edge-${tone}" aria-label="State">
    <div class="banner-text">
      <p class="big"><${Shape} kind=${shape} tone=${tone} /><span class="tone-${tone}">${word}</span>
        ${sinceOf(of) && html`<span class="muted"> for <${Since} at=${sinceOf(of)} now=${now} /></span>`}
        ${whereOf(of) && html`<span class="muted"> ${whereOf(of)} processes</span>`}</p>
      <${Cause} of=${of} />
      <p class="muted">${keptOf(of)} ${isHeldBack(of) && retryOf(of, wait)} ${of.lastSuccess ? html`<span>Last success <${Time} at=${of.lastSuccess} />.</span>` : ""}</p>
      ${isRefusedAccess(of) && html`<p class="muted">Once its operators let our token in again, probe it. If it is our setting that has to
        change, change it and restart the processes that deliver: they read it when they start.</p>`}
      ${tried.isUnderWay && html`<p><b>Being tried …</b></p>`}
      ${tried.outcome && html`<p class="tried"><b>Tried at <${Time} at=${tried.at} />:</b> ${tried.outcome}.</p>`}
    </div>
    <div class="buttons">
      ${of.state === "paused" ? button("Resume", () => action.run(() => change("resume"))) : null}
      ${isHeldBack(of) ? button("Probe now", probe) : null}
      ${of.dead > 0 ? html`<${Button} kind=${of.condition === "dying" ? "primary" : ""} onClick=${goToLetters}>Dead letters<//>` : null}
      ${of.state === "paused" ? null : html`<${Button} why=${noOperator} busy=${action.busy} onClick=${() => setPausing(true)}>Pause …<//>`}
    </div>
    <${Problems} of=${action.problem} />
    <${Unreached} answer=${action.answer} />
    ${isPausing && html`<${Confirm} title=${`Pause ${of.name}?`} button="Pause" reason="Reason, for the journal"
        act=${async (reason) => action.keep(await change("pause", { reason }))} onClose=${() => setPausing(false)}>
      <p>All ${counted((of.processes ?? []).length, "process", "processes")} stop delivering to it until it is resumed, and so do those that
        start later. ${of.backlog > 0 ? `${counted(of.backlog, "event")} ${of.backlog === 1 ? "waits" : "wait"} now; ` : ""}new ones are kept in
        the broker${of.inPerSecond > 0 ? `, ${rate(of.inPerSecond)} a second at present` : ""}.</p>
    <//>`}
  </section>`;
}

/** What becomes of the events that it does not get now; empty if it gets all. */
function keptOf(of) {
  if (of.state === "paused") {
    return "It stays paused until it is resumed, over restarts and for new processes, and its events are kept.";
  }
  if (of.condition === "dying") {
    return "Dead letters are kept. Once the cause is mended, try ten of a reason, then replay all.";
  }
  return stateOf(of).word === "Delivering" ? "" : "Nothing is thrown away: its events wait in the broker.";
}

/** When one that is held back is tried again. */
function retryOf(of, wait) {
  if (wait > 0) {
    return `It is tried again in ${duration(wait)}, and goes on once that succeeds.`;
  }
  return of.backlog > 0 ? "It is being tried again." : "It is tried again with the next event.";
}

/** An address with a fragment would be another screen's. */
function goToLetters() {
  const heading = document.getElementById(LETTERS);
  heading.scrollIntoView();
  heading.focus({ preventScroll: true });
}

function Cause({ of }) {
  const cause = causeOf(of);
  if (cause) {
    return html`<p class="words">${cause}</p>`;
  }
  return of.lastFailure ? html`<p class="muted">Last failure <${Time} at=${of.lastFailure.at} />: ${of.lastFailure.words}</p>` : null;
}

function emptyIn(of) {
  if (!(of.backlog > 0)) {
    return "now";
  }
  return isInTrouble(of) && typeof of.emptyInSeconds !== "number" ? "not now" : duration(of.emptyInSeconds);
}

function Figures({ of }) {
  return html`<dl class="figures">
    <${Figure} name="Oldest" tone=${ageTone(of)}>${of.backlog > 0 ? duration(of.oldestSeconds) : "none"}<//>
    <${Figure} name="Waiting">${count(of.backlog)}<//>
    <${Figure} name="In/s">${rate(of.inPerSecond)}<//>
    <${Figure} name="Out/s">${rate(of.outPerSecond)}<//>
    <${Figure} name="Empty in" hint="at the rates of now">${emptyIn(of)}<//>
    <${Figure} name="Dead" tone=${of.dead > 0 ? "bad" : ""}>${count(of.dead)}<//>
    <${Figure} name="Delivered">${count(of.delivered)}<//>
    <${Figure} name="Filtered" hint="events that it does not want">${count(of.filtered)}<//>
    <${Figure} name="Unaccounted" tone=${of.unaccounted > 0 ? "bad" : ""}>${count(of.unaccounted)}<//>
  </dl>`;
}

function Hour({ minutes }) {
  const of = (name) => minutes.map((each) => each[name]);
  const isRunning = minutes.at(-1)?.running === true;
  return html`<div class="sparks">
    <${Spark} title="Events a minute" format=${count} isRunning=${isRunning} series=${[{ name: "out", values: of("out") }, { name: "in", values: of("in") }]} />
    <${Spark} title="Age of the oldest" format=${duration} tone="warn" series=${[{ name: "age", values: of("oldestSeconds") }]} />
    <${Spark} title="Waiting" format=${count} tone="held" series=${[{ name: "waiting", values: of("backlog") }]} />
    <${Spark} title="Failed attempts" format=${count} tone="bad" isRunning=${isRunning} series=${[{ name: "failed", values: of("failed") }]} />
  </div>`;
}

function Processes({ of }) {
  return html`<${Table} caption="This destination in each process" rows=${of} rowKey=${(each) => each.id} empty="No process delivers to it."
    columns=${[
      { title: "Process", cell: (each) => each.id },
      { title: "State", cell: (each) => html`<${State} of=${each} />` },
      { title: "Since", minor: true, cell: (each) => html`<${Time} at=${each.since} />` },
      { title: "Why", wide: true, cell: (each) => each.reason ?? "" },
    ]} />`;
}
