// The first screen: is anything lost, what is in trouble, and what has happened.

import { html, useRef, useState } from "./preact.js";
import { bytes, count, counted, duration, rate } from "./format.js";
import { ageTone, briefCauseOf, causeOf, isInTrouble, sinceOf, stateOf, troubles, verdict, whereOf, words } from "./judge.js";
import { Figure, Fresh, Section, Shape, Since, State, Table, Time, useKey } from "./parts.js";
import { go, linkTo } from "./router.js";
import { Sources } from "./sources.js";

const TROUBLES_SHOWN = 6;
const JOURNAL_SHOWN = 20;

export function Overview({ poll }) {
  return html`<${Fresh} poll=${poll}>${poll.data && html`<${Fleet} fleet=${poll.data} />`}<//>`;
}

function Fleet({ fleet }) {
  return html`<div class="screen">
    <${Headline} fleet=${fleet} />
    <${Conservation} of=${fleet.conservation} at=${fleet.at} />
    <${Destinations} fleet=${fleet} />
    <div class="columns">
      <${Section} title="Sources"><${Sources} sources=${fleet.sources} now=${fleet.at} /><//>
      <${Section} title="Processes"><${Processes} fleet=${fleet} /><//>
    </div>
    <div class="columns uneven">
      <${Section} title="Journal"><${Journal} entries=${fleet.journal} /><//>
      <${Section} title="Broker and spool"><${Storage} fleet=${fleet} /><//>
    </div>
  </div>`;
}

/** The answer to the first question, in words. */
function Headline({ fleet }) {
  const found = troubles(fleet);
  return html`<div class="headline">
    <h1 tabindex="-1">${fleet.verdict?.headline ?? "This process does not say whether all is well"}</h1>
    ${found.length === 0
      ? html`<p>${counted(fleet.destinations.length, "destination")} in order,
          ${" "}${counted(fleet.processes.length, "process", "processes")} answering.</p>`
      : html`<ul class="troubles">${[...found.slice(0, TROUBLES_SHOWN).map((each) => html`
          <li key=${each.key}><${Shape} kind=${each.shape} tone=${each.tone} />
            <${Trouble} of=${each} /></li>`),
        ...found.length > TROUBLES_SHOWN ? [html`<li key="" class="muted more">and ${found.length - TROUBLES_SHOWN} more, below</li>`] : []]}
        </ul>`}
  </div>`;
}

function Trouble({ of }) {
  return of.destination ? html`<span><a href=${linkTo("destination", of.destination)}>${of.destination}</a> ${of.text}</span>`
    : html`<span>${of.text}${of.kind === "rejecting" && html` <a href=${linkTo("input")}>Why</a>`}</span>`;
}

/** The equation of everything that came in. */
function Conservation({ of, at }) {
  if (!of) {
    return null;
  }
  const { tone, shape, sentence } = verdict(of);
  const terms = [
    { name: "Payloads accepted", value: of.accepted },
    { sign: "→", name: "Events", value: of.events },
    { sign: "→", name: "Routed", value: of.routed, hint: "an event counts once for each destination that it goes to" },
    { sign: "+", name: "Earlier", value: of.earlier, isHidden: !of.earlier,
      hint: "routed before these processes began to count" },
    { sign: "=", name: "Delivered", value: of.delivered },
    { sign: "+", name: "Filtered", value: of.filtered },
    { sign: "+", name: "Dead", value: of.dead, tone: of.dead > 0 ? "bad" : "" },
    { sign: "+", name: "Waiting", value: of.waiting },
    { sign: "+", name: "Gone", value: of.gone, isHidden: !of.gone,
      hint: "dealt with by processes that are gone, and their counts with them" },
    { sign: "+", name: "Unaccounted", value: of.unaccounted, tone: "bad", isHidden: !of.unaccounted },
    { name: "Rejected", value: of.rejected, tone: of.rejected > 0 ? "warn" : "", isApart: true,
      hint: "payloads, or parts of them, that cannot be read" },
  ].filter((each) => !each.isHidden);
  const isAdded = ["delivered", "filtered", "dead", "waiting"].every((name) => typeof of[name] === "number");
  const underWay = of.routed + (of.earlier ?? 0) - of.delivered - of.filtered - of.dead - of.waiting - (of.gone ?? 0) - (of.unaccounted ?? 0);
  return html`<section class="card conservation tone-edge-${tone}" aria-labelledby="conservation">
    <div class="section-head">
      <h2 id="conservation"><${Shape} kind=${shape} tone=${tone} /> ${sentence}</h2>
      ${of.since && html`<span class="muted">since <${Time} at=${of.since} /> (<${Since} at=${of.since} now=${at} />)</span>`}
    </div>
    ${of.note && html`<p class="muted">${of.note}</p>`}
    <dl class="equation">
      ${terms.map((each) => html`<div key=${each.name} class=${each.isApart ? "term apart" : "term"}>
        ${each.sign && html`<i aria-hidden="true">${each.sign}</i>`}
        <${Figure} name=${each.name} tone=${each.tone} hint=${each.hint}>${count(each.value)}<//></div>`)}
    </dl>
    ${of.holds === true && html`<p class="muted foot">Nothing of it is lost: what waits is delivered later; dead letters and rejected payloads are kept, and can
      be replayed. ${isAdded && underWay !== 0 ? `The sides differ by ${count(Math.abs(underWay))}, as counts are read one after the other while events
      are under way.` : ""}</p>`}
  </section>`;
}

const DESTINATION_COLUMNS = (now) => [
  { title: "Destination", cell: (each) => html`<a href=${linkTo("destination", each.name)} title=${each.name}>${each.name}</a>` },
  { title: "State", wide: true, cell: (each) => html`<div class="state-line"><${State} of=${each} />
      <span class="since">${sinceOf(each) && html`<${Since} at=${sinceOf(each)} now=${now} />`}</span>
      <span class="cause" title=${causeOf(each)}>${[whereOf(each), briefCauseOf(each)].filter(Boolean).join(": ")}</span></div>` },
  { title: "Oldest", number: true, hint: "age of the oldest event that is not delivered",
    cell: (each) => (each.backlog > 0 ? html`<span class=${ageTone(each) && `strong tone-${ageTone(each)}`}>
      ${duration(each.oldestSeconds)}</span>` : "") },
  { title: "Waiting", number: true, cell: (each) => quiet(each.backlog, count) },
  { title: "In/s", number: true, minor: true, cell: (each) => quiet(each.inPerSecond, rate) },
  { title: "Out/s", number: true, minor: true, cell: (each) => quiet(each.outPerSecond, rate) },
  { title: "Empty in", number: true, minor: true, hint: "when nothing waits any more, at these rates",
    cell: (each) => (each.backlog > 0 ? duration(each.emptyInSeconds) : "") },
  { title: "Dead", number: true, cell: (each) => html`<span class=${each.dead > 0 ? "tone-bad" : "muted"}>${count(each.dead)}</span>` },
];

function Destinations({ fleet }) {
  const [filter, setFilter] = useState("");
  const field = useRef();
  const table = useRef();
  const rows = useSteadyOrder(fleet.destinations, table)
    .filter((each) => matches(each, filter.trim().toLowerCase()));
  useKey("/", () => field.current.focus());
  function pressed(event) {
    if (event.key === "Escape") {
      setFilter("");
    } else if (event.key === "Enter" && rows.length > 0) {
      go("destination", rows[0].name);
    }
  }
  const aside = html`<div class="filter">
    <span class="muted" role="status">${filter.trim() === "" ? counted(rows.length, "destination") : `${rows.length} of ${fleet.destinations.length}`}</span>
    <label><span class="unseen">Filter destinations by name, state or cause</span>
      <input type="search" ref=${field} placeholder="Filter" value=${filter} onInput=${(event) => setFilter(event.target.value)}
        onKeyDown=${pressed} /></label><kbd aria-hidden="true">/</kbd></div>`;
  return html`<${Section} title="Destinations" aside=${aside}>
    <${Table} caption="Destinations, worst first" columns=${DESTINATION_COLUMNS(fleet.at)} rows=${rows} tableRef=${table}
      rowKey=${(each) => each.name} rowClass=${(each) => (isInTrouble(each) ? `edge-${stateOf(each).tone}` : "")}
      empty=${fleet.destinations.length === 0 ? (fleet.broker?.ready === false
        ? "The processes that deliver cannot be asked while the broker is away." : "No process has a destination.") : "None matches the filter."} />
  <//>`;
}

function matches(destination, filter) {
  return `${destination.name} ${stateOf(destination).word} ${briefCauseOf(destination)} ${causeOf(destination)}`.toLowerCase().includes(filter);
}

/** A zero is there, but not in the way. */
function quiet(value, format) {
  return html`<span class=${value === 0 ? "muted" : ""}>${format(value)}</span>`;
}

/** Keeps the order of rows while the pointer or the focus is among them: nothing moves away from under a click. */
function useSteadyOrder(rows, table) {
  const last = useRef(rows);
  const isInUse = table.current?.querySelector("tbody")?.matches(":hover, :focus-within") ?? false;
  if (isInUse) {
    const byName = new Map(rows.map((each) => [each.name, each]));
    const kept = last.current.filter((each) => byName.has(each.name)).map((each) => byName.get(each.name));
    const names = new Set(kept.map((each) => each.name));
    last.current = [...kept, ...rows.filter((each) => !names.has(each.name))];
  } else {
    last.current = rows;
  }
  return last.current;
}

/** Several may run on one host: the role comes first, and the part of the id that tells them apart. */
function Processes({ fleet }) {
  const rows = [...fleet.processes].sort((one, other) => Number(other.silent === true) - Number(one.silent === true));
  return html`<${Table} caption="Processes of the fleet" rows=${rows} rowKey=${(each) => each.id}
    empty="No process is known." columns=${[
      { title: "Process", wide: true, cell: (each) => html`<span title=${each.id}><b>${(each.roles ?? []).join(", ")}</b> ${each.id}</span>` },
      { title: "State", cell: (each) => html`<${ProcessState} of=${each} />` },
      { title: "Version", cell: (each) => html`<span class="number">${each.version}</span>` },
      { title: "Up", number: true, cell: (each) => html`<${Since} at=${each.startedAt} now=${fleet.at} />` },
    ]} />`;
}

function ProcessState({ of }) {
  const [word, tone, shape] = of.silent ? ["Silent", "warn", "ring"]
    : of.ready === false ? ["Not ready", "warn", "triangle"]
      : of.routesDiffer ? ["Other routes", "warn", "triangle"] : ["Ready", "good", "circle"];
  const why = of.problem ?? (of.routesDiffer ? words(of.routesDiffer) : "");
  return html`<span class="state tone-${tone}" title=${why}><${Shape} kind=${shape} tone=${tone} />${word}</span>`;
}

function Storage({ fleet }) {
  const { broker, spool } = fleet;
  const [word, tone, shape] = broker?.ready === false ? [broker.away < fleet.processes.length ? "Out of reach for some" : "Cannot be reached", "bad", "octagon"]
    : broker?.blocked ? ["Blocked by an alarm", "bad", "octagon"] : ["Ready", "good", "circle"];
  const facts = [
    ["Broker", html`<span class="state tone-${tone}"><${Shape} kind=${shape} tone=${tone} />${word}</span>`],
    ...broker?.ready === false && broker.since ? [["Out of reach for", html`<${Since} at=${broker.since} now=${fleet.at} />`]] : [],
    ...Object.entries(broker?.state ?? {}).map(([name, what]) => [name, words(what)]),
    ...Object.entries(broker?.refusing ?? {}).map(([queue, why]) => ["Refusing", html`<span class="tone-bad">${queue}: ${words(why)}</span>`]),
    ["Spool", spool ? html`<div>${counted(spool.payloads, "payload")}, ${bytes(spool.bytes)}${spool.maxBytes > 0 ? ` of ${bytes(spool.maxBytes)}` : ""}
      <progress max=${spool.maxBytes || 1} value=${spool.bytes} aria-label="Spool in use" /></div>` : "none"],
  ];
  return html`<dl class="facts">${facts.map(([name, what], index) => html`<div key=${index}><dt>${name}</dt><dd>${what}</dd></div>`)}</dl>`;
}

function Journal({ entries }) {
  const [isWhole, setWhole] = useState(false);
  if (entries.length === 0) {
    return html`<p class="empty">Nothing has happened yet.</p>`;
  }
  const shown = isWhole ? entries : entries.slice(0, JOURNAL_SHOWN);
  return html`<div><p class="muted">Of all processes that run; what one remembers ends with it.</p><ol class="journal">${shown.map((each) => html`<li key=${`${each.at}${each.process}${each.text}`}>
      <${Time} at=${each.at} /><span class="kind kind-${["state", "operator", "reload", "broker", "start"].includes(each.kind)
        ? each.kind : "other"}">${each.kind}</span>
      <span>${each.destination && html`<a href=${linkTo("destination", each.destination)}>${each.destination}</a>`} ${each.text} <span class="muted">${each.by ? `by ${each.by}` : each.process}</span></span></li>`)}</ol>
    ${entries.length > JOURNAL_SHOWN && html`<button type="button" class="button quiet" onClick=${() => setWhole(!isWhole)}
      aria-expanded=${isWhole ? "true" : "false"}>${isWhole ? "Show fewer" : `Show all ${entries.length}`}</button>`}</div>`;
}
