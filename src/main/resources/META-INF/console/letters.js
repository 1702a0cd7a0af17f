// Dead letters by reason, and their replay: ten on trial, then all.

import { html, useEffect, useRef, useState } from "./preact.js";
import { call, post, save, usePolled } from "./server.js";
import { clock, count, counted } from "./format.js";
import { outcome } from "./judge.js";
import { announce, Button, missing, Problems, Shape, Table, Time, useAction } from "./parts.js";
import { Confirm } from "./dialog.js";

const TRIAL = 10;
const FATE_MILLIS = 300_000;

/**
 * @param path of the queue in the admin API
 * @param queue its name at the broker
 * @param dead how many letters it has, as the broker says
 * @param values whether the destination's words are shown as they are
 */
export function Letters({ path, queue, destination, dead, session, values }) {
  const { job, refreshJobs } = useLastJob(queue);
  const isRunning = job?.state === "running";
  const letters = useLetters(path, dead, isRunning, values);
  const [asking, setAsking] = useState();
  const action = useAction();
  const why = missing(session, "operate") ?? (isRunning ? "a replay is running" : undefined);
  // The number that is asked about is the newest known, not that of when the dialog was opened.
  const group = letters.data?.reasons?.find((each) => keyOf(each) === keyOf(asking?.group ?? {})) ?? asking?.group;

  async function replay(selection) {
    await post(`${path}/replay`, selection);
    refreshJobs();
  }
  async function stop() {
    await action.run(() => call(`admin/jobs/${encodeURIComponent(job.id)}`, { method: "DELETE" }));
    refreshJobs();
  }
  /** The API refuses the first call, and says how many it would be and what to send then. */
  async function askToDiscard(group) {
    const problem = await post(`${path}/discard`, { reason: group.reason }).catch((refused) => refused);
    if (problem.status === 428) {
      setAsking({ what: "discard", group, again: problem.body.again, selected: problem.body.selected });
    } else {
      throw problem;
    }
  }
  return html`<div>
    ${job && html`<${Job} job=${job} why=${missing(session, "operate")} onStop=${stop} />`}
    <${Problems} of=${action.problem} />
    <${Groups} letters=${letters} dead=${dead} why=${why} onTry=${(group) => action.run(() => replay({ reason: group.reason, limit: TRIAL }))}
      whyNoExport=${missing(session, "values") ?? (isRunning ? "a replay is running" : undefined)}
      onExport=${() => action.run(() => save(`${path}/export`, `dead-${destination}.ndjson`))}
      onAll=${(group) => setAsking({ what: "replay", group })} onDiscard=${(group) => action.run(() => askToDiscard(group))}
      busy=${action.busy} />
    ${asking?.what === "replay" && html`<${Confirm} title="Replay all of this reason?" button=${`Replay ${count(group.count)}`}
        act=${() => replay({ reason: group.reason })} onClose=${() => setAsking()}>
      <p>${counted(group.count, "dead letter")} with the reason <q>${group.reason}</q> ${group.count === 1 ? "goes" : "go"}
        ${" "}to <b>${destination}</b> again; no other destination gets them. Those that die after the replay begins stay.</p>
      <p>The replay stops by itself if the first ten all die again, and you can stop it.</p>
    <//>`}
    ${asking?.what === "discard" && html`<${Confirm} title="Discard for good?" button=${`Discard ${count(asking.selected)}`} isDangerous=${true}
        act=${async () => {
          const done = await post(`${path}/discard`, asking.again);
          announce(`${counted(done.discarded, "dead letter")} discarded.`);
          letters.refresh();
        }} onClose=${() => setAsking()}>
      <p>${counted(asking.selected, "dead letter")} with the reason <q>${asking.group.reason}</q> ${asking.selected === 1 ? "is" : "are"}
        ${" "}removed. <b>They cannot be had back</b>, and ${destination} never gets them. Export them first, if in doubt.</p>
    <//>`}
  </div>`;
}

/** Groups are asked for when there are letters, and again when their number changes; not while a replay has the queue. */
function useLetters(path, dead, isRunning, values) {
  const [state, setState] = useState({});
  const action = useAction();
  async function refresh() {
    const askedAt = new Date().toISOString();
    const data = await action.run(() => call(`${path}/reasons${values ? "?values=true" : ""}`));
    if (data) {
      setState({ data, askedAt });
    }
  }
  useEffect(() => {
    if (!isRunning) {
      refresh();
    }
  }, [path, dead, isRunning, values]);
  return { ...state, problem: isRunning ? undefined : action.problem, busy: action.busy, refresh };
}

/** The newest job of a queue, in whichever process it runs; its end is announced. */
function useLastJob(queue) {
  const [isBusy, setBusy] = useState(true);
  const poll = usePolled("admin/jobs", isBusy ? 1 : 10);
  const jobs = Array.isArray(poll.data) ? poll.data : poll.data?.jobs ?? [];
  const job = jobs.filter((each) => each.queue === queue)
    .sort((one, other) => Date.parse(other.startedAt) - Date.parse(one.startedAt))[0];
  const last = useRef();
  useEffect(() => {
    if (last.current?.id === job?.id && last.current?.state === "running" && job.state !== "running") {
      announce(outcome(job));
    }
    last.current = job;
    setBusy(job !== undefined && (job.state === "running" || job.waiting > 0 && isRecent(job)));
  }, [poll.data]);
  return { job, refreshJobs: poll.refresh };
}

/** What waits for longer is perhaps not counted any more: the process that has settled it may have ended. */
function isRecent(job) {
  return Date.now() - Date.parse(job.endedAt ?? job.startedAt) < FATE_MILLIS;
}

function Job({ job, why, onStop }) {
  const isRunning = job.state === "running";
  const moved = job.moved ?? job.replayed ?? 0;
  const isBad = job.state === "failed" || job.stoppedBecause || moved > 0 && job.deadAgain === moved;
  const isOver = !isRunning && !(job.waiting > 0);
  const [tone, shape] = isBad ? ["bad", "octagon"] : isOver ? job.deadAgain > 0 ? ["warn", "triangle"] : ["good", "circle"] : ["accent", "clock"];
  return html`<div class="job tone-edge-${tone}">
    <p><${Shape} kind=${shape} tone=${tone} /> <b>Replay</b> <span class="muted"><${Time} at=${job.startedAt} /></span>${" "}
      <span class="outcome">${outcome(job)}</span></p>
    ${isRunning && html`<p class="muted">It runs in one process, and ends with it: what was not sent by then stays among the dead letters.</p>`}
    ${isRunning && html`<div class="job-progress"><progress max=${Math.max(1, job.selected ?? 1)} value=${job.selected ? moved : undefined}
        aria-label="Dead letters sent again" /><${Button} onClick=${onStop} why=${why}>Stop<//></div>`}
  </div>`;
}

function Groups({ letters, dead, why, busy, onTry, onAll, onDiscard, whyNoExport, onExport }) {
  const { data } = letters;
  if (!data) {
    return letters.problem ? html`<${Problems} of=${letters.problem} />` : html`<p class="empty" aria-busy="true">Looking …</p>`;
  }
  const reasons = data.reasons ?? [];
  return html`<div><${Problems} of=${letters.problem} />
    <${Table} caption="Dead letters by reason" rows=${reasons} rowKey=${keyOf}
      empty=${dead > 0 ? "They are on their way or held by a replay: look again in a moment." : "There are none."} columns=${[
        { title: "Reason", wide: true, cell: (each) => html`<div class="reason"><b>${each.reason}</b>
          ${each.answer && html`<q class="muted">${each.answer}</q>`}<span class="muted">${types(each.types)}</span></div>` },
        { title: "Letters", number: true, cell: (each) => html`<div>${count(each.count)}${each.sinceLastReplay > 0
          && html`<div class="muted">${count(each.sinceLastReplay)} new</div>`}</div>` },
        { title: "First", minor: true, cell: (each) => html`<${Time} at=${each.first ?? each.oldest} />` },
        { title: "Last", minor: true, cell: (each) => html`<${Time} at=${each.last ?? each.newest} />` },
        { title: "", cell: (each) => html`<div class="buttons">
          <${Button} onClick=${() => onTry(each)} why=${why} busy=${busy} aria-label=${`Try ten: ${each.reason}`}>Try ${Math.min(TRIAL, each.count)}<//>
          <${Button} onClick=${() => onAll(each)} why=${why} busy=${busy} aria-label=${`Replay all: ${each.reason}`}>Replay all …<//>
          <${Button} onClick=${() => onDiscard(each)} why=${why} busy=${busy} kind="quiet" aria-label=${`Discard: ${each.reason}`}>Discard …<//>
        </div>` },
      ]} />
    <p class="muted foot">${data.complete === false ? `The first ${count(data.looked)} of ${count(data.queued)}. ` : ""}${data.others > 0
      ? `${count(data.others)} more with other reasons. ` : ""}As of ${clock(letters.askedAt)}. <${Button} kind="quiet" busy=${letters.busy}
      onClick=${letters.refresh}>Look again<//> ${dead > 0 && html`<${Button} kind="quiet" busy=${busy} why=${whyNoExport}
      onClick=${onExport}>Export<//>`}</p></div>`;
}

function keyOf(group) {
  return `${group.reason} ${group.stage}`;
}

function types(of) {
  const entries = Object.entries(of ?? {});
  return entries.length === 0 ? "" : entries.map(([type, times]) => `${type || "no type"} ${count(times)}`).join(", ");
}
