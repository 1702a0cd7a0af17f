import { RudderAnalytics } from "@rudderstack/analytics-js/bundled";
import { done, event, host, key, settings } from "../client.js";

// A request for each event, or for each batch, or a beacon for each batch.
const transport = settings.VARIANT;
const analytics = new RudderAnalytics();
analytics.load(key, host, {
  configUrl: host,
  useBeacon: transport === "beacon",
  beaconQueueOptions: { maxItems: 3, flushQueueInterval: 500 },
  queueOptions: { batch: { enabled: transport === "batch", maxItems: 3, flushInterval: 500 } },
});

let called = 0;
for (let i = 0; i < 7; i++) {
  analytics.track("Product Viewed", { sku: event().mark }, () => {
    called++;
    if (called === 7) {
      done("7 callbacks, once queued");
    }
  });
}
