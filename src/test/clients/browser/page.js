import { done, event, failed, host, key } from "../client.js";

// What a page sends without an SDK: fetch, and beacons when a visitor leaves.
const url = `${host}/v1/events?key=${key}`;
const beaconUrl = `${host}/v1/beacon?key=${key}`;

function tap() {
  const { mark, id, time } = event({ id: "given", time: "given" });
  return { id, type: "tap", timestamp: time.toISOString(), sku: mark };
}

const payload = () => JSON.stringify({ sentAt: new Date(), events: [tap(), tap()] });

// A page that tries again, until it is answered.
async function send(options) {
  for (;;) {
    const response = await fetch(url, { method: "POST", ...options });
    if (response.ok) {
      return (await response.json()).receipt;
    }
    const seconds = Number(response.headers.get("retry-after"));
    if (!seconds) {
      throw new Error(`${response.status} without a Retry-After that the page can read`);
    }
    await new Promise((wait) => { setTimeout(wait, seconds * 1000); });
  }
}

try {
  const receipts = [
    await send({ body: payload() }),
    await send({ body: payload(), headers: { "content-type": "application/json" }, credentials: "include" }),
  ];
  const beacons = [
    payload(),
    new Blob([payload()], { type: "application/json" }),
    new URLSearchParams(tap()),
  ];
  for (const beacon of beacons) {
    if (!navigator.sendBeacon(beaconUrl, beacon)) {
      failed("a beacon is not queued");
    }
  }
  done(`${receipts.length} receipts`);
} catch (error) {
  failed(error);
}
