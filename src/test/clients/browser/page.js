import { done, event, failed, host, key } from "../client.js";

// What a page sends without an SDK: beacons when a visitor leaves, and fetch.
const url = `${host}/v1/events?key=${key}`;

function payload() {
  const events = [1, 2].map(() => {
    const { mark, id, time } = event({ id: "given", time: "given" });
    return { id, type: "tap", timestamp: time, sku: mark };
  });
  return JSON.stringify({ sentAt: new Date(), events });
}

const beacons = [
  payload(),
  new Blob([payload()], { type: "application/json" }),
  new URLSearchParams({ data: payload() }),
];
for (const beacon of beacons) {
  if (!navigator.sendBeacon(url, beacon)) {
    failed("the beacon is not queued");
  }
}

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
  done(`${receipts.length} receipts`);
} catch (error) {
  failed(error);
}
