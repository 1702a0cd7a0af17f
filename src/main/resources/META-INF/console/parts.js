// What all screens are made of.
//
// A component has one root element, and a list is all that its element holds: this Preact puts the parts of fragments
// into other places when what comes before them grows.

import { html, useEffect, useState } from "./preact.js";
import { clock, duration, secondsBetween, UNKNOWN } from "./format.js";
import { stateOf } from "./judge.js";

const SHAPES = {
  circle: html`<circle cx="8" cy="8" r="6" />`,
  triangle: html`<path d="M8 1.5 15 14H1z" />`,
  octagon: html`<path d="M5.1 1h5.800L15 5.100v5.800L10.9 15H5.100L1 10.900V5.100z" />`,
  bars: html`<path d="M3 2h3.500v12H3zM9.5 2H13v12H9.500z" />`,
  clock: html`<path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm.9 3v3.600l2.5 2.5-1.2 1.200L7.1 8.300V4z" />`,
  ring: html`<path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 2.500a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z" />`,
};

/** A shape beside a word: colour alone does not say enough. */
export function Shape({ kind, tone }) {
  return html`<svg class="shape tone-${tone}" viewBox="0 0 16 16" aria-hidden="true">${SHAPES[kind]}</svg>`;
}

export function State({ of }) {
  const { word, tone, shape, meaning } = stateOf(of);
  return html`<span class="state tone-${tone}" title=${meaning}><${Shape} kind=${shape} tone=${tone} />${word}</span>`;
}

export function Time({ at }) {
  return at ? html`<time dateTime=${at} title=${at}>${clock(at)}</time>` : UNKNOWN;
}

/** How long ago a time is, by the fleet's clock. */
export function Since({ at, now }) {
  const seconds = secondsBetween(at, now);
  return seconds === null ? UNKNOWN : html`<time dateTime=${at} title=${at}>${duration(seconds)}</time>`;
}

/** A part of a screen under a heading of its own. */
export function Section({ title, aside, children, id }) {
  const heading = id ?? title.toLowerCase().replace(/[^a-z]+/g, "-");
  return html`<section class="card" aria-labelledby=${heading}>
    <div class="section-head"><h2 id=${heading} tabindex="-1">${title}</h2>${aside}</div>
    ${children}
  </section>`;
}

/**
 * A table with a caption for screen readers. Columns are { title, cell(row), number?, wide?, minor? }; the first is the
 * row's heading, minor ones are left out where there is little room.
 */
export function Table({ caption, columns, rows, rowKey, empty, tableRef, rowClass = () => "" }) {
  if (rows.length === 0) {
    return html`<p class="empty">${empty}</p>`;
  }
  const kind = (column) => [column.number && "number", column.wide && "wide", column.minor && "minor"]
    .filter(Boolean).join(" ");
  // The roles are those of the elements; a narrow screen lays rows out as lines, and then browsers forget them.
  return html`<table ref=${tableRef} role="table">
    <caption class="unseen">${caption}</caption>
    <thead role="rowgroup"><tr role="row">${columns.map((column) => html`<th scope="col" role="columnheader" class=${kind(column)} title=${column.hint}>
      ${column.title}</th>`)}</tr></thead>
    <tbody role="rowgroup">${rows.map((row, index) => html`<tr key=${rowKey(row, index)} role="row" class=${rowClass(row)}>
      ${columns.map((column, place) => place === 0
        ? html`<th scope="row" role="rowheader" class=${kind(column)}>${column.cell(row)}</th>`
        : html`<td role="cell" data-title=${column.title} class=${kind(column)}>${column.cell(row)}</td>`)}
    </tr>`)}</tbody>
  </table>`;
}

/**
 * A button. One that may not be pressed stays where Tab finds it, and says why. While a call is on its way it looks the
 * same, and does nothing.
 */
export function Button({ onClick, why, busy, kind = "", children, ...rest }) {
  return html`<button type="button" class="button ${kind}" aria-disabled=${why ? "true" : undefined}
    title=${why || undefined} aria-busy=${busy ? "true" : undefined}
    onClick=${() => why || busy || onClick()} ...${rest}>${children}${why && html`<span class="unseen">: ${why}</span>`}</button>`;
}

/** Why the present token may not do something; undefined if it may. */
export function missing(session, role) {
  return session.roles.includes(role) ? undefined
    : `your token lets you ${session.roles.join(" and ") || "do nothing"}: this needs the role ${role}`;
}

export function Problems({ of }) {
  return of ? html`<p class="problem" role="alert"><${Shape} kind="octagon" tone="bad" /> ${of.message}</p>` : null;
}

/** What a change of the fleet has not reached. */
export function Unreached({ answer }) {
  const parts = [
    answer?.silent?.length > 0 && `no answer from ${answer.silent.join(", ")}`,
    ...(answer?.problems ?? []).map((each) => `${each.process ?? "a process"}: ${each.detail ?? ""}`),
  ].filter(Boolean);
  return parts.length === 0 ? null
    : html`<p class="problem" role="alert"><${Shape} kind="triangle" tone="warn" /> Not everywhere: ${parts.join("; ")}.
      A process that does not answer follows when it is back.</p>`;
}

/** A figure with its name. */
export function Figure({ name, tone, children, hint }) {
  return html`<div class="figure ${tone ? `tone-${tone}` : ""}" title=${hint}><dt>${name}</dt><dd>${children}</dd></div>`;
}

/** Data of a poll that has failed is greyed, and says since when. */
export function Fresh({ poll, children }) {
  if (poll.data === undefined) {
    return html`<div class="fresh">${poll.problem ? html`<${Problems} of=${poll.problem} />`
      : html`<p class="empty" aria-busy="true">Asking …</p>`}</div>`;
  }
  return html`<div class="fresh">${poll.problem && html`<p class="stale-note" role="alert"><${Shape} kind="triangle" tone="warn" />
      <span><b>As of ${clock(poll.asOf)}.</b> Since then: ${poll.problem.message}. Trying again by itself.</span></p>`}
    <div class=${poll.problem ? "stale" : undefined}>${children}</div></div>`;
}

let clearing;

/** Says something to screen readers, once they are done with what they read. */
export function announce(sentence) {
  const announcer = document.getElementById("announcer");
  announcer.textContent = announcer.textContent ? `${announcer.textContent} ${sentence}` : sentence;
  clearTimeout(clearing);
  clearing = setTimeout(() => { announcer.textContent = ""; }, 5000);
}

/** Runs calls one at a time, and keeps what the last one came to. */
export function useAction() {
  const [state, setState] = useState({ busy: false });
  async function run(action) {
    setState({ busy: true });
    try {
      const answer = await action();
      setState({ busy: false, answer });
      return answer;
    } catch (problem) {
      setState({ busy: false, problem });
      return undefined;
    }
  }
  return { ...state, run, keep: (answer) => setState({ busy: false, answer }) };
}

/** Calls the handler for a key that is pressed outside of fields and dialogs. */
export function useKey(key, handler) {
  useEffect(() => {
    function pressed(event) {
      const isTyping = event.target.closest?.("input, textarea, select, dialog");
      if (event.key === key && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
        event.preventDefault();
        handler();
      }
    }
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  });
}
