// Looks at events as they pass. Ends by itself; the stream is read only as fast as it is shown.

import { html, useEffect, useRef, useState } from "./preact.js";
import { request } from "./server.js";
import { count, counted, text } from "./format.js";
import { Button, missing, Problems, Time } from "./parts.js";

const LINES_SHOWN = 200;
const REDRAW_MILLIS = 250;
const ENDS = { limit: "as many as asked for were shown", time: "the time is over", closed: "closed", stopped: "stopped" };

/** @param fixed what the tap is bound to: { destination } or nothing */
export function Tap({ session, points, chosen, fixed = {} }) {
  const [on, setOn] = useState(chosen);
  const [filter, setFilter] = useState("");
  const [values, setValues] = useState(false);
  const tap = useTap();
  const noValues = missing(session, "values");

  function start() {
    const query = new URLSearchParams(fixed);
    on.forEach((point) => query.append("point", point));
    filter.split(/\s+and\s+/).map((each) => each.trim()).filter(Boolean).forEach((each) => query.append("where", each));
    if (values) {
      query.set("values", "true");
    }
    tap.start(`admin/tap?${query}`);
  }
  return html`<div><form class="tap-form" onSubmit=${(event) => {
    event.preventDefault();
    if (!tap.isRunning && on.length > 0) {
      start();
    }
  }}>
      <fieldset disabled=${tap.isRunning}><legend>Points</legend>${points.map((point) => html`<label key=${point}>
        <input type="checkbox" checked=${on.includes(point)} onChange=${() => setOn(on.includes(point)
          ? on.filter((each) => each !== point) : [...on, point])} />${point}</label>`)}</fieldset>
      <label class="field grow">Only where<input value=${filter} disabled=${tap.isRunning} placeholder="type=order and user.country~D"
        onInput=${(event) => setFilter(event.target.value)} /></label>
      <label title=${noValues}><input type="checkbox" checked=${values} disabled=${tap.isRunning || Boolean(noValues)}
        onChange=${() => setValues(!values)} />Values${noValues && html`<span class="unseen">: ${noValues}</span>`}</label>
      <span class="buttons">${tap.isRunning ? html`<${Button} onClick=${tap.stop}>Stop<//>`
        : html`<${Button} kind="primary" onClick=${start} why=${on.length === 0 ? "choose a point" : undefined}>Start<//>`}</span>
    </form>
    <${Problems} of=${tap.problem} />
    <${Lines} tap=${tap} />
  </div>`;
}

function Lines({ tap }) {
  if (!tap.isRunning && tap.lines.length === 0 && !tap.end) {
    return html`<p class="muted foot">Names and kinds are shown; values, and filters of other members than
      id, type and timestamp, take the role <code>values</code>. A tap ends after two minutes or
      500 lines, and slows nothing down: what it cannot take is dropped, and counted.</p>`;
  }
  return html`<div><p class="muted foot" role="status">${tap.isRunning ? tap.lines.length === 0 ? "Waiting for the first …" : "Live: "
      : `Ended: ${ENDS[tap.end] ?? tap.end ?? "stopped"}. `}${counted(tap.shown, "line")}${tap.dropped > 0 ? `, ${count(tap.dropped)} dropped` : ""}${tap.shown
      > LINES_SHOWN ? `, the last ${LINES_SHOWN} below` : ""}</p>
    ${tap.lines.length > 0 && html`<ol class="tap" tabindex="0" aria-label="Events, newest first">${tap.lines.map((each) => html`<li key=${each.key}>
      <details><summary><${Time} at=${each.at} /> <span class="kind">${each.point}</span>${" "}
        <b>${each.type ?? ""}</b> <span class="muted">${[each.source, each.destination].filter(Boolean).join(" → ")}</span>${" "}
        <code>${each.id ?? ""}</code> ${each.answer && html`<q>${text(each.answer)}</q>`}</summary>
        <pre>${text(each.event)}</pre></details></li>`)}</ol>`}</div>`;
}

/** Reads the lines of a stream; draws a few times a second however many come. */
function useTap() {
  const idle = { isRunning: false, lines: [], shown: 0, dropped: 0 };
  const [state, setState] = useState(idle);
  const running = useRef();
  useEffect(() => () => running.current?.abort(), []);

  async function start(path) {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    const now = { ...idle, isRunning: true };
    const show = () => running.current === abort && setState({ ...now });
    show();
    const drawing = setInterval(show, REDRAW_MILLIS);
    try {
      const response = await request(path, { signal: abort.signal });
      for await (const line of linesOf(response.body)) {
        take(now, line);
      }
      now.end ??= "closed";
    } catch (problem) {
      if (abort.signal.aborted) {
        now.end = "stopped";
      } else {
        now.problem = problem;
      }
    }
    clearInterval(drawing);
    now.isRunning = false;
    show();
  }
  return { ...state, start, stop: () => running.current?.abort() };
}

function take(now, line) {
  now.dropped = Math.max(now.dropped, line.dropped ?? 0);
  if (line.end) {
    now.end = line.end;
  } else if (line.point) {
    now.shown++;
    now.lines = [{ ...line, key: now.shown }, ...now.lines.slice(0, LINES_SHOWN - 1)];
  }
}

async function* linesOf(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    const parts = (rest + decoder.decode(value, { stream: !done })).split("\n");
    rest = done ? "" : parts.pop();
    for (const part of parts) {
      if (part.trim() !== "") {
        yield JSON.parse(part);
      }
    }
    if (done) {
      return;
    }
  }
}
