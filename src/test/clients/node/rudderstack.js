import Analytics from "@rudderstack/rudder-sdk-node";
import { callbacks, event, host, key } from "../client.js";

// It sends the first event at once, alone.
const analytics = new Analytics(key, { dataPlaneUrl: host, flushAt: 3, flushInterval: 500, logLevel: "none" });
const told = callbacks();

for (let i = 0; i < 7; i++) {
  const { mark, id, time } = event({ id: "given", time: "given" });
  analytics.track(
    { userId: "user-1234", event: "Product Viewed", properties: { sku: mark }, messageId: id, timestamp: time },
    told.one());
}
await told.all();
