// What comes in: from where, with which keys, what of it cannot be read, and what was mended.

import { html, useState } from "./preact.js";
import { usePolled } from "./server.js";
import { count, counted, percent, rate, text } from "./format.js";
import { Fresh, Figure, Section, Since, Table, Time } from "./parts.js";
import { Sources } from "./sources.js";
import { Tap } from "./tap.js";

const POLL_SECONDS = 2;
const POINTS = ["accepted", "event"];

export function Input({ session, overview }) {
  const poll = usePolled("admin/fleet/input", POLL_SECONDS);
  const services = usePolled("admin/fleet/services", POLL_SECONDS);
  const now = new Date().toISOString();
  return html`<div class="screen">
    <h1 tabindex="-1">Input</h1>
    <${Fresh} poll=${poll}>${poll.data && html`<${Parts} input=${poll.data} sources=${poll.data.sources ?? overview.data?.sources} now=${now} />`}<//>
    <${Section} title="Services"><${Fresh} poll=${services}>${services.data && html`<${Services} of=${services.data} now=${now} />`}<//><//>
    <${Section} title="Tap"><${Tap} session=${session} points=${POINTS} chosen=${["event"]} /><//>
  </div>`;
}

function Parts({ input, sources, now }) {
  return html`<div class="screen">
    <${Section} title="Sources"><${Sources} sources=${sources} now=${now} isDetailed=${true} /><//>
    <${Section} title="Rejected"><${Rejected} groups=${input.rejected ?? []} /><//>
    <div class="columns">
      <${Section} title="Keys"><${Table} caption="Write keys" rows=${input.keys ?? []} rowKey=${(each) => each.name} empty="No key has been used."
        columns=${[
          { title: "Key", wide: true, cell: (each) => each.name },
          { title: "Per second", number: true, cell: (each) => rate(each.perSecond) },
          { title: "Accepted", number: true, cell: (each) => count(each.accepted) },
        ]} /><//>
      <${Section} title="Clocks"><${Clocks} of=${input.clocks ?? {}} /><//>
    </div>
    <div class="columns">
      <${Section} title="Warnings"><${Table} caption="Warnings" rows=${input.warnings ?? []} rowKey=${(each) => each.text}
        empty="No event has been changed with a warning." columns=${[
          { title: "What was done to an event", wide: true, cell: (each) => each.text },
          { title: "Events", number: true, cell: (each) => count(each.count) },
        ]} /><//>
      <${Section} title="Schemas"><${Table} caption="Violations of schemas" rows=${input.schemas ?? []} rowKey=${(each) => each.schema}
        empty="No event has violated a schema." columns=${[
          { title: "Schema", wide: true, cell: (each) => each.schema },
          { title: "Violations", number: true, cell: (each) => count(each.violations) },
        ]} /><//>
    </div>
  </div>`;
}

function Rejected({ groups }) {
  const [opened, setOpened] = useState({});
  return html`<${Table} caption="Payloads, and parts of them, that cannot be read, by reason" rows=${groups} rowKey=${(each) => each.reason}
    empty="Everything could be read." columns=${[
      { title: "Reason", wide: true, cell: (each) => html`<div class="reason"><b>${each.reason}</b>${(each.samples ?? []).length > 0 && html`
        <details open=${opened[each.reason] ?? false}><summary onClick=${(event) => {
          event.preventDefault();
          setOpened({ ...opened, [each.reason]: !opened[each.reason] });
        }}>${counted(each.samples.length, "sample")}</summary><div>${each.samples.map((sample) => html`
          <div class="sample" key=${sample.receipt}><p class="muted">${sample.source} · receipt <code>${sample.receipt}</code></p>
          <pre tabindex="0">${text(sample.excerpt)}</pre></div>`)}</div></details>`}</div>` },
      { title: "Parts", number: true, cell: (each) => count(each.count) },
      { title: "First", minor: true, cell: (each) => html`<${Time} at=${each.first} />` },
      { title: "Last", cell: (each) => html`<${Time} at=${each.last} />` },
    ]} />`;
}

function Clocks({ of }) {
  const all = [of.device, of["sent-at"], of.received].reduce((sum, each) => sum + (each ?? 0), 0);
  const share = (value) => (all > 0 ? percent((value ?? 0) / all) : "");
  return html`<dl class="figures">
      <${Figure} name="As the device says">${count(of.device)}<small>${share(of.device)}</small><//>
      <${Figure} name="Moved by sentAt">${count(of["sent-at"])}<small>${share(of["sent-at"])}</small><//>
      <${Figure} name="Time of receipt">${count(of.received)}<small>${share(of.received)}</small><//>
    </dl>`;
}

function Services({ of, now }) {
  return html`<div><${Table} caption="Services that send logs, traces or metrics" rows=${of.services ?? []} rowKey=${(each) => each.name}
    empty="No service sends over OTLP or HEC." columns=${[
      { title: "Service", wide: true, cell: (each) => each.name },
      { title: "Per second", number: true, cell: (each) => rate(each.perSecond) },
      { title: "Errors", number: true, cell: (each) => html`<span class=${each.errorShare > 0.05 ? "tone-bad" : each.errorShare > 0 ? "tone-warn" : "muted"}>
        ${percent(each.errorShare)}</span>` },
      { title: "Events", number: true, minor: true, cell: (each) => count(each.events) },
      { title: "Last", number: true, cell: (each) => html`<${Since} at=${each.lastSeen} now=${now} />` },
    ]} />${of.more > 0 && html`<p class="muted foot">and ${counted(of.more, "more service")}, counted together</p>`}</div>`;
}
