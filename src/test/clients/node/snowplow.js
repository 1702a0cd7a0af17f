import { setTimeout } from "node:timers/promises";
import { buildStructEvent, newTracker } from "@snowplow/node-tracker";
import { done, event, failed, host } from "../client.js";

let delivered = 0;
const tracker = newTracker(
  { namespace: "sp", appId: "shop-api" },
  {
    endpoint: host,
    eventMethod: process.env.VARIANT,
    bufferSize: 3,
    onRequestSuccess: (events) => { delivered += events.length; },
    onRequestFailure: ({ willRetry, message }) => willRetry || failed(message),
  });

function track(times) {
  for (let i = 0; i < times; i++) {
    const { mark, time } = event({ time: "given" });
    tracker.track(
      buildStructEvent({ category: "shop", action: "product-viewed", label: mark, value: 12.97 }),
      [],
      { type: "ttm", value: time.getTime() });
  }
}

// What was refused stays in its buffer, and goes with the events that come next.
track(3);
await tracker.flush();
track(3);
await tracker.flush();
track(1);
await tracker.flush();
// Its callbacks come a little after the flush.
await setTimeout(100);
done(`${delivered} events delivered`);
