import { newTracker, trackStructEvent } from "@snowplow/browser-tracker";
import { done, event, failed, host } from "../client.js";

let delivered = 0;
newTracker("sp", host, {
  appId: "shop-mweb",
  bufferSize: 3,
  onRequestSuccess: (events) => {
    delivered += events.length;
    if (delivered === 9) {
      done("9 events delivered");
    }
  },
  onRequestFailure: ({ willRetry, message }) => willRetry || failed(message),
});

// What was refused stays in its buffer, and goes with the events that come next: visitors go on, here once a second.
let seconds = 0;
const visitor = setInterval(() => {
  for (let i = 0; i < 3; i++) {
    trackStructEvent({ category: "shop", action: "product-viewed", label: event().mark });
  }
  seconds++;
  if (seconds === 3) {
    clearInterval(visitor);
  }
}, 1000);
