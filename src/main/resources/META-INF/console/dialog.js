// Dialogs: the browser's own, which keep the focus inside, end with Escape and give the focus back.

import { html, useLayoutEffect, useRef, useState } from "./preact.js";
import { Button, Problems } from "./parts.js";

export function Dialog({ title, onClose, children }) {
  const dialog = useRef();
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown.showModal();
    // Closed before it is taken out of the page, or the focus would not go back to where it was.
    return () => shown.close();
  }, []);
  return html`<dialog ref=${dialog} aria-labelledby="dialog-title" onClose=${onClose}
      onClick=${(event) => event.target === dialog.current && dialog.current.close()}>
    <div class="dialog-body"><h2 id="dialog-title">${title}</h2>${children}</div>
  </dialog>`;
}

/**
 * Says what will happen, and asks. It stays open, and says why, if the call fails.
 *
 * @param reason the label of a field for a reason; without, none is asked for
 * @param act called with the reason; its promise ends the dialog
 */
export function Confirm({ title, button, isDangerous, reason, act, onClose, children }) {
  const [given, setGiven] = useState("");
  const [state, setState] = useState({});
  const first = useRef();
  useLayoutEffect(() => first.current?.focus(), []);
  async function confirm(event) {
    event.preventDefault();
    if (state.busy) {
      return;
    }
    setState({ busy: true });
    try {
      await act(given.trim());
      onClose();
    } catch (problem) {
      setState({ problem });
    }
  }
  return html`<${Dialog} title=${title} onClose=${onClose}>
    <form onSubmit=${confirm}>
      ${children}
      ${reason && html`<label class="field">${reason}
        <input ref=${first} required maxLength="200" value=${given} onInput=${(event) => setGiven(event.target.value)} />
      </label>`}
      <${Problems} of=${state.problem} />
      <div class="buttons end">
        <button type="button" class="button" ref=${isDangerous ? first : undefined} onClick=${onClose}>Cancel</button>
        <button type="submit" class="button ${isDangerous ? "danger" : "primary"}" aria-busy=${state.busy ? "true" : undefined}
          ref=${isDangerous || reason ? undefined : first}>${button}</button>
      </div>
    </form>
  <//>`;
}

const KEYS = [
  ["/", "filters the destinations; Enter opens the first that is left"],
  ["?", "shows these keys"],
  ["Tab, Shift+Tab", "goes to the next or last link, button or field"],
  ["Enter, Space", "opens or presses it"],
  ["Escape", "ends a dialog, and empties the filter"],
];

export function Help({ onClose }) {
  return html`<${Dialog} title="Keys" onClose=${onClose}>
    <dl class="keys">${KEYS.map(([key, what]) => html`<div><dt>${key.split(", ").map((each) => html`<kbd>${each}</kbd> `)}</dt>
      <dd>${what}</dd></div>`)}</dl>
    <p class="muted">Rows keep their places while the pointer or the focus is among them; numbers are asked for every two
      seconds.</p>
    <div class="buttons end"><${Button} onClick=${onClose}>Close<//></div>
  <//>`;
}
