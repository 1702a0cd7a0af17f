// The last exchanges with a destination: what was sent, and what it has answered.

import { html, useState } from "./preact.js";
import { counted, duration, text } from "./format.js";
import { Shape, Time } from "./parts.js";

const HIDDEN = "…";

/**
 * The newest failed one is open at first; later ones do not close what is being read.
 *
 * @param isHiding whether values are left out
 * @param why they cannot be shown; undefined if they can
 */
export function Exchanges({ of, isHiding, why }) {
  const [opened, setOpened] = useState({});
  if (of.length === 0) {
    return html`<p class="empty">None yet: each process keeps the last good one and the last five that failed.</p>`;
  }
  const firstFailed = of.find((each) => !each.ok) ?? of[0];
  const isAnyHidden = isHiding && of.some((each) => text(each.answer?.body).includes(HIDDEN));
  return html`<div>${isAnyHidden && html`<p class="muted foot">${HIDDEN} stands for words that may quote an event. <i>Show values</i> shows them${why
    ? ", to a token with the role values" : ""}.</p>`}
  <div class="exchanges">${of.map((each) => {
    const key = `${each.at} ${each.process}`;
    const isOpen = opened[key] ?? each === firstFailed;
    return html`<details key=${key} open=${isOpen}>
      <summary onClick=${(event) => {
        event.preventDefault();
        setOpened({ ...opened, [key]: !isOpen });
      }}>
        <span class="state tone-${each.ok ? "good" : "bad"}"><${Shape} kind=${each.ok ? "circle" : "octagon"}
          tone=${each.ok ? "good" : "bad"} />${each.ok ? "Good" : "Failed"}</span>
        <${Time} at=${each.at} />
        <span class="number">${millis(each.durationMillis)}</span>
        <span class="cause">${each.failure ?? (each.answer?.status ? `status ${each.answer.status}` : "")}</span>
        <span class="muted">${counted((each.events ?? []).length, "event")}</span>
      </summary>
      ${isOpen && html`<div><div class="pair">
        <${Message} title="Request" first=${[each.request?.method, each.request?.url].filter(Boolean).join(" ")} of=${each.request} />
        <${Message} title="Answer" first=${each.answer ? `Status ${each.answer.status}` : `None: ${each.failure ?? "it is not known why"}`}
          of=${each.answer} />
      </div>
      <p class="muted ids">By ${each.process}${(each.events ?? []).length > 0 && html`<span>; events <code>${each.events.join(" ")}</code></span>`}</p></div>`}
    </details>`;
  })}</div></div>`;
}

function Message({ title, first, of }) {
  const headers = Object.entries(of?.headers ?? {}).map(([name, value]) => `${name}: ${text(value)}`).join("\n");
  const body = text(of?.body);
  return html`<div class="message"><h3>${title}</h3><p class="first"><code>${first}</code></p>
    ${(headers || body) && html`<pre tabindex="0" aria-label=${`${title}: headers and body`}><span class="muted">${headers}</span>${headers && body ? "\n\n" : ""}${body}</pre>`}</div>`;
}

function millis(value) {
  return typeof value === "number" && value < 1000 ? `${Math.round(value)} ms` : duration(value / 1000);
}
