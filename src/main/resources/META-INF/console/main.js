// The frame around the screens: the token, the session, what is polled on every screen, and what is announced.

import { html, render, useEffect, useErrorBoundary, useMemo, useRef, useState } from "./preact.js";
import { call, hasToken, onTokenRefused, setToken, usePolled } from "./server.js";
import { clock, zone } from "./format.js";
import { briefCauseOf, complete, isInTrouble, stateOf, troubles, verdict } from "./judge.js";
import { announce, Button, Problems, Shape, useKey } from "./parts.js";
import { Help } from "./dialog.js";
import { useRoute } from "./router.js";
import { Overview } from "./overview.js";
import { Destination } from "./destination.js";
import { Input } from "./input.js";

const POLL_SECONDS = 2;
const POLL_SECONDS_ELSEWHERE = 10;

function Console() {
  const [session, setSession] = useState();
  const [problem, setProblem] = useState();
  const [asked, setAsked] = useState();
  const [attempt, setAttempt] = useState(0);
  const [failure] = useErrorBoundary();
  useEffect(() => onTokenRefused((hadToken) => setAsked({ hadToken })), []);
  useEffect(() => {
    let timer;
    call("admin/session").then((answer) => {
      setSession({ ...answer, roles: answer.roles ?? [] });
      setProblem(undefined);
      setAsked(undefined);
    }, (refused) => {
      setProblem(refused.status === 401 ? undefined : refused);
      if (refused.status === 0 || refused.status >= 500) {
        timer = setTimeout(() => setAttempt(attempt + 1), POLL_SECONDS * 1000);
      }
    });
    return () => clearTimeout(timer);
  }, [attempt]);

  if (failure) {
    return html`<main class="gate"><h1>The console has failed</h1><p>${String(failure)}</p><p>The fleet goes on.
      Load the page again.</p></main>`;
  }
  if (asked) {
    return html`<${TokenForm} hadToken=${asked.hadToken} onToken=${(token) => {
      setToken(token);
      setAsked(undefined);
      setSession(undefined);
      setAttempt(attempt + 1);
    }} />`;
  }
  if (!session) {
    return html`<main class="gate"><h1>Anivia</h1>${problem
      ? html`<${Problems} of=${problem} />` : html`<p aria-busy="true">Asking …</p>`}</main>`;
  }
  return html`<${Frame} session=${session} forget=${() => {
    setToken(null);
    setAttempt(attempt + 1);
    setSession(undefined);
  }} />`;
}

function TokenForm({ hadToken, onToken }) {
  const field = useRef();
  useEffect(() => {
    document.title = "Token · Anivia";
    field.current.focus();
  }, []);
  return html`<main class="gate"><form onSubmit=${(event) => {
    event.preventDefault();
    onToken(field.current.value.trim());
  }}>
    <h1>Anivia</h1>
    ${hadToken && html`<p class="problem" role="alert"><${Shape} kind="octagon" tone="bad" /> That token is not valid, or not any more.</p>`}
    <label class="field">Token<input ref=${field} type="password" required autocomplete="off" spellcheck=${false} /></label>
    <p class="muted">One of <code>anivia.admin.token</code>, <code>view-token</code>, <code>operate-token</code> or
      ${" "}<code>values-token</code>. It is kept until this tab is closed.</p>
    <div class="buttons end"><button type="submit" class="button primary">Enter</button></div>
  </form></main>`;
}

function Frame({ session, forget }) {
  const route = useRoute();
  const [isHelp, setHelp] = useState(false);
  const poll = usePolled("admin/fleet", isElsewhere(route) ? POLL_SECONDS_ELSEWHERE : POLL_SECONDS);
  const data = useMemo(() => complete(poll.data), [poll.data]);
  const overview = { ...poll, data };
  const main = useRef();
  useKey("?", () => setHelp(true));
  useAnnouncedChanges(overview.data);
  useFocusOnArrival(route, main);
  const ill = overview.data ? troubles(overview.data).length : 0;
  useEffect(() => {
    const screen = { destination: route.name, input: "Input" }[route.screen] ?? "Overview";
    document.title = `${ill > 0 ? `(${ill}) ` : ""}${screen} · Anivia`;
  }, [route, ill]);
  return html`<div>
    <a class="skip" href="#main" onClick=${(event) => {
      event.preventDefault();
      main.current.focus();
    }}>Skip to the content</a>
    <header>
      <a class="brand" href="#/"><img src="console/icon.svg" alt="" width="22" height="22" />Anivia</a>
      <nav aria-label="Screens">
        <a href="#/" aria-current=${route.screen === "" ? "page" : undefined}>Overview${ill > 0 && html`
          <span class="badge" title="what needs attention">${ill}</span>`}</a>
        <a href="#/input" aria-current=${route.screen === "input" ? "page" : undefined}>Input</a>
      </nav>
      <div class="tools">
        <${Live} poll=${overview} />
        <${Theme} />
        <${Button} kind="quiet" onClick=${() => setHelp(true)}>Keys<//>
        <span class="caller" title=${`roles: ${session.roles.join(", ")}; this process: ${session.process}, ${session.version}`}>
          ${session.name}<span class="muted"> ${session.roles.join(", ")}</span></span>
        ${hasToken() && html`<${Button} kind="quiet" onClick=${forget}>Leave<//>`}
      </div>
    </header>
    <main ref=${main} id="main" tabindex="-1"><${Screen} route=${route} session=${session} overview=${overview} /></main>
    ${isHelp && html`<${Help} onClose=${() => setHelp(false)} />`}
  </div>`;
}

const isElsewhere = (route) => route.screen === "destination" || route.screen === "input";

function Screen({ route, session, overview }) {
  if (route.screen === "destination") {
    return html`<${Destination} key=${route.name} name=${route.name} session=${session} />`;
  }
  return route.screen === "input" ? html`<${Input} session=${session} overview=${overview} />`
    : html`<${Overview} poll=${overview} />`;
}

function Live({ poll }) {
  const isLost = Boolean(poll.problem);
  return html`<span class="live tone-${isLost ? "warn" : "good"}" title=${isLost ? poll.problem.message : "asked every two seconds; all times are in this zone"}>
    <${Shape} kind=${isLost ? "triangle" : "circle"} tone=${isLost ? "warn" : "good"} />
    <span>${isLost ? "Lost" : "Live"}</span> <span class="number">${poll.data ? `${clock(poll.asOf)} ${zone()}` : ""}</span></span>`;
}

const THEMES = { "": "System", light: "Light", dark: "Dark" };

function Theme() {
  const [theme, setTheme] = useState(document.documentElement.dataset.theme ?? "");
  function choose(event) {
    const next = event.target.value;
    setTheme(next);
    if (next === "") {
      delete document.documentElement.dataset.theme;
      localStorage.removeItem("anivia.theme");
    } else {
      document.documentElement.dataset.theme = next;
      localStorage.setItem("anivia.theme", next);
    }
  }
  return html`<label><span class="unseen">Colours</span><select value=${theme} onChange=${choose}>
    ${Object.entries(THEMES).map(([value, name]) => html`<option value=${value} selected=${value === theme}>${name}</option>`)}
  </select></label>`;
}

/** Another screen begins at its heading, for readers that only hear it. */
function useFocusOnArrival(route, main) {
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    scrollTo(0, 0);
    (main.current.querySelector("h1") ?? main.current).focus({ preventScroll: true });
  }, [route]);
}

/** Says what differs from the last answer: states of destinations, and whether events are accounted for. */
function useAnnouncedChanges(fleet) {
  const last = useRef();
  useEffect(() => {
    const before = last.current;
    last.current = fleet;
    if (!before || !fleet || before === fleet) {
      return;
    }
    const states = new Map(before.destinations.map((each) => [each.name, stateOf(each).word]));
    const changed = fleet.destinations.filter((each) => states.has(each.name) && states.get(each.name) !== stateOf(each).word);
    changed.slice(0, 3).forEach((each) => announce(`${each.name} is now ${stateOf(each).word.toLowerCase()}`
      + `${isInTrouble(each) && briefCauseOf(each) ? `: ${briefCauseOf(each)}` : ""}.`));
    if (changed.length > 3) {
      announce(`And ${changed.length - 3} more have changed.`);
    }
    if (before.conservation?.holds !== fleet.conservation?.holds) {
      announce(`${verdict(fleet.conservation).sentence}.`);
    }
  }, [fleet]);
}

render(html`<${Console} />`, document.getElementById("app"));
