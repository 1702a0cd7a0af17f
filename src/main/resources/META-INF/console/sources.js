// Where payloads come from, on the overview and on the input screen.

import { html } from "./preact.js";
import { count, rate } from "./format.js";
import { Since, Table } from "./parts.js";

const CLIENTS_SHOWN = 3;

/** Those that nothing has come in by are named only, unless they are looked at in detail. */
export function Sources({ sources, now, isDetailed }) {
  const all = sources ?? [];
  const rows = isDetailed ? all : all.filter((each) => each.accepted > 0 || each.rejected > 0 || Object.keys(each.answers ?? {}).length > 0);
  const idle = all.filter((each) => !rows.includes(each));
  return html`<div><${Table} caption="Sources" rows=${rows} rowKey=${(each) => each.name}
    empty="Nothing has come in yet." columns=${[
      { title: "Source", cell: (each) => each.name },
      { title: "Per second", number: true, cell: (each) => rate(each.perSecond) },
      { title: "Accepted", number: true, minor: isDetailed, cell: (each) => count(each.accepted) },
      { title: "Rejected", number: true, cell: (each) => html`<span class=${each.rejected > 0 ? "tone-warn" : "muted"}>
          ${count(each.rejected)}</span>` },
      ...(isDetailed ? [
        { title: "Events", number: true, minor: true, cell: (each) => count(each.events) },
        { title: "Answers", cell: (each) => html`<${Answers} of=${each.answers} />` },
        { title: "Clients", wide: true, cell: (each) => html`<${Clients} of=${each.clients} shown=${20} />` },
      ] : [{ title: "Clients", wide: true, minor: true, cell: (each) => html`<${Clients} of=${each.clients} shown=${CLIENTS_SHOWN} />` }]),
      { title: "Last", number: true, minor: isDetailed, hint: "time since the last payload", cell: (each) => html`<${Since} at=${each.lastSeen} now=${now} />` },
    ]} />${rows.length > 0 && idle.length > 0 && html`<p class="muted foot">Nothing yet by ${idle.map((each) => each.name).join(", ")}.</p>`}</div>`;
}

function Answers({ of }) {
  return html`<span class="list narrow">${Object.entries(of ?? {}).map(([status, times]) => html`<span key=${status}
    class=${status < 400 ? "" : status < 500 ? "tone-warn" : "tone-bad"}>${status} × ${count(times)}</span>`)}</span>`;
}

function Clients({ of, shown }) {
  const clients = of ?? [];
  return html`<span class="list">${[...clients.slice(0, shown).map((each) => html`<span key=${each.name} title=${count(each.count)}>
    ${each.name}</span>`), ...clients.length > shown ? [html`<span key="" class="muted">and ${clients.length - shown} more</span>`] : []]}</span>`;
}
