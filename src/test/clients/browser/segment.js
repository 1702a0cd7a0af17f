import { AnalyticsBrowser } from "@segment/analytics-next";
import { done, event, failed, host, key, settings } from "../client.js";

// "standard": a request for each event; "batching": /v1/b.
const strategy = settings.VARIANT;
const analytics = AnalyticsBrowser.load({ writeKey: key, cdnURL: host }, {
  integrations: {
    "Segment.io": {
      apiHost: `${new URL(host).host}/v1`,
      protocol: "http",
      deliveryStrategy: { strategy, config: strategy === "batching" ? { size: 3, timeout: 500 } : {} },
    },
  },
});
analytics.on("error", failed);

const tracked = [];
for (let i = 0; i < 7; i++) {
  tracked.push(analytics.track("Product Viewed", { sku: event().mark }));
}
const failures = (await Promise.all(tracked)).filter((context) => context.failedDelivery());
done(`${tracked.length} promises resolved, ${failures.length} to be tried again`);
