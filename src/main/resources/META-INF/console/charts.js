// Small charts of an hour, a value a minute, and of the minute that is running. Their figures stand beside them as text.

import { html } from "./preact.js";

const WIDTH = 240;
const HEIGHT = 48;
/** An hour, and the minute that is running. */
const MINUTES = 61;

/**
 * Lines over the last hour, with one scale.
 *
 * @param series [{ name, values }]: the first with an area below it, the others dashed; null is a gap
 * @param format makes text of a value
 * @param isRunning whether the last value is of a minute that is not over: a count so far, which may only rise
 */
export function Spark({ title, series, format, tone = "accent", isRunning = false }) {
  const known = series.flatMap((each) => each.values).filter((value) => typeof value === "number");
  const most = Math.max(0, ...known);
  const lastAt = (place) => series.map((each) => `${series.length > 1 ? `${each.name} ` : ""}${format(each.values.at(place))}`).join(", ");
  const last = isRunning ? lastAt(-2) : lastAt(-1);
  const now = isRunning ? `in the last full minute ${last}, in this minute so far ${lastAt(-1)}` : `now ${last}`;
  const running = (MINUTES - 1.5) / (MINUTES - 1) * WIDTH;
  return html`<figure class="spark">
    <figcaption><span>${title}</span><b class="number">${last}</b></figcaption>
    <svg viewBox="0 -2 ${WIDTH} ${HEIGHT + 4}" preserveAspectRatio="none" role="img"
        aria-label="${title} over the last hour: at most ${format(known.length === 0 ? null : most)}, ${now}">
      ${isRunning && html`<path class="running" d="M${running} 0H${WIDTH}V${HEIGHT}H${running}Z" />`}
      <path class="grid" d="M0 ${HEIGHT}H${WIDTH}M0 0H${WIDTH}" />
      <g>${series.map((each, index) => {
        const runs = runsOf(each.values, most);
        return html`<g key=${each.name}>${index === 0 && html`<path class="area ${tone}" d=${runs.map(area).join("")} />`}
          <path class="line ${index === 0 ? tone : "second"}" d=${runs.map(line).join("")} /></g>`;
      })}</g>
    </svg>
    <div class="axis"><span>an hour ago</span>${isRunning && series.length > 1 ? null : html`<span>at most ${format(known.length === 0 ? null : most)}</span>`}<span>${isRunning ? `so far ${lastAt(-1)}` : "now"}</span></div>
  </figure>`;
}

/** Points of the chart, in as many runs as there are without a gap. */
function runsOf(values, most) {
  const runs = [];
  let run = [];
  const shift = MINUTES - values.length;
  values.forEach((value, index) => {
    if (typeof value === "number") {
      const x = (index + shift) / (MINUTES - 1) * WIDTH;
      run.push([x.toFixed(1), (most === 0 ? HEIGHT : HEIGHT - value / most * HEIGHT).toFixed(1)]);
    } else if (run.length > 0) {
      runs.push(run);
      run = [];
    }
  });
  return run.length > 0 ? [...runs, run] : runs;
}

function line(run) {
  return `M${run.map((point) => point.join(" ")).join("L")}${run.length === 1 ? "h1" : ""}`;
}

function area(run) {
  return `M${run[0][0]} ${HEIGHT}L${run.map((point) => point.join(" ")).join("L")}L${run.at(-1)[0]} ${HEIGHT}Z`;
}
