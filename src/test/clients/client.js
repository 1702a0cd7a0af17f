// What all clients share: where to send, the events they are given, and what they say about it. Each call prints one
// JSON object a line, which io.anivia.clients reads. In Node and in a page.

export const settings = globalThis.process?.env ?? globalThis.settings;

export const host = settings.HOST;
export const key = settings.KEY;

const SECONDS = 1000;
let events = 0;

const say = (line) => console.log(JSON.stringify(line));

// crypto.randomUUID is only there in pages over HTTPS.
const uuid = () => "10000000-1000-4000-8000-100000000000".replace(/[018]/g,
  (digit) => (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16));

/**
 * An event for the client to send, with its mark somewhere in it.
 *
 * @param id "given": the client sends this one; "made": the client makes one; "none": the client sends none
 * @param time "given": the client sends this one, which lies some seconds back; "made": the client takes the time of now
 */
export function event({ id = "made", time = "made" } = {}) {
  events++;
  const one = {
    mark: `${settings.CLIENT}-${String(events).padStart(2, "0")}`,
    id: uuid(),
    time: new Date(Date.now() - 20 * SECONDS + events * SECONDS),
  };
  say({ mark: one.mark, id: id === "given" ? one.id : id, time: time === "given" ? one.time : time, now: new Date() });
  return one;
}

/** The client is done, and this is what it says. */
export function done(answer) {
  say({ answer });
}

/** The client reports that it has lost something. */
export function failed(error) {
  say({ error: error?.message ?? String(error) });
}

/** A callback of Node's kind, (error, …), for each event; the promise is resolved when all have been called. */
export function callbacks() {
  let waiting = 0;
  let called = 0;
  let resolve;
  const all = new Promise((resolved) => { resolve = resolved; });
  return {
    one() {
      waiting++;
      return (error) => {
        if (error) {
          failed(error);
        } else {
          called++;
        }
        waiting--;
        if (waiting === 0) {
          resolve();
        }
      };
    },
    async all() {
      await all;
      done(`${called} callbacks without an error`);
    },
  };
}
